"""Rows as a CSV file for spreadsheets, with the rows, order and filters of the page."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

from flask import Response
from flask_babel import gettext as _

from tracker.clock import now, past_day
from tracker.errors import NotFoundError
from tracker.publishing.public_list import safe_text
from tracker.rules.dates import format_date
from views.formatting import show_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def send_csv(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    above: Iterable[str] = (),
) -> Response:
    """Return a CSV download: UTF-8 with its mark, and nothing a spreadsheet would run.

    Args:
        name: Name of the file without its ending.
        header: Column names.
        rows: Cells; None is blank.
        above: Lines above the column names: title, filters, time.

    Source:
        reference/reliability.md D3.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([_cell(line)] for line in above)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = Response(stream.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def lead_lines(title: str, filters: str = "") -> tuple[str, str, str]:
    """Return what stands above the rows of a file: what they are, by which filters, when.

    Args:
        title: What the rows are.
        filters: What is in force, in words; empty for everything.
    """
    shown = filters or str(_("không lọc"))
    day = past_day()
    if day is not None:
        title = str(_("%(title)s; biết đến hết ngày %(day)s", title=title, day=format_date(day)))
    return (
        title,
        str(_("Bộ lọc: %(filters)s", filters=shown)),
        str(_("Xuất lúc %(at)s", at=show_instant(now()))),
    )


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return format_date(value)
    return safe_text(str(value))


def send_csv_file(name: str, path: Path) -> Response:
    """Return a CSV download of a file that was written for it.

    Args:
        name: Name of the file without its ending.
        path: Where it lies.

    Raises:
        NotFoundError: `preview_unreadable`, when it is not there.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError("preview_unreadable") from error
    response = Response(content, content_type="text/csv")
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def send_workbook(name: str, content: bytes) -> Response:
    """Return an XLSX download.

    Args:
        name: Name of the file without its ending.
        content: The file.
    """
    response = Response(content)
    response.headers["Content-Type"] = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
