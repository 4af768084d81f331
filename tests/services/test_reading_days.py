"""A change made for a later day does not show early: every reader takes the day it is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models import db
from models.vocabulary import Role, ScheduleKind
from tests.factories import make_figure, make_indicator, make_task
from tests.remembered import add_actor, remembered
from tests.task_work import TODAY, Work, end_unit, make_work, merge_leads
from tracker.errors import RefusedError
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.evaluations import list_evaluations
from tracker.queries.task_parties import (
    find_unit_of_task,
    get_task,
    may_see_task,
    parts_of,
    unit_ids_of,
)
from tracker.queries.task_states import list_task_states
from tracker.queries.unit_directory import load_directory
from tracker.rules.periods import read_period
from tracker.rules.task_states import Window
from tracker.services.task_changes import ChangeOrder, change_parties, change_target, change_term
from tracker.services.task_extensions import grant_extension

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.queries.accounts import Actor

REASON = "Điều chỉnh theo kết luận giao ban"
LATER = TODAY + timedelta(days=10)
"""A day of the same month."""
MONTH, YEAR = "2024-04", "2024"


@remembered
def work(database: object, on_day: OnDay) -> Work:
    on_day(TODAY)
    return make_work()


@remembered
def office(work: Work) -> Actor:
    return add_actor("van-phong", Role.OFFICE_STAFF)


@remembered
def measured(work: Work) -> int:
    """Return a task that asks Phòng A for 90 %, reached with 92 %."""
    indicator = make_indicator("CS-1", "Tỷ lệ một")
    for unit in (work.first, work.helping):
        make_figure(indicator, unit, MONTH, 92, 100)
    return make_task(work.directive, leads=(work.first,), indicator_id=indicator,
                     target=(">=", "90"))  # fmt: skip


def order(day: date = LATER) -> ChangeOrder:
    return ChangeOrder(day, REASON)


def window(period: str, on: date) -> Window:
    return Window.of(read_period(period), on, None)


def judged(task: int, period: str) -> list[tuple[int, str, int]]:
    rows = [row for row in list_evaluations(period) if row.task_id == task]
    return [(row.unit_id, row.verdict.value, int(row.target or 0)) for row in rows]


def test_a_running_period_is_judged_by_who_leads_and_what_is_asked_today(
    work: Work, measured: int, office: Actor, on_day: OnDay
) -> None:
    change_parties(task_id=measured, leads="Phòng C", order=order(), actor=office)
    change_target(task_id=measured, phrase="tối thiểu 95%", order=order(), actor=office)
    db.session.commit()
    run_evaluation(period=MONTH, actor=office)
    assert judged(measured, MONTH) == [(work.first, "achieved", 90)]

    on_day(LATER)
    run_evaluation(period=MONTH, actor=office)
    assert judged(measured, MONTH) == [(work.helping, "missed", 95)]


def test_states_and_terms_follow_the_day_of_looking(work: Work, office: Actor) -> None:
    change_parties(task_id=work.task, leads="Phòng C", supports="", order=order(), actor=office)
    change_term(task_id=work.task, phrase="Quý IV/2024", order=order(), actor=office)

    found = {
        (period, on): {
            (row.part.unit.id, row.task.due_on)
            for row in list_task_states(window(period, on), task_id=work.task)
            if row.is_lead
        }
        for period in (MONTH, YEAR)
        for on in (TODAY, LATER)
    }
    old = {(work.first, date(2024, 3, 15)), (work.second, date(2024, 3, 15))}
    new = {(work.helping, date(2024, 12, 31))}
    assert found == {(period, on): old if on == TODAY else new for period, on in found}
    # A month to come is read with what stands on its first day.
    (coming,) = list_task_states(window("2024-05", TODAY), task_id=work.task)
    assert coming.part.unit.id == work.helping


def test_who_is_to_lead_later_may_do_nothing_yet(work: Work, office: Actor, on_day: OnDay) -> None:
    due_on = date(2024, 6, 30)
    task = work.add_task(ScheduleKind.BY_DATE, due_on)
    change_parties(task_id=task, leads="Phòng C", order=order(), actor=office)
    db.session.commit()
    head = add_actor("truong-c", Role.DEPARTMENT_HEAD, work.helping)

    assert unit_ids_of(get_task(task), load_directory()) == {work.first}
    assert not may_see_task(task, head)
    with pytest.raises(RefusedError) as refusal:
        grant_extension(task_id=task, unit_id=work.helping, due_on=date(2024, 8, 1),
                        document="CV 15/UBND", reason=REASON, actor=office)  # fmt: skip
    assert refusal.value.code == "extension_not_lead"
    on_day(LATER)
    assert may_see_task(task, head)


def test_whom_a_task_was_taken_off_reports_only_what_was_done_before(
    work: Work, office: Actor, on_day: OnDay
) -> None:
    change_parties(
        task_id=work.task, leads="Phòng C", supports="", order=order(TODAY), actor=office
    )
    db.session.commit()
    directory = load_directory()

    assert unit_ids_of(get_task(work.task), directory) == {work.helping}
    with pytest.raises(RefusedError) as refusal:
        work.report(office, done_on=None)
    assert refusal.value.code == "task_report_not_lead"
    work.report(office, done_on=TODAY - timedelta(days=1))
    # It still reads what it wrote.
    assert may_see_task(work.task, add_actor("truong-a", Role.DEPARTMENT_HEAD, work.first))


def test_a_unit_that_has_ended_answers_for_its_term(work: Work, on_day: OnDay) -> None:
    end_unit(work.first, heir=work.second)
    on_day(date(2024, 6, 1))
    found, directory = get_task(work.task), load_directory()

    assert unit_ids_of(found, directory) == {work.first, work.second, work.helping}
    assert find_unit_of_task(found, "SO.A", directory).id == work.first
    units = [part.unit.id for part in parts_of(found, directory, date(2024, 6, 1))]
    assert units == [work.second, work.helping]


def test_who_takes_over_later_has_nothing_yet(work: Work) -> None:
    task = work.add_task(ScheduleKind.BY_DATE, date(2024, 6, 30))
    merge_leads(work)

    assert unit_ids_of(get_task(task), load_directory()) == {work.first}


def test_the_print_stays_readable_beside_a_changed_term(work: Work, office: Actor) -> None:
    change_term(task_id=work.task, phrase="Quý IV/2024", order=order(), actor=office)

    task = get_task(work.task).task
    assert (task.printed_term, task.on(LATER).printed_term) == (None, "Trước ngày 16/3/2024")
