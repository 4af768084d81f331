"""Which periods and units any points or components of Decision 766 are known of."""

from __future__ import annotations

import sqlalchemy as sa

from models import Indicator, Measurement, db
from tracker.queries.known import came_in
from tracker.queries.score_figures import PRINTED
from tracker.rules.score_components import ScoreRule
from tracker.rules.scores766 import GROUPS


def list_scored_periods() -> list[str]:
    """Return the periods any points or components are known of, the newest first; one query.

    Each period costs one look into the index, however many figures it holds.
    """
    table = Measurement.__table__
    first = sa.select(sa.func.min(table.c.period).label("period")).cte("walk", recursive=True)
    following = (
        sa.select(sa.func.min(table.c.period))
        .where(table.c.period > first.c.period)
        .scalar_subquery()
    )
    walk = first.union_all(sa.select(following).where(first.c.period.is_not(None)))
    has_scores = (
        sa.exists()
        .where(table.c.period == walk.c.period)
        .where(table.c.indicator_id.in_(_scored_ids()), came_in(table.c))
    )
    statement = sa.select(walk.c.period).where(walk.c.period.is_not(None), has_scores)
    return sorted(db.session.scalars(statement), reverse=True)


def list_scored_unit_ids(period: str) -> set[int]:
    """Return the units any points or components are known of in a period; one query."""
    statement = (
        sa.select(Measurement.unit_id)
        .where(
            Measurement.period == period,
            Measurement.indicator_id.in_(_scored_ids()),
            came_in(),
        )
        .distinct()
    )
    return set(db.session.scalars(statement))


def _scored_ids() -> sa.Select[int]:
    is_component = sa.and_(
        Indicator.group_code.in_(GROUPS), Indicator.rule.in_([rule.value for rule in ScoreRule])
    )
    return sa.select(Indicator.id).where(sa.or_(is_component, Indicator.code.in_(PRINTED)))
