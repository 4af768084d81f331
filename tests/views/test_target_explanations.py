"""Explanations of missed targets on screen: owed, written, reviewed; the promise and its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.apology_office import audited
from tests.missed_targets import DUE_ON, MEASURE, PERIOD, PRESENT, TEXT, MissedOffice
from tests.remembered import remembered
from tracker.queries.target_explanations import list_versions
from tracker.services.measure_reports import SeenMeasure, report_measure_done
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs
    from tracker.config import Settings

HERE = "/giai-trinh-chi-tieu"


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> MissedOffice:
    del database
    on_day(PRESENT)
    return MissedOffice(make_actor)


def one(browser: Browser) -> str:
    """Return the address of the missed target, as the listing links it."""
    return browser.get(f"{HERE}?ky={PERIOD}").links()["UBND xã Một"]


def typed(**changes: str) -> dict[str, str]:
    return {
        "text": TEXT,
        "measure": MEASURE,
        "measure_due_on": "28/02/2026",
        "written_seen": "0",
        **changes,
    }


def states(office: MissedOffice) -> list[str]:
    return [row.state.value for row in list_versions(PERIOD, office.task, office.first)]


def test_an_explanation_goes_all_the_way_on_screen(
    office: MissedOffice, head: Browser, staff: Browser
) -> None:
    here = one(head)
    assert "Chưa giải trình" in head.get(f"{HERE}?tinh-trang=con-no").text

    page = head.post(here, typed())
    assert page.went_to == here
    assert "chờ xem xét" in head.follow(page).text.casefold()
    assert not head.get(here).all(".//textarea[@name='text']")

    path, _, query = here.partition("?")
    page = staff.post(
        f"{path}/tra-lai?{query}", {"note": "Nêu rõ trách nhiệm của ai", "reviewed_seen": "1"}
    )
    assert page.went_to == here
    page = head.get(here)
    assert "Nêu rõ trách nhiệm của ai" in page.text
    assert page.one(".//input[@name='written_seen']").get("value") == "1"
    head.post(here, typed(written_seen="1"))
    staff.post(f"{path}/chap-nhan?{query}", {"note": "", "reviewed_seen": "2"})

    assert states(office) == ["accepted", "sent_back"]
    assert len(audited("target_explanation")) == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "ngắn"}, "từ 20 đến 4000 ký tự"),
        ({"measure": ""}, "Hãy điền ô này"),
        ({"measure_due_on": "09/02/2026"}, "đã qua"),
        ({"measure_due_on": "mai"}, "mai"),
    ],
    ids=["short", "no-measure", "past", "unreadable"],
)
def test_a_refusal_keeps_what_was_typed(
    office: MissedOffice, head: Browser, changes: dict[str, str], sentence: str
) -> None:
    sent = typed(**changes)

    page = head.post(one(head), sent)

    assert page.status == 422
    assert sentence in page.text
    assert (page.one(".//textarea[@name='text']").text or "").strip() == sent["text"]
    assert page.one(".//input[@name='measure_due_on']").get("value") == sent["measure_due_on"]
    assert states(office) == []


def test_what_somebody_else_wrote_meanwhile_is_a_conflict_until_it_is_read(
    office: MissedOffice, head: Browser
) -> None:
    here = one(head)
    office.write(actor=office.staff)

    page = head.post(here, typed())

    assert page.status == 409
    assert "nay là bản 1" in page.text
    assert states(office) == ["submitted"]


def test_sending_back_needs_a_note(office: MissedOffice, staff: Browser) -> None:
    path, _, query = one(staff).partition("?")
    office.write()

    page = staff.post(f"{path}/tra-lai?{query}", {"note": "thiếu", "reviewed_seen": "1"})

    assert page.status == 422
    assert "ít nhất 10 ký tự" in page.text
    assert states(office) == ["submitted"]


@pytest.mark.parametrize("step", ["chap-nhan", "tra-lai"])
def test_what_was_reviewed_meanwhile_is_a_conflict(
    office: MissedOffice, staff: Browser, step: str
) -> None:
    path, _, query = one(staff).partition("?")
    office.write()
    note = {"note": "Bổ sung số của quý trước", "reviewed_seen": "1"}
    assert staff.post(f"{path}/tra-lai?{query}", note).status == 303

    page = staff.post(f"{path}/{step}?{query}", note)

    assert page.status == 409
    assert note["note"] in "".join(page.one(".//*[@id='error-summary']").itertext())


def test_nobody_reviews_what_they_wrote(office: MissedOffice, staff: Browser) -> None:
    here = one(staff)
    office.write(actor=office.staff)
    path, _, query = here.partition("?")

    assert "cần một người khác" in staff.get(here).text
    page = staff.post(f"{path}/chap-nhan?{query}", {"note": "", "reviewed_seen": "1"})

    assert page.status == 403
    assert states(office) == ["submitted"]


def test_another_unit_sees_nothing_of_it(office: MissedOffice, log_in_as: LogInAs) -> None:
    here = one(log_in_as("lan"))
    office.write()
    stranger = log_in_as("lam")

    assert stranger.get(f"{HERE}?ky={PERIOD}").all(".//tbody/tr") == []
    assert stranger.get(here).status == 404
    assert stranger.post(here, typed()).status in (403, 404)
    evidence = here.replace(HERE, "/chi-tieu")
    assert TEXT not in stranger.get(evidence).text
    assert TEXT in log_in_as("lan").get(evidence).text


def test_the_verdicts_own_page_leads_to_its_explanation(
    office: MissedOffice, head: Browser
) -> None:
    here = one(head)
    evidence = here.replace(HERE, "/chi-tieu")
    page = head.get(evidence)
    assert page.links()["Viết giải trình"] == here

    office.write()
    page = head.get(evidence)
    assert MEASURE in page.text
    assert "hứa xong trước hết ngày 28/02/2026" in page.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("tinh-trang=con-no", 0),
        ("tinh-trang=cho-xem-xet", 1),
        ("tinh-trang=chap-nhan", 0),
        ("tinh-trang=qua-ngay-hua", 0),
        ("don-vi=X2", 0),
        ("don-vi=xa mot", 1),
        ("ky=2025-01", 0),
    ],
)
def test_the_list_is_filtered(office: MissedOffice, staff: Browser, query: str, count: int) -> None:
    office.write()

    page = staff.get(f"{HERE}?{query}")

    assert len(page.all(".//tbody/tr")) == count
    text = staff.get(f"{HERE}.csv?{query}").response.get_data(as_text=True)
    assert len(text.splitlines()) == len(("title", "filters", "time", "columns")) + count


@pytest.mark.parametrize(
    ("query", "tab"),
    [("", "Tất cả"), ("?tinh-trang=con-no", "Còn phải giải trình"), ("?tinh-trang=lạ", "Tất cả")],
    ids=["none", "one", "unknown"],
)
def test_the_tab_of_what_is_listed_is_marked(
    office: MissedOffice, staff: Browser, query: str, tab: str
) -> None:
    office.write()

    links = staff.get(HERE + query).all(".//nav[@class='tabs no-print']//a[@aria-current]")

    assert [(link.text or "").strip() for link in links] == [tab]


def test_a_measure_whose_day_has_passed_is_listed(
    office: MissedOffice, log_in_as: LogInAs, on_day: OnDay
) -> None:
    office.write()
    on_day(DUE_ON.replace(month=3, day=1))

    page = log_in_as("lan").get(f"{HERE}?tinh-trang=qua-ngay-hua")

    assert len(page.all(".//tbody/tr")) == 1
    assert "28/02/2026, đã qua" in page.text


@pytest.mark.parametrize("query", ["ky=xyz", "don-vi=khong-co-don-vi-nay"])
def test_a_filter_nobody_can_read_is_refused(staff: Browser, query: str) -> None:
    assert staff.get(f"{HERE}?{query}").status == 422
    assert staff.get(f"{HERE}.csv?{query}").status == 422


def test_a_measure_is_reported_done_and_taken_back_on_screen(
    office: MissedOffice, head: Browser, staff: Browser
) -> None:
    here = one(head)
    path, _, query = here.partition("?")
    assert not head.get(here).all(".//input[@name='done_on']")
    office.write()
    seen = {"done_version": "1", "done_report": "0"}
    typed = {**seen, "done_on": "10/02/2026", "measure_note": "Đã bố trí một cán bộ"}

    done = head.post(f"{path}/bien-phap-xong?{query}", typed)

    assert done.went_to == here
    page = head.follow(done)
    assert "hoàn thành ngày 10/02/2026" in page.text
    assert "10/02/2026: Đã bố trí một cán bộ (Ha," in page.text
    assert not page.all(".//input[@name='done_on']")
    assert not page.all(".//textarea[@name='back_note']")
    (line,) = staff.get(f"{HERE}.csv?ky={PERIOD}").response.get_data(as_text=True).splitlines()[4:]
    assert "10/02/2026" in line or "2026-02-10" in line

    shown = staff.get(here)
    back = {
        "back_version": shown.one(".//input[@name='back_version']").get("value"),
        "back_report": shown.one(".//input[@name='back_report']").get("value"),
        "back_note": "Kiểm tra thấy chưa có ai",
    }
    page = staff.follow(staff.post(f"{path}/bien-phap-chua-xong?{query}", back))
    assert "Kiểm tra thấy chưa có ai (Lan," in page.text
    assert staff.post(f"{path}/bien-phap-chua-xong?{query}", back).status == 409
    assert page.all(".//input[@name='done_on']")


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"done_on": "11/02/2026"}, 422, "chưa đến"),
        ({"done_on": "mai"}, 422, "mai"),
        ({"measure_note": "xong"}, 422, "từ 10 đến 4000 ký tự"),
        ({"done_version": "0"}, 409, "nay là bản 1"),
    ],
    ids=["tomorrow", "unreadable", "no-note", "stale"],
)
def test_a_refused_report_of_a_measure_keeps_what_was_typed(
    office: MissedOffice, head: Browser, changes: dict[str, str], status: int, sentence: str
) -> None:
    office.write()
    path, _, query = one(head).partition("?")
    typed = {
        "done_version": "1", "done_report": "0", "done_on": "10/02/2026",
        "measure_note": "Đã bố trí một cán bộ", **changes,
    }  # fmt: skip

    page = head.post(f"{path}/bien-phap-xong?{query}", typed)

    assert page.status == status
    assert sentence in page.text
    for name in ("done_on", "done_version"):
        assert page.one(f".//input[@name='{name}']").get("value") == typed[name]
    assert (page.one(".//textarea[@name='measure_note']").text or "").strip() == (
        typed["measure_note"]
    )


def test_a_measure_done_is_no_longer_overdue(
    office: MissedOffice, log_in_as: LogInAs, on_day: OnDay
) -> None:
    office.write()
    on_day(DUE_ON.replace(month=3, day=1))
    with transaction():
        report_measure_done(
            key=office.key,
            done_on=DUE_ON,
            note="Đã bố trí một cán bộ",
            seen=SeenMeasure(1),
            actor=office.head,
        )

    page = log_in_as("lan").get(f"{HERE}?tinh-trang=qua-ngay-hua")

    assert page.all(".//tbody/tr") == []
    assert "28/02/2026, đã qua" not in log_in_as("lan").get(HERE).text


def test_a_target_reached_since_keeps_what_was_written(
    office: MissedOffice, staff: Browser
) -> None:
    here = one(staff)
    office.write()
    office.figure(99)
    office.evaluate()

    page = staff.get(here)

    assert "giải trình đã viết được giữ lại" in page.text
    assert TEXT in page.text


def test_the_approver_reads_and_the_administrator_does_not(
    office: MissedOffice, browser_as: BrowserAs
) -> None:
    office.write()
    approver = browser_as(Role.APPROVER)

    page = approver.get(one(approver))
    assert TEXT in page.text
    assert not page.all(".//textarea")
    assert browser_as(Role.ADMINISTRATOR).get(HERE).status == 403
