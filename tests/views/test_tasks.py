"""Tasks without figures on screen: lists, reports with evidence, reviews, extensions."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models import AuditEntry, EvidenceFile, TaskExtension, TaskReport, db
from models.vocabulary import ReviewState, Role, ScheduleKind
from tests.evidence_samples import HTML, PDF, make_docx
from tests.remembered import add_actor, remembered
from tests.task_work import DUE, TEXT, TODAY, Work, make_work, merge_leads
from tracker.queries.evidence_files import list_evidence_files
from tracker.queries.task_reports import list_task_reports
from tracker.rules import evidence_kinds
from tracker.rules.evidence_kinds import CheckedFile, check_evidence
from tracker.services.evidence_files import record_evidence_file
from tracker.services.task_reports import accept_task_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, Page

HERE = "/nhiem-vu"
TASK = f"{HERE}/kh12/1"
UNIT = f"{TASK}/SO.A"
GRANT = {
    "scope": "don-vi",
    "due_on": "31/05/2024",
    "document": "Công văn 15/UBND",
    "reason": "Chờ hướng dẫn của Bộ",
}


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def work(database: object) -> Work:
    return make_work()


@pytest.fixture
def as_unit(work: Work, log_in_as: LogInAs) -> Any:
    """Return a function that logs a person of a unit in."""

    def log_in(role: Role, place: str = "first") -> Browser:
        name = f"{role.value}-{place}"
        add_actor(name, role, getattr(work, place))
        return log_in_as(name)

    return log_in


@pytest.fixture
def officer(as_unit: Any) -> Browser:
    browser: Browser = as_unit(Role.UNIT_OFFICER)
    return browser


@pytest.fixture
def head(as_unit: Any) -> Browser:
    browser: Browser = as_unit(Role.DEPARTMENT_HEAD, "department")
    return browser


@pytest.fixture
def staff(work: Work, browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def send(
    browser: Browser, *files: tuple[bytes, str], address: str = UNIT, **changes: object
) -> Page:
    browser.get(address)
    seen = (
        "".join(browser.last.one(".//input[@id='seen']").get("value", "")) if browser.last else ""
    )
    data: dict[str, object] = {
        "text": TEXT,
        "done_on": "15/03/2024",
        "product": "Kế hoạch 12/KH",
        "link": "",
        "seen": "".join(seen),
        **changes,
    }
    sent = [(io.BytesIO(content), name) for content, name in files]
    if sent:
        data["files"] = sent
    return browser.post(
        f"{address}/bao-cao", data, content_type="multipart/form-data" if sent else None
    )


def offers_review(page: Page) -> bool:
    """Return whether a page has a form to accept a report with."""
    forms = page.all(".//form[@method='post']")
    return any("/chap-nhan" in form.get("action", "") for form in forms)


def reports() -> list[Any]:
    db.session.rollback()
    return list_task_reports()


def test_an_officer_sends_a_report_with_files_and_the_head_accepts_it(
    officer: Browser, head: Browser, work: Work
) -> None:
    done = send(officer, (PDF, "kế hoạch.pdf"), (make_docx(), "b.docx"))
    assert done.went_to == UNIT

    page = head.get(UNIT)
    assert "chờ" in page.texts(".//h3")[0].lower()
    assert offers_review(page)
    assert not offers_review(officer.get(UNIT)), "an officer does not review"
    address = page.one(".//form[@enctype]").get("action", "")
    assert address.endswith("/bao-cao")
    (row,) = reports()
    accepted = head.post(f"{HERE}/bao-cao/{row.id}/chap-nhan", {f"b{row.id}-note": "Đúng"})

    assert accepted.went_to == UNIT
    assert not offers_review(head.get(UNIT)), "it is reviewed once"
    page = officer.get(UNIT)
    assert "Hoàn thành đúng hạn" in page.text
    assert "Đúng" in page.text
    assert not page.all(".//form[@enctype]")
    assert "kế hoạch.pdf" in page.links()


def test_evidence_is_a_download_that_nothing_can_run(officer: Browser) -> None:
    send(officer, (PDF, "kế hoạch.pdf"))
    address = officer.get(UNIT).links()["kế hoạch.pdf"]

    file = officer.get(address)

    assert file.response.get_data() == PDF
    assert file.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''k%E1%BA%BF%20ho%E1%BA%A1ch.pdf" in file.headers["Content-Disposition"]
    assert file.headers["Content-Type"] == "application/octet-stream"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.UNIT_OFFICER, "second", 200),
        (Role.UNIT_OFFICER, "helping", 200),
        (Role.OFFICE_STAFF, "", 200),
        (Role.ADMINISTRATOR, "", 404),
        (Role.PUBLIC, "", 302),
    ],
)
def test_evidence_of_a_task_opens_to_its_units_only(
    officer: Browser,
    as_unit: Any,
    browser_as: BrowserAs,
    role: Role,
    place: str,
    status: int,
) -> None:
    send(officer, (PDF, "a.pdf"))
    address = officer.get(UNIT).links()["a.pdf"]
    browser = as_unit(role, place) if place else browser_as(role)

    assert browser.get(address).status == status


def test_a_strange_unit_sees_the_state_but_neither_reports_nor_evidence(
    officer: Browser, browser_as: BrowserAs
) -> None:
    send(officer, (PDF, "a.pdf"), text="Nội dung chỉ của đơn vị")
    file = officer.get(UNIT).links()["a.pdf"]
    stranger = browser_as(Role.UNIT_OFFICER)

    page = stranger.get(UNIT)

    assert "Nội dung chỉ của đơn vị" not in page.text
    assert "Quá hạn" in page.text
    assert stranger.get(file).status == 404
    assert stranger.get("/minh-chung/987654").status == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"text": ""}, "text", id="no-text"),
        pytest.param({"done_on": "32/13/2024"}, "done_on", id="no-day"),
        pytest.param({"done_on": "11/04/2024"}, "done_on", id="tomorrow"),
        pytest.param({"product": ""}, "product", id="no-product"),
        pytest.param({"link": "javascript:alert(1)"}, "link", id="script"),
        pytest.param({}, "files", id="no-evidence"),
    ],
)
def test_a_refused_report_keeps_what_was_typed_and_writes_nothing(
    officer: Browser, changes: dict[str, str], field: str
) -> None:
    page = send(officer, **changes)

    assert page.status == 422
    assert page.one(f".//*[@id='{field}']").get("aria-invalid") == "true"
    typed = changes.get("text", TEXT)
    assert (page.one(".//textarea[@id='text']").text or "").strip() == typed
    assert not reports()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(HTML, "a.pdf", "không thuộc loại nhận được", id="page-as-pdf"),
        pytest.param(PDF, "../../a.exe", "đổi đuôi tên tệp", id="program-name"),
        pytest.param(b"", "a.pdf", "rỗng", id="empty"),
        pytest.param(b"a" * 2_000, "a.txt", "lớn hơn", id="too-big"),
        pytest.param(
            make_docx(("word/vbaProject.bin", "x")), "a.docx", "macro", id="document-with-macros"
        ),
    ],
)
def test_a_hostile_file_is_refused_in_one_sentence(
    officer: Browser, monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, words: str
) -> None:
    monkeypatch.setattr(evidence_kinds, "MAX_BYTES", 1_500)
    page = send(officer, (content, name))

    assert page.status == 422
    assert words in page.texts(".//div[@id='files-error']")[0]
    assert not reports()
    assert db.session.query(EvidenceFile).count() == 0


def test_a_name_with_folders_keeps_only_its_last_part(officer: Browser, work: Work) -> None:
    send(officer, (PDF, "../../windows/a.pdf"))

    (file,) = list_evidence_files("task_report", reports()[0].id)
    assert file.name == "a.pdf"


def test_a_stale_page_is_told_and_may_be_sent_again(officer: Browser, work: Work) -> None:
    send(officer, done_on="")
    stale = send(officer, (PDF, "a.pdf"), seen="0")

    assert stale.status == 409
    assert stale.one(".//input[@id='seen']").get("value") == "1"
    assert (stale.one(".//textarea[@id='text']").text or "").strip() == TEXT
    assert len(reports()) == 1
    assert send(officer, (PDF, "a.pdf")).status == 303


def test_what_is_uploaded_is_looked_through_before_anything_is_locked(
    officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = []

    def looked_through(files: Sequence[tuple[str, bytes]]) -> tuple[CheckedFile, ...]:
        options = db.session.connection().get_execution_options()
        locked.append(options.get("tracker_writes", False))
        return check_evidence(files)

    monkeypatch.setattr("views.forms.evidence.check_evidence", looked_through)

    assert send(officer, (make_docx(), "a.docx")).status == 303
    assert locked == [False]


def test_sending_back_needs_a_note_and_keeps_it(officer: Browser, head: Browser) -> None:
    send(officer, (PDF, "a.pdf"))
    (row,) = reports()
    address = f"{HERE}/bao-cao/{row.id}/tra-lai"
    head.get(UNIT)

    short = head.post(address, {f"b{row.id}-note": "thiếu"})
    assert short.status == 422
    assert (short.one(f".//textarea[@id='b{row.id}-note']").text or "").strip() == "thiếu"
    done = head.post(address, {f"b{row.id}-note": "Thiếu bản có dấu"})

    assert done.status == 303
    assert reports()[0].state is ReviewState.SENT_BACK
    assert "Thiếu bản có dấu" in officer.get(UNIT).text
    for step in ("tra-lai", "chap-nhan"):
        again = head.post(f"{HERE}/bao-cao/{row.id}/{step}", {f"b{row.id}-note": "Thiếu bản dấu"})
        assert again.status == 409
        assert "Thiếu bản dấu" in again.text


def test_who_wrote_a_report_is_not_offered_to_review_it(staff: Browser) -> None:
    send(staff, (PDF, "a.pdf"))
    (row,) = reports()

    page = staff.get(UNIT)
    refused = staff.post(f"{HERE}/bao-cao/{row.id}/chap-nhan")

    assert not page.all(f".//textarea[@id='b{row.id}-note']")
    assert refused.status == 403
    assert reports()[0].is_waiting


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR, Role.PUBLIC])
def test_others_neither_report_nor_review_nor_extend(
    officer: Browser, browser_as: BrowserAs, role: Role
) -> None:
    send(officer, (PDF, "a.pdf"))
    (row,) = reports()
    other = browser_as(role)
    entries = db.session.query(AuditEntry).count()

    for address in (
        f"{UNIT}/bao-cao",
        f"{UNIT}/gia-han",
        f"{TASK}/gia-han",
        f"{HERE}/bao-cao/{row.id}/chap-nhan",
        f"{HERE}/bao-cao/{row.id}/tra-lai",
    ):
        assert other.post(address, {}).status == 403
    assert db.session.query(AuditEntry).count() == entries


def test_a_link_leads_away_without_telling_from_where(officer: Browser, staff: Browser) -> None:
    send(officer, link="https://kontum.gov.vn/vb?id=1")
    page = officer.get(UNIT)
    address = page.links()["Mở liên kết"]

    away = staff.get(address)

    assert away.went_to == "https://kontum.gov.vn/vb?id=1"
    assert away.headers["Referrer-Policy"] == "no-referrer"
    assert "https://kontum.gov.vn/vb?id=1" in page.text


def test_a_link_is_for_those_who_may_see_the_report(
    officer: Browser, browser_as: BrowserAs
) -> None:
    send(officer, link="https://kontum.gov.vn/vb")
    (row,) = reports()

    assert browser_as(Role.ADMINISTRATOR).get(f"{HERE}/bao-cao/{row.id}/lien-ket").status == 404


def test_a_report_without_a_link_leads_nowhere_and_is_no_strangers_to_review(
    officer: Browser, staff: Browser, browser_as: BrowserAs
) -> None:
    send(officer, (PDF, "a.pdf"))
    (row,) = reports()
    stranger = browser_as(Role.DEPARTMENT_HEAD)

    assert staff.get(f"{HERE}/bao-cao/{row.id}/lien-ket").status == 404
    stranger.get(UNIT)
    assert stranger.post(f"{HERE}/bao-cao/{row.id}/chap-nhan").status == 404


def test_the_office_grants_a_later_day_and_both_days_are_shown(staff: Browser) -> None:
    staff.get(UNIT)
    done = staff.post(f"{UNIT}/gia-han", {**GRANT, "seen_due": "2024-03-15"})

    assert done.went_to == UNIT
    page = staff.get(UNIT)
    assert "thời hạn gốc 15/03/2024, gia hạn đến 31/05/2024" in page.text
    assert "Công văn 15/UBND" in page.text
    assert "Đang thực hiện" in page.text
    other = staff.get(f"{TASK}/SO.B")
    assert "Quá hạn, chưa hoàn thành" in other.text


def test_the_office_extends_for_every_unit_from_the_page_of_the_task(staff: Browser) -> None:
    staff.get(TASK)
    done = staff.post(f"{TASK}/gia-han", {**GRANT, "scope": "tat-ca", "seen_due": "2024-03-15"})

    assert done.went_to == TASK
    page = staff.get(TASK)
    assert page.text.count("gia hạn đến 31/05/2024") >= 3
    assert "gia hạn cho mọi đơn vị" in page.text
    targets = staff.get("/chi-tieu?van-ban=kh12&ky=2024-04")
    assert "thời hạn gốc 15/03/2024, gia hạn đến 31/05/2024" in targets.text


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        pytest.param({"due_on": "hôm nào"}, 422, "due_on", id="no-day"),
        pytest.param({"due_on": "14/03/2024"}, 422, "due_on", id="in-the-past"),
        pytest.param({"document": ""}, 422, "document", id="no-document"),
        pytest.param({"reason": "ngắn"}, 422, "reason", id="no-reason"),
        pytest.param({"scope": "khac"}, 422, "scope", id="no-scope"),
        pytest.param({"seen_due": "2024-04-01"}, 409, "", id="stale"),
    ],
)
def test_a_refused_extension_keeps_what_was_typed(
    staff: Browser, changes: dict[str, str], status: int, field: str
) -> None:
    staff.get(UNIT)
    page = staff.post(f"{UNIT}/gia-han", {**GRANT, "seen_due": "2024-03-15", **changes})

    assert page.status == status
    if field:
        assert page.one(f".//*[@id='{field}']").get("aria-invalid") == "true"
    assert page.one(".//input[@id='document']").get("value") == {**GRANT, **changes}["document"]
    assert page.one(".//input[@id='seen_due']").get("value") == "2024-03-15"
    assert db.session.query(TaskExtension).count() == 0


def test_a_later_day_for_all_units_is_refused_where_another_was_granted_meanwhile(
    staff: Browser,
) -> None:
    task = UNIT.rpartition("/")[0]
    typed = {**GRANT, "scope": "tat-ca", "seen_due": "2024-04-01"}
    page = staff.post(f"{task}/gia-han", typed)

    assert page.status == 409
    assert page.one(".//input[@id='document']").get("value") == GRANT["document"]
    assert page.one(".//input[@id='seen_due']").get("value") == "2024-03-15"


def test_the_list_counts_states_and_each_count_opens_its_rows(staff: Browser, work: Work) -> None:
    work.add_task(ScheduleKind.ONGOING)
    work.add_task(ScheduleKind.FOLLOWS)
    work.add_task(ScheduleKind.BY_DATE, date(2024, 6, 30))

    page = staff.get(HERE)

    tabs = page.texts(".//nav[@class='tabs no-print']//li")
    assert tabs == [
        "Tất cả 5",
        "Quá hạn, chưa hoàn thành 2",
        "Đang thực hiện 1",
        "Thực hiện thường xuyên 1",
        "Chờ việc khác 1",
    ]
    for link in page.all(".//nav[@class='tabs no-print']//a"):
        count = int("".join(link.itertext()).split()[-1])
        assert len(staff.get(link.get("href", "")).all(".//tbody/tr")) == count


def test_reports_that_wait_for_review_have_a_tab(officer: Browser, staff: Browser) -> None:
    send(officer, (PDF, "a.pdf"))

    page = staff.get(f"{HERE}?tinh-trang=cho-xem-xet")

    assert "Báo cáo chờ xem xét 1" in page.texts(".//nav[@class='tabs no-print']//li")
    assert len(page.all(".//tbody/tr")) == 1


def test_what_waits_for_review_is_listed_though_its_document_is_out_of_force(
    officer: Browser, staff: Browser, work: Work
) -> None:
    db.session.execute(db.text("UPDATE directive SET effective_to = '2024-03-31'"))
    db.session.commit()
    assert not staff.get(HERE).all(".//tbody/tr")
    send(officer, (PDF, "a.pdf"))

    rows = staff.get(f"{HERE}?tinh-trang=cho-xem-xet").texts(".//tbody/tr")

    assert ["Phòng A" in row for row in rows] == [True]


def test_people_of_a_unit_see_their_own_first_supporting_work_included(
    officer: Browser, as_unit: Any
) -> None:
    own = officer.get(HERE)
    helper = as_unit(Role.UNIT_OFFICER, "helping").get(HERE)
    above = as_unit(Role.DEPARTMENT_HEAD, "department").get(HERE)

    assert ["Phòng A" in row for row in own.texts(".//tbody/tr")] == [True]
    assert "Phối hợp" in helper.texts(".//tbody/tr")[0]
    assert len(above.all(".//tbody/tr")) == 3
    everybody = officer.get(own.links()["Xem mọi đơn vị"])
    assert len(everybody.all(".//tbody/tr")) == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("van-ban=kh12", 2),
        ("van-ban=khong-co", 2),
        ("don-vi=SO.B", 1),
        ("don-vi=Phong+C", 1),
        ("tinh-trang=dung-han", 0),
        ("tinh-trang=la-gi", 2),
        ("ky=2024-03", 2),
        ("ky=2024-02&tinh-trang=dang-lam", 2),
    ],
)
def test_the_list_is_filtered(staff: Browser, query: str, count: int) -> None:
    page = staff.get(f"{HERE}?{query}")

    assert page.status == 200
    assert len(page.all(".//tbody/tr")) == count


@pytest.mark.parametrize("query", ["ky=mai", "don-vi=khong-co-don-vi-nay"])
def test_a_filter_nobody_can_read_is_refused_beside_its_field(staff: Browser, query: str) -> None:
    page = staff.get(f"{HERE}?{query}")

    assert page.status == 422
    assert page.one(f".//input[@id='f-{query.partition('=')[0]}']").get("aria-invalid") == "true"
    file = staff.get(f"{HERE}.csv?{query}")
    assert (file.status, "Content-Disposition" in file.headers) == (422, False)


def test_the_file_holds_what_the_page_shows(staff: Browser) -> None:
    page = staff.get(f"{HERE}?don-vi=SO.A&ky=2024-03")
    file = staff.get(page.links()["Tải bảng này (CSV)"])

    lines = file.response.get_data().decode("utf-8-sig").splitlines(keepends=True)
    assert "Đơn vị “SO.A”" in lines[1]
    (row,) = csv.DictReader(io.StringIO("".join(lines[3:])))
    assert (row["Mã đơn vị"], row["Thời hạn gốc"]) == ("SO.A", "15/03/2024")
    assert row["Tình trạng"] == "Quá hạn, chưa hoàn thành"
    assert (row["Số ngày trễ"], row["Số ngày làm việc trễ"]) == ("16", "10")


@pytest.mark.parametrize("address", [f"{HERE}/khong-co/1", f"{HERE}/kh12/99", f"{TASK}/KHONG-CO"])
def test_what_is_not_there_is_missing(staff: Browser, address: str) -> None:
    assert staff.get(address).status == 404


def test_a_unit_that_has_ended_is_shown_in_the_month_of_its_term(
    staff: Browser, work: Work, on_day: OnDay
) -> None:
    db.session.execute(db.text("UPDATE unit SET valid_to = '2024-03-31' WHERE code = 'SO.A'"))
    db.session.commit()

    page = staff.get(UNIT)

    assert page.status == 200
    assert "Quá hạn, chưa hoàn thành" in page.text


def test_the_verdicts_page_shows_reports_evidence_and_extensions(
    officer: Browser, staff: Browser, work: Work
) -> None:
    send(officer, (PDF, "a.pdf"), done_on="01/04/2024")
    (row,) = reports()
    accept_task_report(report_id=row.id, actor=add_actor("nguoi-duyet", Role.OFFICE_STAFF))
    db.session.commit()
    staff.post("/danh-gia", {"period": "2024-04", "directive": "kh12", "next": "/"})

    page = staff.get("/chi-tieu/kh12/1/SO.A?ky=2024-04")

    assert "Hoàn thành trễ 17 ngày, ngày 01/04/2024 (hạn 15/03/2024)." in page.text
    assert "a.pdf" in page.links()
    assert page.links()["Xem, báo cáo, gia hạn ở trang nhiệm vụ của đơn vị"].startswith(UNIT)


def test_evidence_of_an_unknown_kind_is_not_handed_out(staff: Browser, work: Work) -> None:
    actor = add_actor("ai-do", Role.OFFICE_STAFF)
    (checked,) = check_evidence([("a.pdf", PDF)])
    file_id = record_evidence_file(object_type="something", object_key=1, file=checked, actor=actor)
    db.session.commit()

    assert staff.get(f"/minh-chung/{file_id}").status == 404


def test_what_people_write_stays_text(officer: Browser) -> None:
    send(officer, (PDF, "a.pdf"), text="<script>alert(1)</script> đã làm", product="<b>x</b>")

    page = officer.get(UNIT)

    assert "<script>alert(1)</script> đã làm" in page.text
    assert not page.all(".//section//script")
    assert db.session.query(TaskReport).count() == 1
    assert reports()[0].done_on == DUE


def test_the_page_of_a_unit_that_took_over_shows_the_reports_before_it(
    officer: Browser, as_unit: Any, work: Work, on_day: OnDay
) -> None:
    send(officer, (PDF, "a.pdf"))
    merge_leads(work)
    on_day(date(2024, 5, 20))

    page = as_unit(Role.DEPARTMENT_HEAD, "department").get(f"{TASK}/SO.M")

    assert "a.pdf" in page.links()
    assert "(Phòng A)" in page.text
    assert page.one(".//input[@id='seen']").get("value") == "0"


def test_the_verdict_of_a_unit_that_took_over_shows_the_reports_it_rests_on(
    officer: Browser, as_unit: Any, work: Work, on_day: OnDay
) -> None:
    send(officer, (PDF, "a.pdf"))
    merge_leads(work)
    on_day(date(2024, 5, 20))

    head = as_unit(Role.DEPARTMENT_HEAD, "department")
    page = head.get("/chi-tieu/kh12/1/SO.M?ky=2024-05")

    assert "a.pdf" in page.links()
    assert "(Phòng A)" in page.text
