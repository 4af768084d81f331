"""Which sources the dossiers of a period came from, and up to when each was known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Dossier, ImportBatch, Source, db
from models.vocabulary import BatchKind
from tracker.queries.dossier_counts import ended_inside, standing
from tracker.queries.index_choice import off_index

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class DossierSource:
    """A source of dossiers.

    Args:
        code: Code of the source.
        name: What people call it.
        is_sample: Whether its dossiers are made up (dữ liệu minh họa).
        as_of: Newest day an import of it describes.
        captured_at: When its newest figures were taken, as far as the imports say.
        id: Key of the source.
        batch_id: Its newest import.
    """

    code: str
    name: str
    is_sample: bool
    as_of: date
    captured_at: datetime | None
    id: int = 0
    batch_id: int = 0


def list_dossier_sources(first_day: date, last_day: date) -> list[DossierSource]:
    """Return the sources that have at least one dossier in a period, by code."""
    sources = db.session.execute(
        sa.select(
            Source.id,
            Source.code,
            Source.name,
            Source.is_sample,
            sa.func.max(ImportBatch.as_of),
            sa.func.max(ImportBatch.captured_at),
            sa.func.max(ImportBatch.id),
        )
        .join(ImportBatch, ImportBatch.source_id == Source.id)
        .where(ImportBatch.kind == BatchKind.DOSSIERS)
        .group_by(Source.id, Source.code, Source.name, Source.is_sample)
        .order_by(Source.code)
    )
    return [
        DossierSource(code, name, is_sample, as_of, captured_at, source_id, batch_id)
        for source_id, code, name, is_sample, as_of, captured_at, batch_id in sources.all()
        if _is_in_period(source_id, first_day, last_day)
    ]


def _is_in_period(source_id: int, first_day: date, last_day: date) -> bool:
    """Return whether a source has a dossier in a period; stops at the first one."""
    return any(
        db.session.execute(
            sa.select(Dossier.id)
            .where(off_index(Dossier.source_id) == source_id, condition)
            # In the order of the index: else PostgreSQL hopes to meet one soon in the whole table.
            .order_by(Dossier.finished_on)
            .limit(1)
        ).first()
        for condition in (ended_inside(first_day, last_day), *standing(last_day))
    )
