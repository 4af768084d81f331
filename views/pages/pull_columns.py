"""The columns sources, their pulls and their units can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from views.pages.pulls import RunLine, SourceLine, UnitLink

BY_UNIT: Final = "xep-don-vi"
"""Name of the query value that sorts the units of a source."""


def source_columns() -> tuple[SortColumn[SourceLine], ...]:
    """Return the columns of the sources, left to right; the one that speaks usually comes first."""
    return (
        SortColumn("nguon", _("Nguồn"), lambda line: line.row.name or line.row.code),
        SortColumn("tinh-trang", _("Tình trạng"), lambda line: line.mark.text),
        SortColumn("thu-tu", _("Thứ tự"), lambda line: line.row.rank, is_number=True),
        SortColumn(
            "cu-sau", _("Cũ sau (ngày)"), lambda line: line.row.max_age_days, is_number=True
        ),
        SortColumn("den-ngay", _("Số liệu đến ngày"), lambda line: line.row.as_of),
        SortColumn("lay-duoc", _("Lần lấy được gần nhất"), lambda line: line.row.good_at),
        SortColumn("lan-lay", _("Lần lấy gần nhất"), lambda line: line.row.run_at),
        SortColumn("cac-ky", _("Có số liệu các kỳ"), sorts=False),
    )


def run_columns() -> tuple[SortColumn[RunLine], ...]:
    """Return the columns of the pulls, left to right; the newest usually comes first."""
    return (
        SortColumn("lan", _("Lần lấy"), lambda line: line.row.id, is_worst_high=True),
        SortColumn("ky", _("Kỳ"), lambda line: line.row.period, is_worst_high=True),
        SortColumn("tinh-trang", _("Tình trạng"), lambda line: line.mark.text),
        SortColumn("bat-dau", _("Bắt đầu"), lambda line: line.row.started_at, is_worst_high=True),
        SortColumn("luot", _("Lượt gọi"), lambda line: line.row.call_count, is_number=True),
        SortColumn("so-lieu", _("Số liệu"), lambda line: line.row.row_count, is_number=True),
        SortColumn(
            "moi",
            _("Mới, đổi"),
            lambda line: line.row.added_count + line.row.updated_count,
            is_worst_high=True,
            is_number=True,
        ),
        SortColumn("nguoi", _("Người thực hiện"), lambda line: line.row.created_by),
    )


def unit_columns() -> tuple[SortColumn[UnitLink], ...]:
    """Return the columns of a source's units; those nobody mapped usually come first."""
    return (
        SortColumn("ten", _("Tên bên nguồn"), lambda link: link.row.external_name or None),
        SortColumn("khoa", _("Khóa, mã bên nguồn"), lambda link: link.row.external_id),
        SortColumn("don-vi", _("Đơn vị của ta"), lambda link: link.name or None),
        SortColumn("lan-cuoi", _("Thấy lần cuối"), lambda link: link.row.last_run_id),
    )
