"""A change of the calendar of record: which rows it leaves, which due days it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from models.vocabulary import DayEffect
from tracker.errors import RefusedError
from tracker.rules.calendar import CalendarDay
from tracker.rules.periods import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.rules.calendar import WorkingCalendar

_ONE_DAY: Final = timedelta(days=1)

LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class ProposedDay:
    """What a change says of one day.

    Args:
        on: The day.
        effect: Off or working; None makes it an ordinary day again (no row).
        name: What the day is called, as the document words it.
        pair_on: The day it is swapped with or stands in for.
        document: The document for this day, where it is not that of the whole change.
        status: How sure it is, where a file says so; else a person named its document.
    """

    on: date
    effect: DayEffect | None
    name: str
    pair_on: date | None = None
    document: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class MovedDueDay:
    """A due day that is judged at another day from now on.

    Args:
        due_on: The due day as printed.
        before_on: Where it was judged.
        after_on: Where it is judged with the new calendar.
    """

    due_on: date
    before_on: date
    after_on: date


def check_days(days: Sequence[ProposedDay]) -> None:
    """Refuse rows that cannot be meant.

    Raises:
        RefusedError: `calendar_change_empty`, `calendar_day_twice`, `calendar_day_far`,
            `calendar_day_unnamed`, `calendar_pair_itself`.
    """
    if not days:
        raise RefusedError("calendar_change_empty")
    seen: set[date] = set()
    for day in days:
        if day.on in seen:
            raise RefusedError("calendar_day_twice", on=day.on)
        seen.add(day.on)
        if not FIRST_YEAR <= day.on.year <= LAST_YEAR:
            raise RefusedError("calendar_day_far", on=day.on)
        if day.effect is not None and not 0 < len(day.name) <= LONGEST_NAME:
            raise RefusedError("calendar_day_unnamed", on=day.on, most=LONGEST_NAME)
        if day.pair_on == day.on:
            raise RefusedError("calendar_pair_itself", on=day.on)


def change_days(
    known: Mapping[date, CalendarDay], days: Iterable[ProposedDay]
) -> dict[date, CalendarDay]:
    """Return the rows of the calendar after a change.

    Args:
        known: Rows before, by day.
        days: What the change says.
    """
    rows = dict(known)
    for day in days:
        rows.pop(day.on, None)
        if day.effect is not None:
            rows[day.on] = CalendarDay(day.on, day.effect, day.name, day.pair_on)
    return rows


def check_pairs(rows: Mapping[date, CalendarDay], changed: Iterable[date]) -> None:
    """Refuse a change that leaves half of a swap: both days go in, or out, together.

    Args:
        rows: Rows after the change, by day.
        changed: Days the change names.

    Raises:
        RefusedError: `calendar_pair_missing` when the day a changed row is swapped with has no
            row, `calendar_pair_broken` when a make-up day stands in for a day that is not off, or
            for another day than the one that names it.
    """
    named = set(changed)
    for row in rows.values():
        if row.pair_on is None or not named & {row.on, row.pair_on}:
            continue
        pair = rows.get(row.pair_on)
        if pair is None:
            raise RefusedError("calendar_pair_missing", on=row.on, pair_on=row.pair_on)
        works = DayEffect.WORKING in (row.effect, pair.effect)
        if works and (pair.effect is row.effect or pair.pair_on != row.on):
            raise RefusedError("calendar_pair_broken", on=row.on, pair_on=row.pair_on)


def kind_of(row: CalendarDay, rows: Mapping[date, CalendarDay]) -> str:
    """Return what kind of day a row is, as `seeds/calendar.csv` names them."""
    if row.effect is DayEffect.WORKING:
        return "makeup_work"
    pair = None if row.pair_on is None else rows.get(row.pair_on)
    if pair is None:
        return "holiday"
    return "swap_off" if pair.effect is DayEffect.WORKING else "observed"


def turned_days(
    before: WorkingCalendar, after: WorkingCalendar, days: Iterable[date]
) -> list[date]:
    """Return which of some days work in one calendar and not in the other, in order."""
    return sorted(on for on in days if before.is_working(on) is not after.is_working(on))


def moved_due_days(
    before: WorkingCalendar, after: WorkingCalendar, days: Iterable[date]
) -> tuple[MovedDueDay, ...]:
    """Return every due day that two calendars judge at different days, in order.

    Those are the changed days and the days off right before them: from a day that works in both
    calendars no roll goes on to a later one.

    Args:
        before: The calendar before a change.
        after: The calendar after it.
        days: Days in which they may differ.

    Source:
        Civil Code 2015, article 148, clause 5.
    """
    moved: dict[date, MovedDueDay] = {}
    for changed in turned_days(before, after, days):
        due_on = changed
        while True:
            # Between it and the changed day nothing works in both, so it does move.
            judged = before.next_working_day(due_on), after.next_working_day(due_on)
            moved[due_on] = MovedDueDay(due_on, *judged)
            due_on -= _ONE_DAY
            if before.is_working(due_on) and after.is_working(due_on):
                break
    return tuple(moved[due_on] for due_on in sorted(moved))
