"""The cycle on screen: each month's steps, whose turn it is, and taking it on by hand."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest

from models import CycleEntry, db
from models.vocabulary import CycleStep, Role, StepState
from tests.cycle_world import MARCH, STEPS, World, approve, done, entry, tick, with_cycle
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.jobs import cycle_work
from tracker.queries.cycle_overview import list_cycle_months
from views import cycle as cycle_view

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import BrowserAs, LogInAs, Page
    from tracker.config import Settings

DRAFT = date(2024, 4, 5)
ADDRESS = "/chu-trinh"


@remembered
def world(database: Settings, on_day: OnDay) -> World:
    on_day(date(2024, 4, 1), time(5))
    world = World()
    world.add_months(2024, 3)
    return world


def row(page: Page, number: int) -> str:
    return page.texts(".//tbody/tr")[number - 1]


@pytest.mark.parametrize(
    "role", [Role.OFFICE_STAFF, Role.APPROVER, Role.ADMINISTRATOR], ids=lambda role: role.value
)
def test_each_step_shows_its_time_its_state_and_what_it_waits_for(
    database: Settings, world: World, on_day: OnDay, browser_as: BrowserAs, role: Role
) -> None:
    on_day(DRAFT, time(6))
    tick(database)
    page = browser_as(role).get(ADDRESS)

    assert "Tháng 3 năm 2024 5/8 bước xong" in page.text
    assert len(page.texts(".//tbody/tr")) == 8
    assert "Đã lập dự thảo bản 1" in row(page, 4)
    assert "06:00 ngày 05/04/2024" in row(page, 4)
    assert "Thời hạn phản hồi đến hết ngày 12/04/2024; còn 1 đơn vị" in row(page, 7)
    assert "Các đơn vị" in row(page, 7)
    buttons = [form for form in page.all(".//main//form") if form.get("action") == ADDRESS]
    assert len(buttons) == (role is Role.OFFICE_STAFF)


@pytest.mark.parametrize(
    "role", [Role.PUBLIC, Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD], ids=lambda role: role.value
)
def test_units_and_the_public_do_not_see_it(browser_as: BrowserAs, role: Role) -> None:
    page = browser_as(role).get(ADDRESS)

    assert page.status in (302, 403)


def test_office_staff_take_what_is_due_by_the_same_function(
    world: World, on_day: OnDay, log_in_as: LogInAs
) -> None:
    on_day(DRAFT, time(6))
    staff = log_in_as("staff")
    told = staff.follow(staff.post(ADDRESS))

    assert len(done()) == 5
    assert "Đã lập dự thảo bản 1" in told.text
    again = staff.follow(staff.post(ADDRESS))
    assert "Không có bước nào đến lượt." in again.text


def test_the_list_is_one_click_away_for_who_approves_it(
    database: Settings, world: World, on_day: OnDay, log_in_as: LogInAs
) -> None:
    on_day(DRAFT, time(6))
    tick(database)
    on_day(date(2024, 4, 15), time(6))
    page = log_in_as("approver").get(ADDRESS)

    assert "Chờ người có quyền duyệt" in row(page, 7)
    assert page.links()["Mở danh sách"] == f"/cong-bo/{MARCH}"


def test_a_month_that_is_done_is_folded_and_dated(
    database: Settings, world: World, on_day: OnDay, log_in_as: LogInAs
) -> None:
    for day in (DRAFT, date(2024, 4, 15)):
        on_day(day, time(6))
        tick(database)
    approve()
    tick(database)
    page = log_in_as("staff").get(ADDRESS)

    assert page.texts(".//summary")[-1] == (
        "Tháng 3 năm 2024: đã xong cả 8 bước, công bố lúc 06:00 ngày 15/04/2024"
    )


def test_a_blocked_step_says_why_and_is_tried_again_by_hand(
    database: Settings, world: World, on_day: OnDay, log_in_as: LogInAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def refuse(**_: Any) -> None:
        raise RefusedError("pull_failed_period", run=7, source="CONG", period=MARCH, reason="lý do")

    on_day(DRAFT, time(6))
    with monkeypatch.context() as patched:
        patched.setattr(cycle_work, "require_good_pulls", refuse)
        tick(database)
    staff = log_in_as("staff")
    page = staff.get(ADDRESS)
    assert "Bị vướng" in row(page, 2)
    assert "Máy thử lại lúc 06:05 ngày 05/04/2024" in row(page, 2)
    assert "Chuyên viên Văn phòng" in row(page, 2)

    told = staff.follow(staff.post(f"{ADDRESS}/{MARCH}/check"))
    assert CycleStep.CHECK in done()
    assert "được thử lại" in told.text


def test_a_pull_is_left_to_the_clock_process(
    database: Settings, world: World, on_day: OnDay, log_in_as: LogInAs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    calls: list[str] = []

    def fail(**more: Any) -> None:
        calls.append(more["source_code"])
        raise RefusedError("late_list_reason_missing")

    monkeypatch.setattr(cycle_work, "run_pull", fail)
    on_day(DRAFT, time(6))
    settings = with_cycle(database, sources=("CONG",))
    tick(settings)
    monkeypatch.setattr(cycle_view, "current_settings", lambda: settings)
    staff = log_in_as("staff")
    staff.post(f"{ADDRESS}/{MARCH}/pull")
    staff.post(ADDRESS)

    assert calls == ["CONG"]
    assert (entry(CycleStep.PULL).state, entry(CycleStep.PULL).attempt_count) == (
        StepState.WAITING,
        0,
    )


def test_a_step_that_is_done_is_not_tried_again(
    database: Settings, world: World, on_day: OnDay, log_in_as: LogInAs
) -> None:
    on_day(DRAFT, time(6))
    tick(database)
    page = log_in_as("staff").post(f"{ADDRESS}/{MARCH}/draft")

    assert page.status == 422
    assert "đã xong, không làm lại" in page.text


@pytest.mark.parametrize("step", ["khong-co", "pull"])
def test_a_step_nobody_knows_is_not_found(
    database: Settings, log_in_as: LogInAs, world: World, step: str
) -> None:
    assert log_in_as("staff").post(f"{ADDRESS}/2019-01/{step}").status == 404


def test_a_step_left_undone_says_that_no_clock_process_seems_to_run(
    world: World, on_day: OnDay, log_in_as: LogInAs
) -> None:
    warning = "tiến trình chu trình có thể không chạy"
    on_day(date(2024, 4, 2), time(6, 4))
    staff = log_in_as("staff")
    assert warning not in staff.get(ADDRESS).text
    on_day(date(2024, 4, 2), time(6, 6))

    assert warning in staff.get(ADDRESS).text


def test_months_that_are_done_take_no_more_queries(
    database: Settings, world: World, on_day: OnDay
) -> None:
    def count() -> int:
        with counted_statements() as sent:
            list_cycle_months(settings=database, now=now())
        return len(sent)

    def add(*periods: str) -> None:
        for period in periods:
            for step in STEPS:
                values = {"state": StepState.DONE, "due_at": now(), "finished_at": now()}
                db.session.add(CycleEntry(period=period, step=step, **values))
        db.session.commit()

    on_day(date(2024, 7, 1))
    add("2023-09")
    before = count()
    add("2023-10", "2023-11", "2023-12")

    months = list_cycle_months(settings=database, now=now())
    assert [month.period for month in months][-4:] == ["2023-12", "2023-11", "2023-10", "2023-09"]
    assert count() == before


def test_lists_lead_to_the_cycle(world: World, log_in_as: LogInAs) -> None:
    links = log_in_as("staff").get("/cong-bo").links()

    assert ADDRESS in links.values()
