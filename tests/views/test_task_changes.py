"""Changing a task on screen: previewed, written, refused beside the field, told to everybody."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import TaskChange, UnitGroup, db
from models.vocabulary import Role
from tests.factories import make_indicator, make_task
from tests.remembered import add_actor, remembered
from tests.task_work import TODAY, Work, make_work
from tests.views.staff import counted_statements
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.task_changes import list_task_changes
from tracker.queries.task_parties import get_task
from tracker.services.task_changes import ChangeOrder, change_parties, change_term

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.queries.accounts import Actor

HERE = "/nhiem-vu/kh12/1/phan-cong"
REASON = "Điều chỉnh theo kết luận giao ban"
BOTH = {"leads": "đơn vị\nđơn vị", "supports": "đơn vị"}


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def work(database: object) -> Work:
    return make_work()


@pytest.fixture
def staff(work: Work, browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


@remembered
def office(work: Work) -> Actor:
    return add_actor("van-phong-khac", Role.OFFICE_STAFF)


def send(browser: Browser, part: str, kind: str, step: str = "ghi", **fields: str) -> Page:
    common = {"effective_on": "10/04/2024", "reason": REASON, "document": "", "seen": "0"}
    data = {f"{kind}-{name}": value for name, value in {**common, **fields}.items()}
    return browser.post(f"{HERE}/{part}", {**data, "viec": step})


def send_term(browser: Browser, step: str = "ghi", **fields: str) -> Page:
    return send(browser, "thoi-han", "term", step, **{"phrase": "Quý III/2024", **fields})


def count() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(TaskChange.id))) or 0


def test_the_page_shows_the_parties_with_their_units(staff: Browser) -> None:
    page = staff.get(HERE)

    assert page.status == 200
    assert "Trước ngày 16/3/2024" in page.text
    assert "Chưa có thay đổi nào" in page.text
    assert len(page.all(".//form[@method='post']")) >= 2


def test_a_preview_says_what_it_understood_and_writes_nothing(staff: Browser) -> None:
    page = send_term(staff, "xem-truoc")

    assert (page.status, count()) == (200, 0)
    assert "Xem trước, chưa ghi" in page.text
    assert "hạn 30/09/2024" in page.text


def test_a_preview_of_parties_names_the_units_gained_and_lost(staff: Browser) -> None:
    page = send(staff, "don-vi", "parties", "xem-truoc", leads="đơn vị\nPhòng C", supports="")

    assert "Đơn vị thêm vào không có" in page.text
    assert "Đơn vị không còn Phòng B" in page.text


def test_a_change_is_written_and_told(staff: Browser, work: Work) -> None:
    page = send_term(staff, document="CV 15/UBND")

    assert (page.status, page.went_to) == (303, HERE)
    told = staff.get(HERE).text
    assert "thời hạn “Trước ngày 16/3/2024” (hạn 15/03/2024) → “Quý III/2024”" in told
    assert "CV 15/UBND" in told
    assert get_task(work.task).task.due_on == date(2024, 9, 30)


@pytest.mark.parametrize(
    ("fields", "field", "text"),
    [
        ({"phrase": "hôm nào đó"}, "term-phrase", "hôm nào đó"),
        ({"reason": "ngắn"}, "term-reason", "10"),
        ({"effective_on": "32/13/2024"}, "term-effective_on", "32/13/2024"),
    ],
    ids=["phrase", "reason", "day"],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    staff: Browser, fields: dict[str, str], field: str, text: str
) -> None:
    page = send_term(staff, **fields)

    assert (page.status, count()) == (422, 0)
    summary = page.one(".//div[@id='error-summary']")
    links = [link.get("href") for link in summary.iter() if link.get("href")]
    assert f"#{field}" in links
    assert text in page.text


def test_an_unknown_unit_is_refused_beside_its_part(staff: Browser) -> None:
    page = send(staff, "don-vi", "parties", leads="Phòng A", supports="Phòng Lạ")

    assert page.status == 422
    assert "Phòng Lạ" in page.text
    assert page.one(".//div[@id='parties-supports-error']") is not None


def test_a_stale_form_is_answered_with_both_texts(
    staff: Browser, work: Work, office: Actor
) -> None:
    change_term(
        task_id=work.task, phrase="Quý IV/2024", order=ChangeOrder(TODAY, REASON), actor=office
    )
    db.session.commit()
    page = send_term(staff)

    assert (page.status, count()) == (409, 1)
    assert "Trước ngày 16/3/2024" in page.text
    assert "Quý IV/2024" in page.text
    again = page.one(".//input[@id='term-seen']").get("value")
    assert send_term(staff, seen=str(again)).status == 303


def test_a_closed_period_needs_a_tick(staff: Browser, work: Work, office: Actor) -> None:
    run_evaluation(period="2024-03", actor=office)
    page = send_term(staff, effective_on="20/03/2024")

    assert page.status == 422
    assert page.one(".//input[@id='term-into_closed']").get("type") == "checkbox"
    done = send_term(staff, effective_on="20/03/2024", into_closed="y")
    assert done.status == 303
    assert "sửa cả kỳ đã khép" in staff.get(HERE).text


def test_a_change_is_undone_with_a_reason(staff: Browser, work: Work) -> None:
    send_term(staff)
    db.session.rollback()
    (row,) = list_task_changes([work.task])
    address = f"{HERE}/hoan-tac/{row.id}"

    assert staff.post(address, {f"undo{row.id}-reason": "ngắn"}).status == 422
    assert staff.post(address, {f"undo{row.id}-reason": REASON}).status == 303
    assert staff.post(address, {f"undo{row.id}-reason": REASON}).status == 409
    assert "hoàn tác số" in staff.get(HERE).text
    assert get_task(work.task).task.schedule_phrase == "Trước ngày 16/3/2024"


def test_a_change_is_undone_only_from_the_page_of_its_task(
    staff: Browser, work: Work, office: Actor
) -> None:
    other = work.add_task(None, TODAY)
    key = change_term(
        task_id=other, phrase="Quý IV/2024", order=ChangeOrder(TODAY, REASON), actor=office
    )
    db.session.commit()

    for change_id in (key, 10**30):
        page = staff.post(f"{HERE}/hoan-tac/{change_id}", {f"undo{change_id}-reason": REASON})
        assert (page.status, count()) == (404, 1)


def test_a_changed_term_is_told_beside_the_print_and_on_past_pages_not_at_all(
    staff: Browser, office: Actor, work: Work
) -> None:
    change_term(
        task_id=work.task, phrase="Quý IV/2024", order=ChangeOrder(TODAY, REASON), actor=office
    )
    db.session.commit()
    for address in ("/nhiem-vu/kh12/1", "/nhiem-vu/kh12/1/SO.A"):
        now, past = staff.get(address).text, staff.get(f"{address}?ky=2024-03").text
        assert "Quý IV/2024 (in trong văn bản: Trước ngày 16/3/2024)" in now
        assert "Thời hạn in trong văn bản Trước ngày 16/3/2024" in past
        assert "Quý IV/2024" not in past
    # A later day is granted from the term in force today, from whichever page.
    page = staff.get("/nhiem-vu/kh12/1/SO.A?ky=2024-03")
    assert page.one(".//input[@name='seen_due']").get("value") == "2024-12-31"


def test_the_page_of_a_unit_a_task_was_taken_off_says_so_and_offers_nothing(
    staff: Browser, office: Actor, work: Work
) -> None:
    change_parties(task_id=work.task, leads="Phòng C", supports="",
                   order=ChangeOrder(TODAY, REASON), actor=office)  # fmt: skip
    not_due = work.add_task(None, date(2024, 6, 30))
    change_parties(task_id=not_due, leads="Phòng C", order=ChangeOrder(TODAY, REASON),
                   actor=office)  # fmt: skip
    db.session.commit()
    assert "không còn được giao nhiệm vụ" in staff.get("/nhiem-vu/kh12/2/SO.A").text
    gone, here = (staff.get(f"/nhiem-vu/kh12/1/{code}") for code in ("SO.A", "SO.C"))

    assert "không còn được giao nhiệm vụ" in gone.text
    assert "không còn được giao nhiệm vụ" not in here.text
    for page, is_offered in ((gone, False), (here, True)):
        assert ("Viết báo cáo" in page.text, "Gia hạn" in page.text) == (is_offered, is_offered)


def test_a_target_is_changed_only_where_there_is_one(staff: Browser, work: Work) -> None:
    make_task(work.directive, leads=(work.first,), target=(">=", "90"),
              indicator_id=make_indicator("CS-1", "Tỷ lệ"))  # fmt: skip
    assert "Sửa chỉ tiêu" not in staff.get(HERE).text
    measured = HERE.replace("/1/", "/2/")
    assert "Sửa chỉ tiêu" in staff.get(measured).text
    data = {"target-phrase": "trên 95%", "target-effective_on": "10/04/2024",
            "target-reason": REASON, "viec": "xem-truoc"}  # fmt: skip
    assert "trên 95" in staff.post(f"{measured}/chi-tieu", data).text


@pytest.mark.parametrize("role", [Role.DEPARTMENT_HEAD, Role.APPROVER])
def test_others_read_the_history_and_change_nothing(
    work: Work, office: Actor, browser_as: BrowserAs, role: Role
) -> None:
    change_term(
        task_id=work.task, phrase="Quý IV/2024", order=ChangeOrder(TODAY, REASON), actor=office
    )
    db.session.commit()
    browser = browser_as(role)
    page = browser.get(HERE)

    assert "Quý IV/2024" in page.text
    assert not [form for form in page.all(".//form") if HERE in form.get("action", "")]
    assert send_term(browser).status == 403


def test_more_changes_cost_no_more_statements(staff: Browser, work: Work, office: Actor) -> None:
    def change(phrase: str) -> None:
        order = ChangeOrder(TODAY, REASON)
        change_term(task_id=work.task, phrase=phrase, order=order, actor=office)
        db.session.commit()

    change("Quý II/2024")
    with counted_statements() as few:
        staff.get(HERE)
    for phrase in ("Quý III/2024", "Quý IV/2024", "Quý I/2025"):
        change(phrase)
    with counted_statements() as many:
        staff.get(HERE)

    assert len(many) == len(few)


BULK = "/nhiem-vu/sua-hang-loat?van-ban=kh12"


def send_bulk(browser: Browser, tasks: tuple[int, ...], button: str = "ghi", **more: str) -> Page:
    fields = {"step": "thay", "unit": "SO.A", "by": "Phòng C", "days": "", "seen": "",
              "effective_on": "10/04/2024", "reason": REASON, "document": "", "viec": button,
              **more, "chon": [str(task) for task in tasks]}  # fmt: skip
    return browser.post(BULK, fields)


def test_many_tasks_are_previewed_then_changed_in_one_go(staff: Browser, work: Work) -> None:
    second = work.add_task(None)
    third = make_task(work.directive, leads=(work.second,))
    seen = send_bulk(staff, (second, third), "xem-truoc")

    assert (seen.status, count()) == (200, 0)
    assert "Không sửa được" in seen.text
    assert "thêm chủ trì: Phòng C" in seen.text
    refused = send_bulk(staff, (second, third))
    assert (refused.status, count()) == (422, 0)
    done = send_bulk(staff, (second,))
    assert (done.status, count()) == (303, 1)
    assert get_task(second).task.parties[0].unit_id == work.helping


def test_a_stale_bulk_is_told_and_may_be_sent_again(
    staff: Browser, work: Work, office: Actor
) -> None:
    task = work.add_task(None, TODAY)
    change_term(task_id=task, phrase="Quý IV/2024", order=ChangeOrder(TODAY, REASON), actor=office)
    db.session.commit()
    page = send_bulk(staff, (task,), step="doi-han", days="5", seen="0")

    assert (page.status, count()) == (409, 1)
    assert "Quý IV/2024" in page.text
    seen = str(page.one(".//input[@name='seen']").get("value"))
    assert send_bulk(staff, (task,), step="doi-han", days="5", seen=seen).status == 303


def test_a_group_shows_its_units_before_it_is_given_tasks(staff: Browser, work: Work) -> None:
    db.session.add(
        UnitGroup(code="phong", name="Các phòng", scope_id=work.department, levels="division")
    )
    db.session.commit()
    first = send_parties(staff)
    assert (first.status, count()) == (422, 0)
    assert "hãy xem các đơn vị nhóm được kê ra" in first.text
    assert "Xem trước, chưa ghi" in first.text
    assert "Đơn vị không còn không có" in first.text
    key = str(first.one(".//input[@id='parties-units_seen']").get("value"))
    assert send_parties(staff, units_seen=key).status == 303

    other = work.add_task(None)
    many = send_bulk(staff, (other,), by="Các phòng")
    assert (many.status, count()) == (422, 1)
    assert "Đơn vị thêm vào: Phòng B; Phòng C" in many.text
    key = str(many.one(".//input[@name='units_seen']").get("value"))
    assert send_bulk(staff, (other,), by="Các phòng", units_seen=key).status == 303


def send_parties(browser: Browser, **fields: str) -> Page:
    return send(browser, "don-vi", "parties", leads="Các phòng", supports="", **fields)


@pytest.mark.parametrize(
    ("tasks", "more"),
    [(0, {}), (1, {"step": "doi-han", "days": "0"}), (1, {"step": "them-phoi-hop", "unit": ""})],
    ids=["no task", "no days", "no unit"],
)
def test_a_step_that_says_nothing_is_refused(
    staff: Browser, work: Work, tasks: int, more: dict[str, str]
) -> None:
    page = send_bulk(staff, (work.task,) * tasks, **more)

    assert (page.status, count()) == (422, 0)
    assert page.one(".//div[@id='error-summary']") is not None


def test_the_bulk_page_lists_the_tasks_of_a_document_for_the_office_only(
    staff: Browser, browser_as: BrowserAs
) -> None:
    page = staff.get(BULK)

    assert page.status == 200
    assert len(page.all(".//input[@name='chon']")) == 1
    assert browser_as(Role.DEPARTMENT_HEAD).get(BULK).status == 403
