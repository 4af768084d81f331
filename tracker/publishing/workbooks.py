"""Rows as a workbook (XLSX): numbers as numbers, headings that stay, filters, nothing that runs."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_NAME: Final = 31
_LONGEST_CELL: Final = 32_767
_WIDEST: Final = 60
_NARROWEST: Final = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Args:
        name: Its name, cut at what a workbook allows.
        header: Column names.
        rows: Cells: text, int, Decimal, date; None is blank.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]


def render_workbook(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Return a workbook of tables; text is only ever text, whatever sign it begins with.

    Args:
        sheets: In order.
        title: Title among the file's properties.

    Source:
        reference/reliability.md D3: a cell that begins with "=" must not run.
    """
    # Loaded only where a workbook is made.
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name[:_LONGEST_NAME]), sheet, bold, day)
    return stream.getvalue()


def _write(page: Any, sheet: Sheet, bold: Any, day: Any) -> None:
    for column, name in enumerate(sheet.header):
        page.write_string(0, column, name, bold)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, day)
    page.freeze_panes(1, 0)
    if sheet.header:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    for column, name in enumerate(sheet.header):
        lengths = [len(str(row[column])) for row in sheet.rows if row[column] is not None]
        width = max([len(name), *lengths, _NARROWEST])
        page.set_column(column, column, min(width, _WIDEST) + 1)


def _write_cell(page: Any, row: int, column: int, value: object, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value)[:_LONGEST_CELL])
