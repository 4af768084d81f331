"""Reads one XLSX in a process of its own and prints its rows; knows nothing of the product.

Started by `tracker.importing.workbook`, with limits set before the parser is loaded: a file that
makes the parser abort or eat memory ends this process, not the server. It prints JSON, each piece
led by its length in four bytes: per sheet {"sheet": name, "is_1904": whether its numbers of days
count from 1904, "rows": its first rows}, after which a line on standard input says "go" or "next";
"go" brings {"rows": …} until {"done": true}, which names the columns whose days and months changed
places ("swapped"); and {"end": true} closes. Without that last piece nothing before it may be
trusted to be all.
"""

from __future__ import annotations

import json
import re
import resource
import struct
import sys
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD_ROWS: Final = 60
BATCH_LETTERS: Final = 200_000
"""About how much is sent at once; small enough that neither side holds much."""
MOST_MERGES: Final = 50_000
LARGEST_EXACT: Final = 1e15
"""Excel keeps fifteen digits; a longer number has lost the rest and must not pass for a code."""

MONTHS: Final = 12
LOOKED_AT: Final = 2_000
"""First rows whose dates are looked at one by one; after them one in so many:"""
LOOKED_AT_LATER: Final = 64

_SHORT_DAY: Final = re.compile(r"\d\d[/.-]\d\d[/.-]\d\d", re.ASCII)


def cell_text(value: object) -> str:
    """Return one cell as text.

    Whole numbers have no decimals; a comma starts decimals, so that "1,004" cannot be taken for
    1004; at most fifteen digits, as Excel shows, so 0.1+0.2 is "0,3". Dates are ISO; a time of day
    follows after "T".
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return number_text(float(value))
    if isinstance(value, datetime):
        return _nearest_second(value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration_text(value)
    return "" if value is None else str(value)


def number_text(value: float) -> str:
    """Return a number as Excel shows it in a wide cell, with a decimal comma."""
    if value.is_integer() and abs(value) < LARGEST_EXACT:
        return str(int(value))
    text = format(value, ".15g")
    if "e" in text and abs(value) < 1:
        text = format(value, ".20f").rstrip("0")
    return text.upper().replace(".", ",")


def _nearest_second(value: datetime) -> datetime:
    # Excel keeps days as binary fractions: 08:30 may come as 08:29:59.999.
    return (value + timedelta(microseconds=500_000)).replace(microsecond=0)


def _duration_text(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


class _MergedDown:
    """Texts of cells merged over several rows: only the first of the rows holds them.

    Numbers are not repeated: one figure printed across two units is not the figure of each.
    """

    def __init__(self, sheet: Any) -> None:
        ranges = sheet.merged_cell_ranges or ()
        self._last_rows: dict[tuple[int, int], int] = {}
        self._open: dict[int, tuple[int, str]] = {}
        if len(ranges) <= MOST_MERGES:
            for (top, column), (bottom, _right) in ranges:
                if bottom > top:
                    self._last_rows[top + 1, column] = bottom + 1
        self.is_empty = not self._last_rows

    def fill(self, row: int, first_column: int, cells: list[object], texts: list[str]) -> None:
        """Write into a row what is merged down from the rows above it."""
        for column, (last_row, text) in list(self._open.items()):
            if row > last_row:
                del self._open[column]
            elif not texts[column - first_column]:
                texts[column - first_column] = text
        for at, cell in enumerate(cells):
            last_row = self._last_rows.get((row, first_column + at), 0)
            if last_row and isinstance(cell, str):
                self._open[first_column + at] = (last_row, cell)


class DayStyles:
    """Finds columns in which a program of another country took days for months.

    It turns "05/03/2024" into the date 3 May and leaves "15/03/2024", which it cannot read, as
    text: every date of such a column lies within the first twelve days, every text beyond them.
    """

    def __init__(self) -> None:
        self._low_dates: set[int] = set()
        self._high_texts: set[int] = set()
        self._plain: set[int] = set()

    def note(self, cells: list[object]) -> None:
        """Look at one row."""
        for column, cell in enumerate(cells):
            if type(cell) is str:
                if _SHORT_DAY.match(cell):
                    texts = self._high_texts if int(cell[:2]) > MONTHS else self._plain
                    texts.add(column)
            elif isinstance(cell, date):
                (self._low_dates if cell.day <= MONTHS else self._plain).add(column)

    def swapped(self) -> list[int]:
        """Return the columns in which days and months changed places."""
        return sorted((self._low_dates & self._high_texts) - self._plain)


def _rows(
    sheet: Any, marks: dict[int, dict[int, str]], styles: DayStyles
) -> Iterator[tuple[int, list[str]]]:
    """Yield row numbers and cells; rows without any text are left out."""
    first_column = sheet.start[1] if sheet.start else 0
    merged = _MergedDown(sheet)
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        if row <= LOOKED_AT or row % LOOKED_AT_LATER == 0:
            styles.note(cells)
        texts = [cell if type(cell) is str else cell_text(cell) for cell in cells]
        if row in marks:
            for column, text in marks[row].items():
                if 0 <= column - first_column < len(texts):
                    texts[column - first_column] = text
        if not merged.is_empty:
            merged.fill(row, first_column, cells, texts)
        if any(texts):
            yield row, texts


def _send(piece: dict[str, object]) -> None:
    content = json.dumps(piece, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    sys.stdout.buffer.write(struct.pack(">I", len(content)) + content)
    sys.stdout.buffer.flush()


def _send_rows(rows: Iterator[tuple[int, list[str]]], styles: DayStyles) -> None:
    batch: list[tuple[int, list[str]]] = []
    letters = 0
    for row in rows:
        batch.append(row)
        letters += sum(map(len, row[1])) + len(row[1])
        if letters > BATCH_LETTERS:
            _send({"rows": batch})
            batch, letters = [], 0
    _send({"rows": batch})
    _send({"done": True, "swapped": styles.swapped()})


def _read(path: str, wanted: str) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    from tracker.importing.workbook_marks import MarkFinder

    book = CalamineWorkbook.from_path(path)
    finder = MarkFinder(path)
    for sheet in book.sheets_metadata:
        is_chosen = (
            sheet.name == wanted if wanted else sheet.visible == SheetVisibleEnum.Visible
        ) and sheet.typ == SheetTypeEnum.WorkSheet
        if not is_chosen:
            continue
        content = book.get_sheet_by_name(sheet.name)
        styles = DayStyles()
        rows = _rows(content, finder.find(sheet.name), styles)
        head = list(islice(rows, HEAD_ROWS))
        _send({"sheet": sheet.name, "is_1904": finder.is_1904, "rows": head})
        if sys.stdin.readline() == "go\n":
            _send_rows(rows, styles)
    _send({"end": True})


def main() -> None:
    """Read a file within limits: path, sheet or "", bytes of memory, seconds of computing."""
    path, wanted, memory, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _read(path, wanted)
    except MemoryError:
        _send({"error": "workbook_too_big"})
    except BaseException as error:  # noqa: BLE001 - the parser's panics are no Exception
        is_locked = type(error).__name__ == "PasswordError"
        _send({"error": "file_encrypted" if is_locked else "file_damaged"})
