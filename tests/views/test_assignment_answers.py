"""Assignments on screen: a unit's head answers, both sides see a dispute, the arbiter decides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models import Directive, db
from models.vocabulary import AnswerState, DisputeState
from tests.assignment_office import DECIDE_BY, DUE, PAPER, TEXT, TODAY, Office, make_office
from tests.factories import make_task
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker import clock
from tracker.queries.assignment_answers import list_answers
from tracker.queries.assignment_disputes import get_dispute, list_disputes
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.unit_directory import load_directory

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, LogInAs, Page
    from tracker.config import Settings

HERE = "/phan-cong"
DISPUTES = "/phan-cong/xem-xet"
REFUSE = f"{HERE}/kh12/1/S1"
SAID = "Sở Ba không có biên chế cho việc này"
WHY = "Quyết định 05/QĐ-UBND giao lĩnh vực này cho Sở Ba"
MOVE = {
    "outcome": "other_unit",
    "decision": WHY,
    "unit": "so ba",
    "document": PAPER,
    "effective_on": "10/04/2024",
}


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(TODAY)
    return make_office(database)


@pytest.fixture
def head(office: Office, log_in_as: LogInAs) -> Browser:
    return log_in_as(office.head.username)


@pytest.fixture
def staff(office: Office, log_in_as: LogInAs) -> Browser:
    return log_in_as(office.staff.username)


@pytest.fixture
def approver(office: Office, log_in_as: LogInAs) -> Browser:
    return log_in_as(office.approver.username)


def state(office: Office) -> AnswerState:
    rows = list_answers(clock.today(), load_directory(), office.settings, unit_ids=[office.first])
    return rows[0].state


def boxes(page: Page) -> list[str]:
    return [box.get("value", "") for box in page.all(".//input[@name='chon']")]


def address(dispute_id: int, step: str = "") -> str:
    return f"{DISPUTES}/{dispute_id}{step}"


def test_a_head_takes_on_everything_with_one_button(office: Office, head: Browser) -> None:
    page = head.get(HERE)
    assert "Chờ tiếp nhận" in page.text
    assert boxes(page) == [f"{office.task}-{office.first}", f"{office.other_task}-{office.first}"]
    assert len(page.all(".//input[@name='chon'][@checked]")) == 2
    done = head.post(HERE, {"chon": boxes(page)})
    assert done.status == 303
    assert "Đã tiếp nhận 2 nhiệm vụ" in head.follow(done).text
    assert state(office) is AnswerState.ACCEPTED


def test_nothing_ticked_is_told(head: Browser) -> None:
    page = head.post(HERE, {})
    assert page.status == 422
    assert "Hãy chọn ít nhất một nhiệm vụ" in page.text


def test_another_units_part_is_never_taken_on(office: Office, head: Browser) -> None:
    page = head.post(HERE, {"chon": [f"{office.task}-{office.second}", "x-1", "9" * 30]})
    assert page.status == 403
    assert state(office) is AnswerState.WAITING


def test_an_officer_reads_and_does_not_answer(office: Office, log_in_as: LogInAs) -> None:
    officer = log_in_as(office.officer.username)
    page = officer.get(HERE)
    assert "Chờ tiếp nhận" in page.text
    assert boxes(page) == []
    assert officer.get(REFUSE).status == 403
    assert officer.post(HERE, {"chon": f"{office.task}-{office.first}"}).status == 403


def test_old_documents_ask_nobody(office: Office, head: Browser) -> None:
    db.session.get_one(Directive, office.directive).issued_on = TODAY - timedelta(1)
    db.session.commit()
    page = head.get(HERE)
    assert "Không hỏi" in page.text
    assert not page.all(".//input[@name='chon'][@checked]")


def test_a_head_refuses_and_is_shown_the_dispute(office: Office, head: Browser) -> None:
    assert "Từ chối tiếp nhận nhiệm vụ 1" in head.get(REFUSE).text
    sent = {"reason": "not_our_function", "text": TEXT, "proposal": "other_unit", "unit": "so ba"}
    done = head.post(REFUSE, sent)
    assert done.status == 303
    page = head.follow(done)
    assert "Đang xem xét" in page.text
    assert "giao cho Sở Ba" in page.text
    assert TEXT in page.text
    assert "còn" in page.text
    assert state(office) is AnswerState.DISPUTED


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"reason": ""}, 422, "Hãy điền ô này"),
        ({"text": "ngắn"}, 422, "Ô này cần từ 10 đến 2000 ký tự"),
        ({"unit": ""}, 422, "Hãy nêu đơn vị nên nhận"),
        ({"unit": "Sở Không Có"}, 422, "Sở Không Có"),
        ({"unit": "S1"}, 422, "phải khác"),
        ({"proposal": "other_term", "due_on": "32/13"}, 422, "32/13"),
        ({"proposal": "other_term", "due_on": "01/06/2024"}, 422, "phải sau thời hạn"),
    ],
)
def test_a_wrong_refusal_keeps_what_was_typed(
    head: Browser, change: dict[str, str], status: int, told: str
) -> None:
    sent = {"reason": "other", "text": TEXT, "proposal": "other_unit", "unit": "S3", **change}
    page = head.post(REFUSE, sent)
    assert page.status == status
    assert told in page.text
    assert (page.one(".//textarea[@name='text']").text or "").strip() == sent["text"]
    assert page.one(".//input[@name='unit']").get("value", "") == sent["unit"]
    assert list_disputes() == []


def test_a_stale_refusal_answers_409(office: Office, head: Browser) -> None:
    head.get(REFUSE)
    office.refuse()
    sent = {"reason": "other", "text": TEXT, "proposal": "other_role"}
    page = head.post(REFUSE, sent)
    assert page.status == 409
    assert "Đang xem xét" in page.text


def test_a_part_of_another_unit_is_not_there(head: Browser) -> None:
    assert head.get(f"{HERE}/kh12/1/S2").status == 404
    assert head.get(f"{HERE}/khong-co/1/S1").status == 404


def test_both_units_see_a_dispute_and_nobody_else(office: Office, log_in_as: LogInAs) -> None:
    dispute_id = office.refuse()
    for person, status in (
        (office.head, 200),
        (office.officer, 200),
        (office.third_head, 200),
        (office.second_head, 404),
        (office.staff, 200),
        (office.approver, 200),
    ):
        browser = log_in_as(person.username)
        assert browser.get(address(dispute_id)).status == status
        assert (TEXT in browser.get(address(dispute_id)).text) is (status == 200)
        listed = browser.get(DISPUTES).text
        assert ("12/KH, số 1" in listed) is (status == 200)


def test_the_proposed_unit_speaks_once(office: Office, log_in_as: LogInAs) -> None:
    dispute_id = office.refuse()
    third = log_in_as(office.third_head.username)
    assert third.get(address(dispute_id)).all(".//textarea[@name='text']")
    assert third.post(address(dispute_id, "/y-kien"), {"text": "ừ"}).status == 422
    assert third.post(address(dispute_id, "/y-kien"), {"text": SAID}).status == 303
    page = third.get(address(dispute_id))
    assert SAID in page.text
    assert not page.all(".//textarea[@name='text']")
    assert third.post(address(dispute_id, "/y-kien"), {"text": SAID}).status == 409
    first = log_in_as(office.head.username)
    assert first.post(address(dispute_id, "/y-kien"), {"text": SAID}).status == 403


def test_an_outsider_posts_into_nothing(office: Office, log_in_as: LogInAs) -> None:
    dispute_id = office.refuse()
    second = log_in_as(office.second_head.username)
    assert second.post(address(dispute_id, "/y-kien"), {"text": SAID}).status == 404


def test_the_approver_moves_and_the_office_changes_the_assignment(
    office: Office, approver: Browser, staff: Browser, head: Browser
) -> None:
    dispute_id = office.refuse()
    assert approver.post(address(dispute_id, "/quyet-dinh"), MOVE).status == 303
    assert get_dispute(dispute_id).state is DisputeState.MOVED
    assert "Chờ sửa phân công" in head.get(f"{HERE}?tinh-trang=tat-ca").text
    page = staff.get(f"{DISPUTES}?tinh-trang=can-sua")
    assert "phân công cần sửa theo quyết định" in page.text
    assert "12/KH, số 1" in page.text
    assert staff.post(address(dispute_id, "/sua-phan-cong"), {}).status == 303
    assert "phân công cần sửa" not in staff.get(address(dispute_id)).text
    assert list_unapplied(clock.today(), load_directory()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"document": ""}, "phải ghi văn bản quyết định"),
        ({"effective_on": ""}, "phải ghi ngày bắt đầu"),
        ({"effective_on": "ngày mai"}, "ngày mai"),
        ({"outcome": ""}, "Hãy điền ô này"),
        ({"unit": ""}, "Hãy nêu đơn vị nên nhận"),
    ],
)
def test_a_wrong_decision_keeps_what_was_typed(
    office: Office, approver: Browser, change: dict[str, str], told: str
) -> None:
    dispute_id = office.refuse()
    page = approver.post(address(dispute_id, "/quyet-dinh"), {**MOVE, **change})
    assert page.status == 422
    assert told in page.text
    assert (page.one(".//textarea[@name='decision']").text or "").strip() == WHY
    assert get_dispute(dispute_id).state is DisputeState.OPEN


def test_keeping_needs_a_reason_only(office: Office, approver: Browser) -> None:
    dispute_id = office.refuse()
    sent = {"outcome": "keep", "decision": WHY}
    assert approver.post(address(dispute_id, "/quyet-dinh"), sent).status == 303
    page = approver.get(address(dispute_id))
    assert "giữ nguyên phân công" in page.text
    assert not page.all(".//textarea[@name='decision']")
    assert approver.post(address(dispute_id, "/quyet-dinh"), sent).status == 409


def test_the_office_names_an_arbiter_who_then_decides(
    office: Office, staff: Browser, approver: Browser, log_in_as: LogInAs
) -> None:
    dispute_id = office.refuse()
    assert not staff.get(address(dispute_id)).all(".//textarea[@name='decision']")
    choices = staff.get(address(dispute_id)).all(".//select[@name='username']/option")
    assert office.staff.username not in [choice.get("value") for choice in choices]
    sent = {"username": office.staff_2.username}
    assert staff.post(address(dispute_id, "/nguoi-xem-xet"), sent).status == 303
    assert not approver.get(address(dispute_id)).all(".//textarea[@name='decision']")
    assert staff.post(address(dispute_id, "/nguoi-xem-xet"), {"username": ""}).status == 422
    arbiter = log_in_as(office.staff_2.username)
    sent = {"outcome": "keep", "decision": WHY}
    assert arbiter.post(address(dispute_id, "/quyet-dinh"), sent).status == 303


def test_taking_it_on_after_all_from_the_disputes_page(office: Office, head: Browser) -> None:
    dispute_id = office.refuse()
    key = boxes(head.get(address(dispute_id)))
    assert head.post(HERE, {"chon": key}).status == 303
    assert "Đơn vị đã rút, tiếp nhận" in head.get(address(dispute_id)).text


def test_an_overdue_arbiter_is_told_in_words(
    office: Office, log_in_as: LogInAs, on_day: OnDay
) -> None:
    office.refuse()
    on_day(DECIDE_BY)
    page = log_in_as(office.staff.username).get(f"{DISPUTES}?tinh-trang=qua-han")
    assert "12/KH, số 1" not in page.text
    on_day(DECIDE_BY + timedelta(1))
    page = log_in_as(office.staff.username).get(f"{DISPUTES}?tinh-trang=qua-han")
    assert "12/KH, số 1" in page.text
    assert "đã quá 1 ngày" in page.text


def test_the_office_looks_at_one_unit_and_gets_its_file(office: Office, staff: Browser) -> None:
    assert staff.get(HERE).went_to == DISPUTES
    page = staff.get(f"{HERE}?don-vi=S2")
    assert "Sở Hai" in page.text
    assert boxes(page) == []
    assert staff.get(f"{HERE}?don-vi=khong-co-dau").status == 422
    text = staff.get(f"{HERE}.csv?don-vi=S2").response.get_data(as_text=True)
    assert "Sở Hai" in text
    assert "Sở Một" not in text


def test_a_filter_never_shows_another_unit(office: Office, head: Browser) -> None:
    assert "Sở Hai" not in head.get(f"{HERE}?don-vi=S2&tinh-trang=tat-ca").text
    assert "Sở Hai" not in head.get(f"{HERE}.csv?don-vi=S2").response.get_data(as_text=True)


def test_pages_send_as_many_statements_for_many_rows_as_for_few(
    office: Office, head: Browser, staff: Browser
) -> None:
    office.refuse()

    def counts() -> list[int]:
        found = []
        for browser, place in ((head, HERE), (staff, DISPUTES), (head, DISPUTES)):
            browser.get(place)
            with counted_statements() as sent:
                browser.get(place)
            found.append(len(sent))
        return found

    before = counts()
    for number in range(3, 9):
        task = make_task(office.directive, leads=(office.first,), due_on=DUE, number=str(number))
        office.refuse(task_id=task)
    assert counts() == before


def test_the_pages_of_the_task_show_the_dispute(office: Office, log_in_as: LogInAs) -> None:
    pages = ("/nhiem-vu/kh12/1/S1", "/chi-tieu/kh12/1/S1")
    head = log_in_as(office.head.username)
    for place in pages:
        assert "Đang xem xét" not in head.get(place).text
    dispute_id = office.refuse()
    second = log_in_as(office.second_head.username)
    for place in pages:
        page = head.get(place)
        assert "Đang xem xét" in page.text
        assert page.links()["Xem lý do và đề xuất"] == address(dispute_id)
        other = second.get(place)
        assert "Đang xem xét" in other.text
        assert "Xem lý do và đề xuất" not in other.text


def test_the_pages_of_the_task_show_who_took_it_on(office: Office, head: Browser) -> None:
    head.post(HERE, {"chon": f"{office.task}-{office.first}"})
    page = head.get("/nhiem-vu/kh12/1/S1")
    assert "Đã tiếp nhận" in page.text
    assert office.head.display_name in page.text


def test_the_units_page_leads_to_its_assignments(office: Office, head: Browser) -> None:
    assert head.get("/don-vi/S1").links()["Tiếp nhận phân công"] == f"{HERE}?don-vi=S1"


def test_the_office_sees_who_has_not_answered_a_new_document(
    office: Office, staff: Browser, head: Browser
) -> None:
    head.post(HERE, {"chon": f"{office.task}-{office.first}"})
    page = staff.get(DISPUTES)
    assert "Văn bản mới đang hỏi tiếp nhận" in page.text
    assert [link.text for link in page.all(".//td[@data-name='Chờ tiếp nhận']/a")] == ["3"]
    place = page.one(".//td[@data-name='Chờ tiếp nhận']/a").get("href", "")
    asked = staff.get(place)
    assert "Sở Một" in asked.text
    assert "Sở Hai" in asked.text
    assert "Văn bản mới" not in head.get(DISPUTES).text


def test_a_decision_begins_with_what_was_proposed(office: Office, approver: Browser) -> None:
    page = approver.get(address(office.refuse()))
    assert page.one(".//input[@name='unit']").get("value") == "S3"
    assert page.one(".//input[@name='effective_on']").get("value") == "10/04/2024"
    assert not page.all(".//input[@name='outcome'][@checked]")
    assert office.approver_2.display_name in page.text
