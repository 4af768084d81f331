"""The columns a reconciliation can be sorted by, and its filters in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.pages.filters import Chip, build_chips
from views.pages.reconciliation_lines import percent_of
from views.pages.sorting import SortColumn, sort_chip

if TYPE_CHECKING:
    from fractions import Fraction

    from tracker.publishing.reconciliation import ReconciledRow, Reconciliation
    from tracker.publishing.reconciliation_sides import Stated
    from views.pages.filters import Option
    from views.pages.reconciliation import Filters, Listing


def row_columns(found: Reconciliation) -> tuple[SortColumn[ReconciledRow], ...]:
    """Return the columns of the listing, left to right; usually by unit, then by indicator."""
    return (
        SortColumn("don-vi", _("Đơn vị, chỉ số"), lambda row: row.unit.name),
        SortColumn("a", found.first.code, lambda row: _figure(row.first)),
        SortColumn("b", found.second.code, lambda row: _figure(row.second)),
        SortColumn("chenh", _("Chênh lệch A \N{MINUS SIGN} B"), _distance, is_worst_high=True),
        SortColumn(
            "nguyen-nhan", _("Nguyên nhân"), lambda row: label(row.cause) if row.cause else None
        ),
        SortColumn(
            "trang-thai", _("Trạng thái"), lambda row: label(row.state) if row.state else None
        ),
    )


def list_chips(filters: Filters, listing: Listing, found: Reconciliation) -> tuple[Chip, ...]:
    """Return the filters in force; what is compared is no filter.

    Args:
        filters: The filters.
        listing: What they let through, with the names of their values.
        found: What is compared.
    """

    def chosen(options: tuple[Option, ...]) -> str:
        return next((option.text for option in options if option.value and option.is_chosen), "")

    return build_chips(
        (
            ("don-vi", _("Đơn vị"), filters.unit),
            ("chi-so", _("Chỉ số"), chosen(listing.indicators)),
            ("nguyen-nhan", _("Nguyên nhân"), chosen(listing.cause_options)),
            ("trang-thai", _("Trạng thái"), chosen(listing.states)),
            ("phu-trach", _("Phụ trách"), chosen(listing.owners)),
            ("pham-vi", _("Chỉ số"), _("cả chỉ số chỉ một nguồn nêu") if filters.has_all else ""),
            sort_chip(row_columns(found)),
        )
    )


def _figure(stated: Stated | None) -> Fraction | None:
    return None if stated is None else percent_of(stated.amount)


def _distance(row: ReconciledRow) -> Fraction | None:
    first, second = _figure(row.first), _figure(row.second)
    return None if first is None or second is None else abs(first - second)
