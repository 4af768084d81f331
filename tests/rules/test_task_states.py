"""Where a task without figures stands: by term, extensions and deliveries; every branch."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DayEffect, ScheduleKind, TaskState, Verdict
from tracker.rules.calendar import CalendarDay, WorkingCalendar
from tracker.rules.periods import read_period
from tracker.rules.products import VERDICTS, judge_product, read_reason, stored_reason
from tracker.rules.task_states import (
    Grant,
    TaskFinding,
    TaskRecord,
    Term,
    Window,
    classify_task,
    count_lateness,
    due_day,
    named_rows,
)

DUE = date(2024, 3, 15)
MARCH = (date(2024, 3, 1), date(2024, 3, 31))
LATER = date(2024, 5, 1)
BY_DAY = Term(ScheduleKind.BY_DATE, DUE)
QUARTER = Term(ScheduleKind.IN_QUARTER, MARCH[1])
ONGOING = Term(ScheduleKind.ONGOING)


def in_march(on: date = LATER) -> Window:
    return Window(*MARCH, on)


def record(
    *done: date, awaiting: tuple[date, ...] = (), grants: tuple[Grant, ...] = ()
) -> TaskRecord:
    return TaskRecord(done, awaiting, grants)


@pytest.mark.parametrize(
    ("term", "done", "on", "state", "reason", "verdict"),
    [
        pytest.param(
            Term(ScheduleKind.DONE), None, LATER, "done", "done_before_issue", "achieved", id="done"
        ),
        pytest.param(BY_DAY, DUE, LATER, "done_on_time", "done_on_time", "achieved", id="due-day"),
        pytest.param(
            BY_DAY, date(2024, 3, 16), LATER, "done_late", "done_late", "missed", id="day-after"
        ),
        pytest.param(
            Term(ScheduleKind.FOLLOWS, follows="Theo tiến độ Đề án 06"), DUE, LATER,
            "done", "done_without_due_date", "achieved", id="done-without-term",
        ),
        pytest.param(
            BY_DAY, None, DUE, "open", "due_later", "not_due", id="the-due-day-is-in-time"
        ),
        pytest.param(
            BY_DAY, None, date(2024, 3, 16), "overdue", "product_overdue", "missed", id="overdue"
        ),
        pytest.param(
            QUARTER, None, MARCH[1], "open", "due_later", "not_due", id="the-quarters-last-evening"
        ),
        pytest.param(
            QUARTER, None, date(2024, 4, 1), "overdue", "product_overdue", "missed", id="over"
        ),
        pytest.param(
            Term(ScheduleKind.IN_MONTH, date(2024, 4, 30)), None, LATER,
            "open", "due_later", "not_due", id="due-after-the-period",
        ),
        pytest.param(
            BY_DAY, date(2024, 4, 2), LATER,
            "overdue", "product_overdue", "missed", id="delivered-after-the-period",
        ),
        pytest.param(
            BY_DAY, date(2024, 3, 14), MARCH[0], "open", "due_later", "not_due", id="not-known-yet"
        ),
        pytest.param(
            Term(ScheduleKind.FOLLOWS), None, LATER, "waits_for", "waits_for", "not_due", id="waits"
        ),
        pytest.param(
            Term(None), None, LATER, "open", "due_date_unknown", "no_data", id="no-term-printed"
        ),
        pytest.param(
            ONGOING, None, LATER,
            "ongoing", "ongoing_without_report", "no_data", id="ongoing-in-silence",
        ),
        pytest.param(
            ONGOING, DUE, LATER, "ongoing", "ongoing_reported", "achieved", id="ongoing-reported"
        ),
        pytest.param(
            ONGOING, date(2024, 2, 29), LATER,
            "ongoing", "ongoing_without_report", "no_data", id="ongoing-reported-in-another-period",
        ),
        pytest.param(
            Term(ScheduleKind.ONGOING, first_day=date(2024, 4, 1)), None, LATER,
            "ongoing", "ongoing_later", "not_due", id="ongoing-not-begun",
        ),
        pytest.param(
            Term(ScheduleKind.ONGOING, date(2024, 2, 29)), None, LATER,
            "ongoing", "ongoing_over", "not_applicable", id="ongoing-over",
        ),
        pytest.param(
            Term(ScheduleKind.ONGOING, MARCH[0]), None, LATER,
            "ongoing", "ongoing_without_report", "no_data", id="ongoing-to-the-first-day",
        ),
        pytest.param(
            Term(ScheduleKind.ONGOING, first_day=MARCH[1]), None, LATER,
            "ongoing", "ongoing_without_report", "no_data", id="ongoing-from-the-last-day",
        ),
    ],
)  # fmt: skip
def test_a_task_stands_where_its_term_and_its_deliveries_put_it(
    term: Term, done: date | None, on: date, state: str, reason: str, verdict: str
) -> None:
    found = classify_task(term, record(*filter(None, [done])), in_march(on))

    assert (found.state, found.reason) == (TaskState(state), reason)
    assert judge_product(found).verdict is Verdict(verdict)


@pytest.mark.parametrize(
    ("kept_since", "state", "verdict"),
    [
        pytest.param(DUE, TaskState.OVERDUE, Verdict.MISSED, id="on-the-due-day"),
        pytest.param(
            date(2024, 3, 16), TaskState.NOT_FOLLOWED, Verdict.NO_DATA, id="from-the-day-after"
        ),
    ],
)
def test_silence_before_anybody_could_report_is_no_miss(
    kept_since: date, state: TaskState, verdict: Verdict
) -> None:
    found = classify_task(BY_DAY, TaskRecord(kept_since=kept_since), in_march())

    assert (found.state, judge_product(found).verdict) == (state, verdict)
    assert (found.overdue_until is None) is (state is TaskState.NOT_FOLLOWED)


def test_a_report_nobody_reviewed_of_a_time_before_accuses_nobody() -> None:
    waits = TaskRecord(awaiting=(date(2024, 3, 16),), kept_since=LATER)
    found = classify_task(BY_DAY, waits, in_march())

    assert (found.state, found.reason) == (TaskState.NOT_FOLLOWED, "report_waits_for_review")
    assert (found.overdue_until, found.is_awaiting_review) == (None, True)
    assert judge_product(found).verdict is Verdict.NO_DATA


def test_a_later_day_granted_since_is_held_against_the_unit() -> None:
    granted = TaskRecord(
        grants=(Grant(date(2024, 3, 20), date(2024, 3, 18)),), kept_since=date(2024, 3, 17)
    )

    assert classify_task(BY_DAY, granted, in_march()).reason == "product_overdue"


def test_a_report_of_a_time_before_is_taken_as_any_other() -> None:
    done = TaskRecord((date(2024, 3, 16),), kept_since=LATER)

    assert classify_task(BY_DAY, done, in_march()).reason == "done_late"


def test_a_report_nobody_reviewed_is_no_miss_but_the_task_stays_overdue() -> None:
    found = classify_task(BY_DAY, record(awaiting=(DUE,)), in_march())

    assert (found.state, found.is_awaiting_review) == (TaskState.OVERDUE, True)
    assert judge_product(found).verdict is Verdict.NO_DATA


def test_a_report_before_the_day_leaves_the_task_open_and_is_told() -> None:
    found = classify_task(BY_DAY, record(awaiting=(MARCH[0],)), in_march(DUE))

    assert (found.reason, found.is_awaiting_review) == ("due_later", True)


def test_a_report_for_a_day_after_the_period_does_not_hold_the_verdict_up() -> None:
    found = classify_task(BY_DAY, record(awaiting=(date(2024, 4, 2),)), in_march())

    assert (found.is_awaiting_review, found.reason) == (False, "product_overdue")


@pytest.mark.parametrize("kind", [ScheduleKind.FOLLOWS, None, ScheduleKind.ONGOING])
def test_a_report_under_review_is_told_without_a_term_too(kind: ScheduleKind | None) -> None:
    assert classify_task(Term(kind), record(awaiting=(DUE,)), in_march()).is_awaiting_review


@pytest.mark.parametrize(
    ("done", "reason"),
    [((), "ongoing_without_report"), ((DUE,), "ongoing_reported")],
    ids=["nothing-accepted", "another-accepted"],
)
@pytest.mark.parametrize("day", [date(2024, 2, 20), date(2024, 3, 20)], ids=["before", "in-it"])
def test_a_report_on_a_routine_duty_that_waits_is_told_until_it_is_reviewed(
    day: date, done: tuple[date, ...], reason: str
) -> None:
    found = classify_task(ONGOING, record(*done, awaiting=(day,)), in_march())

    assert (found.reason, found.is_awaiting_review) == (reason, True)


@pytest.mark.parametrize(
    ("granted_on", "reason"),
    [(date(2024, 3, 31), "ongoing_without_report"), (date(2024, 4, 1), "ongoing_over")],
    ids=["by-its-last-day", "after-the-period"],
)
def test_a_routine_duty_that_was_extended_goes_on(granted_on: date, reason: str) -> None:
    term = Term(ScheduleKind.ONGOING, date(2024, 2, 29))
    extended = record(grants=(Grant(date(2024, 12, 31), granted_on),))

    assert classify_task(term, extended, in_march()).reason == reason


def test_the_delivery_accepted_first_counts_whatever_is_reported_later() -> None:
    found = classify_task(BY_DAY, record(date(2024, 3, 18), date(2024, 3, 14)), in_march())

    assert (found.state, found.done_on) == (TaskState.DONE_LATE, date(2024, 3, 18))


@pytest.mark.parametrize(
    ("granted_on", "done_on", "state", "due_on"),
    [
        pytest.param(date(2024, 3, 10), date(2024, 3, 20), "done_on_time", 25, id="granted-before"),
        pytest.param(date(2024, 3, 20), date(2024, 3, 20), "done_on_time", 25, id="on-that-day"),
        pytest.param(date(2024, 3, 21), date(2024, 3, 20), "done_late", 15, id="granted-after"),
        pytest.param(date(2024, 3, 10), date(2024, 3, 26), "done_late", 25, id="later-still"),
    ],
)
def test_an_extension_counts_for_a_delivery_only_when_recorded_by_that_day(
    granted_on: date, done_on: date, state: str, due_on: int
) -> None:
    grant = Grant(date(2024, 3, 25), granted_on)
    found = classify_task(BY_DAY, record(done_on, grants=(grant,)), in_march())

    assert (found.state, found.due_on) == (TaskState(state), date(2024, 3, due_on))
    assert found.original_due_on == DUE
    assert found.is_extended == (due_on == 25)


def test_an_extension_does_not_change_the_periods_before_it() -> None:
    late = record(grants=(Grant(date(2024, 6, 30), date(2024, 4, 2)),))

    march = classify_task(BY_DAY, late, in_march())
    april = classify_task(BY_DAY, late, Window(date(2024, 4, 1), date(2024, 4, 30), LATER))

    assert march.state is TaskState.OVERDUE
    assert (april.state, april.due_on) == (TaskState.OPEN, date(2024, 6, 30))


def test_of_several_extensions_the_latest_day_holds() -> None:
    own = Grant(date(2024, 7, 31), date(2024, 3, 2))
    shared = Grant(date(2024, 6, 30), date(2024, 3, 3))

    assert due_day(DUE, (own, shared), DUE) == date(2024, 7, 31)
    assert due_day(DUE, (own, shared), date(2024, 3, 1)) == DUE
    assert due_day(None, (own,), DUE) is None


def test_late_days_are_counted_in_calendar_and_in_working_days() -> None:
    calendar = WorkingCalendar([CalendarDay(date(2024, 3, 19), DayEffect.OFF, "nghỉ", None)])
    late = classify_task(BY_DAY, record(date(2024, 3, 20)), in_march())
    open_ = classify_task(BY_DAY, record(), in_march(date(2024, 3, 18)))

    assert count_lateness(late, calendar) == (5, 2)  # Sat, Sun, Mon, Tue off, Wed
    assert count_lateness(open_, calendar) == (3, 1)
    assert count_lateness(classify_task(ONGOING, record(), in_march()), calendar) == (0, 0)


@pytest.mark.parametrize(
    ("phrase", "rows"),
    [
        ("Sau khi hoàn thành nhiệm vụ số 3", ("3",)),
        ("sau nhiệm vụ 4 và nhiệm vụ IV.1", ("4", "IV.1")),
        ("Theo tiến độ Đề án 06", ()),
        ("Theo lộ trình Nghị định số 107/2021/NĐ-CP", ()),
    ],
)
def test_rows_named_by_a_term_are_found(phrase: str, rows: tuple[str, ...]) -> None:
    assert named_rows(phrase) == rows


def test_a_verdict_keeps_the_days_it_was_decided_by() -> None:
    grant = Grant(date(2024, 3, 25), DUE)
    found = classify_task(BY_DAY, record(date(2024, 3, 26), grants=(grant,)), in_march())
    stored = stored_reason(found)

    assert read_reason(stored) == (
        "done_late",
        (),
        {"due": "2024-03-25", "first": "2024-03-15", "done": "2024-03-26"},
    )
    assert read_reason("short_units|temporary_denominator") == (
        "short_units",
        ("temporary_denominator",),
        {},
    )
    assert stored_reason(classify_task(BY_DAY, record(), in_march())) == "product_overdue"


@pytest.mark.parametrize("reason", VERDICTS)
def test_a_stored_reason_fits_its_column_with_all_it_can_carry(reason: str) -> None:
    is_open = reason in ("product_overdue", "report_waits_for_review", "due_later")
    done = None if is_open else DUE
    dated = reason in ("done_on_time", "done_late") or is_open
    found = TaskFinding(
        TaskState.OPEN, reason, DUE if dated else None, DUE - timedelta(1) if dated else None, done
    )
    assert len(stored_reason(found)) <= 60


days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
grants = st.lists(st.builds(Grant, days, days), max_size=4).map(tuple)


@given(days, st.none() | days, grants, days)
def test_a_later_extension_never_changes_a_finished_period(
    due_on: date, done_on: date | None, known: tuple[Grant, ...], new_due: date
) -> None:
    window = Window(date(2024, 6, 1), date(2024, 6, 30), date(2025, 6, 1))
    done = () if done_on is None else (done_on,)
    before = classify_task(Term(ScheduleKind.BY_DATE, due_on), record(*done, grants=known), window)
    late = Grant(new_due, date(2024, 7, 1))
    after = classify_task(
        Term(ScheduleKind.BY_DATE, due_on), record(*done, grants=(*known, late)), window
    )

    assert before == after


@given(days, st.none() | days, grants, days, st.sampled_from([*ScheduleKind, None]))
def test_a_finding_always_has_a_verdict_and_fits_itself(
    due_on: date, done_on: date | None, known: tuple[Grant, ...], on: date, kind: ScheduleKind
) -> None:
    done = () if done_on is None else (done_on,)
    window = Window(date(2024, 6, 1), date(2024, 6, 30), on)
    found = classify_task(Term(kind, due_on), record(*done, grants=known), window)

    assert judge_product(found).reasons[0].code == found.reason
    assert found.due_on is None or found.due_on >= (found.original_due_on or due_on)
    if found.done_on is not None:
        assert found.done_on <= window.day
    if found.state is TaskState.DONE_ON_TIME:
        assert found.done_on is not None
        assert found.due_on is not None
        assert found.done_on <= found.due_on
    days_late, working = count_lateness(found, WorkingCalendar([]))
    assert 0 <= working <= days_late
    assert (days_late > 0) <= (found.state in (TaskState.DONE_LATE, TaskState.OVERDUE))


@pytest.mark.parametrize(
    ("on", "read_on"),
    [
        (date(2024, 2, 20), date(2024, 3, 1)),
        (date(2024, 3, 10), date(2024, 3, 10)),
        (date(2024, 3, 31), date(2024, 3, 31)),
        (date(2024, 5, 2), date(2024, 3, 31)),
    ],
    ids=["before it begins", "while it runs", "on its last day", "once it is over"],
)
def test_a_period_is_read_with_what_stands_on_the_day_of_looking(on: date, read_on: date) -> None:
    assert Window.of(read_period("2024-03"), on, None).read_on == read_on


def test_a_period_of_the_office_is_read_within_its_own_days() -> None:
    window = Window.of(read_period("2024-03"), date(2024, 3, 20), 15)

    assert (window.first_day, window.last_day) == (date(2024, 2, 16), date(2024, 3, 15))
    assert window.read_on == date(2024, 3, 15)
