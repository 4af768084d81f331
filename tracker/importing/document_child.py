"""Reads the tables of one XLSX or DOCX in a process of its own and prints them as a grid.

Started by `tracker.importing.document_tables` within limits: a file that makes a parser abort or
eat memory ends this process, not the server. It prints one JSON document: {"tables": [{"name": …,
"rows": [[row number, cells], …]}, …]} or {"error": code}. A cell is its text, or [text, row,
column] where it lies under a merged cell: the text is then that of the cell it was printed in.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import TYPE_CHECKING, Any, Final

from tracker.importing.workbook_child import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
MOST_LETTERS: Final = 20_000_000

Cell = str | list[Any]
Row = tuple[int, list[Cell]]


class _TooBigError(Exception):
    """The tables are larger than any document that hands down work."""


def _workbook_tables(path: str) -> Iterator[dict[str, object]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    from tracker.importing.workbook_marks import MarkFinder

    book = CalamineWorkbook.from_path(path)
    finder = MarkFinder(path)
    for sheet in book.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            marks = finder.find(sheet.name)
            rows = _sheet_rows(book.get_sheet_by_name(sheet.name), marks)
            yield {"name": sheet.name, "rows": list(_budgeted(rows))}


def _sheet_rows(sheet: Any, marks: dict[int, dict[int, str]]) -> Iterator[Row]:
    """Yield the rows that hold anything; `iter_rows` starts at row 1 but at the first column."""
    left = sheet.start[1] if sheet.start else 0
    merged = _Merged(sheet.merged_cell_ranges or (), left)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise _TooBigError
        texts: list[Cell] = [cell_text(cell) for cell in cells]
        for column, text in marks.get(number, {}).items():
            if 0 <= column - left < len(texts):
                texts[column - left] = text
        merged.fill(number, texts)
        if any(text if isinstance(text, str) else text[0] for text in texts):
            yield number, texts


class _Merged:
    """Cells merged over several rows or columns: only the first of them holds the text."""

    def __init__(self, ranges: Any, left: int) -> None:
        self._starting: dict[int, list[tuple[int, int, int, int]]] = {}
        for (top, first), (bottom, last) in ranges:
            span = (top + 1, first - left, bottom + 1, last - left)
            self._starting.setdefault(top + 1, []).append(span)
        self._open: list[tuple[tuple[int, int, int, int], str]] = []

    def fill(self, number: int, texts: list[Cell]) -> None:
        """Write into a row what the merged cells over it say, and where that was printed."""
        self._open = [item for item in self._open if item[0][2] >= number]
        for span in self._starting.get(number, ()):
            if 0 <= span[1] < len(texts):
                self._open.append((span, str(texts[span[1]])))
        for (top, first, _bottom, last), text in self._open:
            for column in range(first, min(last + 1, len(texts))):
                if (number, column) != (top, first):
                    texts[column] = [text, top, first]


def _budgeted(rows: Iterator[Row]) -> Iterator[Row]:
    letters = 0
    for count, row in enumerate(rows, start=1):
        letters += sum(len(cell if isinstance(cell, str) else cell[0]) for cell in row[1])
        if count > MOST_ROWS or letters > MOST_LETTERS or len(row[1]) > MOST_COLUMNS:
            raise _TooBigError
        yield row


def _document_tables(path: str) -> Iterator[dict[str, object]]:
    from tracker.importing.document_word import word_tables

    for number, rows in enumerate(word_tables(path), start=1):
        yield {"name": str(number), "rows": list(_budgeted(rows))}


def main() -> None:
    """Read a file within limits: path, "XLSX" or "DOCX", bytes of memory, seconds of computing."""
    path, kind, memory, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: dict[str, object]
    try:
        read = _workbook_tables if kind == "XLSX" else _document_tables
        answer = {"tables": list(read(path))}
    except (_TooBigError, MemoryError):
        answer = {"error": "document_too_big"}
    except BaseException as error:  # noqa: BLE001 - the parser's panics are no Exception
        is_locked = type(error).__name__ == "PasswordError"
        answer = {"error": "file_encrypted" if is_locked else "file_damaged"}
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(content.encode("utf-8", "replace"))
