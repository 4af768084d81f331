"""The calendar of record and calendars of one's own, read from CSV files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from models.vocabulary import DayEffect
from tracker.errors import ReadingError, RefusedError
from tracker.rules.calendar import CalendarDay
from tracker.rules.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

_EFFECTS = {"off": DayEffect.OFF, "working": DayEffect.WORKING, "work": DayEffect.WORKING}
_USUAL_NAMES = {DayEffect.OFF: "ngày nghỉ", DayEffect.WORKING: "ngày làm bù"}


def read_calendar(path: Path) -> tuple[CalendarDay, ...]:
    """Return the days of a calendar file, as `seeds/calendar.csv` is laid out.

    Columns date and effect (off or working) are needed; name and pair_date are read when there.
    Rows without any value are passed over.

    Raises:
        RefusedError: "calendar_file_unreadable" when it is no such file, "calendar_row_unreadable"
            with the row number when a value in it is not a date or an effect.
    """
    days: list[CalendarDay] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if not {"date", "effect"} <= set(reader.fieldnames or ()):
                raise RefusedError("calendar_file_unreadable", path=str(path))
            days.extend(_read_day(row, reader.line_num) for row in reader if any(row.values()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RefusedError("calendar_file_unreadable", path=str(path)) from error
    return tuple(days)


def _read_day(row: Mapping[str, str | None], number: int) -> CalendarDay:
    effect = _EFFECTS.get((row["effect"] or "").strip().casefold())
    if effect is None:
        raise RefusedError("calendar_row_unreadable", row=number, value=row["effect"] or "")
    name = (row.get("name") or "").strip() or _USUAL_NAMES[effect]
    pair = (row.get("pair_date") or "").strip()
    return CalendarDay(
        _read_day_date(row["date"] or "", number),
        effect,
        name,
        _read_day_date(pair, number) if pair else None,
    )


def _read_day_date(text: str, number: int) -> date:
    try:
        return read_date(text)[0]
    except ReadingError as error:
        raise RefusedError("calendar_row_unreadable", row=number, value=text) from error
