"""The columns explanations of late dossiers, and the units that owe them, can be sorted by."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from views.pages.dossier_listing import USUAL
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.rules.coverage import Coverage
    from tracker.rules.rates import Share
    from views.pages.explanations import Line, UnitCoverage

BY_UNIT: Final = "xep-don-vi"
"""Name of the query value that sorts the units."""


def case_columns() -> tuple[SortColumn[Line], ...]:
    """Return the columns of the listing, left to right; the database sorts by them."""
    return (
        SortColumn("ma", _("Mã hồ sơ")),
        SortColumn("don-vi", _("Đơn vị")),
        SortColumn("thu-tuc", _("Thủ tục")),
        SortColumn(USUAL, _("Hẹn trả")),
        SortColumn("ket-thuc", _("Kết thúc xử lý")),
        SortColumn("cham", _("Chậm (ngày)"), is_worst_high=True, is_number=True),
        SortColumn("giai-trinh", _("Giải trình"), sorts=False),
        SortColumn("xin-loi", _("Xin lỗi"), sorts=False),
    )


def unit_columns() -> tuple[SortColumn[UnitCoverage], ...]:
    """Return the columns of the units, left to right; they usually stand by level and name."""
    return (
        SortColumn("ten", _("Đơn vị"), lambda line: line.unit.name),
        _number("cham", _("Chậm, quá hạn"), lambda coverage: coverage.late),
        _number("chua-viet", _("Chưa viết"), lambda coverage: coverage.unexplained),
        _number("tra-lai", _("Trả lại"), lambda coverage: coverage.sent_back),
        _number("cho-xem-xet", _("Chờ xem xét"), lambda coverage: coverage.submitted),
        _number("chap-nhan", _("Đã chấp nhận"), lambda coverage: coverage.accepted),
        _share("giai-trinh", _("Tỷ lệ được chấp nhận"), lambda coverage: coverage.explained),
        _number("phai-xin-loi", _("Phải xin lỗi"), lambda coverage: coverage.letters_owed),
        _share(
            "xin-loi", _("Tỷ lệ xin lỗi đúng hạn"), lambda coverage: coverage.apologised_in_time
        ),
    )


def _number(key: str, text: str, count: Callable[[Coverage], int]) -> SortColumn[UnitCoverage]:
    def order(line: UnitCoverage) -> int:
        return count(line.coverage)

    return SortColumn(key, text, order, is_worst_high=True, is_number=True)


def _share(key: str, text: str, share: Callable[[Coverage], Share]) -> SortColumn[UnitCoverage]:
    def order(line: UnitCoverage) -> Fraction | None:
        found = share(line.coverage)
        return Fraction(found.numerator, found.denominator) if found.denominator else None

    return SortColumn(key, text, order, is_number=True)
