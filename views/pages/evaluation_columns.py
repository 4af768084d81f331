"""The columns judged periods can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from tracker.queries.evaluations import EvaluatedPeriod


def period_columns() -> tuple[SortColumn[EvaluatedPeriod], ...]:
    """Return the columns of the listing, left to right; the newest period usually comes first."""
    return (
        SortColumn("ky", _("Kỳ"), lambda row: row.period),
        SortColumn("so-lieu", _("Số liệu"), sorts=False),
        SortColumn("lan-cuoi", _("Lần cuối"), lambda row: row.started_at, is_worst_high=True),
        SortColumn("nguoi", _("Người thực hiện"), lambda row: row.run_by),
        SortColumn("ket-qua", _("Kết quả"), lambda row: row.cell_count, is_number=True),
        SortColumn(
            "thay-doi",
            _("Thay đổi lần cuối"),
            lambda row: row.changed_count,
            is_worst_high=True,
            is_number=True,
        ),
        SortColumn("xem", _("Xem"), sorts=False),
    )
