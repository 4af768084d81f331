"""What of a dossier its explanation is judged by: unit, days and state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Dossier, db
from tracker.queries.key_lists import among, keys_value
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
    """Return dossiers by their keys; one query, however many.

    Args:
        dossier_ids: Keys; one that is not there is not in the answer.
    """
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
    ).where(among(Dossier.id))
    rows = db.session.execute(statement, keys_value(dossier_ids))
    return {
        key: LateFacts(key, code, unit_id, DossierFacts(*days))
        for key, code, unit_id, *days in rows
    }
