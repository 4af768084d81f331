"""A listing of late or overdue dossiers: what the address asks for, and what the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from tracker.queries.dossier_orders import DossierColumn, DossierOrder
from views.pages.sorting import SortColumn, read_sort

if TYPE_CHECKING:
    from datetime import date

    from models.vocabulary import Timeliness
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.navigation import Page
    from views.pages.dossiers import LateLine
    from views.pages.filters import Chip, Tab
    from views.pages.form_rows import FormRow
    from views.pages.past import DataDays, PastDay
    from views.pages.pictures import Shown
    from views.pages.sorting import SortHead

USUAL: Final = "hen-tra"
"""The column dossiers are sorted by without a word in the address."""

_COLUMNS: Final = {
    "ma": DossierColumn.CODE,
    "don-vi": DossierColumn.UNIT,
    "thu-tuc": DossierColumn.PROCEDURE,
    "tiep-nhan": DossierColumn.RECEIVED_ON,
    USUAL: DossierColumn.DUE_ON,
    "ket-thuc": DossierColumn.FINISHED_ON,
    "cham": DossierColumn.DAYS_LATE,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for.

    Args:
        kind: Finished late, or open and overdue.
        period: The month; without one asked for, the newest with data.
        units: Only these units and those under them; none for all. Several had one code.
        month_text: The month as typed.
        unit_text: The unit as typed.
        month_refused: Why the month cannot be read.
        unit_refused: Why the unit cannot be found.
        past: The past day looked at.
        days: How far the data reach.
        row: Line of form II.06a it is narrowed to.
    """

    kind: Timeliness
    period: Period
    units: tuple[UnitRow, ...]
    month_text: str
    unit_text: str
    month_refused: str
    unit_refused: str
    past: PastDay
    days: DataDays
    row: FormRow

    @property
    def is_refused(self) -> bool:
        """Return whether a part of the address cannot be read."""
        return bool(self.month_refused or self.unit_refused or self.past.refused)


@dataclass(frozen=True, slots=True)
class DossiersPage:
    """A listing of late or overdue dossiers.

    Args:
        asked: What was asked.
        page: The part shown.
        tabs: Both kinds with their counts, the other filters in force.
        chips: Filters in force.
        first_day: First day of the month.
        last_day: Day to which dossiers are counted.
        now_url: This page as of now.
        csv_url: The whole listing as a file.
        own_unit: Name of the unit this person is limited to; empty for all units.
        pictures: Days and reasons of all the listing's dossiers.
        heads: Heads of the table's columns.
    """

    asked: Asked
    page: Page[LateLine]
    tabs: list[Tab]
    chips: tuple[Chip, ...]
    first_day: date
    last_day: date
    now_url: str
    csv_url: str
    own_unit: str
    pictures: list[Shown]
    heads: tuple[SortHead, ...]


def list_columns() -> tuple[SortColumn[LateLine], ...]:
    """Return the columns of the listing, left to right; the database sorts by them."""
    return (
        SortColumn("ma", _("Mã hồ sơ")),
        SortColumn("don-vi", _("Đơn vị")),
        SortColumn("thu-tuc", _("Thủ tục")),
        SortColumn("", _("Cán bộ"), sorts=False),
        SortColumn("tiep-nhan", _("Tiếp nhận")),
        SortColumn(USUAL, _("Hẹn trả")),
        SortColumn("ket-thuc", _("Kết thúc xử lý")),
        SortColumn("cham", _("Chậm (ngày)"), is_worst_high=True, is_number=True),
        SortColumn("", _("Chậm (ngày làm việc)"), is_number=True, sorts=False),
    )


def read_order() -> DossierOrder:
    """Return the order the address asks for; the usual one where it names no column."""
    key, is_descending = read_sort(USUAL)
    column = _COLUMNS.get(key)
    return DossierOrder() if column is None else DossierOrder(column, is_descending)
