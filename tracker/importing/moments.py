"""Dates and times of cells as ISO days and minutes, fast enough for millions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from tracker.errors import ReadingError
from tracker.importing.memo import Memo
from tracker.rules.dates import FIRST_YEAR, LAST_YEAR, read_date

Moment = tuple[str | None, int | None]
"""ISO day, and minute of the local day where one is written; two None for a blank cell."""

NO_MOMENT: Final[Moment] = None, None
DAY_LETTERS: Final = 10
LONGEST_PLAIN: Final = 24
"""Letters of the longest cell that is taken apart."""
UNREADABLE: Final = -1
MINUTES_A_DAY: Final = 1440
_PLAIN_DAY: Final = re.compile(
    r"\d\d/\d\d/\d{4}|\d\d-\d\d-\d{4}|\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d", re.ASCII
)
_NUMBER: Final = re.compile(r"(\d{5})(?:,(\d+))?", re.ASCII)


class Moments:
    """Reads as `tracker.rules.dates.read_date` does, and the same.

    "31/12/2024 08:30" is taken apart after ten letters: days and times of day repeat, their
    combinations hardly do. What is not written so plainly is read the long way.

    Args:
        day_zero: The day that numbers of days count from, as cells of a workbook hold them that
            are not shown as days; None where a number is no day.
    """

    def __init__(self, day_zero: date | None = None) -> None:
        self._day_zero = day_zero
        self._days: Memo[str, str] = Memo(read_plain_day)
        self._minutes: Memo[str, int | None] = Memo(read_rest)

    def read(self, text: str) -> Moment:
        """Return the moment a cell states.

        Raises:
            ReadingError: as `read_date`.
        """
        if not text:
            return NO_MOMENT
        if len(text) <= LONGEST_PLAIN:
            day = self._days[text[:DAY_LETTERS]]
            if day:
                minute = self._minutes[text[DAY_LETTERS:]]
                if minute != UNREADABLE:
                    return day, minute
        if text.isspace():
            return NO_MOMENT
        return read_number(text, self._day_zero) or self._read_long(text)

    def _read_long(self, text: str) -> Moment:
        on, minute = read_date(text)
        return on.isoformat(), minute


def read_number(text: str, day_zero: date | None) -> Moment | None:
    """Return the moment a number of days means, None when it is none: "45293,34375"."""
    number = _NUMBER.fullmatch(text.strip()) if day_zero else None
    if number is None or day_zero is None:
        return None
    minutes = round(float(f"0.{number[2] or 0}") * MINUTES_A_DAY)
    day = day_zero + timedelta(days=int(number[1]), minutes=minutes - minutes % MINUTES_A_DAY)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return day.isoformat(), minutes % MINUTES_A_DAY if number[2] else None


def read_plain_day(text: str) -> str:
    """Return the ISO day of ten letters that are a day and nothing else; "" for any other."""
    if _PLAIN_DAY.fullmatch(text) is None:
        return ""
    try:
        return read_date(text)[0].isoformat()
    except ReadingError:
        return ""


def read_rest(text: str) -> int | None:
    """Return the minute that stands after a plain day, None when nothing does."""
    try:
        return read_date(f"01/01/2024{text}")[1]
    except ReadingError:
        return UNREADABLE
