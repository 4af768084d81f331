"""The columns missed targets can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from views.pages.target_explanations import MissedLine


def missed_columns() -> tuple[SortColumn[MissedLine], ...]:
    """Return the columns of the listing, left to right; its usual order is the documents'."""
    return (
        SortColumn("don-vi", _("Đơn vị"), lambda line: line.missed.verdict.unit_name),
        SortColumn("nhiem-vu", _("Nhiệm vụ"), lambda line: line.missed.verdict.text),
        SortColumn("chi-tieu", _("Chỉ tiêu"), sorts=False),
        SortColumn("thuc-hien", _("Thực hiện"), _reached, is_number=True),
        SortColumn("tinh-trang", _("Tình trạng"), lambda line: line.mark.text),
        SortColumn("vi-sao", _("Vì sao"), sorts=False),
        SortColumn("bien-phap", _("Biện pháp đã hứa"), _promised_on),
    )


def _reached(line: MissedLine) -> Decimal | None:
    row = line.missed.verdict
    return row.value if row.percent is None else row.percent


def _promised_on(line: MissedLine) -> date | None:
    return line.missed.newest.measure_due_on if line.missed.newest else None
