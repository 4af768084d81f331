"""The audit trail (nhật ký): its newest lines, and whether the chain still holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import AuditEntry, Publication, db
from models.vocabulary import PublicationState
from tracker.rules.audit_fields import EntryText
from tracker.rules.canonical import GENESIS_HEX, chain_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FETCHED_AT_ONCE: Final = 2_000
_COLUMNS: Final = (
    AuditEntry.seq,
    AuditEntry.at,
    AuditEntry.actor,
    AuditEntry.actor_role,
    AuditEntry.action,
    AuditEntry.object_type,
    AuditEntry.object_key,
    # As stored: parsed and written again, a changed blank or order of keys would not show.
    sa.type_coerce(AuditEntry.details, sa.Text).label("details"),
    AuditEntry.previous_hash,
    AuditEntry.hash,
)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the trail as people read it."""

    seq: int
    at: datetime
    actor: str
    actor_role: str
    action: str
    object_type: str
    object_key: str
    details: Mapping[str, Any] | None
    hash: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What verification of the chain found.

    Args:
        ok: Whether every entry fits and every published head is still there.
        count: Entries read; all there are when `ok`.
        head: Hash of the last entry that fits; what a publication made now would print.
        anchor_count: Published lists whose printed head was looked for.
        first_bad_seq: Number of the first entry that does not fit; the next number after the last
            one when entries are missing at the end; None when `ok`.
        why: Code of the sentence that says what is wrong; empty when `ok`.
        params: Values that sentence quotes.
    """

    ok: bool
    count: int
    head: str
    anchor_count: int = 0
    first_bad_seq: int | None = None
    why: str = ""
    params: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class TrailStart:
    """The first entry of the trail: its hash and its instant."""

    hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A head of the chain printed where the chain's owner cannot change it."""

    name: str
    head: str
    printed_at: datetime


def list_audit(
    limit: int = 50,
    *,
    object_type: str | None = None,
    object_key: str | None = None,
    before_seq: int | None = None,
) -> list[AuditRow]:
    """Return the newest lines of the trail, newest first.

    Args:
        limit: At most so many.
        object_type: Only of this kind of thing ("publication").
        object_key: Only of the thing people name so ("2024-03 v1").
        before_seq: Only lines older than this number: the next page.
    """
    statement = sa.select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit)
    if object_type is not None:
        statement = statement.where(AuditEntry.object_type == object_type)
    if object_key is not None:
        statement = statement.where(AuditEntry.object_key == object_key)
    if before_seq is not None:
        statement = statement.where(AuditEntry.seq < before_seq)
    return [
        AuditRow(
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            actor_role=entry.actor_role,
            action=entry.action,
            object_type=entry.object_type,
            object_key=entry.object_key,
            details=entry.details,
            hash=entry.hash,
        )
        for entry in db.session.scalars(statement)
    ]


def find_trail_start() -> TrailStart:
    """Return the first entry: what tells one installation from every other, for ever."""
    first = db.session.execute(
        sa.select(AuditEntry.hash, AuditEntry.at).order_by(AuditEntry.seq).limit(1)
    ).first()
    if first is None:
        return TrailStart(GENESIS_HEX, datetime(1970, 1, 1, tzinfo=UTC))
    return TrailStart(first.hash, first.at)


def verify_audit() -> AuditCheck:
    """Read the whole chain once, holding a few lines at a time, and say whether it holds.

    Each entry must carry the next number, name the hash before it and have the hash of what it
    says; and every head a published list printed must be the hash of an entry. Without those
    heads a tail cut off, or a chain rebuilt from some entry on, could not show.

    Source:
        reference/reliability.md 3.5 and D9.
    """
    anchors = _printed_heads()
    places = dict.fromkeys((anchor.head for anchor in anchors), 0)
    count, previous, last_at = 0, GENESIS_HEX, None
    for row in _stored():
        why = _fault(row, count + 1, previous)
        if why:
            return AuditCheck(
                ok=False,
                count=count,
                head=previous,
                anchor_count=len(anchors),
                first_bad_seq=count + 1 if why == "audit_entry_missing" else row.seq,
                why=why,
                params={"seq": row.seq, "expected": count + 1},
            )
        count, previous, last_at = row.seq, row.hash, row.at
        if previous in places:
            places[previous] = count
    whole = AuditCheck(ok=True, count=count, head=previous, anchor_count=len(anchors))
    sure = 0
    for anchor in anchors:
        if not places[anchor.head]:
            return _gone(whole, anchor, sure, last_at)
        sure = max(sure, places[anchor.head])
    return whole


def _gone(whole: AuditCheck, anchor: _Anchor, sure: int, last_at: datetime | None) -> AuditCheck:
    """Return the finding that a printed head is nowhere in a chain that fits together."""
    # Entries younger than the list stand there, so the chain was not only cut: it was made anew
    # from somewhere behind the last head that is still found.
    is_rebuilt = last_at is not None and last_at > anchor.printed_at
    first_bad = sure + 1 if is_rebuilt else whole.count + 1
    return replace(
        whole,
        ok=False,
        first_bad_seq=first_bad,
        why="audit_rebuilt" if is_rebuilt else "audit_tail_cut",
        params={"publication": anchor.name, "head": anchor.head, "seq": first_bad},
    )


def _stored() -> Iterator[Any]:
    statement = sa.select(*_COLUMNS).order_by(AuditEntry.seq)
    rows = db.session.execute(statement.execution_options(yield_per=_FETCHED_AT_ONCE))
    try:
        yield from rows
    finally:
        rows.close()


def _fault(row: Any, expected_seq: int, previous: str) -> str:
    """Return the code of what is wrong with an entry; empty when it fits."""
    if row.seq > expected_seq:
        return "audit_entry_missing"
    if row.seq < expected_seq:
        return "audit_entry_number"
    if row.previous_hash != previous:
        return "audit_entry_unlinked"
    entry = EntryText(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        actor_role=row.actor_role,
        action=row.action,
        object_type=row.object_type,
        object_key=row.object_key,
        details=row.details,
    )
    return "" if row.hash == chain_hash(previous, entry.fields()) else "audit_entry_changed"


def _printed_heads() -> list[_Anchor]:
    """Return the heads printed in every list that left the draft state, the oldest first."""
    statement = (
        sa.select(
            Publication.period, Publication.version, Publication.drafted_at, Publication.content
        )
        .where(Publication.state != PublicationState.DRAFT)
        .order_by(Publication.drafted_at, Publication.id)
        .execution_options(yield_per=1)
    )
    anchors: list[_Anchor] = []
    for period, version, drafted_at, content in db.session.execute(statement):
        head = json.loads(content).get("audit_head", "")
        if head and head != GENESIS_HEX:
            anchors.append(_Anchor(f"{period} v{version}", head, drafted_at))
    return anchors
