"""The cells of the matrix as files: what is shown, under its title, its filters and the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask_babel import gettext as _

from tracker.publishing.workbooks import plain_sheet, render_workbook
from tracker.runtime import current_settings
from tracker.wording.labels import label
from views.formatting import show_period
from views.pages.downloads import lead_lines, send_csv, send_workbook
from views.pages.marks import contested_text, mark_text
from views.pages.matrix import ROLE_MARKS, units_of
from views.pages.matrix_filters import list_chips
from views.pages.matrix_page import choose_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from views.pages.matrix_filters import Filters
    from views.pages.matrix_page import MatrixBasis
    from views.pages.matrix_parts import Part

CSV_HEADER: Final = (
    "Văn bản",
    "Kỳ",
    "Mục",
    "Số",
    "Nhiệm vụ",
    "Chỉ số",
    "Vai trò",
    "Mã đơn vị",
    "Đơn vị",
    "Kết quả",
    "Trả lời của đơn vị",
)


def send_matrix_csv(basis: MatrixBasis) -> Response:
    """Return the cells asked for as CSV, one line each.

    Args:
        basis: The document in the period.
    """
    filters, parts = choose_parts(basis)
    return send_csv(_name(basis), CSV_HEADER, _lines(basis, parts), above=_lead(basis, filters))


def send_matrix_xlsx(basis: MatrixBasis) -> Response:
    """Return the cells asked for as a workbook: the table, and one line each.

    Args:
        basis: The document in the period.
    """
    filters, parts = choose_parts(basis)
    lead = _lead(basis, filters)
    title = ". ".join(lead)
    content = render_workbook(
        (
            plain_sheet(str(_("Ma trận")), title, *_grid(basis, parts)),
            plain_sheet(str(_("Từng ô")), title, CSV_HEADER, _lines(basis, parts)),
        ),
        title=lead[0],
        author=current_settings().issuer_agency,
        dated=basis.frame.on,
        is_sample=basis.frame.directive.is_sample,
    )
    return send_workbook(_name(basis), content)


def _name(basis: MatrixBasis) -> str:
    frame = basis.frame
    return f"ma-tran-{quote(frame.directive.code)}-{frame.period.code.replace('/', '-')}"


def _lead(basis: MatrixBasis, filters: Filters) -> tuple[str, ...]:
    """Return what stands above the rows: title, filters, time."""
    frame = basis.frame
    shown = "; ".join(f"{chip.name} “{chip.text}”" for chip in list_chips(filters))
    number, period = frame.directive.number, show_period(frame.period)
    title = _("Ma trận phân công %(number)s, %(period)s", number=number, period=period)
    return lead_lines(str(title), shown)


def _lines(basis: MatrixBasis, parts: Sequence[Part]) -> list[tuple[object, ...]]:
    frame = basis.frame
    return [
        (
            frame.directive.number,
            frame.period.code,
            part.assignment.task.section,
            basis.numbers[part.assignment.task.id],
            part.assignment.task.text,
            part.assignment.task.indicator_code,
            label(part.assignment.role),
            part.assignment.unit.code,
            part.assignment.unit.name,
            mark_text(part.mark),
            contested_text() if part.is_contested else "",
        )
        for part in parts
    ]


def _grid(basis: MatrixBasis, parts: Sequence[Part]) -> tuple[list[str], list[list[object]]]:
    """Return the table as it is shown: a line a unit, a column a task."""
    cells = {(part.assignment.unit.id, part.assignment.task.id): _told(part) for part in parts}
    wanted = {part.assignment.task.id for part in parts}
    tasks = [task for task in basis.tasks if task.id in wanted]
    header = [str(_("Cấp")), str(_("Mã đơn vị")), str(_("Đơn vị"))]
    header += [f"{basis.numbers[task.id]}. {task.text}" for task in tasks]
    rows: list[list[object]] = [
        [
            label(unit.level),
            unit.code,
            unit.name,
            *(cells.get((unit.id, task.id), "") for task in tasks),
        ]
        for unit in units_of(parts)
    ]
    return header, rows


def _told(part: Part) -> str:
    told = f"{ROLE_MARKS[part.assignment.role]} {mark_text(part.mark)}"
    return f"{told}; {contested_text()}" if part.is_contested else told
