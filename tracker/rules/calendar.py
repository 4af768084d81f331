"""Working days: what the calendar of record says of each day, and exact counting with it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from models.vocabulary import DayEffect
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEKDAY_NAMES: Final = (
    "thứ Hai",
    "thứ Ba",
    "thứ Tư",
    "thứ Năm",
    "thứ Sáu",
    "thứ Bảy",
    "Chủ nhật",
)
"""Names of the days of the week; Monday is 0, as `date.weekday` counts."""

_SATURDAY: Final = 5
_SUNDAY: Final = 6
_WORKING_WEEKDAYS: Final = 5
_ONE_DAY: Final = timedelta(days=1)


class DayReason(StrEnum):
    """Why a day is, or is not, a working day."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class DayName:
    """Why a day is, or is not, a working day, with the words for it.

    Args:
        code: The reason.
        name: Name of the weekday, the holiday (ngày nghỉ lễ) or the make-up day (ngày làm bù).
        pair_on: The day it was swapped with or stands in for, when the calendar names one.
    """

    code: DayReason
    name: str
    pair_on: date | None = None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One row of the calendar of record; ordinary weekends and weekdays have none.

    Args:
        on: The day.
        effect: Off or working, whatever day of the week it is.
        name: What the day is called, as the announcing document words it.
        pair_on: The day it was swapped with or stands in for.
    """

    on: date
    effect: DayEffect
    name: str
    pair_on: date | None = None


class WorkingCalendar:
    """The calendar of record: weekends off, except where a row says otherwise.

    A year is known when at least one row lies in it. Other years count by weekends only;
    whoever shows a result asks `covers` and marks it.

    Args:
        days: Rows in any order. A day named twice with the same effect keeps both names.

    Raises:
        RefusedError: "calendar_day_contradicted" when one day is both off and working.

    Source:
        Bộ luật Lao động 2019, Articles 111-112; design.md, section 3, rule 5.
    """

    def __init__(self, days: Iterable[CalendarDay]) -> None:
        self._days = _merge(days)
        self._years = frozenset(on.year for on in self._days)
        self.first_day: date | None = None
        self.last_day: date | None = None
        if self._years:
            self.first_day = date(min(self._years), 1, 1)
            self.last_day = date(max(self._years), 12, 31)
        self._index()

    def _index(self) -> None:
        """Prepare the table of the known years and the corrections to weekend counting."""
        self._changed: list[int] = []
        self._corrections: list[int] = [0]
        for on in sorted(self._days):
            change = self._correction(on)
            if change:
                self._changed.append(on.toordinal())
                self._corrections.append(self._corrections[-1] + change)
        self._cumulative: dict[date, int] = {}
        self._working: list[date] = []
        self._count_before = 0
        if self.first_day is None or self.last_day is None:
            return
        self._count_before = total = _weekdays_through(self.first_day.toordinal() - 1)
        for ordinal in range(self.first_day.toordinal(), self.last_day.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if self.is_working(day):
                total += 1
                self._working.append(day)
            self._cumulative[day] = total

    def _correction(self, on: date) -> int:
        """Return what a row adds to weekend counting: -1 weekday off, +1 worked weekend, else 0."""
        is_weekday = on.weekday() < _SATURDAY
        works = self._days[on].effect is DayEffect.WORKING
        return int(works) - int(is_weekday)

    def covers(self, on: date) -> bool:
        """Return whether the calendar of record knows the year of a day."""
        return on.year in self._years

    def covers_all(self, first_on: date, last_on: date) -> bool:
        """Return whether it knows every year from one day to another."""
        return all(year in self._years for year in range(first_on.year, last_on.year + 1))

    def is_working(self, on: date) -> bool:
        """Return whether a day is a working day (ngày làm việc)."""
        row = self._days.get(on)
        if row is None:
            return on.weekday() < _SATURDAY
        return row.effect is DayEffect.WORKING

    def day_name(self, on: date) -> DayName:
        """Return why a day is, or is not, a working day."""
        weekday = on.weekday()
        row = self._days.get(on)
        if row is not None and row.effect is DayEffect.OFF:
            return DayName(DayReason.HOLIDAY, row.name, row.pair_on)
        if row is not None and weekday >= _SATURDAY:
            return DayName(DayReason.MAKE_UP, row.name, row.pair_on)
        if weekday == _SATURDAY:
            return DayName(DayReason.SATURDAY, WEEKDAY_NAMES[weekday])
        if weekday == _SUNDAY:
            return DayName(DayReason.SUNDAY, WEEKDAY_NAMES[weekday])
        return DayName(DayReason.WEEKDAY, WEEKDAY_NAMES[weekday])

    def next_working_day(self, on: date) -> date:
        """Return the day itself when it is a working day, else the first one after it."""
        day = on
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, on: date, count: int) -> date:
        """Return the working day that lies a number of working days from a day.

        Args:
            on: Start; it is not counted itself, on a working day or not.
            count: Working days forward, or back when negative; 0 is `next_working_day`.

        Raises:
            OverflowError, ValueError: When the answer lies outside the years 1 to 9999.
        """
        if count > 0:
            return self._working_day(self._count_through(on) + count)
        if count == 0:
            return self.next_working_day(on)
        return self._working_day(self._count_through(on - _ONE_DAY) + count + 1)

    def working_days_between(self, after: date, up_to: date) -> int:
        """Return how many working days lie after one day, up to and including another.

        Args:
            after: Not counted itself.
            up_to: Counted itself. Before `after`, the count is that of the reverse, negative.

        Returns:
            Working days, exact with swapped days; weekends only where the year is not known.
        """
        table = self._cumulative
        try:
            return table[up_to] - table[after]
        except KeyError:
            return self._count_through(up_to) - self._count_through(after)

    def _count_through(self, on: date) -> int:
        """Return the number of working days from the year 1 to a day, that day included."""
        known = self._cumulative.get(on)
        if known is not None:
            return known
        ordinal = on.toordinal()
        correction = self._corrections[bisect_right(self._changed, ordinal)]
        return _weekdays_through(ordinal) + correction

    def _working_day(self, number: int) -> date:
        """Return the working day with a number counted from the year 1; undoes `_count_through`."""
        index = number - self._count_before - 1
        if index < 0:
            return _weekday(number)
        if index < len(self._working):
            return self._working[index]
        return _weekday(number - self._corrections[-1])


def _merge(days: Iterable[CalendarDay]) -> dict[date, CalendarDay]:
    """Return one row a day; refuse a day that is both off and working."""
    merged: dict[date, CalendarDay] = {}
    for row in days:
        known = merged.get(row.on)
        if known is None:
            merged[row.on] = row
        elif known.effect is not row.effect:
            raise RefusedError(
                "calendar_day_contradicted", on=row.on, first=known.name, second=row.name
            )
        elif row.name not in known.name.split("; "):
            pair_on = known.pair_on or row.pair_on
            merged[row.on] = CalendarDay(row.on, row.effect, f"{known.name}; {row.name}", pair_on)
    return merged


def _weekdays_through(ordinal: int) -> int:
    """Return how many Mondays to Fridays lie in the days 1 to `ordinal`; day 1 was a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * _WORKING_WEEKDAYS + min(rest, _WORKING_WEEKDAYS)


def _weekday(number: int) -> date:
    """Return the Monday to Friday with a number counted from the year 1."""
    weeks, rest = divmod(number - 1, _WORKING_WEEKDAYS)
    return date.fromordinal(weeks * 7 + rest + 1)
