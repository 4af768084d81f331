"""Where figures come from and the imports that bring them: one batch, one line of the trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import ImportBatch, Source, db
from models.vocabulary import BatchKind, Role, SourceKind
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.queries.accounts import require_role
from tracker.rules.text import clean
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from tracker.queries.accounts import Actor

IMPORTING_ROLES: Final = (Role.OFFICE_STAFF, Role.SYSTEM)
"""Who may bring figures in; the administrator decides nothing about who is late."""
LONGEST_CODE: Final = 60
LONGEST_NAME: Final = 300


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """What became of the rows of one import; as `tracker.importing.report.ImportReport`."""

    row_count: int
    added_count: int
    updated_count: int
    unchanged_count: int
    rejected_count: int
    skipped_count: int

    @property
    def accepted_count(self) -> int:
        """Return how many rows were taken in."""
        return self.added_count + self.updated_count + self.unchanged_count


def register_source(*, code: str, kind: SourceKind = SourceKind.FILE) -> tuple[int, bool]:
    """Return the source of that code, made when an import names it first.

    It is held until the transaction ends, so that two imports of one source follow each other.

    Args:
        code: Name of the source in files and commands, at most 60 characters.
        kind: What a new source is; a known one keeps its kind.

    Returns:
        Its key, and whether it is new.

    Raises:
        RefusedError: `source_code_invalid`.
    """
    code = clean(code)
    if not 0 < len(code) <= LONGEST_CODE or not code.isprintable():
        raise RefusedError("source_code_invalid", value=code, maximum=LONGEST_CODE)
    known = db.session.scalar(sa.select(Source.id).where(Source.code == code).with_for_update())
    if known is not None:
        return known, False
    source = Source(code=code, name=code, kind=kind)
    db.session.add(source)
    db.session.flush()
    return source.id, True


def mark_sample(*, source_id: int) -> None:
    """Mark a source whose figures rest on made-up ones (dữ liệu minh họa); it stays marked."""
    db.session.get_one(Source, source_id).is_sample = True


def start_batch(
    *,
    kind: BatchKind,
    source_id: int | None,
    file_name: str,
    file_sha256: str,
    settings_key: str,
    as_of: date,
    actor: Actor,
    captured_at: datetime | None = None,
    is_full: bool = False,
) -> int:
    """Open an import, so that its rows can name it; `close_batch` must follow.

    Args:
        kind: What comes in.
        source_id: Where it comes from; None where the file is its own source (a document).
        file_name: The name the person gave the file, cut at 300 characters.
        file_sha256: SHA-256 of the bytes.
        settings_key: What else decides the reading of the same bytes.
        as_of: The day the figures stand for.
        actor: Who imports.
        captured_at: When the source gave the figures out, where that is known.
        is_full: Whether the file says to be all the source has.

    Raises:
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    batch = ImportBatch(
        kind=kind,
        source_id=source_id,
        file_name=clean(file_name)[:LONGEST_NAME],
        file_sha256=file_sha256,
        settings_key=settings_key,
        as_of=as_of,
        captured_at=captured_at,
        is_full=is_full,
        created_at=now(),
        created_by=actor.id,
        row_count=0,
        accepted_count=0,
        added_count=0,
        updated_count=0,
        unchanged_count=0,
        rejected_count=0,
        skipped_count=0,
    )
    db.session.add(batch)
    db.session.flush()
    return batch.id


def close_batch(
    *,
    batch_id: int,
    counts: BatchCounts,
    errors: Sequence[Mapping[str, Any]],
    actor: Actor,
    details: Mapping[str, Any] | None = None,
    identity_failures: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write down what became of an import, and the one line of the audit trail it leaves.

    Args:
        batch_id: From `start_batch`.
        counts: What became of the rows.
        errors: The rows that were refused: row, column, value, code.
        actor: Who imports.
        details: What else the trail should say of this kind of import.
        identity_failures: Sums of the months it touched that do not come out.
    """
    batch = db.session.get_one(ImportBatch, batch_id)
    batch.row_count = counts.row_count
    batch.accepted_count = counts.accepted_count
    batch.added_count = counts.added_count
    batch.updated_count = counts.updated_count
    batch.unchanged_count = counts.unchanged_count
    batch.rejected_count = counts.rejected_count
    batch.skipped_count = counts.skipped_count
    batch.errors = [dict(error) for error in errors]
    batch.identity_failures = [dict(failure) for failure in identity_failures]
    db.session.flush()
    record_audit(
        actor=actor,
        action=f"{batch.kind.value}_imported",
        object_type="import_batch",
        object_key=str(batch_id),
        details={
            "file": batch.file_name,
            "sha256": batch.file_sha256,
            "as_of": batch.as_of.isoformat(),
            **asdict(counts),
            **(details or {}),
        },
    )


def discard_batch(*, batch_id: int) -> None:
    """Take back an import that turned out to bring nothing; nothing names it yet."""
    db.session.delete(db.session.get_one(ImportBatch, batch_id))
    db.session.flush()


def record_repeat(*, batch_id: int, actor: Actor) -> None:
    """Note that a file was brought in again and nothing came of it (đã nhập trước đó).

    Raises:
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    record_audit(
        actor=actor,
        action="import_repeated",
        object_type="import_batch",
        object_key=str(batch_id),
    )
