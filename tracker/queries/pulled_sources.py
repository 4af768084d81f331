"""Sources as pulls see them, and the units each knows under its own keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Measurement, Source, SourceUnit, db

if TYPE_CHECKING:
    from datetime import datetime

    from models.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class PulledSource:
    """A source as a pull needs it."""

    id: int
    code: str
    kind: SourceKind
    stopped_at: datetime | None
    stopped_code: str


@dataclass(frozen=True, slots=True)
class SourceUnitRow:
    """A unit as a source knows it, and which of ours it is."""

    id: int
    external_id: str
    external_code: str
    external_name: str
    unit_id: int | None
    last_run_id: int


def find_pulled_source(code: str) -> PulledSource | None:
    """Return the source of that code, None while nothing ever came from it."""
    source = db.session.scalar(sa.select(Source).where(Source.code == code))
    if source is None:
        return None
    return PulledSource(source.id, source.code, source.kind, source.stopped_at, source.stopped_code)


def list_source_units(source_id: int) -> list[SourceUnitRow]:
    """Return every unit a source has named, in the order of its own keys."""
    rows = db.session.scalars(
        sa.select(SourceUnit)
        .where(SourceUnit.source_id == source_id)
        .order_by(SourceUnit.external_id)
    )
    return [
        SourceUnitRow(
            row.id,
            row.external_id,
            row.external_code,
            row.external_name,
            row.unit_id,
            row.last_run_id,
        )
        for row in rows
    ]


def list_figure_keys(source_id: int, period: str) -> set[tuple[int, int]]:
    """Return indicator and unit of every figure in force of a source and period."""
    rows = db.session.execute(
        sa.select(Measurement.indicator_id, Measurement.unit_id).where(
            Measurement.source_id == source_id,
            Measurement.period == period,
            Measurement.is_current,
        )
    )
    return {(indicator_id, unit_id) for indicator_id, unit_id in rows}
