"""The days letters of apology promised (ngày hẹn lại), for an import that finds due days moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import ApologyLetter, db
from models.vocabulary import LetterState
from tracker.queries.key_lists import among, keys_value

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROMISED: Final = (
    sa.select(ApologyLetter.dossier_id, sa.func.max(ApologyLetter.promised_on))
    .where(among(ApologyLetter.dossier_id), ApologyLetter.state == LetterState.SENT)
    .group_by(ApologyLetter.dossier_id)
)


def find_promised_days(dossier_ids: Iterable[int]) -> dict[int, str]:
    """Return the last ISO day that letters sent about dossiers promise; one query for all.

    Args:
        dossier_ids: Keys of the dossiers.

    Returns:
        By the dossier's key; one without a letter that was sent and promises a day is not in it.
    """
    keys = keys_value(dossier_ids)
    if not keys["keys"]:
        return {}
    rows = db.session.connection().execute(_PROMISED, keys)
    return {dossier_id: day.isoformat() for dossier_id, day in rows if day is not None}
