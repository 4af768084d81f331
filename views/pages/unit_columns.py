"""The columns the search of units can be sorted by; usually they stand as the tree has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from models.vocabulary import UnitLevel
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow


def unit_columns(tree: UnitTree, on: date) -> tuple[SortColumn[UnitRow], ...]:
    """Return the columns, left to right.

    Args:
        tree: The units.
        on: The day they are looked at.
    """
    ranks = {level: rank for rank, level in enumerate(UnitLevel)}

    def above(unit: UnitRow) -> str | None:
        parent = tree.parent(unit.id, on)
        return parent.name if parent else None

    return (
        SortColumn("ten", _("Đơn vị"), lambda unit: unit.name),
        SortColumn("ma", _("Mã"), lambda unit: unit.code),
        SortColumn("cap-bac", _("Cấp"), lambda unit: ranks[unit.level]),
        SortColumn("thuoc", _("Thuộc"), above),
        SortColumn("tu-ngay", _("Thời gian tồn tại"), lambda unit: unit.valid_from),
    )
