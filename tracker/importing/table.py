"""One way to read a table, whatever file it lies in: known cells only, row by row."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from tracker.errors import RefusedError, RowError
from tracker.importing.bad_rows import is_bad_rows, unguarded
from tracker.importing.columns import is_numbering
from tracker.importing.sniff import FileKind, require_table
from tracker.importing.text_table import open_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from tracker.importing.columns import Columns, HeaderMatch
    from tracker.importing.text_table import Lines

TableRow = tuple[int, tuple[str, ...]]
"""Row number as a person sees it, and the known cells in the order of the columns' specs."""


@dataclass(frozen=True, slots=True)
class Table:
    """An open table.

    Args:
        kind: CSV or XLSX.
        sheet: Name of the sheet; empty for text.
        header_row: Row number of the heading.
        header: What the heading means; `header.ignored` are the columns that stay outside.
        rows: The rows, once, in the order of the file; lines without any known cell are not rows.
        day_zero: The day numbers of days count from; None for text.
        name: The name the person gave the file.
        errors: Lines that have more cells than the heading; filled while `rows` is read.
    """

    kind: FileKind
    sheet: str
    header_row: int
    header: HeaderMatch
    rows: Iterator[TableRow]
    day_zero: date | None = None
    name: str = ""
    errors: list[RowError] = field(default_factory=list)


@contextmanager
def open_table(path: Path, name: str, columns: Columns, *, sheet: str = "") -> Iterator[Table]:
    """Open the table in a CSV or XLSX file; nothing of it is held in memory but the current row.

    Args:
        path: Where the bytes lie.
        name: The name the person gave the file.
        columns: The columns that are understood.
        sheet: Sheet to read; otherwise the only visible one that has the heading.

    Raises:
        RefusedError: as `require_table`, `open_text` and `open_workbook`; `second_table`; also
            while the rows are read, when everything taken in so far must be undone.
    """
    kind = require_table(path, name)
    if kind is FileKind.TEXT:
        with open_text(path, name, columns.match) as lines:
            yield _table(kind, lines, columns, name)
        return
    # The child process and its machinery are loaded for workbooks only.
    from tracker.importing.workbook import open_workbook

    with open_workbook(path, name, columns.match, sheet=sheet) as lines:
        yield _table(kind, lines, columns, name)


def second_table(name: str, row: int, header_row: int) -> RefusedError:
    """Return the refusal of a second table, whose rows would be read by the first one's heading."""
    return RefusedError("second_table", name=name, row=row, header_row=header_row)


def _table(kind: FileKind, lines: Lines, columns: Columns, name: str) -> Table:
    errors: list[RowError] = []
    rows = _picked(_without_heading_rest(lines, columns, name), lines, columns, errors, name)
    return Table(
        kind=kind,
        sheet=lines.sheet,
        header_row=lines.header_row,
        header=lines.header,
        rows=unguarded(rows) if is_bad_rows(lines.header) else rows,
        day_zero=lines.day_zero,
        name=name,
        errors=errors,
    )


def _without_heading_rest(
    lines: Lines, columns: Columns, name: str
) -> Iterator[tuple[int, list[str]]]:
    """Leave out what still belongs to the heading: its second line, and the columns' numbers."""
    first = []
    for row, cells in islice(lines.rows, 2):
        match = columns.match(cells)
        if match.is_complete and _is_other(match, lines.header):
            raise second_table(name, row, lines.header_row)
        if not is_numbering(cells) and not match.is_complete:
            first.append((row, cells))
    return chain(first, lines.rows)


def _is_other(match: HeaderMatch, header: HeaderMatch) -> bool:
    """Return whether a heading has other columns in the places of the first, or they elsewhere."""
    keys = {at: key for key, at in header.positions.items()}
    return any(
        keys.get(at, key) != key or header.positions.get(key, at) != at
        for key, at in match.positions.items()
    )


def _picked(
    rows: Iterator[tuple[int, list[str]]],
    lines: Lines,
    columns: Columns,
    errors: list[RowError],
    name: str,
) -> Iterator[TableRow]:
    pick = columns.picker(lines.header)
    width = len(lines.header.cells)
    blanks = [""] * width
    for row, cells in rows:
        if len(cells) != width:
            if any(map(str.strip, cells[width:])) and any(map(str.strip, pick(cells[:width]))):
                match = columns.match(cells)
                if match.is_complete and _is_other(match, lines.header):
                    raise second_table(name, row, lines.header_row)
                # What stands there is not quoted: it may be anybody's name.
                errors.append(RowError(row, "", "", "row_wider_than_heading"))
                continue
            cells = (cells + blanks)[:width]
        known = pick(cells)
        first = known[0]
        if (first and not first.isspace()) or any(map(str.strip, known)):
            yield row, known
