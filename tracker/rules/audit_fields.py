"""What the hash of an audit entry covers: the writer and the verifier must agree to the byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class EntryText:
    """What one entry says.

    Args:
        seq: Its number, from 1.
        at: When, in UTC.
        actor: Username of who acted.
        actor_role: Role they had then.
        action: What was done, lower-snake.
        object_type: What it was done to.
        object_key: Which one, as people name it.
        details: What changed, the JSON text as it is stored; None when nothing is told.
    """

    seq: int
    at: datetime
    actor: str
    actor_role: str
    action: str
    object_type: str
    object_key: str
    details: str | None

    def fields(self) -> dict[str, str | None]:
        """Return what `tracker.rules.canonical.chain_hash` is taken over."""
        return {
            "seq": str(self.seq),
            "at": self.at.isoformat(),
            "actor": self.actor,
            "actor_role": self.actor_role,
            "action": self.action,
            "object_type": self.object_type,
            "object_key": self.object_key,
            "details": self.details,
        }
