"""The calendar of record as its page shows it: a year by months, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.vocabulary import DayEffect
from tracker.queries.calendar_effects import count_open_due_by_year
from tracker.wording.sentences import sentence
from tracker.wording.weekdays import weekday_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from flask_babel.speaklater import LazyString

    from tracker.queries.calendar_changes import CalendarRow, ChangedDay

KINDS: Final[Mapping[str, LazyString]] = {
    "holiday": _l("Ngày nghỉ lễ"),
    "observed": _l("Nghỉ bù"),
    "swap_off": _l("Nghỉ hoán đổi"),
    "makeup_work": _l("Làm bù"),
}
STATUSES: Final[Mapping[str, LazyString]] = {
    "fixed by law": _l("ngày cố định theo luật"),
    "two sources": _l("hai nguồn khớp nhau"),
    "library only": _l("chỉ theo thư viện phần mềm, chưa có văn bản"),
    "document": _l("theo văn bản đã nhập"),
}
DAYS_IN_WEEKEND: Final = 5


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the calendar.

    Args:
        on: The day.
        weekday: Its name.
        works: Whether it is a working day.
        kind: What kind of day it is.
        name: What it is called.
        pair_on: The day it is swapped with or stands in for.
        source: The document.
        status: How sure that is, in words.
        is_unsure: Whether no document stands behind it.
    """

    on: date
    weekday: str
    works: bool
    kind: str
    name: str
    pair_on: date | None
    source: str
    status: str
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """The days of a month the calendar says something about."""

    period: str
    days: tuple[DayLine, ...]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year as the page shows it.

    Args:
        year: The year.
        years: Years the calendar covers, in order.
        months: Months with days, in order.
        off_count: Mondays to Fridays that are off.
        make_up_count: Saturdays and Sundays that are worked.
    """

    year: int
    years: tuple[int, ...]
    months: tuple[CalendarMonth, ...]
    off_count: int
    make_up_count: int

    @property
    def is_covered(self) -> bool:
        """Return whether the calendar knows this year."""
        return self.year in self.years


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One day of a change, before and after."""

    on: date
    weekday: str
    before: str
    after: str


def build_year(rows: Sequence[CalendarRow], year: int) -> CalendarYear:
    """Return a year of the calendar.

    Args:
        rows: The whole calendar, in order.
        year: The year.
    """
    of_year = [_line(row) for row in rows if row.on.year == year]
    months = []
    for number in range(1, 13):
        days = tuple(line for line in of_year if line.on.month == number)
        if days:
            months.append(CalendarMonth(f"{year:04d}-{number:02d}", days))
    is_weekend = [line.on.weekday() >= DAYS_IN_WEEKEND for line in of_year]
    return CalendarYear(
        year=year,
        years=tuple(sorted({row.on.year for row in rows})),
        months=tuple(months),
        off_count=sum(
            not line.works and not weekend
            for line, weekend in zip(of_year, is_weekend, strict=True)
        ),
        make_up_count=sum(
            line.works and weekend for line, weekend in zip(of_year, is_weekend, strict=True)
        ),
    )


def list_warnings(years: Sequence[int]) -> list[str]:
    """Return a sentence for every year that open dossiers are due in and no calendar covers.

    Args:
        years: Years the calendar covers.
    """
    return [
        sentence("calendar_year_missing", {"year": year, "count": count})
        for year, count in sorted(count_open_due_by_year().items())
        if year not in years
    ]


def build_lines(days: Sequence[ChangedDay]) -> list[ChangeLine]:
    """Return the days of a change, each before and after in words."""
    return [
        ChangeLine(day.on, weekday_name(day.on), _words(day.before), _words(day.after))
        for day in days
    ]


def _words(row: CalendarRow | None) -> str:
    if row is None:
        return str(_("ngày thường"))
    kind = str(KINDS.get(row.kind, row.kind)).lower()
    pair = "" if row.pair_on is None else _(", đi với %(day)s", day=f"{row.pair_on:%d/%m/%Y}")
    return f"{kind}: {row.name}{pair}"


def _line(row: CalendarRow) -> DayLine:
    return DayLine(
        on=row.on,
        weekday=weekday_name(row.on),
        works=row.effect is DayEffect.WORKING,
        kind=str(KINDS.get(row.kind, row.kind)),
        name=row.name,
        pair_on=row.pair_on,
        source=row.source,
        status=str(STATUSES.get(row.status, row.status)),
        is_unsure=row.status == "library only",
    )
