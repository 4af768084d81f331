"""Every way of counting again, day by day or minute by minute, on calendars made at random."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DayEffect, TermUnit
from tracker.rules.calendar import CalendarDay, WorkingCalendar
from tracker.rules.due_dates import (
    DueDateOptions,
    DueFlag,
    StepCode,
    due_date,
    has_too_few_working_days,
    minute_that_matters,
)
from tracker.rules.terms import Term

MOVED = DueFlag.DUE_MOVED_FROM_DAY_OFF
AT_15 = DueDateOptions(cut_off_minute=15 * 60)
ONE_DAY = timedelta(days=1)


def works(effects: dict[date, DayEffect], day: date) -> bool:
    return effects.get(day, DayEffect.OFF if day.isoweekday() > 5 else None) != DayEffect.OFF


def slow_roll(effects: dict[date, DayEffect], day: date) -> date:
    while not works(effects, day):
        day += ONE_DAY
    return day


def slow_end(effects: dict[date, DayEffect], received_on: date, term: Term) -> date:
    if term.unit is TermUnit.WORKING_DAY:
        day, left = received_on, term.count
        while left:
            day += ONE_DAY
            left -= works(effects, day)
        return day
    if term.unit in (TermUnit.MONTH, TermUnit.YEAR):
        year, month = received_on.year, received_on.month
        for _ in range(term.count * (12 if term.unit is TermUnit.YEAR else 1)):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return date(year, month, min(received_on.day, months.monthrange(year, month)[1]))
    days = term.count * (7 if term.unit is TermUnit.WEEK else 1)
    for _ in range(days):
        received_on += ONE_DAY
    return received_on


def slow_hours(
    effects: dict[date, DayEffect], received_on: date, minute: int, hours: int
) -> tuple[date, int]:
    day, left = received_on, hours * 60
    while True:
        if works(effects, day) and (420 <= minute < 690 or 810 <= minute < 1020):
            left -= 1
        minute += 1
        if left == 0:
            return day, minute
        if minute == 1440:
            day, minute = day + ONE_DAY, 0


@st.composite
def calendars(draw: st.DrawFn) -> tuple[dict[date, DayEffect], WorkingCalendar]:
    dates = st.dates(date(2021, 12, 15), date(2022, 4, 30))
    effects = draw(st.dictionaries(dates, st.sampled_from(DayEffect), max_size=40))
    rows = [CalendarDay(on, effect, "x") for on, effect in effects.items()]
    return effects, WorkingCalendar(rows)


days = st.dates(date(2021, 11, 20), date(2022, 5, 10))
terms = st.builds(
    Term,
    st.integers(1, 40),
    st.sampled_from([unit for unit in TermUnit if unit is not TermUnit.WORKING_HOUR]),
    st.just("x"),
)


@given(calendars(), days, terms)
def test_every_term_ends_where_a_count_day_by_day_ends(
    case: tuple[dict[date, DayEffect], WorkingCalendar], received_on: date, term: Term
) -> None:
    effects, calendar = case
    raw_due_on = slow_end(effects, received_on, term)

    found = due_date(received_on, None, term, calendar)

    assert found.raw_due_on == raw_due_on
    assert found.due_on == slow_roll(effects, raw_due_on)
    assert (MOVED in found.flags) is (not works(effects, raw_due_on))
    years = range(received_on.year, found.due_on.year + 1)
    is_known = {on.year for on in effects}.issuperset(years)
    assert (DueFlag.CALENDAR_NOT_KNOWN in found.flags) is not is_known


@given(calendars(), days, st.integers(0, 1439), st.integers(1, 30))
def test_hours_end_where_a_count_minute_by_minute_ends(
    case: tuple[dict[date, DayEffect], WorkingCalendar], received_on: date, minute: int, hours: int
) -> None:
    effects, calendar = case

    found = due_date(received_on, minute, Term(hours, TermUnit.WORKING_HOUR, "x"), calendar)

    assert (found.due_on, found.due_minute) == slow_hours(effects, received_on, minute, hours)
    used = [step.count for step in found.steps if step.code is StepCode.COUNTED_MINUTES]
    assert sum(used) == hours * 60


@given(calendars(), days, st.integers(0, 1439), days, st.integers(0, 1439), terms, st.booleans())
def test_a_later_receipt_is_never_due_earlier(
    case: tuple[dict[date, DayEffect], WorkingCalendar],
    one_on: date,
    one_minute: int,
    other_on: date,
    other_minute: int,
    term: Term,
    has_cut_off: bool,
) -> None:
    options = AT_15 if has_cut_off else DueDateOptions()
    early, late = sorted([(one_on, one_minute), (other_on, other_minute)])

    due_early = due_date(*early, term, case[1], options).due_on

    assert due_early <= due_date(*late, term, case[1], options).due_on


all_terms = terms | st.builds(
    Term, st.integers(1, 30), st.just(TermUnit.WORKING_HOUR), st.just("x")
)


@given(calendars(), days, all_terms)
def test_long_lists_are_told_of_too_few_working_days_as_a_count_with_its_steps_is(
    case: tuple[dict[date, DayEffect], WorkingCalendar], received_on: date, term: Term
) -> None:
    flags = due_date(received_on, None, term, case[1]).flags

    found = has_too_few_working_days(received_on, term, case[1])

    assert found is (DueFlag.TOO_FEW_WORKING_DAYS in flags)


@given(calendars(), days, st.integers(0, 1439), all_terms, st.booleans())
def test_only_a_minute_that_matters_can_change_the_answer(
    case: tuple[dict[date, DayEffect], WorkingCalendar],
    received_on: date,
    minute: int,
    term: Term,
    has_cut_off: bool,
) -> None:
    options = AT_15 if has_cut_off else DueDateOptions()
    kept = minute_that_matters(minute, term, options)

    assert due_date(received_on, kept, term, case[1], options) == due_date(
        received_on, minute, term, case[1], options
    )
    is_timed = has_cut_off or term.unit is TermUnit.WORKING_HOUR
    assert kept == (minute if is_timed else None)
