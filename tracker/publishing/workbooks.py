"""Sheets as an XLSX that runs nothing and is the same bytes for the same content."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from tracker.publishing.documents.tree import SAMPLE_MARK, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

Value = str | int | Decimal | date | None

MOST_LETTERS: Final = 32_767
"""Of one cell; the library drops a longer text without a word, so it is cut with a sign."""

_LINE_POINTS: Final = 15
_MOST_LINES: Final = 27
"""No row is higher than 409 points."""

_LETTER: Final = 0.9
"""Of a unit of width, with what is lost where lines break between words."""

_DAY_ZERO: Final = date(1899, 12, 30)
"""Excel's day 0, for days after February 1900."""

_A4: Final = 9
_LONGEST_NAME: Final = 31
_NARROWEST: Final = 8
_WIDEST: Final = 60
_TITLE_ROW, _HEADER_ROW, _FIRST_ROW = range(3)


class Kind(StrEnum):
    """What a column holds, and so how its cells are written."""

    TEXT = "text"
    COUNT = "count"
    DECIMAL = "decimal"
    DAY = "day"
    #: Each cell by what it holds, in a table whose columns hold now this, now that.
    ANY = "any"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: heading, width in letters, what it holds."""

    title: str
    width: float
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a line of title, headings, rows of as many values as there are columns."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: Sequence[Sequence[Value]]


def plain_sheet(
    name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[object]]
) -> Sheet:
    """Return a table as a sheet: columns as wide as what they hold, cells by what each is.

    Args:
        name: Its name, cut at what a workbook allows.
        title: The line above the headings.
        header: Column names.
        rows: Cells: text, int, Decimal, date; None is blank, anything else its text.
    """
    columns = []
    for at, heading in enumerate(header):
        lengths = [len(str(row[at])) for row in rows if row[at] is not None]
        width = min(max([len(heading), *lengths, _NARROWEST]), _WIDEST) + 1
        columns.append(SheetColumn(heading, width, Kind.ANY))
    return Sheet(
        name[:_LONGEST_NAME], title, tuple(columns), [list(map(_value, row)) for row in rows]
    )


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, str | int | Decimal | date):
        return value
    return str(value)


def render_workbook(
    sheets: Sequence[Sheet], *, title: str, author: str, dated: date, is_sample: bool
) -> bytes:
    """Return sheets as XLSX: headings frozen and filtered, numbers numbers, dates dates.

    Args:
        sheets: The sheets; texts are never read as formulas or addresses.
        title: The file's title.
        author: The file's author.
        dated: Day its data describe; the file's inner date, so that same content is same bytes.
        is_sample: Whether made-up data are in it; then every sheet says so.

    Source:
        reference/libraries.md, XlsxWriter; reliability.md D3.
    """
    # Loaded only where a workbook is made.
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = Workbook(stream, options)
    workbook.set_properties(
        {
            "title": printable(title)[:255],
            "author": printable(author)[:255],
            "comments": SAMPLE_MARK if is_sample else "",
            "created": datetime.combine(dated, time()),
        }
    )
    formats = _Formats(workbook)
    for sheet in sheets:
        _write(workbook.add_worksheet(sheet.name), sheet, formats, is_sample=is_sample)
    workbook.close()
    return stream.getvalue()


class _Formats:
    """The few formats of a workbook."""

    def __init__(self, workbook: Any) -> None:
        font = {"font_name": "Times New Roman", "font_size": 11}
        box = {**font, "border": 1, "valign": "top"}
        self.title = workbook.add_format({**font, "bold": True, "font_size": 13})
        self.header = workbook.add_format(
            {**font, "border": 1, "bold": True, "text_wrap": True, "align": "center",
             "valign": "vcenter", "bg_color": "#E7ECF2"}
        )  # fmt: skip
        self.cells = {
            Kind.TEXT: workbook.add_format({**box, "text_wrap": True, "num_format": "@"}),
            Kind.COUNT: workbook.add_format({**box, "num_format": "#,##0"}),
            Kind.DECIMAL: workbook.add_format({**box, "num_format": "#,##0.00"}),
            Kind.DAY: workbook.add_format({**box, "num_format": "dd/mm/yyyy"}),
            Kind.ANY: workbook.add_format({**box, "text_wrap": True}),
        }


def _write(target: Any, sheet: Sheet, formats: _Formats, *, is_sample: bool) -> None:
    title = f"{sheet.title} ({SAMPLE_MARK})" if is_sample else sheet.title
    target.write_string(_TITLE_ROW, 0, _text(title), formats.title)
    for at, column in enumerate(sheet.columns):
        target.set_column(at, at, column.width)
        target.write_string(_HEADER_ROW, at, _text(column.title), formats.header)
    _write_rows(target, sheet, formats)
    last_row, last_column = _HEADER_ROW + len(sheet.rows), len(sheet.columns) - 1
    target.freeze_panes(_FIRST_ROW, 0)
    target.autofilter(_HEADER_ROW, 0, max(last_row, _FIRST_ROW), last_column)
    target.repeat_rows(_HEADER_ROW)
    target.set_landscape()
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)
    target.set_footer(f"&L{SAMPLE_MARK if is_sample else ''}&R&P/&N")


def _write_rows(target: Any, sheet: Sheet, formats: _Formats) -> None:
    widths = [column.width for column in sheet.columns]
    heading_lines = _lines([each.title for each in sheet.columns], widths)
    target.set_row(_HEADER_ROW, _LINE_POINTS * heading_lines)
    kinds = [
        (at, column.kind, formats.cells[column.kind]) for at, column in enumerate(sheet.columns)
    ]
    for row_number, row in enumerate(sheet.rows, start=_FIRST_ROW):
        lines = _lines(row, widths)
        if lines > 1:
            target.set_row(row_number, _LINE_POINTS * lines)
        for value, (at, kind, cell_format) in zip(row, kinds, strict=True):
            if value is None or value == "":
                target.write_blank(row_number, at, None, cell_format)
            elif kind is Kind.TEXT or isinstance(value, str):
                target.write_string(row_number, at, _text(str(value)), cell_format)
            elif isinstance(value, date):
                # Excel's number of the day; the library's own way takes five times as long.
                shown = formats.cells[Kind.DAY]
                target.write_number(row_number, at, (value - _DAY_ZERO).days, shown)
            else:
                target.write_number(row_number, at, value, cell_format)


def _lines(row: Sequence[Value], widths: Sequence[float]) -> int:
    """Return about how many lines a row needs: not every program fits heights by itself."""
    most = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            lines = sum(ceil(len(line) / width * _LETTER) or 1 for line in value.split("\n"))
            most = max(most, lines)
    return min(most, _MOST_LINES)


def _text(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= MOST_LETTERS else f"{shown[: MOST_LETTERS - 1]}…"
