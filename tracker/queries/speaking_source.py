"""Which source speaks for a figure that several state: one order, in SQL and in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Measurement, Source, db

if TYPE_CHECKING:
    from collections.abc import Mapping

SPEAKS_FIRST: Final = (
    Source.rank,
    Measurement.as_of.desc(),
    Measurement.batch_id.desc(),
    Measurement.id.desc(),
)
"""ORDER BY that puts the figure of the source that speaks first: the lowest rank, then the newest
day, then the newest import."""

Statement = tuple[int, Any, int, int]
"""Where a figure comes from: key of the source, the day it stands for in any form that orders
like days, the import that brought it, key of the revision."""


def load_ranks() -> Mapping[int, int]:
    """Return the rank of every source by its key; there are a handful, so no row is joined."""
    rows = db.session.execute(sa.select(Source.id, Source.rank))
    return {row.id: row.rank for row in rows}


def speaks_over(stated: Statement, other: Statement, ranks: Mapping[int, int]) -> bool:
    """Return whether one figure speaks where another states the same indicator, unit and period.

    Args:
        stated: Where the one comes from.
        other: Where the other comes from.
        ranks: Rank of every source; the lowest speaks.
    """
    return (-ranks[stated[0]], *stated[1:]) > (-ranks[other[0]], *other[1:])
