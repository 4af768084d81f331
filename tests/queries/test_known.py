"""What was known by an earlier day: verdicts, figures, targets, terms, reviews, documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models import Directive, Evaluation, ImportBatch, Measurement, db
from models.vocabulary import AssignmentRole, LatenessRule, ReviewState, Role, TaskState, Verdict
from tests.corrected_month import FIRST, PRESENT, SECOND, THEN, Corrected
from tests.factories import (
    make_batch,
    make_directive,
    make_dossier,
    make_figure,
    make_procedure,
    make_source,
    make_unit,
)
from tests.missed_targets import MissedOffice
from tests.queries.test_scorecards import FEBRUARY, MARCH
from tests.remembered import add_actor, remembered
from tests.task_work import make_work
from tracker.clock import known_until, looking_back, past_day, today
from tracker.queries.directives import list_directives
from tracker.queries.evaluation_history import list_past_verdicts
from tracker.queries.evaluations import list_evaluated_periods, list_evaluations, load_matrix
from tracker.queries.freshness import find_period_freshness
from tracker.queries.late_cases import CaseSearch
from tracker.queries.measurement_history import list_figure_history
from tracker.queries.measurements import list_measurements
from tracker.queries.overviews import load_unit_months
from tracker.queries.scorecards import count_leads, list_judged_periods
from tracker.queries.target_explanations import list_versions
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_records import TaskRecords
from tracker.queries.task_reports import list_task_reports
from tracker.queries.task_states import list_task_states
from tracker.queries.tasks import list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.queries.verdict_moves import list_verdict_moves, list_verdicts_replaced_since
from tracker.queries.verdict_series import list_verdict_series
from tracker.rules.task_states import Window
from tracker.services.target_explanations import accept_target_explanation
from tracker.services.task_extensions import grant_extension
from tracker.services.task_reports import accept_task_report
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings


@remembered
def corrected(database: Settings, on_day: OnDay) -> Corrected:
    del database
    return Corrected(on_day)


def test_the_day_looked_at_is_today_until_one_stops_looking(on_day: OnDay) -> None:
    on_day(PRESENT)
    assert (past_day(), known_until()) == (None, None)
    with looking_back(THEN):
        assert today() == past_day() == THEN
        until = known_until()
        assert until is not None
        assert until.isoformat() == "2025-05-01T17:00:00+00:00", "midnight in Vietnam"
    assert today() == PRESENT


def test_verdicts_are_those_of_the_newest_run_by_then_wherever_they_are_asked(
    corrected: Corrected,
) -> None:
    key = corrected.both, corrected.second

    def found() -> set[Verdict]:
        row = next(row for row in list_evaluations(MARCH) if (row.task_id, row.unit_id) == key)
        series = list_verdict_series([MARCH], task_ids=[corrected.both])
        past = list_past_verdicts(*key)
        standing = [each for each in past if each.period == MARCH and each.replaced_at is None]
        counts = count_leads(MARCH, [corrected.both])[corrected.both]
        return {
            row.verdict,
            load_matrix(MARCH, corrected.directive).cells[key].verdict,
            next(each.verdict for each in series if each.unit_id == corrected.second),
            standing[0].verdict,
            Verdict.MISSED if Verdict.MISSED in counts else Verdict.ACHIEVED,
        }

    assert found() == {Verdict.ACHIEVED}
    with looking_back(THEN):
        assert found() == {Verdict.MISSED}
    with looking_back(FIRST):
        assert found() == {Verdict.MISSED}, "what was recorded on the day itself was known"
    with looking_back(SECOND):
        assert found() == {Verdict.ACHIEVED}
    with looking_back(date(2025, 4, 4)):
        assert list_evaluations(MARCH) == []
        assert list_evaluated_periods() == []
        assert list(list_judged_periods(unit_ids=[corrected.second])) == []
        assert list_past_verdicts(*key) == []


def test_a_figure_is_the_revision_known_by_then_with_the_day_it_was_stated_for(
    corrected: Corrected,
) -> None:
    def figure() -> tuple[int | None, date, int]:
        (row,) = list_measurements(
            periods=[MARCH], indicator_code="T.1", unit_ids=[corrected.second]
        )
        history = list_figure_history(indicator_code="T.1", unit_id=corrected.second, period=MARCH)
        (known,) = history.values()
        assert [each.is_current for each in known] == [False] * (len(known) - 1) + [True]
        return row.numerator, row.as_of, len(known)

    assert figure() == (95, date(2025, 5, 9), 2)
    with looking_back(THEN):
        assert figure() == (80, date(2025, 3, 31), 1)
    # A later file said the same of February again.
    db.session.query(Measurement).filter_by(period=FEBRUARY).update({"as_of": date(2025, 8, 1)})
    db.session.commit()
    with looking_back(THEN):
        (row,) = list_measurements(periods=[FEBRUARY])
        (fresh,) = find_period_freshness(FEBRUARY, on=today(), cutoff=None)
    assert (row.as_of, fresh.as_of) == (date(2025, 2, 28), date(2025, 2, 28))


def test_a_source_that_came_in_later_did_not_speak(corrected: Corrected) -> None:
    assert corrected.both_indicator is not None
    make_figure(corrected.both_indicator, corrected.first, MARCH, 1, 2, source="KHAC")

    with looking_back(THEN):
        rows = list_measurements(periods=[MARCH], unit_ids=[corrected.first])
        fresh = find_period_freshness(MARCH, on=today(), cutoff=None)
    assert [row.source_code for row in rows] == ["NGUON"]
    assert [row.source_code for row in fresh] == ["NGUON"]


def test_targets_and_documents_are_those_recorded_by_then(corrected: Corrected) -> None:
    corrected.ask("99", date(2025, 1, 1))
    later = make_directive("02/KH", corrected.first)
    batch_id = make_batch(make_source("VB"), PRESENT)
    db.session.get_one(Directive, later).batch_id = batch_id
    db.session.commit()

    def known() -> tuple[Decimal, int]:
        target = list_tasks([corrected.directive], PRESENT)[0].target_on(PRESENT)
        assert target is not None
        return target.value, len(list_directives())

    assert known() == (Decimal(99), 2)
    with looking_back(THEN):
        assert known() == (Decimal(90), 1)
    assert db.session.get_one(ImportBatch, batch_id).created_at.date() == PRESENT


def test_a_verdict_that_turned_is_told_once_it_had(corrected: Corrected) -> None:
    key = corrected.both, corrected.second
    units = [corrected.first, corrected.second]
    moves = list_verdict_moves(MARCH, units)

    assert list(moves) == [key]
    move = moves[key]
    assert (move.before, move.after) == (Verdict.MISSED, Verdict.ACHIEVED)
    assert (move.since.date(), move.at.date()) == (FIRST, SECOND)
    assert [cause.value for cause in move.causes] == ["corrected_figure"]
    assert list_verdict_moves(MARCH, [corrected.first]) == {}
    assert list_verdict_moves(MARCH, units, task_id=corrected.other) == {}
    with looking_back(THEN):
        assert list_verdict_moves(MARCH, units) == {}
    replaced = {
        day: list_verdicts_replaced_since(MARCH, corrected.directive, day)
        for day in (date(2025, 4, 4), FIRST, THEN, SECOND)
    }
    assert replaced == {
        date(2025, 4, 4): {},
        FIRST: {key: Verdict.MISSED},
        THEN: {key: Verdict.MISSED},
        SECOND: {},
    }


def test_what_a_supporting_unit_was_told_is_no_verdict_that_was_replaced(
    corrected: Corrected,
) -> None:
    replaced = db.session.query(Evaluation).filter(Evaluation.superseded_run_id.is_not(None))
    replaced.update({"role": AssignmentRole.SUPPORTING})
    db.session.commit()

    assert list_verdicts_replaced_since(MARCH, corrected.directive, THEN) == {}


def test_reports_reviews_and_extensions_are_those_recorded_by_then(
    database: Settings, on_day: OnDay
) -> None:
    del database
    days = [date(2024, 3, day) for day in (10, 12, 14, 16)]
    on_day(days[0])
    work = make_work()
    writer = add_actor("canbo", Role.UNIT_OFFICER, work.first)
    office = add_actor("vanphong", Role.OFFICE_STAFF)
    on_day(days[1])
    report_id = work.report(writer, done_on=days[1])
    on_day(days[2])
    with transaction():
        accept_task_report(report_id=report_id, actor=office)
    on_day(days[3])
    with transaction():
        grant_extension(
            task_id=work.task,
            unit_id=work.second,
            due_on=date(2024, 4, 15),
            document="15/CV",
            reason="Chờ ý kiến của Bộ",
            actor=office,
        )
    on_day(date(2024, 4, 10))

    def known() -> tuple[list[ReviewState], int, int, int, list[TaskState]]:
        tasks = list_tasks([work.directive], today())
        record = TaskRecords(tasks, load_directory(), today()).of(work.task, work.first)
        window = Window(date(2024, 3, 1), date(2024, 3, 31), today())
        states = list_task_states(window, task_id=work.task)
        return (
            [row.state for row in list_task_reports(task_ids=[work.task])],
            len(record.deliveries),
            len(record.awaiting),
            len(list_task_extensions([work.task])),
            [row.finding.state for row in states if row.finding],
        )

    accepted, submitted = ReviewState.ACCEPTED, ReviewState.SUBMITTED
    found = []
    for day in days:
        with looking_back(day):
            found.append(known()[:4])
    assert found == [
        ([], 0, 0, 0),
        ([submitted], 0, 1, 0),
        ([accepted], 1, 0, 0),
        ([accepted], 1, 0, 1),
    ]
    with looking_back(days[2]):
        (row,) = list_task_reports(task_ids=[work.task])
        assert row.reviewed_by == "Vanphong"
    with looking_back(days[1]):
        (row,) = list_task_reports(task_ids=[work.task])
        assert (row.reviewed_by, row.reviewed_at, row.review_note) == ("", None, "")


def test_what_was_said_of_a_missed_target_is_as_it_stood(
    database: Settings, on_day: OnDay, make_actor: MakeActor
) -> None:
    del database
    on_day(date(2026, 2, 10))
    office = MissedOffice(make_actor)
    office.write()
    on_day(date(2026, 2, 12))
    with transaction():
        accept_target_explanation(key=office.key, seen_version=1, actor=office.staff)
    on_day(date(2026, 2, 14))
    key = office.key

    def states() -> list[ReviewState]:
        found = list_versions(key.period, key.task_id, key.unit_id)
        return [row.state for row in found]

    assert states() == [ReviewState.ACCEPTED]
    with looking_back(date(2026, 2, 11)):
        assert states() == [ReviewState.SUBMITTED]
    with looking_back(date(2026, 2, 9)):
        assert states() == []


def test_dossiers_of_a_month_and_the_papers_they_owe_are_those_imports_had_told_of(
    database: Settings, on_day: OnDay
) -> None:
    del database
    on_day(PRESENT)
    unit_id, source_id = make_unit("X1", "UBND xã Một"), make_source("MOTCUA")
    early, late = (make_batch(source_id, day) for day in (date(2025, 3, 31), date(2025, 6, 30)))
    for batch_id in (early, late):
        make_dossier(
            unit_id=unit_id,
            batch_id=batch_id,
            procedure_id=make_procedure(),
            received_on=date(2025, 3, 3),
            due_on=date(2025, 3, 10),
            finished_on=date(2025, 3, 12),
        )
    search = CaseSearch(date(2025, 3, 1), date(2025, 3, 31), LatenessRule.BY_DATE)

    def month() -> tuple[int, int]:
        found = load_unit_months(search, needed_after_days=0)[unit_id]
        return found.counts.finished_late, found.coverage.late

    assert month() == (2, 2)
    with looking_back(THEN):
        assert month() == (1, 1)
