"""The latest ends dossiers were once known by, for an import that finds them ended again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import DossierRevision, db
from tracker.queries.key_lists import among, keys_value

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDED: Final = sa.select(DossierRevision.dossier_id, DossierRevision.facts).where(
    among(DossierRevision.dossier_id),
    # A revision keeps what was replaced: one with an end had it taken away or moved.
    sa.type_coerce(DossierRevision.facts, sa.Text).contains('"finished_on":"'),
)


def find_latest_ends(dossier_ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Return the latest end that earlier revisions of dossiers state; one query for all.

    Args:
        dossier_ids: Keys of the dossiers.

    Returns:
        ISO day and minute, if that is known, by the dossier's key; one that never ended is not in
        it.
    """
    keys = keys_value(dossier_ids)
    if not keys["keys"]:
        return {}
    found: dict[int, tuple[str, int | None]] = {}
    for dossier_id, facts in db.session.connection().execute(_ENDED, keys):
        end = facts["finished_on"], facts.get("finished_minute")
        if dossier_id not in found or _place(end) > _place(found[dossier_id]):
            found[dossier_id] = end
    return found


def _place(end: tuple[str, int | None]) -> tuple[str, int]:
    return end[0], -1 if end[1] is None else end[1]
