"""A unit's scorecard as files: exactly what is shown, with its title, its filters and the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.publishing.workbooks import Sheet, plain_sheet, render_workbook
from tracker.runtime import current_settings
from tracker.wording.labels import label
from views.formatting import show_period
from views.pages.downloads import lead_lines, send_csv, send_workbook
from views.pages.heat_files import plain_number
from views.pages.scorecard_pages import filter_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from views.pages.heat_table import Cell
    from views.pages.scorecard_lines import CardLine
    from views.pages.scorecard_pages import ScorecardPage
    from views.pages.unit_standings import UnderLine

Rows = list[list[object]]


def send_scorecard_csv(page: ScorecardPage) -> Response:
    """Return the targets as CSV, under title, filters and time."""
    rows = [[plain_number(value) for value in row] for row in _target_rows(page)]
    return send_csv(_name(page), _target_header(page), rows, above=_lead(page))


def send_scorecard_xlsx(page: ScorecardPage) -> Response:
    """Return targets, tasks, dossiers and units as a workbook, a sheet each."""
    title = ". ".join(_lead(page))
    sheets = [
        plain_sheet(str(_("Chỉ tiêu")), title, _target_header(page), _target_rows(page)),
        plain_sheet(str(_("Nhiệm vụ")), title, _task_header(), _task_rows(page)),
        _dossier_sheet(page, title),
    ]
    content = render_workbook(
        sheets,
        title=_lead(page)[0],
        author=current_settings().issuer_agency,
        dated=page.dossiers.last_day,
        is_sample=page.is_sample,
    )
    return send_workbook(_name(page), content)


def _name(page: ScorecardPage) -> str:
    period = page.card.period or page.dossiers.period
    return f"the-diem-{page.unit.code}-{period.code.replace('/', '-')}"


def _lead(page: ScorecardPage) -> tuple[str, ...]:
    """Return what stands above the rows: title, filters, time, what must be known."""
    period = page.period_text or show_period(page.dossiers.period)
    title = _("Bảng điểm của %(unit)s, %(period)s", unit=page.unit.name, period=period)
    return (*lead_lines(str(title), filter_text(page)), *(line.text for line in page.headline))


def _target_header(page: ScorecardPage) -> list[str]:
    before = page.card.past_text
    return [
        str(text)
        for text in (
            _("Văn bản"),
            _("Số"),
            _("Chỉ tiêu, chỉ số"),
            _("Mã chỉ số"),
            _("Chỉ tiêu giao"),
            _("Thực hiện"),
            _("Tử số"),
            _("Mẫu số"),
            _("Kết quả"),
            _("Còn cách"),
            _("Cần biết"),
            _("Thực hiện %(period)s", period=before) if before else _("Kỳ trước"),
            _("Thay đổi"),
            _("Nhịp độ cần đạt đến hết năm"),
            _("Nguồn"),
        )
    ]


def _target_rows(page: ScorecardPage) -> Rows:
    return [_target_row(line) for line in page.lines]


def _target_row(line: CardLine) -> list[object]:
    row = line.row
    return [
        line.directive,
        line.number,
        line.text,
        line.indicator,
        line.target,
        row.value if row.percent is None else row.percent,
        row.numerator,
        row.denominator,
        label(line.verdict),
        line.distance,
        line.notes,
        line.before,
        line.points,
        f"{line.pace} {line.base}".strip(),
        row.source_code,
    ]


def _task_header() -> list[str]:
    texts = (
        _("Vai trò"), _("Văn bản"), _("Số"), _("Nhiệm vụ"), _("Thời hạn"), _("Kết quả"),
        _("Vì sao"),
    )  # fmt: skip
    return [str(text) for text in texts]


def _task_rows(page: ScorecardPage) -> Rows:
    lead, supporting = str(_("Chủ trì")), str(_("Phối hợp"))
    rows: Rows = [
        [
            lead,
            line.directive,
            line.number,
            line.text,
            line.term,
            label(line.verdict),
            line.sentence,
        ]
        for line in page.card.products
    ]
    for line in page.card.supports:
        leads = ", ".join(f"{mark.text}: {mark.count}" for mark in line.leads)
        told = str(_("đơn vị chủ trì: %(results)s", results=leads)) if leads else ""
        rows.append([supporting, line.directive, line.number, line.text, "", told, ""])
    return rows


def _dossier_sheet(page: ScorecardPage, title: str) -> Sheet:
    """Return the unit's own dossiers, and under them those of every unit under it."""
    columns = page.dossiers.columns
    header = [str(text) for text in (_("Mã đơn vị"), _("Đơn vị"), _("Cấp"), _("Chỉ tiêu đạt"))]
    for column in columns:
        header += [f"{column.text}: {each}" for each in column.fields]
    own: list[object] = [page.unit.code, page.unit.name, label(page.unit.level), ""]
    none = [None] * (len(header) - len(own))
    rows = [own + (_values(page.dossiers.cells) or none)]
    total = page.under.total()
    lines = [*((total,) if total else ()), *page.under.lines(page.under.units)]
    rows += [_under_row(line) for line in lines]
    return plain_sheet(str(_("Hồ sơ, đơn vị bên dưới")), title, header, rows)


def _under_row(line: UnderLine) -> list[object]:
    return [line.code, line.name, line.level, line.reached, *_values(line.cells)]


def _values(cells: Sequence[Cell]) -> list[object]:
    return [value for cell in cells for value in cell.values]
