"""The late dossiers of some days as one table: by ranges of indexes, never by one condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Dossier
from models.vocabulary import DossierStatus
from tracker.queries.day_spans import DaysBetween
from tracker.queries.dossier_counts import (
    ended_inside,
    ended_since,
    is_late,
    is_overdue,
    standing,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import InstrumentedAttribute

    from tracker.queries.late_cases import CaseSearch


def late_dossiers(
    search: CaseSearch, *more: InstrumentedAttribute[Any], known_on: date | None = None
) -> sa.Subquery:
    """Return late dossiers; what the table holds without more lies in the indexes.

    Args:
        search: Which: days, rule and units; its other limits are not looked at.
        more: Further columns.
        known_on: Only those whose present facts were known on that day; None for all.
    """
    overdue = is_overdue(search.last_day, search.rule)
    finished = sa.and_(
        ended_inside(search.first_day, search.last_day),
        Dossier.status == DossierStatus.FINISHED,
        is_late(search.rule),
    )
    still_open = sa.and_(standing(search.last_day)[1], Dossier.status == DossierStatus.OPEN)
    standing_then = (*ended_since(search.last_day), still_open)
    parts: list[tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]] = [(sa.false(), finished)]
    parts += [(sa.true(), sa.and_(condition, overdue)) for condition in standing_then]
    limits = () if search.unit_ids is None else (Dossier.unit_id.in_(sorted(search.unit_ids)),)
    if known_on is not None:
        limits = (*limits, Dossier.as_of <= known_on)
    selects = [
        sa.select(
            Dossier.id,
            is_open.label("is_open"),
            Dossier.unit_id,
            Dossier.judged_due_on,
            Dossier.finished_on,
            *more,
        ).where(condition, *limits)
        for is_open, condition in parts
    ]
    return sa.union_all(*selects).subquery("late")


def case_days(search: CaseSearch, late: sa.Subquery) -> sa.ColumnElement[int]:
    """Return by how many calendar days the dossiers of the table are late.

    Args:
        search: What the table was made of.
        late: The table.
    """
    end_on = sa.case((late.c.is_open, search.last_day), else_=late.c.finished_on)
    return DaysBetween(end_on, late.c.judged_due_on)
