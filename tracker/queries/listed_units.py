"""Units in the order of a late list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from models import Unit, db
from models.vocabulary import UnitLevel
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Collection

_LEVEL_RANKS: Final = {level: rank for rank, level in enumerate(UnitLevel)}
_NAMED: Final = sa.select(Unit.id, Unit.code, Unit.name, Unit.level)


class ListedUnit(NamedTuple):
    """A unit as a list names it; `rank` is its place in the list."""

    id: int
    code: str
    name: str
    level: UnitLevel
    rank: int


def list_listed_units(unit_ids: Collection[int] | None = None) -> list[ListedUnit]:
    """Return units in the order of a list: by level, then in Vietnamese alphabetical order.

    Args:
        unit_ids: Only these; None for all.
    """
    rows = db.session.connection().execute(_NAMED).all()
    wanted = [row for row in rows if unit_ids is None or row.id in unit_ids]
    wanted.sort(key=lambda row: (_LEVEL_RANKS[row.level], sort_key(row.name), row.code, row.id))
    return [ListedUnit(*row, rank) for rank, row in enumerate(wanted)]
