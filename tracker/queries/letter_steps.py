"""Letters of apology as they stood on a past day: the steps recorded since are taken back.

A letter's row holds the days it was signed and sent, not when somebody recorded them: the audit
trail does. A step is only taken from one state, so that the first one since tells what stood.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import AuditEntry, db
from models.vocabulary import LetterState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_BEFORE: Final = {
    "apology_drafted": None,
    "apology_changed": LetterState.DRAFT,
    "apology_signed": LetterState.DRAFT,
    "apology_sent": LetterState.SIGNED,
}


@dataclass(frozen=True, slots=True)
class LetterThen:
    """How a letter stood that has gone on since.

    Args:
        state: Where it stood; None where it was not written yet.
        was_rewritten: Whether its draft was written anew since.
        promised_on: The day it promised, where it was written anew since.
    """

    state: LetterState | None
    was_rewritten: bool = False
    promised_on: date | None = None


def find_letters_then(until: datetime) -> dict[int, LetterThen]:
    """Return how letters stood that have gone on since, by their keys; one query.

    Args:
        until: The first instant that was not known then.
    """
    statement = (
        sa.select(AuditEntry.action, AuditEntry.details)
        .where(AuditEntry.object_type == "apology_letter", AuditEntry.at >= until)
        .order_by(AuditEntry.seq)
    )
    found: dict[int, LetterThen] = {}
    for action, details in db.session.execute(statement):
        for key in details["letters"]:
            # The first step since tells how it stood; a draft is written anew before all others.
            if key not in found:
                found[key] = _before(action, details, key)
    return found


def _before(action: str, details: Mapping[str, Any], key: int) -> LetterThen:
    """Return how a letter stood before the first step since."""
    if action == "apology_cancelled":
        return LetterThen(LetterState(details["before"][str(key)]))
    if action != "apology_changed":
        return LetterThen(_BEFORE[action])
    _drafter, _reason, promised = details["before"][str(key)]
    day = date.fromisoformat(promised) if promised else None
    return LetterThen(LetterState.DRAFT, was_rewritten=True, promised_on=day)
