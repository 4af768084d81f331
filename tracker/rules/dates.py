"""How dates and times of day are read from files and printed on screens."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from tracker.errors import ReadingError
from tracker.rules.text import clean

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
"""Years outside these are slips of the keyboard in an office that has kept files since 1990."""

_HOURS: Final = 24
_NOON: Final = 12
_MINUTES: Final = 60
_DATE: Final = re.compile(
    r"\s*(?:(?P<before>\d\S+(?:\s(?:SA|CH|AM|PM))?)\s+)?"
    r"(?:(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2}))"
    r"(?:(?:\s+|[Tt])(?P<after>\d\S+(?:\s(?:SA|CH|AM|PM))?))?\s*",
    re.ASCII,
)
_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::[0-5]\d(?:\.\d+)?)?(?:\s?(?P<half>SA|CH|AM|PM))?"
    r"|[h](?P<past>\d\d)?)",
    re.ASCII | re.IGNORECASE,
)
_EXCHANGED: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)
_AFTERNOON: Final = frozenset({"CH", "PM"})


def read_date(text: str) -> tuple[date, int | None]:
    """Return a date and, where one is written, the local minute of the day.

    Read are "31/12/2024", "31-12-2024", "31.12.2024" and "2024-12-31", with a time before or after:
    "08:30", "08:30:15" (seconds are dropped), "8h30", "8h", "T08:30"; and by halves of the day, as
    Windows writes them here: "8:30 SA", "2:30:00 CH" (also AM and PM). The national portal's
    "20241231083000" is read too (reference/opencps.md 5.1).

    Args:
        text: What stands in the cell.

    Returns:
        The date, and minutes since local midnight or None.

    Raises:
        ReadingError: `date_unreadable` (also a year of two digits or a time zone),
            `date_impossible` (31/02/2024, 25:00) or `year_out_of_range` (not 1990 to 2100).
    """
    match = _DATE.fullmatch(text) or _DATE.fullmatch(_apart(clean(text)))
    if match is None:
        raise ReadingError("date_unreadable", value=text)
    year = int(match["year"] or match["iso_year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ReadingError(
            "year_out_of_range", value=text, first_year=FIRST_YEAR, last_year=LAST_YEAR
        )
    month, day = match["month"] or match["iso_month"], match["day"] or match["iso_day"]
    try:
        found = date(year, int(month), int(day))
    except ValueError as error:
        raise ReadingError("date_impossible", value=text) from error
    before, after = match["before"], match["after"]
    if before and after:
        raise ReadingError("date_unreadable", value=text)
    return found, _read_minute(before or after, text)


def _apart(text: str) -> str:
    """Return a text of fourteen figures as a day and a time, any other as it is."""
    return _EXCHANGED.sub(r"\1-\2-\3 \4:\5:\6", text) if _EXCHANGED.fullmatch(text) else text


def _read_minute(time: str | None, text: str) -> int | None:
    if time is None:
        return None
    match = _TIME.fullmatch(time)
    if match is None:
        raise ReadingError("date_unreadable", value=text)
    hour, minute = int(match["hour"]), int(match["minute"] or match["past"] or 0)
    if match["half"]:
        if not 1 <= hour <= _NOON:
            raise ReadingError("date_impossible", value=text)
        hour = hour % _NOON + (_NOON if match["half"].upper() in _AFTERNOON else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        raise ReadingError("date_impossible", value=text)
    return hour * _MINUTES + minute


def format_date(day: date) -> str:
    """Return a date as people here write it: "05/01/2024"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
