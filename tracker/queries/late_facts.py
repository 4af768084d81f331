"""What of a dossier its explanation is judged by: unit, days and state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Dossier, db
from tracker.queries.explanations import in_chunks
from tracker.rules.lateness import DossierFacts

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class LateFacts:
    """One dossier.

    Args:
        id: Its key.
        code: Its code, in full.
        unit_id: The unit that answers for it.
        facts: Its days; the due day is the one lateness is judged by.
    """

    id: int
    code: str
    unit_id: int
    facts: DossierFacts


def find_late_facts(dossier_ids: Collection[int]) -> dict[int, LateFacts]:
    """Return dossiers by their keys; one query for each 5,000.

    Args:
        dossier_ids: Keys; one that is not there is not in the answer.
    """
    found: dict[int, LateFacts] = {}
    for chunk in in_chunks(dossier_ids):
        statement = sa.select(
            Dossier.id,
            Dossier.code,
            Dossier.unit_id,
            Dossier.received_on,
            Dossier.received_minute,
            Dossier.judged_due_on,
            Dossier.due_minute,
            Dossier.finished_on,
            Dossier.finished_minute,
            Dossier.status,
        ).where(Dossier.id.in_(chunk))
        for key, code, unit_id, *days in db.session.execute(statement):
            found[key] = LateFacts(key, code, unit_id, DossierFacts(*days))
    return found
