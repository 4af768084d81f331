"""Periods as people write them in a table's column."""

from __future__ import annotations

import re
from typing import Final

from models.vocabulary import PeriodKind
from tracker.errors import ReadingError
from tracker.rules.periods import FIRST_YEAR, LAST_YEAR, Period, read_period
from tracker.rules.text import clean, plain

_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_OF_YEAR: Final = r"(?:\s*[/-]\s*(?:nam )?|,? nam )(?P<year>\d{4})"
_FORMS: Final = tuple(
    (kind, re.compile(pattern, re.ASCII))
    for kind, pattern in (
        (PeriodKind.MONTH, r"(?:thang )?(?P<number>\d{1,2})" + _OF_YEAR),
        # "2024-03" typed into Excel becomes the first of March.
        (PeriodKind.MONTH, r"(?P<year>\d{4})-(?P<number>\d{2})-01"),
        (PeriodKind.QUARTER, r"quy (?P<number>iv|i{1,3}|[1-4])" + _OF_YEAR),
        (PeriodKind.YEAR, r"nam (?P<year>\d{4})(?P<number>)"),
        (
            PeriodKind.MONTH_TO_DATE,
            r"luy ke (?:den )?(?:het )?thang (?P<number>\d{1,2})" + _OF_YEAR,
        ),
    )
)


def read_period_cell(text: str) -> Period:
    """Return the period a cell states.

    Args:
        text: "2024-03", "2024-Q1", "2024", "2024-03/ytd" as everywhere; also "03/2024",
            "Tháng 3/2024", "Quý I/2024", "Năm 2024", "Lũy kế đến hết tháng 3/2024", and the first
            day of a month, which Excel makes of "2024-03".

    Raises:
        ReadingError: `period_unreadable`, also for a month or quarter that does not exist.
    """
    written = clean(text)
    try:
        return read_period(written.replace("-q", "-Q"))
    except ReadingError:
        lowered = plain(written)
    for kind, form in _FORMS:
        found = form.fullmatch(lowered)
        if found is not None and FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
            return _period(kind, int(found["year"]), found["number"], written)
    raise ReadingError("period_unreadable", period=written)


def _period(kind: PeriodKind, year: int, number: str, written: str) -> Period:
    try:
        return Period(kind, year, _ROMAN.get(number) or int(number or 1))
    except ValueError as error:
        raise ReadingError("period_unreadable", period=written) from error
