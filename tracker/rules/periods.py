"""Periods (kỳ): how they are written, which days they span, what comes before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Final

from models.vocabulary import PeriodKind
from tracker.errors import ReadingError, RefusedError

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
LAST_CUTOFF_DAY: Final = 28
"""Every month has this day, so every cut-off up to it exists in every month."""

_WRITTEN: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2])(?P<to_date>/ytd)?)?"
)
_FORMS: Final = {
    PeriodKind.MONTH: "{year:04d}-{number:02d}",
    PeriodKind.QUARTER: "{year:04d}-Q{number}",
    PeriodKind.YEAR: "{year:04d}",
    PeriodKind.MONTH_TO_DATE: "{year:04d}-{number:02d}/ytd",
}
_PARTS_IN_YEAR: Final = {
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 4,
    PeriodKind.YEAR: 1,
    PeriodKind.MONTH_TO_DATE: 12,
}
_ONE_DAY: Final = timedelta(days=1)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One period; ordered among periods of its own kind.

    Args:
        kind: Month (tháng), quarter (quý), year (năm), or year to date (lũy kế) at a month's end.
        year: The year it belongs to; with a cut-off its first days lie in the year before.
        number: Month 1 to 12, quarter 1 to 4; 1 for a year.

    Raises:
        ValueError: When the number does not exist in the kind.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= _PARTS_IN_YEAR[self.kind]:
            raise ValueError(f"no {self.kind} {self.number} in a year")

    def __lt__(self, other: object) -> bool:
        """Order by time; periods of two kinds have no order."""
        if not isinstance(other, Period) or other.kind is not self.kind:
            return NotImplemented
        return (self.year, self.number) < (other.year, other.number)

    @property
    def code(self) -> str:
        """Return the text form: "2024-03", "2024-Q1", "2024" or "2024-03/ytd"."""
        return _FORMS[self.kind].format(year=self.year, number=self.number)

    def _month_numbers(self) -> range:
        first, last = {
            PeriodKind.MONTH: (self.number, self.number),
            PeriodKind.QUARTER: (self.number * 3 - 2, self.number * 3),
            PeriodKind.YEAR: (1, 12),
            PeriodKind.MONTH_TO_DATE: (1, self.number),
        }[self.kind]
        return range(first, last + 1)

    def months(self) -> tuple[Period, ...]:
        """Return the months it is built of, in order."""
        return tuple(Period(PeriodKind.MONTH, self.year, each) for each in self._month_numbers())

    def contains(self, other: Period) -> bool:
        """Return whether every month of another period is one of its months."""
        return set(other.months()) <= set(self.months())

    def previous(self) -> Period:
        """Return the period before it, of the same kind.

        Before a January to date comes the whole year before, to date in December.
        """
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, _PARTS_IN_YEAR[self.kind])

    def following(self) -> Period:
        """Return the period after it, of the same kind; `previous` the other way round."""
        if self.number < _PARTS_IN_YEAR[self.kind]:
            return Period(self.kind, self.year, self.number + 1)
        return Period(self.kind, self.year + 1, 1)

    def first_day(self, cutoff: int | None = None) -> date:
        """Return its first day.

        Args:
            cutoff: Last day of the office's month (ngày chốt số liệu), 1 to 28; None for calendar
                months. With 15, March runs from 16 February to 15 March.

        Raises:
            RefusedError: "period_cutoff_invalid" when the cut-off is not 1 to 28.
        """
        first_month = self._month_numbers()[0]
        if cutoff is None:
            return date(self.year, first_month, 1)
        return _cutoff_day(self.year, first_month - 1, cutoff) + _ONE_DAY

    def last_day(self, cutoff: int | None = None) -> date:
        """Return its last day; Args and Raises as for `first_day`."""
        last_month = self._month_numbers()[-1]
        if cutoff is None:
            return _first_of_month(self.year, last_month + 1) - _ONE_DAY
        return _cutoff_day(self.year, last_month, cutoff)

    def has_ended(self, on: date, cutoff: int | None = None) -> bool:
        """Return whether its last day lies before a day; on the last day it still runs."""
        return self.last_day(cutoff) < on


def read_period(text: str) -> Period:
    """Read a period as it is written in files and on the command line.

    Args:
        text: "2024-03", "2024-Q1", "2024" or "2024-03/ytd"; years 2000 to 2100.

    Raises:
        ReadingError: "period_unreadable" for anything else.

    Source:
        design.md, section 2, `Period`.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        raise ReadingError("period_unreadable", period=text)
    year = int(found["year"])
    if found["quarter"]:
        return Period(PeriodKind.QUARTER, year, int(found["quarter"]))
    if found["month"]:
        kind = PeriodKind.MONTH_TO_DATE if found["to_date"] else PeriodKind.MONTH
        return Period(kind, year, int(found["month"]))
    return Period(PeriodKind.YEAR, year)


def month_of(on: date, cutoff: int | None = None) -> Period:
    """Return the month a day belongs to; Args and Raises as for `Period.first_day`."""
    month = Period(PeriodKind.MONTH, on.year, on.month)
    if not month.has_ended(on, cutoff):
        return month
    following = _first_of_month(on.year, on.month + 1)
    return Period(PeriodKind.MONTH, following.year, following.month)


def cutoff_of(first_day: date, last_day: date) -> int | None:
    """Return the cut-off a month was counted by, from its days as they were written down.

    Args:
        first_day: Its first day.
        last_day: Its last day.
    """
    return None if first_day.day == 1 else last_day.day


def _first_of_month(year: int, month: int) -> date:
    """Return the first of a month; months 0 and 13 lie in the neighbouring years."""
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)


def _cutoff_day(year: int, month: int, cutoff: int) -> date:
    if not 1 <= cutoff <= LAST_CUTOFF_DAY:
        raise RefusedError("period_cutoff_invalid", cutoff=cutoff)
    return _first_of_month(year, month).replace(day=cutoff)
