"""The columns of the tables of the units' right of reply, and what each can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.pages.list_columns import line_columns
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from tracker.queries.objections import ObjectionRow, ReplyUnitRow
    from views.pages.replies import ReplyLine, ReplyPart


def reply_columns(*, is_finished: bool) -> tuple[SortColumn[ReplyLine], ...]:
    """Return the columns of an annex, left to right; its usual order is the list's.

    Args:
        is_finished: Whether its dossiers are finished.
    """
    shared: tuple[SortColumn[ReplyLine], ...] = line_columns(is_finished=is_finished)
    return (*shared, SortColumn("phan-hoi", _("Phản hồi"), sorts=False))


def part_columns() -> tuple[SortColumn[ReplyPart], ...]:
    """Return the columns of the units' counts, left to right; they usually stand as listed."""
    counts = (
        ("tiep-nhan", _("Tiếp nhận"), "received"),
        ("da-tra", _("Đã trả"), "finished"),
        ("tra-cham", _("Trả chậm"), "finished_late"),
        ("dang-xu-ly", _("Đang xử lý"), "open"),
        ("qua-han", _("Quá hạn"), "open_overdue"),
    )
    return (
        SortColumn("don-vi", _("Đơn vị"), lambda part: part.line.name or part.line.code),
        *(_count(key, text, name) for key, text, name in counts),
        SortColumn("dung-han", _("Tỷ lệ trả đúng hạn"), sorts=False, is_number=True),
        SortColumn("tra-loi", _("Trả lời"), sorts=False),
    )


def objection_columns(*, shows_unit: bool) -> tuple[SortColumn[ObjectionRow], ...]:
    """Return the columns of objections, left to right.

    Args:
        shows_unit: Whether the unit's column stands.
    """
    unit: SortColumn[ObjectionRow] = SortColumn("don-vi", _("Đơn vị"), lambda row: row.unit_name)
    return (
        SortColumn("so", _("Số"), lambda row: row.id),
        *((unit,) if shows_unit else ()),
        SortColumn("ve", _("Về"), lambda row: row.dossier_code or None),
        SortColumn("luc", _("Gửi lúc"), lambda row: row.raised_at, is_worst_high=True),
        SortColumn("ket-qua", _("Kết quả xử lý"), lambda row: label(row.state)),
        SortColumn("ket-luan", _("Kết luận (công khai)"), sorts=False),
    )


def asked_columns() -> tuple[SortColumn[ReplyUnitRow], ...]:
    """Return the columns of the units that were asked, left to right."""
    return (
        SortColumn("don-vi", _("Đơn vị"), lambda row: row.unit_name),
        SortColumn(
            "ho-so", _("Hồ sơ"), lambda row: row.row_count, is_worst_high=True, is_number=True
        ),
        SortColumn("tra-loi", _("Trả lời"), lambda row: row.answered_at),
        SortColumn("lap-lai", _("Lập lại"), lambda row: len(row.changes), is_worst_high=True),
    )


def _count(key: str, text: str, name: str) -> SortColumn[ReplyPart]:
    def order(part: ReplyPart) -> int:
        found: int = getattr(part.line, name)
        return found

    return SortColumn(key, text, order, is_worst_high=True, is_number=True)
