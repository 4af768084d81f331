"""The indicator catalogue, and where a matrix leaves a gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Catalogue, Indicator, LevelView, db
from models.vocabulary import AssignmentRole
from tracker.rules.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from tracker.queries.tasks import TaskRow


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """What is measured (chỉ số)."""

    id: int
    catalogue_code: str
    code: str
    group_code: str
    group_name: str
    name: str
    name_en: str
    numerator_name: str
    denominator_name: str
    unit_of_measure: str
    is_higher_better: bool
    max_points: Decimal | None
    levels: frozenset[str]
    attributable: str
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class LevelViewRow:
    """One group of figures a level is shown, as the guidance prints it."""

    level: str
    ordinal: int
    name: str
    group_code: str


def list_indicators(catalogue: str | None = None) -> list[IndicatorRow]:
    """Return the indicators, of one catalogue or of all, in printed order."""
    statement = (
        sa.select(Indicator, Catalogue.code)
        .join(Catalogue, Catalogue.id == Indicator.catalogue_id)
        .order_by(Catalogue.id, Indicator.ordinal)
    )
    if catalogue is not None:
        statement = statement.where(Catalogue.code == catalogue)
    return [_row(indicator, code) for indicator, code in db.session.execute(statement)]


def list_indicators_in_force(on: date) -> frozenset[str]:
    """Return the codes of the indicators whose catalogue is in force on a day."""
    statement = (
        sa.select(Indicator.code)
        .join(Catalogue, Catalogue.id == Indicator.catalogue_id)
        .where(Catalogue.valid_from <= on, Catalogue.valid_to >= on)
    )
    return frozenset(db.session.scalars(statement))


def list_level_views() -> list[LevelViewRow]:
    """Return which groups each level is shown, as the guidance lists them."""
    return [
        LevelViewRow(view.level, view.ordinal, view.name, view.group_code)
        for view in db.session.scalars(
            sa.select(LevelView).order_by(LevelView.level, LevelView.ordinal)
        )
    ]


def list_indicators_without_lead(tasks: Iterable[TaskRow], catalogue: str) -> list[IndicatorRow]:
    """Return the scored indicators of a catalogue no row of a directive gives a lead.

    KH 142 has no row for paid-online dossiers (766-3.6), 6 points of the 100
    (reference/domain-vn.md 1.2).

    Args:
        tasks: The rows of the directive, as they read on the day looked at.
        catalogue: Code of the catalogue it sets out to cover.
    """
    taken = {
        task.indicator_id
        for task in tasks
        if any(party.role is AssignmentRole.LEAD for party in task.parties)
    }
    return [
        row for row in list_indicators(catalogue) if row.id not in taken and (row.max_points or 0)
    ]


def indicator_keys() -> dict[str, int]:
    """Return the key of every indicator by its code and by its folded name."""
    rows = db.session.execute(sa.select(Indicator.id, Indicator.code, Indicator.name)).all()
    by_name = {fold(name): key for key, _, name in reversed(rows)}
    return by_name | {code: key for key, code, _ in rows}


def _row(indicator: Indicator, catalogue: str) -> IndicatorRow:
    return IndicatorRow(
        id=indicator.id,
        catalogue_code=catalogue,
        code=indicator.code,
        group_code=indicator.group_code,
        group_name=indicator.group_name,
        name=indicator.name,
        name_en=indicator.name_en,
        numerator_name=indicator.numerator_name,
        denominator_name=indicator.denominator_name,
        unit_of_measure=indicator.unit_of_measure,
        is_higher_better=indicator.is_higher_better,
        max_points=indicator.max_points,
        levels=frozenset(filter(None, indicator.levels.split("|"))),
        attributable=indicator.attributable,
        evidence=indicator.evidence,
        note=indicator.note,
    )
