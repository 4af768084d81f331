"""Imports as frozen values, and the earlier import of the same file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import ImportBatch, Source, User, db
from models.vocabulary import BatchKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import that went in whole (lần nhập)."""

    id: int
    kind: BatchKind
    source_code: str
    file_name: str
    file_sha256: str
    settings_key: str
    as_of: date
    captured_at: datetime | None
    created_at: datetime
    created_by: str
    row_count: int
    accepted_count: int
    added_count: int
    updated_count: int
    unchanged_count: int
    rejected_count: int
    skipped_count: int
    errors: tuple[Mapping[str, Any], ...]
    identity_failures: tuple[Mapping[str, Any], ...] = ()


def list_batches(*, kind: BatchKind | None = None, limit: int = 100) -> list[BatchRow]:
    """Return imports, the newest first.

    Args:
        kind: Only imports of that kind.
        limit: At most so many.
    """
    statement = _select().order_by(ImportBatch.id.desc()).limit(limit)
    if kind is not None:
        statement = statement.where(ImportBatch.kind == kind)
    return [_row(*row) for row in db.session.execute(statement)]


def find_batch(batch_id: int) -> BatchRow | None:
    """Return the import with that number."""
    row = db.session.execute(_select().where(ImportBatch.id == batch_id)).first()
    return None if row is None else _row(*row)


def find_batch_of_file(
    *,
    kind: BatchKind,
    source_code: str,
    file_sha256: str,
    settings_key: str,
    as_of: date | None = None,
) -> BatchRow | None:
    """Return the newest import of the same bytes, read the same way, from the same source.

    Args:
        kind: What came in.
        source_code: Where it came from.
        file_sha256: SHA-256 of the bytes.
        settings_key: What else decides the reading; a later attempt adds "#" and
            a number.
        as_of: Only an import that describes this day; None for any.
    """
    statement = (
        _select()
        .where(
            ImportBatch.kind == kind,
            Source.code == source_code,
            ImportBatch.file_sha256 == file_sha256,
            sa.or_(
                ImportBatch.settings_key == settings_key,
                ImportBatch.settings_key.startswith(f"{settings_key}#", autoescape=True),
            ),
        )
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )
    if as_of is not None:
        statement = statement.where(ImportBatch.as_of == as_of)
    row = db.session.execute(statement).first()
    return None if row is None else _row(*row)


def find_newest_batch(source_id: int) -> int:
    """Return the number of the newest import of dossiers of a source, 0 when there is none."""
    newest = sa.select(sa.func.max(ImportBatch.id)).where(
        ImportBatch.source_id == source_id, ImportBatch.kind == BatchKind.DOSSIERS
    )
    return db.session.scalar(newest) or 0


def find_newest_as_of(source_id: int, batch_id: int) -> str:
    """Return the newest ISO day another import of dossiers describes, "" when there is none.

    A row that said nothing new was not written, so its own day may be older than the last import
    that confirmed it: what is older than any import of the source overwrites nothing.

    Args:
        source_id: Where both come from.
        batch_id: The import that asks.
    """
    newest = db.session.scalar(
        sa.select(sa.func.max(ImportBatch.as_of)).where(
            ImportBatch.source_id == source_id,
            ImportBatch.kind == BatchKind.DOSSIERS,
            ImportBatch.id != batch_id,
        )
    )
    return "" if newest is None else newest.isoformat()


def _select() -> sa.Select[ImportBatch, str, str]:
    return (
        sa.select(ImportBatch, Source.code, User.display_name)
        .outerjoin(Source, Source.id == ImportBatch.source_id)
        .join(User, User.id == ImportBatch.created_by)
    )


def _row(batch: ImportBatch, source_code: str | None, created_by: str) -> BatchRow:
    return BatchRow(
        id=batch.id,
        kind=batch.kind,
        source_code=source_code or "",
        file_name=batch.file_name,
        file_sha256=batch.file_sha256,
        settings_key=batch.settings_key,
        as_of=batch.as_of,
        captured_at=batch.captured_at,
        created_at=batch.created_at,
        created_by=created_by,
        row_count=batch.row_count,
        accepted_count=batch.accepted_count,
        added_count=batch.added_count,
        updated_count=batch.updated_count,
        unchanged_count=batch.unchanged_count,
        rejected_count=batch.rejected_count,
        skipped_count=batch.skipped_count,
        errors=tuple(batch.errors or ()),
        identity_failures=tuple(batch.identity_failures or ()),
    )
