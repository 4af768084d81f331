"""Tables as WordprocessingML, built as one text: a row is a form filled in, not made cell by cell.

python-docx's cell by cell way takes seven times as long at 130 rows and grows with the square.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from tracker.publishing.documents.elements import BLANK_FILL, Align, ElementName
from tracker.publishing.documents.tree import Blank, RowKind, cell_lines, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.publishing.documents.tree import Cell, Line, Row, Table

TWIPS_PER_MM: Final = 1440 / 25.4
_JUSTIFICATION: Final = {
    Align.LEFT: "left",
    Align.CENTER: "center",
    Align.RIGHT: "right",
    Align.JUSTIFIED: "both",
}
_BOLD: Final = "<w:rPr><w:b/></w:rPr>"
_ITALIC: Final = "<w:rPr><w:i/></w:rPr>"
_BLANK: Final = f'<w:rPr><w:i/><w:shd w:val="clear" w:color="auto" w:fill="{BLANK_FILL}"/></w:rPr>'
_KEPT: Final = "<w:trPr><w:cantSplit/></w:trPr>"
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point, Word's unit."""
    return round(millimetres * TWIPS_PER_MM)


def style_id(element: ElementName) -> str:
    """Return the name of an element's paragraph style inside the file."""
    return f"VB{element.value.title().replace('_', '')}"


def run_xml(line: Line, properties: str = "") -> str:
    """Return one run; a line break inside a text breaks the line."""
    if isinstance(line, Blank):
        properties = _BLANK
    text = escape(printable(str(line))).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def table_xml(table: Table, width: int) -> str:
    """Return a table as the text of an element; the prefix "w" is the document's.

    Args:
        table: The table.
        width: Its width, millimetres.
    """
    whole = sum(column.width for column in table.columns)
    widths = [twips(width * column.width / whole) for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    return (
        "<w:tbl><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{_header_row(table, widths)}{''.join(_rows(table, widths))}</w:tbl>"
    )


def _header_row(table: Table, widths: Sequence[int]) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(ElementName.COLUMN)}"/></w:pPr>'
        f"{run_xml(column.title)}</w:p></w:tc>"
        for column, width in zip(table.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _rows(table: Table, widths: Sequence[int]) -> Iterable[str]:
    opened = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>{_paragraph(align)}'
        for width, align in zip(widths, (column.align for column in table.columns), strict=True)
    ]
    across = (
        f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{len(widths)}"/></w:tcPr><w:p>'
    )
    plain, bold = _Runs(""), _Runs(_BOLD)
    for row in table.rows:
        if row.kind in (RowKind.GROUP, RowKind.NOTE):
            yield _row_across(row, across)
        else:
            runs = bold if row.kind is RowKind.TOTAL else plain
            yield (
                f"<w:tr>{_KEPT if row.keeps_together else ''}"
                + "".join(
                    f"{start}{runs[cell]}</w:p></w:tc>"
                    for start, cell in zip(opened, row.cells, strict=True)
                )
                + "</w:tr>"
            )


def _row_across(row: Row, opened: str) -> str:
    is_group = row.kind is RowKind.GROUP
    # A heading inside the table stays on the page of its first row.
    kept = _paragraph(Align.LEFT, more="<w:keepNext/>" if is_group else "")
    (cell,) = row.cells
    runs = _cell_runs(cell, _BOLD if is_group else _ITALIC)
    return f"<w:tr>{_KEPT}{opened}{kept}{runs}</w:p></w:tc></w:tr>"


def _paragraph(align: Align, more: str = "") -> str:
    justification = "" if align is Align.LEFT else f'<w:jc w:val="{_JUSTIFICATION[align]}"/>'
    return f'<w:pPr><w:pStyle w:val="{style_id(ElementName.CELL)}"/>{more}{justification}</w:pPr>'


class _Runs(dict["Cell", str]):
    """The runs of cells: days, counts and names, which recur, are written out once."""

    def __init__(self, properties: str) -> None:
        super().__init__()
        self._properties = properties

    def __missing__(self, cell: Cell) -> str:
        self[cell] = _cell_runs(cell, self._properties)
        return self[cell]


def _cell_runs(cell: Cell, properties: str) -> str:
    if isinstance(cell, str):
        return run_xml(cell, properties)
    return "<w:r><w:br/></w:r>".join(run_xml(line, properties) for line in cell_lines(cell))
