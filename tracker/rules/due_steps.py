"""The count of a term day by day, for a page that answers "vì sao là ngày này"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from models.vocabulary import TermUnit
from tracker.rules.calendar import DayReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.rules.calendar import DayName, WorkingCalendar
    from tracker.rules.terms import Term

_ONE_DAY: Final = timedelta(days=1)


class StepCode(StrEnum):
    """What happened on one day of the count."""

    RECEIVED = "received"
    COUNTED_FROM = "counted_from"
    COUNTED = "counted"
    COUNTED_MINUTES = "counted_minutes"
    SKIPPED = "skipped"
    MAKE_UP_COUNTED = "make_up_counted"
    RAW_END = "raw_end"
    ROLLED = "rolled"
    DUE = "due"
    DUE_AT = "due_at"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the answer to "vì sao là ngày này".

    Args:
        code: What happened.
        on: The day.
        name: What kind of day it is.
        count: Its number in the term's days; for `COUNTED_MINUTES` the minutes used up on it, for
            `RAW_END` the months or years, for `DUE_AT` the minute of the day; else 0.
    """

    code: StepCode
    on: date
    name: DayName
    count: int = 0


@dataclass(frozen=True, slots=True)
class CountSpan:
    """The days a count hangs on.

    Args:
        received_on: Day of receipt.
        start_on: Day the receipt counts as; later than `received_on` after a cut-off.
        raw_due_on: Last day of the term.
        due_on: The same, moved to a working day.
        due_minute: Minute of that day for a term in hours.
    """

    received_on: date
    start_on: date
    raw_due_on: date
    due_on: date
    due_minute: int | None = None


def list_steps(
    span: CountSpan, term: Term, calendar: WorkingCalendar, worked: Mapping[date, int]
) -> Iterator[Step]:
    """Yield the count day by day, from receipt to the due date.

    Months and years are not counted by days, so only their last day stands in it.

    Args:
        span: What was decided; the steps show it and decide nothing.
        term: What was counted.
        calendar: Names of the days.
        worked: Minutes used up on each day, for a term in hours.
    """
    name = calendar.day_name
    yield Step(StepCode.RECEIVED, span.received_on, name(span.received_on))
    if span.start_on != span.received_on:
        yield from _skipped(calendar, span.received_on, span.start_on)
        yield Step(StepCode.COUNTED_FROM, span.start_on, name(span.start_on))
    if term.unit is TermUnit.WORKING_HOUR:
        yield from _hour_steps(span, calendar, worked)
    elif term.unit is TermUnit.WORKING_DAY:
        yield from _working_day_steps(span, calendar)
    elif term.unit in (TermUnit.MONTH, TermUnit.YEAR):
        yield Step(StepCode.RAW_END, span.raw_due_on, name(span.raw_due_on), term.count)
    else:
        for number, day in enumerate(_days(span.start_on, span.raw_due_on), start=1):
            yield Step(StepCode.COUNTED, day, name(day), number)
    if span.due_on != span.raw_due_on:
        yield Step(StepCode.ROLLED, span.raw_due_on, name(span.raw_due_on))
        yield from _skipped(calendar, span.raw_due_on, span.due_on)
    due_code = StepCode.DUE if span.due_minute is None else StepCode.DUE_AT
    yield Step(due_code, span.due_on, name(span.due_on), span.due_minute or 0)


def _skipped(calendar: WorkingCalendar, after: date, before: date) -> Iterator[Step]:
    for day in _days(after, before - _ONE_DAY):
        yield Step(StepCode.SKIPPED, day, calendar.day_name(day))


def _hour_steps(
    span: CountSpan, calendar: WorkingCalendar, worked: Mapping[date, int]
) -> Iterator[Step]:
    if span.start_on in worked:
        yield _minutes_or_skipped(calendar, span.start_on, worked)
    for day in _days(span.start_on, span.due_on):
        yield _minutes_or_skipped(calendar, day, worked)


def _minutes_or_skipped(calendar: WorkingCalendar, day: date, worked: Mapping[date, int]) -> Step:
    name = calendar.day_name(day)
    if day not in worked:
        return Step(StepCode.SKIPPED, day, name)
    return Step(StepCode.COUNTED_MINUTES, day, name, worked[day])


def _working_day_steps(span: CountSpan, calendar: WorkingCalendar) -> Iterator[Step]:
    number = 0
    for day in _days(span.start_on, span.due_on):
        number += calendar.is_working(day)
        yield _counted_or_skipped(calendar, day, number)


def _counted_or_skipped(calendar: WorkingCalendar, day: date, number: int) -> Step:
    name = calendar.day_name(day)
    if not calendar.is_working(day):
        return Step(StepCode.SKIPPED, day, name)
    is_make_up = name.code is DayReason.MAKE_UP
    return Step(StepCode.MAKE_UP_COUNTED if is_make_up else StepCode.COUNTED, day, name, number)


def _days(after: date, up_to: date) -> Iterator[date]:
    """Yield the days after one day, up to and including another."""
    day = after
    while day < up_to:
        day += _ONE_DAY
        yield day
