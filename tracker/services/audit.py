"""Appends to the audit chain, inside the transaction of the change it records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import AuditEntry, db
from tracker.clock import now
from tracker.rules.audit_fields import EntryText
from tracker.rules.canonical import GENESIS_HEX, chain_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.queries.accounts import Actor


def record_audit(
    *,
    actor: Actor,
    action: str,
    object_type: str,
    object_key: str,
    details: Mapping[str, Any] | None = None,
) -> str:
    """Append one entry and return its hash, the new head of the chain.

    Args:
        actor: Who acts.
        action: What was done, lower-snake ("late_list_approved").
        object_type: What it was done to ("publication").
        object_key: Which one, as people name it ("2024-03 v1").
        details: Before and after of what changed; never a citizen's data.

    Source:
        reference/reliability.md 3.5.
    """
    lock_chain()
    last = db.session.execute(
        sa.select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS_HEX)
    entry = EntryText(
        seq=seq,
        at=now(),
        actor=actor.username,
        actor_role=actor.role.value,
        action=action,
        object_type=object_type,
        object_key=object_key,
        details=None if details is None else _details_text(details),
    )
    head = chain_hash(previous, entry.fields())
    db.session.add(
        AuditEntry(
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            actor_role=entry.actor_role,
            action=entry.action,
            object_type=entry.object_type,
            object_key=entry.object_key,
            details=None if details is None else dict(details),
            previous_hash=previous,
            hash=head,
        )
    )
    db.session.flush()
    return head


def _details_text(details: Mapping[str, Any]) -> str:
    """Return the text `models.types.JsonText` stores: the hash is of what lies in the table."""
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lock_chain() -> None:
    """Let one writer at a time append; SQLite's write transaction already does."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE audit_entry IN EXCLUSIVE MODE"))
