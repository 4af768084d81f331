"""What became of runs, lists, reviews and decisions after the day looked at is not told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models import Directive, EvaluationRun, ImportBatch, PullRun, db
from models.vocabulary import (
    AssignmentRole,
    DisputeState,
    PublicationState,
    Role,
    RunState,
    UnitLevel,
)
from tests.assignment_office import TODAY, make_office
from tests.corrected_month import THEN, Corrected
from tests.factories import make_batch, make_source, make_succession, make_unit
from tests.publication_rows import make_publication
from tests.queries.test_scorecards import MARCH
from tests.remembered import add_actor
from tests.run_rows import make_run
from tests.task_work import make_work
from tracker.clock import looking_back, present_day, today
from tracker.queries.assignment_marks import find_answer_mark
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.evaluations import list_evaluations
from tracker.queries.freshness import find_period_freshness
from tracker.queries.judged_directives import list_judged_directives
from tracker.queries.publications import list_publications
from tracker.queries.task_changes import list_task_changes
from tracker.queries.task_records import TaskRecords
from tracker.queries.task_reports import find_awaited_tasks
from tracker.queries.tasks import list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_records import list_unit_record
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.verdict_series import list_led_directives
from tracker.rules.freshness import Pull
from tracker.services.assignment_answers import accept_assignments
from tracker.services.task_extensions import grant_extension
from tracker.services.task_reports import accept_task_report
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings

DAYS = [date(2024, 4, day) for day in (10, 12, 14, 16)]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def test_a_run_ran_until_it_ended_and_was_let_pass_once_somebody_had(
    database: Settings, on_day: OnDay
) -> None:
    del database
    on_day(DAYS[3])
    run_id = make_run(period=MARCH, state=RunState.RUNNING, started_at=at(DAYS[0]))
    run = db.session.get_one(PullRun, run_id)
    run.state, run.finished_at, run.error_code = RunState.FAILED, at(DAYS[1]), "pull_interrupted"
    db.session.commit()
    run.accepted_at, run.accepted_reason = at(DAYS[2]), "Cổng bảo trì cả ngày"
    run.accepted_by = run.created_by
    db.session.commit()

    def known() -> tuple[Pull, RunState | None, str, str, date | None]:
        (row,) = find_period_freshness(MARCH, on=today(), cutoff=None)
        run_on = None if row.run_at is None else row.run_at.date()
        return row.pull, row.run_state, row.error_code, row.accepted_reason, run_on

    failed, why = RunState.FAILED, "pull_interrupted"
    assert known() == (Pull.ACCEPTED, failed, why, "Cổng bảo trì cả ngày", DAYS[1])
    with looking_back(DAYS[1]):
        assert known() == (Pull.FAILED, failed, why, "", DAYS[1])
    with looking_back(DAYS[0]):
        assert known() == (Pull.RUNNING, RunState.RUNNING, "", "", DAYS[0])
    with looking_back(DAYS[0] - timedelta(1)):
        assert find_period_freshness(MARCH, on=today(), cutoff=None) == ()


def test_a_run_was_good_once_it_had_ended(database: Settings, on_day: OnDay) -> None:
    del database
    on_day(DAYS[3])
    run_id = make_run(period=MARCH, state=RunState.RUNNING, started_at=at(DAYS[0]))
    run = db.session.get_one(PullRun, run_id)
    run.state, run.finished_at = RunState.OK, at(DAYS[1])
    db.session.commit()

    found = []
    for day in DAYS[:2]:
        with looking_back(day):
            (row,) = find_period_freshness(MARCH, on=today(), cutoff=None)
            found.append((row.pull, row.good_run_id))
    assert found == [(Pull.RUNNING, None), (Pull.GOOD, run_id)]


@pytest.mark.parametrize("last", [PublicationState.WITHDRAWN, PublicationState.CORRECTED])
def test_a_list_is_drafted_approved_published_and_closed_in_turn(
    database: Settings, on_day: OnDay, last: PublicationState
) -> None:
    del database
    on_day(date(2024, 5, 1))
    staff, approver = add_actor("lan").id, add_actor("binh", Role.APPROVER).id
    people = {f"{step}_by": staff for step in ("drafted", "approved", "published", "closed")}
    people["approved_by"] = approver
    days = {
        f"{name.removesuffix('_by')}_at": at(day) for name, day in zip(people, DAYS, strict=True)
    }
    make_publication(
        period="2024-03",
        state=last,
        content='{"units":[{"code":"X1"}]}',
        closing_reason="Sai số liệu",
        **people,
        **days,
    )

    def known() -> list[tuple[PublicationState, int, int, str]]:
        return [
            (
                head.state,
                sum(bool(getattr(head, name)) for name in people),
                sum(getattr(head, name) is not None for name in days),
                head.closing_reason,
            )
            for head in list_publications()
        ]

    assert known() == [(last, 4, 4, "Sai số liệu")]
    found = []
    for day in (DAYS[0] - timedelta(1), *DAYS):
        with looking_back(day):
            found += known()
    states = (PublicationState.DRAFT, PublicationState.APPROVED, PublicationState.PUBLISHED)
    assert found == [
        *((state, count, count, "") for count, state in enumerate(states, 1)),
        (last, 4, 4, "Sai số liệu"),
    ]

    def lines() -> list[bool]:
        rows = list_unit_record("X1", date(2024, 1, 1), date(2024, 12, 31))
        return [bool(row.line) for row in rows]

    is_corrected = last is PublicationState.CORRECTED
    assert lines() == ([] if is_corrected else [False])
    with looking_back(DAYS[1]):
        assert lines() == []
    with looking_back(DAYS[2]):
        assert lines() == [is_corrected], "what was withdrawn since is not shown again"


def test_a_delivery_waited_from_its_report_to_its_review(database: Settings, on_day: OnDay) -> None:
    del database
    on_day(DAYS[0])
    work = make_work()
    writer = add_actor("canbo", Role.UNIT_OFFICER, work.first)
    office = add_actor("vanphong", Role.OFFICE_STAFF)
    on_day(DAYS[1])
    report_id = work.report(writer)
    on_day(DAYS[2])
    with transaction():
        accept_task_report(report_id=report_id, actor=office)

    assert find_awaited_tasks() == frozenset()
    found = []
    for day in DAYS[:3]:
        with looking_back(day):
            found.append(find_awaited_tasks())
    assert found == [frozenset(), {work.task}, frozenset()]


def test_a_decision_on_a_document_that_came_later_is_not_looked_for(
    database: Settings, on_day: OnDay
) -> None:
    on_day(TODAY)
    office = make_office(database)
    dispute_id = office.refuse()
    later = TODAY + timedelta(3)
    on_day(later)
    office.move(dispute_id, effective_on=later)
    batch_id = make_batch(make_source("VB"), later)
    db.session.query(ImportBatch).filter_by(id=batch_id).update({"created_at": at(later)})
    db.session.get_one(Directive, office.directive).batch_id = batch_id
    db.session.commit()

    def known() -> list[int]:
        return [row.id for row in list_unapplied(today(), load_directory())]

    assert known() == [dispute_id]
    with looking_back(TODAY):
        assert known() == []


def test_what_a_unit_said_of_its_part_is_as_it_stood(database: Settings, on_day: OnDay) -> None:
    on_day(TODAY)
    office = make_office(database)
    office.refuse()
    on_day(TODAY + timedelta(2))
    part = office.task, office.first
    with transaction():
        accept_assignments(parts=[part], actor=office.head, settings=office.settings)
    on_day(TODAY + timedelta(9))

    found = []
    for days in (-1, 0, 1, 2):
        with looking_back(TODAY + timedelta(days)):
            mark = find_answer_mark(*part, AssignmentRole.LEAD)
        state = mark and mark.dispute and mark.dispute.state
        found.append((state, mark is not None and mark.acceptance is not None))
    refused, taken_back = DisputeState.OPEN, DisputeState.WITHDRAWN
    assert found == [(None, False), (refused, False), (refused, False), (taken_back, True)]


def test_a_document_nobody_was_judged_by_yet_is_neither_judged_nor_led(
    database: Settings, on_day: OnDay
) -> None:
    del database
    corrected = Corrected(on_day)

    def known() -> list[int]:
        assert list(list_judged_directives([MARCH])) == list_led_directives(corrected.second)
        return list_led_directives(corrected.second)

    assert known() == [corrected.directive]
    with looking_back(THEN):
        assert known() == [corrected.directive]
    with looking_back(date(2025, 4, 4)):
        assert known() == []


def test_a_verdict_may_turn_as_long_as_the_newest_run_by_then_says(
    database: Settings, on_day: OnDay
) -> None:
    del database
    corrected = Corrected(on_day)
    runs = db.session.query(EvaluationRun).filter_by(period=MARCH)
    runs.filter(EvaluationRun.started_at < at(THEN)).update({"is_provisional": True})
    db.session.commit()

    def known() -> set[bool]:
        return {row.is_provisional for row in list_evaluations(MARCH, corrected.directive)}

    assert known() == {False}
    with looking_back(THEN):
        assert known() == {True}


def test_a_change_of_a_task_is_told_from_the_day_it_was_recorded(
    database: Settings, on_day: OnDay
) -> None:
    del database
    corrected = Corrected(on_day)
    corrected.ask("99", date(2025, 1, 1))

    assert len(list_task_changes([corrected.both])) == 1
    with looking_back(THEN):
        assert list_task_changes([corrected.both]) == []


def test_a_later_day_counts_once_it_was_granted(database: Settings, on_day: OnDay) -> None:
    del database
    on_day(DAYS[0])
    work = make_work()
    office = add_actor("vanphong", Role.OFFICE_STAFF)
    on_day(DAYS[2])
    with transaction():
        grant_extension(
            task_id=work.task,
            unit_id=work.second,
            due_on=date(2024, 4, 30),
            document="15/CV",
            reason="Chờ ý kiến của Bộ",
            actor=office,
        )

    found = []
    for day in (DAYS[1], DAYS[2]):
        with looking_back(day):
            records = TaskRecords(list_tasks([work.directive], day), load_directory(), day)
            found.append(len(records.of(work.task, work.second).grants))
    assert found == [0, 1]


def test_who_took_over_a_units_work_reads_its_past(database: Settings, on_day: OnDay) -> None:
    del database
    on_day(DAYS[3])
    old = make_unit("SO.A", "Sở A", level=UnitLevel.DEPARTMENT, valid_to=DAYS[2])
    heir = make_unit("SO.B", "Sở B", level=UnitLevel.DEPARTMENT)
    make_succession(old, heir, DAYS[3])
    person = add_actor("ha", Role.DEPARTMENT_HEAD, heir)

    with looking_back(DAYS[0]):
        assert (today(), present_day()) == (DAYS[0], DAYS[3])
        assert answered_unit_ids(person, load_directory()) == frozenset({old, heir})
