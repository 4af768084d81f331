"""A heat table as a file: exactly what is shown, with its title, its filters and the time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from tracker.publishing.workbooks import Sheet, SheetColumn, plain_sheet, render_workbook
from tracker.rules.numbers import format_decimal
from tracker.runtime import current_settings
from views.pages.downloads import lead_lines, send_csv, send_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from flask import Response

    from views.pages.heat_table import HeatTable, Line

_NOTES_WIDTH: Final = 110


@dataclass(frozen=True, slots=True)
class HeatFile:
    """A table with what a file says of it.

    Args:
        name: Name of the file without its ending.
        title: Its title.
        filters: What is in force, in words; empty for everything.
        notes: What must be known, a sentence each: limits, freshness.
        header: Names of the columns.
        rows: The rows as shown.
        dated: The day its data describe.
        is_sample: Whether made-up data are in it.
    """

    name: str
    title: str
    filters: str
    notes: tuple[str, ...]
    header: list[str]
    rows: list[list[object]]
    dated: date
    is_sample: bool

    @property
    def lead(self) -> tuple[str, ...]:
        """Return what stands above the rows: title, filters, time."""
        return lead_lines(self.title, self.filters)


def send_heat_csv(file: HeatFile) -> Response:
    """Return the table as CSV, under its title, filters and time."""
    rows = [tuple(map(plain_number, row)) for row in file.rows]
    return send_csv(file.name, file.header, rows, above=file.lead)


def send_heat_xlsx(file: HeatFile) -> Response:
    """Return the table as a workbook; limits and notes stand on a sheet of their own."""
    sheet = plain_sheet(str(_("Tổng quan")), ". ".join(file.lead), file.header, file.rows)
    notes = Sheet(
        str(_("Cách đọc")),
        file.title,
        (SheetColumn(str(_("Cần biết")), _NOTES_WIDTH),),
        [(text,) for text in (*file.lead[1:], *file.notes)],
    )
    content = render_workbook(
        (sheet, notes),
        title=file.title,
        author=current_settings().issuer_agency,
        dated=file.dated,
        is_sample=file.is_sample,
    )
    return send_workbook(file.name, content)


def table_header(table: HeatTable) -> list[str]:
    """Return the names of a table's columns in a file: a field of a column each."""
    header = [str(_("Nhóm")), str(_("Mã đơn vị")), str(_("Đơn vị"))]
    for column in table.columns:
        name = f"{column.short}. {column.text}" if column.short else column.text
        asked = f" ({column.note})" if column.note else ""
        header += [f"{name}{asked}: {field}" for field in column.fields]
    return header


def table_rows(table: HeatTable) -> list[list[object]]:
    """Return the rows of a table, sums where they stand on the page."""
    return list(_rows(table))


def _rows(table: HeatTable) -> Iterator[list[object]]:
    if table.total is not None:
        yield _row("", table.total, table)
    for group in table.groups:
        if group.total is not None:
            yield _row(group.text, group.total, table)
        for line in group.lines:
            yield _row(group.text, line, table)


def _row(group: str, line: Line, table: HeatTable) -> list[object]:
    row: list[object] = [group, line.code, line.name]
    for column, cell in zip(table.columns, line.cells, strict=True):
        row += [None] * len(column.fields) if cell is None else cell.values
    return row


def plain_number(value: object) -> object:
    """Return a value of a cell as CSV carries it: decimals as they are read."""
    if not isinstance(value, Decimal):
        return value
    # A hyphen in front would have to be made safe from spreadsheets, which read it as a formula.
    return format_decimal(value, 2).replace("-", "\N{MINUS SIGN}")
