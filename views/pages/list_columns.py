"""The columns late lists in preparation, their units and their annexes can be sorted by."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.pages.lists import StaffLine
from views.pages.sorting import SortColumn, build_heads, sort_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tracker.publishing.public_list import DossierLine, PublicList, UnitLine
    from tracker.queries.publications import PublicationHead
    from tracker.rules.coverage import Coverage
    from tracker.rules.rates import Share
    from views.pages.replies import ReplyLine
    from views.pages.sorting import SortHead

    AnyLine = TypeVar("AnyLine", StaffLine, ReplyLine)

UNITS_SORT: Final = "xep-don-vi"
"""Name of the query value that sorts the units of a list."""
SORTS: Final = (UNITS_SORT, "xep-cham", "xep-qua-han")
"""Names of those that sort its units and both annexes."""
_OFFICER: Final = "can-bo"
_PAPERS: Final = ("giai-trinh", "xin-loi")
_INSIDE: Final = ("truoc-han", "dung-han", "trong-han", "tam-dung", "tra-lai")
"""Counts only the public page has columns for."""


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
        SortColumn(_OFFICER, _("Cán bộ"), lambda row: row.officer or None),
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


def public_annex_columns(
    *, is_finished: bool, has_officers: bool = False
) -> tuple[SortColumn[DossierLine], ...]:
    """Return the same columns of an annex as everybody sees it.

    Args:
        is_finished: Whether its dossiers are finished.
        has_officers: Whether an order has officers named.
    """
    columns = annex_columns(is_finished=is_finished)
    return tuple(_of_line(each) for each in columns if has_officers or each.key != _OFFICER)


def _of_line(column: SortColumn[StaffLine]) -> SortColumn[DossierLine]:
    order = column.order

    def of_line(line: DossierLine) -> Any:
        return None if order is None else order(StaffLine(line, line.officer))

    return SortColumn(
        column.key,
        _("Cán bộ đang xử lý") if column.key == _OFFICER else column.text,
        of_line if column.sorts else None,
        is_worst_high=column.is_worst_high,
        is_number=column.is_number,
        sorts=column.sorts,
    )


def public_unit_columns() -> tuple[SortColumn[UnitLine], ...]:
    """Return the columns of the units, left to right; usually they stand as the list has them."""
    return (
        SortColumn("ten", _("Đơn vị"), lambda line: line.name or line.code),
        _count("ky-truoc", _("Kỳ trước chuyển"), lambda line: line.carried_over),
        _count("tiep-nhan", _("Tiếp nhận"), lambda line: line.received),
        _count("da-tra", _("Đã trả"), lambda line: line.finished),
        _count("truoc-han", _("Trước hạn"), lambda line: line.finished_early),
        _count("dung-han", _("Đúng hạn"), lambda line: line.finished_on_time),
        _count("cham", _("Trả chậm"), lambda line: line.finished_late),
        _count("dang-xu-ly", _("Đang xử lý"), lambda line: line.open),
        _count("trong-han", _("Trong hạn"), lambda line: line.open_within_term),
        _count("qua-han", _("Quá hạn"), lambda line: line.open_overdue),
        _count("tam-dung", _("Tạm dừng"), lambda line: line.paused),
        _count("tra-lai", _("Trả lại, rút"), lambda line: line.returned),
        _rate("ty-le", _("Tỷ lệ trả đúng hạn"), lambda line: line.finished_on_time_rate),
        _rate("tien-do", _("Tỷ lệ đúng tiến độ (QĐ 766)"), lambda line: line.progress_rate),
        _paper("giai-trinh", _("Giải trình được chấp nhận"), lambda found: found.explained),
        _paper("xin-loi", _("Xin lỗi đúng hạn"), lambda found: found.apologised_in_time),
    )


def sort_units(content: PublicList) -> tuple[list[UnitLine], tuple[SortHead, ...]]:
    """Return the units of a list as its makers ask for them, and the heads of their columns.

    Args:
        content: The list.
    """
    left_out = _INSIDE if content.has_coverage else (*_INSIDE, *_PAPERS)
    columns = [column for column in public_unit_columns() if column.key not in left_out]
    heads = build_heads(columns, name=UNITS_SORT)
    return sort_rows(content.units, columns, name=UNITS_SORT), heads


def _count(key: str, text: str, order: Callable[[UnitLine], int]) -> SortColumn[UnitLine]:
    return SortColumn(key, text, order, is_worst_high=True, is_number=True)


def _rate(key: str, text: str, read: Callable[[UnitLine], Share]) -> SortColumn[UnitLine]:
    return SortColumn(key, text, lambda line: _part(read(line)), is_number=True)


def _paper(key: str, text: str, read: Callable[[Coverage], Share]) -> SortColumn[UnitLine]:
    def order(line: UnitLine) -> Fraction | None:
        return None if line.coverage is None else _part(read(line.coverage))

    return SortColumn(key, text, order, is_number=True)


def _part(share: Share) -> Fraction | None:
    return Fraction(share.numerator, share.denominator) if share.denominator else None


def _finished_on(row: StaffLine | ReplyLine) -> date | None:
    return row.line.finished_on
