"""Guards full exports: one that has lost many rows is more likely broken than true."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from models import ImportBatch, db
from models.vocabulary import BatchKind
from tracker.errors import RefusedError

SHRUNKEN_PERCENT: Final = 30
"""A full export with so many percent fewer rows than the one before it must be confirmed."""


def require_not_shrunken(*, source_id: int, batch_id: int, row_count: int) -> None:
    """Refuse a full export that has far fewer rows than the last full one of its source.

    Args:
        source_id: The source.
        batch_id: The import under way.
        row_count: Rows of its file, good and bad.

    Raises:
        RefusedError: `dossier_full_shrunken`, with both numbers.
    """
    last = db.session.execute(
        sa.select(ImportBatch.row_count, ImportBatch.as_of)
        .where(
            ImportBatch.source_id == source_id,
            ImportBatch.kind == BatchKind.DOSSIERS,
            ImportBatch.is_full,
            ImportBatch.id != batch_id,
        )
        .order_by(ImportBatch.as_of.desc(), ImportBatch.id.desc())
        .limit(1)
    ).first()
    if last is None or row_count * 100 > last.row_count * (100 - SHRUNKEN_PERCENT):
        return
    raise RefusedError(
        "dossier_full_shrunken",
        rows=row_count,
        before=last.row_count,
        before_on=last.as_of,
        percent=SHRUNKEN_PERCENT,
    )
