"""The right of reply on screen: a unit sees its own rows only, answers, and reads the decision."""

from __future__ import annotations

import io
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest

import views.pages.sorting
from models import db
from models.vocabulary import ObjectionState, Role
from tests.remembered import remembered
from tests.reply_office import (
    LATE,
    MARCH,
    OTHER,
    OVERDUE,
    ReplyOffice,
    actions,
    newest,
    waited_for,
)
from tracker.queries.audit import list_audit
from tracker.queries.evidence_files import list_evidence_files
from tracker.queries.objections import get_objection, list_objections
from tracker.queries.rendered_files import list_rendered_files
from tracker.rules.public_lists import FILE_FORMATS
from views.navigation import paginate

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import Browser, LogInAs, Page
    from tracker.config import Settings

HERE = f"/phan-hoi/{MARCH}"
LIST = f"/cong-bo/{MARCH}"
WRITE = f"{HERE}/y-kien?don-vi=H99.01&ho-so={LATE}&nguon=one-stop"


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> ReplyOffice:
    on_day(date(2024, 4, 5))
    return ReplyOffice(database, make_actor)


@remembered
def opened(office: ReplyOffice) -> ReplyOffice:
    office.draft()
    office.open()
    return office


def test_the_office_opens_the_window_on_the_list_s_page(
    office: ReplyOffice, staff: Browser
) -> None:
    office.draft()
    assert staff.get(LIST).one(".//input[@id='mo-phan-hoi-days']").get("value") == "5"

    page = staff.follow(staff.post(f"{LIST}/mo-phan-hoi", {"mo-phan-hoi-days": "3"}))

    assert newest().content["reply"]["until"] == "2024-04-10"
    assert "Mở phản hồi cho đơn vị" in page.text
    assert "còn 2 đơn vị chưa trả lời" in page.text


@pytest.mark.parametrize("days", ["", "0", "31", "x"])
def test_days_that_are_none_are_refused_beside_their_field(
    office: ReplyOffice, staff: Browser, days: str
) -> None:
    office.draft()

    page = staff.post(f"{LIST}/mo-phan-hoi", {"mo-phan-hoi-days": days})

    assert page.status == 422
    assert page.one(".//input[@id='mo-phan-hoi-days']").get("aria-invalid") == "true"
    assert newest().content["reply"] is None


def test_a_unit_sees_its_rows_in_full_and_never_another_unit_s(
    opened: ReplyOffice, officer: Browser, head: Browser
) -> None:
    page = officer.get(HERE)

    assert LATE in page.text
    assert OVERDUE in page.text
    assert "Cán bộ Thụ Lý" in page.text
    assert OTHER not in page.text
    assert "xã Hai" not in page.text
    other = head.get(HERE)
    assert OTHER in other.text
    assert LATE not in other.text


@pytest.mark.parametrize("address", [f"{HERE}?don-vi=H99.02", f"{HERE}/y-kien?don-vi=H99.02"])
def test_another_unit_s_rows_are_not_there_for_a_unit(
    opened: ReplyOffice, officer: Browser, address: str
) -> None:
    assert officer.get(address).status == 404


def test_before_the_window_a_unit_sees_nothing_of_the_draft(
    office: ReplyOffice, officer: Browser
) -> None:
    office.draft()

    page = officer.get(HERE)

    assert page.status == 404
    assert LATE not in page.text
    assert "Chưa có dự thảo nào" in officer.get("/phan-hoi").text


def test_the_menu_leads_a_unit_to_its_lists(opened: ReplyOffice, officer: Browser) -> None:
    page = officer.get("/phan-hoi")

    assert "Phản hồi được đến hết ngày 12/04/2024." in page.text
    assert page.links()["tháng 3 năm 2024"] == HERE


def test_a_unit_objects_with_evidence_and_reads_the_decision(
    opened: ReplyOffice, officer: Browser, staff: Browser
) -> None:
    assert LATE in officer.get(WRITE).text
    sent = officer.post(
        WRITE,
        {
            "text": "Đã trả ngày 11/3.",
            "files": [(io.BytesIO(b"so mot cua"), "so.txt"), (io.BytesIO(b"anh"), "b.txt")],
        },
    )
    (row,) = list_objections(MARCH)
    assert sent.went_to == f"/phan-hoi/so/{row.id}"
    assert len(list_evidence_files("objection", row.id)) == 2

    page = staff.get(f"/phan-hoi/so/{row.id}")
    assert "Đã trả ngày 11/3." in page.text
    assert "mọi người đều đọc được" in page.text
    file = page.links()["so.txt"]
    assert staff.client.get(file).data == b"so mot cua"
    staff.post(
        f"/phan-hoi/so/{row.id}/quyet-dinh",
        {"outcome": "upheld", "decision": "Sổ một cửa ghi đúng."},
    )

    assert get_objection(row.id).state is ObjectionState.UPHELD
    told = officer.get(HERE)
    assert "Sổ một cửa ghi đúng." in told.text
    assert "Chấp nhận phản hồi" in told.text
    printed = staff.get(LIST)
    assert "1 hồ sơ được chấp nhận phản hồi, chờ sửa dữ liệu nguồn" in printed.text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "Sai", "files": (io.BytesIO(b"MZ\x00\x01"), "a.exe")}, "files"),
    ],
    ids=["no-words", "a-program"],
)
def test_an_objection_that_is_refused_is_refused_beside_its_field(
    opened: ReplyOffice, officer: Browser, data: dict[str, object], field: str
) -> None:
    page = officer.post(WRITE, data)

    assert page.status == 422
    assert page.one(f".//*[@id='{field}']").get("aria-invalid") == "true"
    assert list_objections(MARCH) == []


def test_a_unit_says_that_it_does_not_object(opened: ReplyOffice, head: Browser) -> None:
    head.follow(head.post(HERE, {"unit": "H99.02"}))

    assert waited_for() == {opened.one}
    assert "Không có ý kiến (Truong-Hai" in head.get(HERE).text


def test_a_unit_does_not_answer_for_another(opened: ReplyOffice, head: Browser) -> None:
    page = head.post(HERE, {"unit": "H99.01"})

    assert page.status == 403
    assert waited_for() == {opened.one, opened.two}


def test_an_objection_of_another_unit_is_not_there(opened: ReplyOffice, head: Browser) -> None:
    number = opened.object()

    assert head.get(f"/phan-hoi/so/{number}").status == 404


def test_after_the_window_nothing_is_offered_and_nothing_is_taken(
    opened: ReplyOffice, officer: Browser, on_day: OnDay, log_in_as: LogInAs
) -> None:
    on_day(date(2024, 4, 13))
    officer = log_in_as(opened.officer.username)

    page = officer.get(HERE)

    assert "Thời gian phản hồi đã hết sau ngày 12/04/2024." in page.text
    assert "Gửi phản hồi" not in page.text
    assert officer.post(WRITE, {"text": "Muộn"}).status == 422
    assert list_objections(MARCH) == []


def test_an_approved_list_takes_no_answers_though_its_window_runs(
    opened: ReplyOffice, officer: Browser
) -> None:
    opened.object()
    opened.waive()
    opened.approve()

    page = officer.get(HERE)

    assert "Danh sách đã duyệt nên không nhận phản hồi nữa" in page.text
    assert "Gửi phản hồi" not in page.text
    assert officer.post(WRITE, {"text": "Còn trong hạn"}).status == 422
    assert len(list_objections(MARCH)) == 1


def test_a_unit_reads_what_a_new_draft_changed_for_it(
    opened: ReplyOffice, head: Browser, officer: Browser
) -> None:
    opened.waive()
    opened.add(opened.two, "H99.02-240301-0007", date(2024, 3, 30))
    opened.draft()

    page = head.get(HERE)

    assert "Dự thảo đã được lập lại" in page.text
    assert "thêm 1 hồ sơ (H99.02-240301-0007)" in page.text
    assert "Chưa trả lời" in page.text
    assert "Dự thảo đã được lập lại" not in officer.get(HERE).text


def test_the_office_sees_who_has_answered_and_looks_at_one_unit(
    opened: ReplyOffice, staff: Browser, approver: Browser
) -> None:
    opened.object()

    page = staff.get(f"{LIST}/phan-hoi")

    assert "Còn 1 đơn vị chưa trả lời." in page.text
    assert "Chờ quyết định (1)" in page.text
    assert staff.get(HERE).went_to == f"{LIST}/phan-hoi"
    one = approver.get(f"{HERE}?don-vi=H99.02")
    assert OTHER in one.text
    assert LATE not in one.text
    assert "Gửi phản hồi" not in one.text


def test_what_was_answered_or_decided_meanwhile_is_a_conflict_that_keeps_what_was_typed(
    opened: ReplyOffice, staff: Browser, officer: Browser
) -> None:
    number = opened.object()
    decided = f"/phan-hoi/so/{number}/quyet-dinh"
    typed = {"outcome": "rejected", "decision": "Sổ một cửa ghi khác."}

    again = staff.post(f"{LIST}/mo-phan-hoi", {"mo-phan-hoi-days": "3"})
    objected = officer.post(WRITE, {"text": "Đã trả, gửi lần hai."})
    waived = officer.post(HERE, {"unit": "H99.01"})
    opened.decide(number, is_upheld=False)
    judged = staff.post(decided, typed)

    assert [page.status for page in (again, objected, waived, judged)] == [409] * 4
    assert objected.one(".//textarea[@name='text']").text == "Đã trả, gửi lần hai."
    assert typed["decision"] in "".join(judged.one(".//*[@id='error-summary']").itertext())


def test_long_tables_of_objections_come_in_parts(
    opened: ReplyOffice, staff: Browser, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [opened.object(), opened.object(dossier=OVERDUE), opened.object(dossier="")]
    monkeypatch.setattr(views.pages.sorting, "paginate", partial(paginate, size=1))

    def listed(page: Page, label: str) -> list[str]:
        return page.texts(f".//div[@aria-label='{label}']//tbody//th/a")

    office = staff.get(f"{LIST}/phan-hoi?trang-cho=2")
    assert listed(office, "Chờ quyết định") == [f"Phản hồi số {numbers[1]}"]
    assert "Chờ quyết định (3)" in office.text
    ways = [link.get("href") for link in office.all(".//nav[@aria-label='Chờ quyết định']/a")]
    assert ways[-1] == f"{LIST}/phan-hoi?trang-cho=3#cho-quyet-dinh"
    assert listed(officer.get(HERE), "Phản hồi đã gửi") == [f"Phản hồi số {numbers[2]}"]

    for number in numbers[:2]:
        opened.decide(number, is_upheld=False)
    office = staff.get(f"{LIST}/phan-hoi?trang-xong=2")
    assert listed(office, "Đã quyết định") == [f"Phản hồi số {numbers[1]}"]


def test_a_correction_leads_to_what_is_still_to_be_decided(
    opened: ReplyOffice, staff: Browser
) -> None:
    opened.object()
    opened.waive()
    opened.approve()
    opened.publish()
    opened.correct()

    page = staff.get(LIST)

    assert "Còn 1 phản hồi chưa quyết định" in page.text
    assert page.links()["Phản hồi của đơn vị"] == f"{LIST}/phan-hoi"


def test_a_list_published_without_files_gets_them_by_a_button(
    office: ReplyOffice, staff: Browser
) -> None:
    office.draft()
    assert "Lập các tệp" not in staff.get(LIST).text
    office.approve()
    office.publish()
    published = newest()
    assert staff.get(LIST).all(f".//form[@action='{LIST}/v1/lap-tep']")

    page = staff.follow(staff.post(f"{LIST}/v1/lap-tep"))

    assert [file.format for file in list_rendered_files(published.id)] == list(FILE_FORMATS)
    assert newest() == published
    assert "Đã đủ các tệp" in page.text
    assert not page.all(f".//form[@action='{LIST}/v1/lap-tep']")
    db.session.rollback()
    entry = list_audit(1)[0]
    assert (entry.action, entry.actor) == ("late_list_files_kept", office.staff.username)
    # Once more is nothing more.
    assert staff.post(f"{LIST}/v1/lap-tep").status == 303
    assert actions().count("late_list_files_kept") == 1


def test_the_history_says_every_step_in_words(
    opened: ReplyOffice, staff: Browser, approver: Browser
) -> None:
    opened.decide(opened.object(), is_upheld=False)
    opened.waive()
    approver.post(f"{LIST}/duyet")
    staff.post(f"{LIST}/cong-bo")
    staff.post(f"{LIST}/v1/thu-hoi", {"thu-hoi-reason": "Sai"})

    happened = staff.get(f"{LIST}/v1").texts(".//ul[@class='events']/li")

    assert len(happened) == 7
    assert not [text for text in happened if "_" in text]


def test_who_wrote_an_objection_down_is_not_offered_to_decide(
    opened: ReplyOffice, staff: Browser, log_in_as: LogInAs
) -> None:
    number = opened.object(actor=opened.staff)

    page = staff.get(f"/phan-hoi/so/{number}")
    assert "cần người khác của Văn phòng" in page.text
    sent = {"outcome": "upheld", "decision": "Đúng"}
    assert staff.post(f"/phan-hoi/so/{number}/quyet-dinh", sent).status == 403
    colleague = log_in_as(opened.colleague.username)
    assert colleague.post(f"/phan-hoi/so/{number}/quyet-dinh", sent).status == 303


@pytest.mark.parametrize("missing", ["outcome", "decision"])
def test_a_decision_needs_an_outcome_and_words(
    opened: ReplyOffice, staff: Browser, missing: str
) -> None:
    number = opened.object()
    sent = {"outcome": "rejected", "decision": "Sai"}
    del sent[missing]

    assert staff.post(f"/phan-hoi/so/{number}/quyet-dinh", sent).status == 422
    assert get_objection(number).state is ObjectionState.OPEN


def test_the_approver_is_held_back_and_told_why(
    opened: ReplyOffice, approver: Browser, on_day: OnDay, log_in_as: LogInAs
) -> None:
    page = approver.get(LIST)
    assert "Chưa duyệt được" in page.text
    assert not page.all(f".//form[@action='{LIST}/duyet']")
    assert approver.post(f"{LIST}/duyet").status == 422
    opened.object()

    on_day(date(2024, 4, 13))
    approver = log_in_as(opened.approver.username)
    page = approver.get(LIST)
    assert "Còn 1 phản hồi chưa quyết định" in page.text
    assert page.all(f".//form[@action='{LIST}/duyet']")
    assert approver.post(f"{LIST}/duyet", {"sha256": newest().sha256}).status == 303


def test_a_list_without_a_window_says_so_in_one_line(office: ReplyOffice, staff: Browser) -> None:
    office.draft()

    assert "Danh sách này không qua thời hạn phản hồi của đơn vị." in staff.get(LIST).text


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.ADMINISTRATOR])
def test_others_see_nothing_of_it(
    opened: ReplyOffice, role: Role, log_in_as: LogInAs, browser: Browser
) -> None:
    reader = browser if role is Role.PUBLIC else log_in_as(opened.administrator.username)
    number = opened.object()

    for address in ("/phan-hoi", HERE, f"{LIST}/phan-hoi", f"/phan-hoi/so/{number}"):
        assert reader.get(address).status in (302, 403)


def test_a_draft_made_anew_after_the_window_says_so_to_who_approves(
    opened: ReplyOffice, on_day: OnDay, log_in_as: LogInAs
) -> None:
    on_day(date(2024, 4, 15))
    opened.draft()

    page = log_in_as(opened.approver.username).get(LIST)

    assert "Dự thảo được lập lại sau khi hết thời hạn phản hồi" in page.text


def test_who_approves_reads_what_changed_since_last_month(
    office: ReplyOffice, approver: Browser
) -> None:
    days = {"received_on": date(2024, 2, 1), "due_on": date(2024, 2, 9)}
    office.add(office.two, "H99.02-240201-0008", None, **days)
    office.draft_and_publish("2024-02")
    office.draft()

    page = approver.get(LIST)
    assert "1 đơn vị mới có tên, 1 tăng" in page.text
    table = page.texts(".//section[@aria-labelledby='buoc']//tbody/tr")
    assert table[0].startswith("UBND xã Một")
    assert "mới có tên" in table[0]
    changes = approver.get(page.links()["Xem thay đổi so với tháng trước"])

    assert "H99.02-240201-0008" in changes.text
    assert "vẫn quá hạn" in changes.text


def test_without_a_list_last_month_the_page_says_that_there_is_none(
    office: ReplyOffice, approver: Browser
) -> None:
    office.draft()

    assert "Không có danh sách kỳ 2024-02" in approver.get(LIST).text
    assert approver.get(f"{LIST}/v1/so-voi-thang-truoc").status == 200
