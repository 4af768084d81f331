"""The columns imports can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from tracker.queries.import_batches import BatchRow


NEWEST: Final = "-luc"
"""What imports are sorted by without a word in the address."""


def batch_columns() -> tuple[SortColumn[BatchRow], ...]:
    """Return the columns of the listing, left to right; the newest import usually comes first."""
    return (
        SortColumn("tep", _("Tệp"), lambda row: row.file_name),
        SortColumn("noi-dung", _("Nội dung"), lambda row: label(row.kind)),
        SortColumn("nguon", _("Nguồn"), lambda row: row.source_code),
        SortColumn("den-ngay", _("Đến ngày"), lambda row: row.as_of, is_worst_high=True),
        SortColumn(
            "moi", _("Mới"), lambda row: row.added_count, is_worst_high=True, is_number=True
        ),
        SortColumn(
            "doi", _("Đổi"), lambda row: row.updated_count, is_worst_high=True, is_number=True
        ),
        SortColumn(
            "loi", _("Lỗi"), lambda row: row.rejected_count, is_worst_high=True, is_number=True
        ),
        SortColumn("luc", _("Nhập lúc"), lambda row: row.created_at, is_worst_high=True),
    )
