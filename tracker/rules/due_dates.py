"""Due dates (ngày hẹn trả): counting a term by the law, and why it ends on that day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from models.vocabulary import TermUnit
from tracker.errors import ReadingError, RefusedError
from tracker.rules.due_steps import CountSpan, Step, StepCode, list_steps

if TYPE_CHECKING:
    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.terms import Term

__all__ = [
    "DEFAULT_OPTIONS",
    "DueDate",
    "DueDateOptions",
    "DueFlag",
    "Step",
    "StepCode",
    "due_date",
    "has_too_few_working_days",
    "minute_that_matters",
    "read_cut_off",
]

MINUTES_IN_DAY: Final = 24 * 60
MONTHS_IN_YEAR: Final = 12
OFFICE_HOURS: Final = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
"""Usual office hours, 07:00-11:30 and 13:30-17:00: 8 hours a day."""

_DAYS_IN: Final = {TermUnit.CALENDAR_DAY: 1, TermUnit.WEEK: 7}
_MONTHS_IN: Final = {TermUnit.MONTH: 1, TermUnit.YEAR: MONTHS_IN_YEAR}
_ONE_DAY: Final = timedelta(days=1)


class DueFlag(StrEnum):
    """What a reader should know of a due date; shown beside it, never a reason to drop a row."""

    DUE_MOVED_FROM_DAY_OFF = "due_moved_from_day_off"
    """The term's last day is a day off; Article 148 moved the end to the next working day."""

    TOO_FEW_WORKING_DAYS = "too_few_working_days"
    """A term in days or weeks that leaves working days for fewer than half of its days."""

    CALENDAR_NOT_KNOWN = "calendar_not_known"
    """The count touches a year the calendar of record lacks; there only weekends were taken out."""

    RECEIVED_TIME_NOT_KNOWN = "received_time_not_known"
    """The time of receipt could change the answer (a cut-off, a term in hours) and is missing."""


@dataclass(frozen=True, slots=True)
class DueDateOptions:
    """How an office receives.

    Args:
        cut_off_minute: Minute of the day after which a dossier counts as received on the next
            working day; then one that comes on a day off does too, or Saturday would be due before
            Friday evening. None: every receipt counts on its own day.
        office_hours: Opening and closing minutes of the working day, in order.

    Raises:
        RefusedError: "cut_off_invalid" or "office_hours_invalid".
    """

    cut_off_minute: int | None = None
    office_hours: tuple[tuple[int, int], ...] = OFFICE_HOURS

    def __post_init__(self) -> None:
        if self.cut_off_minute is not None and not 0 <= self.cut_off_minute < MINUTES_IN_DAY:
            raise RefusedError("cut_off_invalid", cut_off=self.cut_off_minute)
        edges = [minute for span in self.office_hours for minute in span]
        rises = all(early < late for early, late in pairwise(edges))
        if not edges or not rises or edges[0] < 0 or edges[-1] > MINUTES_IN_DAY:
            raise RefusedError("office_hours_invalid", office_hours=self.office_hours)


def read_cut_off(text: str) -> int:
    """Read a cut-off (giờ chốt nhận hồ sơ) as a minute of the day.

    Args:
        text: "15:00" or "7:30", 00:00 to 23:59.

    Raises:
        ReadingError: "cut_off_unreadable", with the text.
    """
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if found is None:
        raise ReadingError("cut_off_unreadable", cut_off=text)
    return int(found[1]) * 60 + int(found[2])


DEFAULT_OPTIONS: Final = DueDateOptions()


@dataclass(frozen=True, slots=True)
class DueDate:
    """When a term ends.

    Args:
        due_on: The last day; the whole of it is still in time.
        due_minute: Minute of that day for a term in hours, None for the end of the day.
        raw_due_on: The last day before it was moved off a day off.
        steps: The count day by day; empty when it was not asked for.
        flags: In the order of `DueFlag`.
    """

    due_on: date
    due_minute: int | None
    raw_due_on: date
    steps: tuple[Step, ...]
    flags: tuple[DueFlag, ...]


@dataclass(frozen=True, slots=True)
class _Count:
    """One count in progress: what is given, and the day it starts from."""

    received_on: date
    received_minute: int | None
    start_on: date
    term: Term
    calendar: WorkingCalendar
    options: DueDateOptions
    is_time_missing: bool


def due_date(
    received_on: date,
    received_minute: int | None,
    term: Term,
    calendar: WorkingCalendar,
    options: DueDateOptions = DEFAULT_OPTIONS,
    *,
    with_steps: bool = True,
) -> DueDate:
    """Return the day a term ends.

    The first day is the day after receipt, also when that came on a day off. Days: an end on a day
    off moves to the next working day. Working days: only they count. Weeks are 7 days; months and
    years end on the same day of the month, or on the month's last. Hours run inside office hours
    from the moment of receipt, from the day's close when its time is not known.

    Args:
        received_on: Local day of receipt.
        received_minute: Minute of that day, 0 to 1439; None when not known.
        term: How long.
        calendar: Days off and make-up days.
        options: Cut-off and office hours.
        with_steps: False leaves `steps` empty, for long lists.

    Raises:
        RefusedError: "due_date_out_of_range" when the end lies beyond the year 9999.
        ValueError: When the minute is not one of a day.

    Source:
        Bộ luật Dân sự 2015, Articles 145-148; reference/domain-vn.md, section 6.2.
    """
    if received_minute is not None and not 0 <= received_minute < MINUTES_IN_DAY:
        raise ValueError(f"no minute {received_minute} in a day")
    try:
        count = _start(received_on, received_minute, term, calendar, options)
        if term.unit is TermUnit.WORKING_HOUR:
            due_on, due_minute, worked = _end_of_hours(count)
            raw_due_on = due_on
        else:
            raw_due_on, due_minute, worked = _raw_end(count), None, {}
            due_on = calendar.next_working_day(raw_due_on)
        span = CountSpan(received_on, count.start_on, raw_due_on, due_on, due_minute)
        steps = tuple(list_steps(span, term, calendar, worked)) if with_steps else ()
    except (OverflowError, ValueError) as error:
        raise RefusedError(
            "due_date_out_of_range", received_on=received_on, term=term.phrase
        ) from error
    return DueDate(due_on, due_minute, raw_due_on, steps, _flags(count, raw_due_on, due_on))


def minute_that_matters(
    received_minute: int | None, term: Term, options: DueDateOptions
) -> int | None:
    """Return the minute of receipt where it can change the answer, else None.

    Long lists remember answers by day, minute and term; most of them need not know the minute.
    """
    is_timed = term.unit is TermUnit.WORKING_HOUR or _cut_off(term, options) is not None
    return received_minute if is_timed else None


def _cut_off(term: Term, options: DueDateOptions) -> int | None:
    return options.cut_off_minute if term.cut_off_minute is None else term.cut_off_minute


def _start(
    received_on: date,
    received_minute: int | None,
    term: Term,
    calendar: WorkingCalendar,
    options: DueDateOptions,
) -> _Count:
    """Return the count with the day its receipt belongs to."""
    cut_off = _cut_off(term, options)
    start_on, is_time_missing = received_on, False
    if cut_off is not None:
        is_late = received_minute is not None and received_minute > cut_off
        is_time_missing = received_minute is None and calendar.is_working(received_on)
        start_on = calendar.next_working_day(received_on + _ONE_DAY if is_late else received_on)
    if term.unit is TermUnit.WORKING_HOUR:
        is_time_missing = received_minute is None and calendar.is_working(received_on)
    return _Count(received_on, received_minute, start_on, term, calendar, options, is_time_missing)


def _raw_end(count: _Count) -> date:
    """Return the last day of a term in days or longer, before Article 148 moves it."""
    start_on, length, unit = count.start_on, count.term.count, count.term.unit
    if unit is TermUnit.WORKING_DAY:
        return count.calendar.add_working_days(start_on, length)
    if unit in _DAYS_IN:
        return start_on + timedelta(days=length * _DAYS_IN[unit])
    return _add_months(start_on, length * _MONTHS_IN[unit])


def _add_months(on: date, count: int) -> date:
    """Return the same day of a later month, or that month's last day when it has no such day."""
    years, month = divmod(on.month - 1 + count, MONTHS_IN_YEAR)
    year = on.year + years
    following = date(year + (month + 1) // MONTHS_IN_YEAR, (month + 1) % MONTHS_IN_YEAR + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=on.day - 1), following - _ONE_DAY)


def _end_of_hours(count: _Count) -> tuple[date, int, dict[date, int]]:
    """Return the day and minute a term in hours ends, and the minutes worked off on each day."""
    left = count.term.count * 60
    day = count.calendar.next_working_day(count.start_on)
    spans = _open_spans(count) if day == count.received_on else count.options.office_hours
    worked: dict[date, int] = {}
    while True:
        for opens, closes in spans:
            taken = min(left, closes - opens)
            left -= taken
            worked[day] = worked.get(day, 0) + taken
            if left == 0:
                return day, opens + taken, worked
        day = count.calendar.next_working_day(day + _ONE_DAY)
        spans = count.options.office_hours


def _open_spans(count: _Count) -> tuple[tuple[int, int], ...]:
    """Return the office hours left on the day of receipt; none when its time is not known."""
    moment = count.received_minute
    if moment is None:
        return ()
    return tuple(
        (max(opens, moment), closes)
        for opens, closes in count.options.office_hours
        if moment < closes
    )


def has_too_few_working_days(received_on: date, term: Term, calendar: WorkingCalendar) -> bool:
    """Return whether `due_date` flags too few working days: that answer alone, for long lists.

    Args:
        received_on: Local day of receipt, at an office without a cut-off.
        term: How long; one that is not in days or weeks, or ends after the year 9999, never is.
        calendar: Days off and make-up days.
    """
    if term.unit not in _DAYS_IN:
        return False
    try:
        raw_due_on = received_on + timedelta(days=term.count * _DAYS_IN[term.unit])
        due_on = calendar.next_working_day(raw_due_on)
    except OverflowError:
        return False
    return _has_too_few(received_on, due_on, term, calendar)


def _flags(count: _Count, raw_due_on: date, due_on: date) -> tuple[DueFlag, ...]:
    calendar = count.calendar
    found = {
        DueFlag.DUE_MOVED_FROM_DAY_OFF: due_on != raw_due_on,
        DueFlag.TOO_FEW_WORKING_DAYS: _has_too_few(count.start_on, due_on, count.term, calendar),
        DueFlag.CALENDAR_NOT_KNOWN: not calendar.covers_all(count.received_on, due_on),
        DueFlag.RECEIVED_TIME_NOT_KNOWN: count.is_time_missing,
    }
    return tuple(flag for flag, is_set in found.items() if is_set)


def _has_too_few(start_on: date, due_on: date, term: Term, calendar: WorkingCalendar) -> bool:
    """Return whether fewer than half of a term's days are matched by working days to do it in."""
    days = term.count * _DAYS_IN.get(term.unit, 0)
    return calendar.working_days_between(start_on, due_on) * 2 < days
