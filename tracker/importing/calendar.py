"""The calendar of record and calendars of one's own, read from CSV files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TypeVar

from models.vocabulary import DayEffect
from tracker.errors import ReadingError, RefusedError
from tracker.rules.calendar import CalendarDay
from tracker.rules.calendar_changes import ProposedDay
from tracker.rules.dates import read_date
from tracker.rules.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

Row = TypeVar("Row")

_EFFECTS = {"off": DayEffect.OFF, "working": DayEffect.WORKING, "work": DayEffect.WORKING}
_CHANGE_EFFECTS: dict[str, DayEffect | None] = {
    **_EFFECTS,
    "nghi": DayEffect.OFF,
    "lam viec": DayEffect.WORKING,
    "lam bu": DayEffect.WORKING,
    "usual": None,
    "thuong": None,
    "ngay thuong": None,
}
_MOST_CELLS = 4
_USUAL_NAMES = {DayEffect.OFF: "ngày nghỉ", DayEffect.WORKING: "ngày làm bù"}


def read_calendar(path: Path) -> tuple[CalendarDay, ...]:
    """Return the days of a calendar file, as `seeds/calendar.csv` is laid out.

    Columns date and effect (off or working) are needed; name and pair_date are read when there.
    Rows without any value are passed over.

    Raises:
        RefusedError: "calendar_file_unreadable" when it is no such file, "calendar_row_unreadable"
            with the row number when a value in it is not a date or an effect.
    """
    return _read_rows(path, _read_day)


def read_change_file(path: Path) -> tuple[ProposedDay, ...]:
    """Return what a file says of days: the rows of a change of the calendar.

    Columns date and effect (off, working, or usual to make a day ordinary again) are needed;
    name, pair_date, document (or source, as seeds have it) and status are read when there.

    Raises:
        RefusedError: As `read_calendar`.
    """
    return _read_rows(path, _read_proposed)


def read_change_lines(text: str) -> tuple[ProposedDay, ...]:
    """Return what typed lines say of days: "02/01/2026; nghỉ; Nghỉ hoán đổi; 10/01/2026".

    Name and pair may be left out; empty lines are passed over.

    Raises:
        RefusedError: `calendar_lines_unreadable` with the number of the line.
    """
    days = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.split(";")]
        if not any(cells):
            continue
        row = dict(zip(("date", "effect", "name", "pair_date"), cells, strict=False))
        try:
            days.append(_read_proposed(_require_cells(row, cells, number), number))
        except RefusedError as error:
            raise RefusedError(
                "calendar_lines_unreadable", row=number, value=line.strip()
            ) from error
    return tuple(days)


def _require_cells(row: dict[str, str], cells: list[str], number: int) -> dict[str, str]:
    if not 1 < len(cells) <= _MOST_CELLS:
        raise RefusedError("calendar_row_unreadable", row=number, value="; ".join(cells))
    return row


def _read_rows(path: Path, read: Callable[[Mapping[str, str | None], int], Row]) -> tuple[Row, ...]:
    days: list[Row] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if not {"date", "effect"} <= set(reader.fieldnames or ()):
                raise RefusedError("calendar_file_unreadable", path=str(path))
            days.extend(read(row, reader.line_num) for row in reader if any(row.values()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RefusedError("calendar_file_unreadable", path=str(path)) from error
    return tuple(days)


def _read_proposed(row: Mapping[str, str | None], number: int) -> ProposedDay:
    written = fold(row["effect"] or "")
    if written not in _CHANGE_EFFECTS:
        raise RefusedError("calendar_row_unreadable", row=number, value=row["effect"] or "")
    effect = _CHANGE_EFFECTS[written]
    name = (row.get("name") or "").strip()
    pair = (row.get("pair_date") or "").strip()
    if effect is None:
        return ProposedDay(_read_day_date(row["date"] or "", number), None, name)
    return ProposedDay(
        _read_day_date(row["date"] or "", number),
        effect,
        name or _USUAL_NAMES[effect],
        _read_day_date(pair, number) if pair else None,
        (row.get("document") or row.get("source") or "").strip(),
        (row.get("status") or "").strip(),
    )


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
