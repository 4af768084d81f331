"""The columns late lists in preparation, their units and their annexes can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.publications import PublicationHead
    from views.pages.lists import StaffLine
    from views.pages.replies import ReplyLine

    AnyLine = TypeVar("AnyLine", StaffLine, ReplyLine)


def version_columns() -> tuple[SortColumn[PublicationHead], ...]:
    """Return the columns of the versions, left to right; the newest usually comes first."""
    return (
        SortColumn("ky", _("Kỳ"), lambda row: row.period, is_worst_high=True),
        SortColumn("ban", _("Bản"), lambda row: row.version),
        SortColumn("tinh-trang", _("Tình trạng"), lambda row: label(row.state)),
        SortColumn("lap", _("Người lập"), lambda row: row.drafted_at, is_worst_high=True),
        SortColumn("duyet", _("Người duyệt"), lambda row: row.approved_at, is_worst_high=True),
        SortColumn("cong-bo", _("Người công bố"), lambda row: row.published_at, is_worst_high=True),
    )


def line_columns(*, is_finished: bool) -> tuple[SortColumn[AnyLine], ...]:
    """Return the columns every annex begins with, left to right, down to the days late.

    Args:
        is_finished: Whether its dossiers are finished.
    """
    ended: SortColumn[AnyLine] = SortColumn("ket-thuc", _("Kết thúc xử lý"), _finished_on)
    return (
        SortColumn("ma", _("Mã hồ sơ"), lambda row: row.line.code),
        SortColumn("don-vi", _("Đơn vị"), lambda row: row.line.unit_name or row.line.unit_code),
        SortColumn("can-bo", _("Cán bộ"), lambda row: row.officer or None),
        SortColumn("thu-tuc", _("Thủ tục"), lambda row: row.line.procedure_code),
        SortColumn("tiep-nhan", _("Tiếp nhận"), lambda row: row.line.received_on),
        SortColumn("hen-tra", _("Hẹn trả"), lambda row: row.line.due_on),
        *((ended,) if is_finished else ()),
        SortColumn(
            "cham",
            _("Chậm (ngày)"),
            lambda row: row.line.days_late,
            is_worst_high=True,
            is_number=True,
        ),
    )


def annex_columns(*, is_finished: bool) -> tuple[SortColumn[StaffLine], ...]:
    """Return the columns of an annex, left to right; its usual order is the printed one.

    Args:
        is_finished: Whether its dossiers are finished.
    """
    shared: tuple[SortColumn[StaffLine], ...] = line_columns(is_finished=is_finished)
    return (
        *shared,
        SortColumn(
            "cham-lam-viec",
            _("Chậm (ngày làm việc)"),
            lambda row: row.line.working_days_late,
            is_worst_high=True,
            is_number=True,
        ),
        SortColumn("ghi-chu", _("Giải trình, xin lỗi, ghi chú"), sorts=False),
    )


def _finished_on(row: StaffLine | ReplyLine) -> date | None:
    return row.line.finished_on
