"""Evidence (minh chứng): files kept byte for byte under what they prove, never changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import EvidenceFile, db
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.rules.evidence_kinds import MAX_FILES, classify_evidence, clean_name
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor


def record_evidence_file(
    *, object_type: str, object_key: int, name: str, content: bytes, actor: Actor
) -> int:
    """Keep a file as evidence and return its key; the same bytes twice are kept once.

    Whether the actor may add evidence there is decided by the service that calls this one.

    Args:
        object_type: What it belongs to: "objection", "task_report", "explanation".
        object_key: Key of that row.
        name: The name the person gave it.
        content: Its bytes.
        actor: Who hands it in.

    Raises:
        RefusedError: `evidence_too_many`, or as `tracker.rules.evidence_kinds` refuses.
    """
    kept = clean_name(name)
    kind = classify_evidence(content, kept)
    sha256 = hashlib.sha256(content).hexdigest()
    there = db.session.execute(
        sa.select(EvidenceFile.id, EvidenceFile.sha256).where(
            EvidenceFile.object_type == object_type, EvidenceFile.object_key == object_key
        )
    ).all()
    known = next((row.id for row in there if row.sha256 == sha256), None)
    if known is not None:
        return int(known)
    if len(there) >= MAX_FILES:
        raise RefusedError("evidence_too_many", name=kept, maximum=MAX_FILES)
    row = EvidenceFile(
        object_type=object_type,
        object_key=object_key,
        name=kept,
        sha256=sha256,
        byte_count=len(content),
        content=content,
        added_by=actor.id,
        added_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    details = {"file": row.id, "name": kept, "kind": kind.value, "sha256": sha256}
    record_audit(
        actor=actor,
        action="evidence_file_added",
        object_type=object_type,
        object_key=str(object_key),
        details={**details, "bytes": len(content)},
    )
    return row.id
