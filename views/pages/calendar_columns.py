"""The columns changes of the calendar can be sorted by; the newest usually comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from tracker.queries.calendar_changes import ChangeRow

USUAL: Final = "-so"
"""How they are sorted without a word in the address."""


def change_columns() -> tuple[SortColumn[ChangeRow], ...]:
    """Return the columns, left to right."""
    return (
        SortColumn("so", _("Số"), lambda row: row.id, is_worst_high=True),
        SortColumn("tinh-trang", _("Tình trạng"), lambda row: label(row.state)),
        SortColumn("ban", _("Lịch bản"), lambda row: row.version, is_worst_high=True),
        SortColumn(
            "cac-ngay",
            _("Các ngày"),
            lambda row: min((day.on for day in row.days), default=None),
            is_worst_high=True,
        ),
        SortColumn("van-ban", _("Văn bản căn cứ"), lambda row: row.document),
        SortColumn("de-xuat", _("Đề xuất"), lambda row: row.created_at, is_worst_high=True),
        SortColumn("ap-dung", _("Áp dụng hoặc hủy"), lambda row: row.closed_at, is_worst_high=True),
    )
