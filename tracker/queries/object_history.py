"""Who changed what of one thing: its entries of the audit trail, with people by their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import AuditEntry, User, db
from tracker.queries.known import recorded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

MOST: Final = 100
"""Entries shown of one thing, the newest; the trail itself has them all."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of one thing.

    Args:
        at: When.
        by: Who, by display name; the username of an account that is gone.
        action: What was done.
        key: To which, as the trail names it.
        details: What changed: before, after, why.
    """

    at: datetime
    by: str
    action: str
    key: str
    details: Mapping[str, Any]


def list_object_history(
    object_type: str, keys: Sequence[str], *, actions: Sequence[str] = (), prefix: str = ""
) -> list[HistoryEntry]:
    """Return the newest entries of a thing, newest first; one query.

    Args:
        object_type: What it is ("source").
        keys: What the trail calls it.
        actions: Only these; all where none are named.
        prefix: Also everything whose name begins so.
    """
    named: sa.ColumnElement[bool] = AuditEntry.object_key.in_(keys)
    if prefix:
        named = sa.or_(named, AuditEntry.object_key.startswith(prefix, autoescape=True))
    statement = (
        sa.select(
            AuditEntry.at,
            sa.func.coalesce(User.display_name, AuditEntry.actor),
            AuditEntry.action,
            AuditEntry.object_key,
            AuditEntry.details,
        )
        .outerjoin(User, User.username == AuditEntry.actor)
        .where(AuditEntry.object_type == object_type, named, recorded(AuditEntry.at))
        .order_by(AuditEntry.seq.desc())
        .limit(MOST)
    )
    if actions:
        statement = statement.where(AuditEntry.action.in_(actions))
    return [
        HistoryEntry(at, by, action, key, details if isinstance(details, dict) else {})
        for at, by, action, key, details in db.session.execute(statement)
    ]
