"""The points of a period as a workbook: two header rows, frozen panes, filters, real numbers."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import NotFoundError
from tracker.publishing.score_tables import build_score_table
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.publishing.score_tables import ScoreColumn, ScoreTable
    from tracker.queries.scores import ScoreSheet, UnitScore

HEADER_ROWS: Final = 2
FROZEN_COLUMNS: Final = 2
"""Code and name stay in sight."""

_NOTES_WIDTH: Final = 120


def render_scores_xlsx(
    sheet: ScoreSheet, rows: Iterable[UnitScore], lead: Iterable[str] = ()
) -> bytes:
    """Return the workbook; the same points give the same bytes.

    Args:
        sheet: The period.
        rows: Its units as wanted, in the order wanted.
        lead: What stands above the notes: title, filters, time.

    Raises:
        NotFoundError: `scores_empty_file`, when there is no row.
    """
    wanted = list(rows)
    if not wanted:
        raise NotFoundError("scores_empty_file", period=sheet.period.code)
    # Here, so that a web worker that never writes a workbook never loads the library.
    import xlsxwriter

    stream = io.BytesIO()
    # A text that begins like a formula or an address stays a text.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _created(wanted)})
        table = build_score_table(sheet, wanted)
        _write_points(book, table)
        _write_notes(book, sheet, lead)
    return stream.getvalue()


def _created(rows: Iterable[UnitScore]) -> datetime:
    """Return a moment the content decides, not the clock."""
    days = [row.capture.as_of for row in rows if row.capture]
    return datetime.combine(max(days, default=date(2000, 1, 1)), time(), UTC).replace(tzinfo=None)


def _write_points(book: Any, table: ScoreTable) -> None:
    page = book.add_worksheet(sentence("score_sheet_points"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    _write_header(page, table.columns, head)
    formats = {
        "points": book.add_format({"num_format": "0.00"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for place, column in enumerate(table.columns):
        page.set_column(place, place, column.width)
    for line, row in enumerate(table.rows, start=HEADER_ROWS):
        for place, value in enumerate(row):
            _write_cell(page, line, place, value, formats)
    last_line, last_column = HEADER_ROWS + len(table.rows) - 1, len(table.columns) - 1
    page.autofilter(HEADER_ROWS - 1, 0, last_line, last_column)
    page.freeze_panes(HEADER_ROWS, FROZEN_COLUMNS)
    page.repeat_rows(0, HEADER_ROWS - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_header(page: Any, columns: Iterable[ScoreColumn], head: Any) -> None:
    place = 0
    for heading, found in groupby(columns, key=lambda column: column.heading):
        group = list(found)
        if len(group) > 1:
            page.merge_range(0, place, 0, place + len(group) - 1, heading, head)
        else:
            page.write_string(0, place, heading, head)
        for column in group:
            # The filter stands on the second row, so every column has its name there.
            page.write_string(1, place, column.name, head)
            place += 1
    page.set_row(0, 45)
    page.set_row(1, 30)


def _write_cell(page: Any, line: int, place: int, value: object, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, Decimal):
        # A spreadsheet knows doubles only; two decimals come back exactly as they went in.
        page.write_number(line, place, float(value), formats["points"])
    elif isinstance(value, int):
        page.write_number(line, place, value)
    elif isinstance(value, date):
        page.write_datetime(line, place, datetime.combine(value, time()), formats["day"])
    else:
        page.write_string(line, place, str(value))


def _write_notes(book: Any, sheet: ScoreSheet, lead: Iterable[str]) -> None:
    page = book.add_worksheet(sentence("score_sheet_notes"))
    page.set_column(0, 0, _NOTES_WIDTH, book.add_format({"text_wrap": True}))
    values = {"period": sheet.period.code, "formula": sheet.formula.code}
    lines = [
        *lead,
        sentence("score_file_period", values),
        *(
            sentence(code)
            for code in (
                "score_file_printed",
                "score_file_blank",
                "score_file_rank",
                "score_bands_source",
            )
        ),
    ]
    for line, text in enumerate(lines):
        page.write_string(line, 0, text)
