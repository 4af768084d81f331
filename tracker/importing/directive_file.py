"""From a file to the rows of its matrix: which tables count, and where one goes on in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.errors import RefusedError
from tracker.importing.directive_columns import Heading, find_heading, no_heading
from tracker.importing.directive_rows import DraftRows, RowReader
from tracker.importing.document_tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracker.importing.document_tables import Document, Grid

_LEAST_COLUMNS = 3
"""A narrower table without a heading is a signature or a list of recipients."""


def read_drafts(path: Path, name: str, *, sheet: str = "") -> DraftRows:
    """Return the rows of work a document's tables print.

    Args:
        path: Where the bytes lie.
        name: The name the person gave the file.
        sheet: Sheet of a workbook to read; otherwise the only visible one with a matrix.

    Raises:
        RefusedError: As `tracker.importing.document_tables.read_tables`;
            `directive_columns_missing` (no table has the columns), `column_ambiguous`,
            `directive_column_mixed`, `sheet_unknown`, `several_tables`.
    """
    document = read_tables(path, name)
    grids = document.tables
    if sheet:
        grids = tuple(grid for grid in grids if grid.name == sheet)
        if document.is_workbook and not grids:
            raise RefusedError("sheet_unknown", name=name, sheet=sheet)
    headings = [find_heading(grid, name) for grid in grids]
    matrices = [grid for grid, heading in zip(grids, headings, strict=True) if heading]
    if not matrices:
        raise no_heading(grids, name)
    if document.is_workbook and len(matrices) > 1:
        # The same matrix often stands twice in a workbook, before and after a change.
        sheets = tuple(grid.name for grid in matrices)
        raise RefusedError("several_tables", name=name, sheets=sheets)
    return _rows(document, grids, headings)


def _rows(
    document: Document, grids: Sequence[Grid], headings: Sequence[Heading | None]
) -> DraftRows:
    reader = RowReader()
    before: tuple[Heading, int] | None = None
    for grid, heading in zip(grids, headings, strict=True):
        width = max((len(row.cells) for row in grid.rows), default=0)
        where = f" (bảng {grid.name})" if before and not document.is_workbook else ""
        if heading is not None:
            rows = grid.rows[heading.first + len(heading.rows) :]
            reader.read(heading, rows, where=where)
            before = heading, width
        elif before is not None and before[1] == width >= _LEAST_COLUMNS:
            reader.read(before[0], grid.rows, where=where, goes_on=True)
    return reader.found
