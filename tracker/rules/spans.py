"""Days, months, quarters and years as office language names them ("quý II năm 2023")."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.vocabulary import ScheduleKind

_YEAR: Final = r"(?:(?: ?[/.,-] ?| )?(?:nam )?(?P<year>\d{4}))?"
_DAY: Final = re.compile(
    r"(?:ngay )?(?P<day>\d{1,2})"
    r"(?: ?(?P<sign>[/.-]) ?(?P<month>\d{1,2})(?:(?: ?(?P=sign) ?|,? nam )(?P<year>\d{4}))?"
    rf"| thang (?P<named_month>\d{{1,2}}){_YEAR.replace('<year>', '<named_year>')})",
    re.ASCII,
)
_ISO_DAY: Final = re.compile(r"(?:ngay )?(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
_MONTH: Final = re.compile(
    rf"thang (?P<month>\d{{1,2}}){_YEAR}|(?P<bare_month>\d{{1,2}}) ?[/.-] ?(?P<bare_year>\d{{4}})",
    re.ASCII,
)
_QUARTER: Final = re.compile(
    r"(?:cac )?quy (?P<first>iv|i{1,3}|0?[1-4])"
    rf"(?:(?:, ?| ?- ?| va | den )(?:quy )?(?P<last>iv|i{{1,3}}|0?[1-4]))?{_YEAR}",
    re.ASCII,
)
_PART_OF_YEAR: Final = re.compile(
    r"(?:(?P<count>\d{1,2}|ba|sau|chin) thang|nua) (?P<end>dau|cuoi)(?: (?:cua )?nam)?"
    r"(?:[ /]?(?P<year>\d{4}))?",
    re.ASCII,
)
_WHOLE_YEAR: Final = re.compile(r"(?:ca )?nam(?: (?P<year>\d{4}))?|(?P<bare_year>\d{4})", re.ASCII)
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_COUNTS: Final = {"ba": 3, "sau": 6, "chin": 9}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one year, the year itself perhaps not said.

    Args:
        kind: What the words name; a stretch that is no month, quarter or year is `BY_DATE`.
        year: The year, or None where none is printed.
        first_month: 1 to 12.
        last_month: 1 to 12.
        day: The one day meant, or None for whole months.
    """

    kind: ScheduleKind
    year: int | None
    first_month: int
    last_month: int
    day: int | None = None

    def days(self, year: int) -> tuple[date, date]:
        """Return the first and the last day, in a year.

        Raises:
            ValueError: If the calendar has no such day or month.
        """
        if self.day is not None:
            only = date(year, self.first_month, self.day)
            return only, only
        first_day = date(year, self.first_month, 1)
        end = date(year, self.last_month, 1)
        return first_day, end.replace(day=calendar.monthrange(year, self.last_month)[1])


def find_span(words: str) -> Span | None:
    """Return the stretch of time that words name, or None.

    Args:
        words: Plain words (`tracker.rules.text.plain`), nothing before or after the name.
    """
    for read in (_day, _month, _quarters, _part_of_year, _whole_year):
        span = read(words)
        if span is not None:
            return span
    return None


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _day(words: str) -> Span | None:
    if match := _DAY.fullmatch(words):
        month = int(match["month"] or match["named_month"])
        year = _number(match["year"] or match["named_year"])
    elif match := _ISO_DAY.fullmatch(words):
        month, year = int(match["month"]), int(match["year"])
    else:
        return None
    return Span(ScheduleKind.BY_DATE, year, month, month, int(match["day"]))


def _month(words: str) -> Span | None:
    match = _MONTH.fullmatch(words)
    if match is None:
        return None
    month = int(match["month"] or match["bare_month"])
    year = _number(match["year"] or match["bare_year"])
    return Span(ScheduleKind.IN_MONTH, year, month, month)


def _quarters(words: str) -> Span | None:
    match = _QUARTER.fullmatch(words)
    if match is None:
        return None
    first, last = (
        _QUARTERS.get(name) or int(name)
        for name in (match["first"], match["last"] or match["first"])
    )
    kind = ScheduleKind.IN_QUARTER if first == last else ScheduleKind.BY_DATE
    return Span(kind, _number(match["year"]), 3 * first - 2, 3 * last) if first <= last else None


def _part_of_year(words: str) -> Span | None:
    match = _PART_OF_YEAR.fullmatch(words)
    if match is None:
        return None
    named = match["count"] or "sau"
    count = _COUNTS.get(named) or int(named)
    first, last = (1, count) if match["end"] == "dau" else (13 - count, 12)
    return Span(ScheduleKind.BY_DATE, _number(match["year"]), first, last)


def _whole_year(words: str) -> Span | None:
    match = _WHOLE_YEAR.fullmatch(words)
    if match is None:
        return None
    return Span(ScheduleKind.IN_YEAR, _number(match["year"] or match["bare_year"]), 1, 12)
