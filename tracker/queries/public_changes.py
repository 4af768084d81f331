"""Whether anything that public pages show has changed, by the audit trail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from models import AuditEntry, db
from tracker.transaction import reading

if TYPE_CHECKING:
    from datetime import datetime

SHOWN: Final = ("publication", "unit", "seeds", "user")
"""Kinds of things public pages are made of: lists, units, and who approved."""

SHOWN_TOO: Final = ("units_imported",)
"""What is done to something else and changes them all the same: a file of units is a batch."""

NOT_SHOWN: Final = ("logged_in", "logged_out", "session_ended")
"""What happens to people all day and nobody else reads: it must not empty every cache."""


@dataclass(frozen=True, slots=True)
class PublicChange:
    """The last change of what everybody reads.

    Args:
        seen: Number of the newest entry of the trail that was looked at.
        seq: Number of the newest entry that changed what everybody reads; 0 for none.
        changed_at: When that was.
    """

    seen: int
    seq: int
    changed_at: datetime | None


def find_public_change(known: PublicChange | None = None) -> PublicChange | None:
    """Return the last change; it costs next to nothing when nothing at all was written.

    Args:
        known: What was found before; only newer entries are looked at.

    Returns:
        None when the database cannot be asked.
    """
    try:
        with reading():
            return _look(known)
    except SQLAlchemyError:
        return None


def _look(known: PublicChange | None) -> PublicChange:
    seen = db.session.scalar(sa.select(sa.func.max(AuditEntry.seq))) or 0
    if known is not None and seen == known.seen:
        return known
    if known is not None and seen < known.seen:
        # A trail that became shorter is another database: everything is looked at again.
        known = None
    is_shown = AuditEntry.object_type.in_(SHOWN) & AuditEntry.action.not_in(NOT_SHOWN)
    statement = sa.select(AuditEntry.seq, AuditEntry.at).where(
        is_shown | AuditEntry.action.in_(SHOWN_TOO)
    )
    if known is not None:
        statement = statement.where(AuditEntry.seq > known.seen)
    newest = db.session.execute(statement.order_by(AuditEntry.seq.desc()).limit(1)).first()
    if newest is not None:
        return PublicChange(seen, newest.seq, newest.at)
    return PublicChange(seen, 0, None) if known is None else replace(known, seen=seen)
