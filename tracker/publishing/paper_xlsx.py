"""The tables of a document's annexes as XLSX, one sheet an annex."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.publishing.documents.tree import RowKind, Table, cell_lines
from tracker.publishing.workbooks import Sheet, SheetColumn, render_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.publishing.documents.tree import Annex, Block, Cell, Paper, Row

LETTERS_PER_MM: Final = 0.5


def render_paper_xlsx(paper: Paper) -> bytes:
    """Return the annexes' tables as XLSX: the text of each cell, the groups in a column.

    Args:
        paper: The document; each of its annexes has one table, or pictures alone.
    """
    return render_workbook(
        [_sheet(annex) for annex in paper.annexes if any(map(_is_table, annex.blocks))],
        title=paper.title,
        author=paper.heading.agency,
        dated=paper.dated,
        is_sample=paper.is_sample,
    )


def _is_table(block: Block) -> bool:
    return isinstance(block, Table)


def _sheet(annex: Annex) -> Sheet:
    table = next(block for block in annex.blocks if isinstance(block, Table))
    columns = (
        SheetColumn("Nhóm", 30),
        *(SheetColumn(each.title, each.width * LETTERS_PER_MM) for each in table.columns),
    )
    return Sheet(annex.label, annex.title, columns, list(_rows(table)))


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    group = ""
    blanks = ("",) * (len(table.columns) - 1)
    for row in table.rows:
        if row.kind is RowKind.GROUP:
            group = _only(row)
        elif row.kind is RowKind.NOTE:
            yield group, _only(row), *blanks
        else:
            yield group, *map(_text, row.cells)


def _only(row: Row) -> str:
    return _text(row.cells[0])


def _text(cell: Cell) -> str:
    return "\n".join(map(str, cell_lines(cell)))
