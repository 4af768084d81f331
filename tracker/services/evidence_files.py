"""Evidence (minh chứng): files kept byte for byte under what they prove, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import EvidenceFile, db
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.rules.evidence_kinds import MAX_FILES
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor
    from tracker.rules.evidence_kinds import CheckedFile


def record_evidence_file(
    *, object_type: str, object_key: int, file: CheckedFile, actor: Actor
) -> int:
    """Keep a file as evidence and return its key; the same bytes twice are kept once.

    Whether the actor may add evidence there is decided by the service that calls this one.

    Args:
        object_type: What it belongs to: "objection", "task_report", "explanation".
        object_key: Key of that row.
        file: The file, from `tracker.rules.evidence_kinds.check_evidence`.
        actor: Who hands it in.

    Raises:
        RefusedError: `evidence_too_many`.
    """
    there = db.session.execute(
        sa.select(EvidenceFile.id, EvidenceFile.sha256).where(
            EvidenceFile.object_type == object_type, EvidenceFile.object_key == object_key
        )
    ).all()
    known = next((row.id for row in there if row.sha256 == file.sha256), None)
    if known is not None:
        return int(known)
    if len(there) >= MAX_FILES:
        raise RefusedError("evidence_too_many", name=file.name, maximum=MAX_FILES)
    row = EvidenceFile(
        object_type=object_type,
        object_key=object_key,
        name=file.name,
        sha256=file.sha256,
        byte_count=len(file.content),
        content=file.content,
        added_by=actor.id,
        added_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    details = {
        "file": row.id,
        "name": file.name,
        "kind": file.kind.value,
        "sha256": file.sha256,
        "bytes": len(file.content),
    }
    record_audit(
        actor=actor,
        action="evidence_file_added",
        object_type=object_type,
        object_key=str(object_key),
        details=details,
    )
    return row.id
