"""What the dossiers an import changes were known by, and which of it a person must look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.queries.earlier_ends import find_latest_ends
from tracker.queries.letter_promises import find_promised_days
from tracker.rules.dossier_records import DossierRecord
from tracker.rules.rewritings import list_rewritings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.rules.rewritings import Rewriting

CODE: Final = 4
"""Where in a known row the facts begin; key, revision, day and import come before them."""
_DUE_ON: Final = CODE + DossierRecord._fields.index("due_on")
_FINISHED_ON: Final = CODE + DossierRecord._fields.index("finished_on")
_NEVER: Final = "9999-12-31"


def compare_changed(
    changed: Sequence[tuple[tuple[Any, ...], DossierRecord]], as_of: str
) -> list[tuple[int, DossierRecord, DossierRecord, tuple[Rewriting, ...]]]:
    """Return key, old facts, new ones and what was rewritten in them, of each changed dossier.

    Args:
        changed: The row that is known and what the file says now.
        as_of: ISO day the file describes.
    """
    promised = find_promised_days(
        row[0] for row, record in changed if row[_DUE_ON] and row[_DUE_ON] != record.due_on
    )
    ends = find_latest_ends(
        row[0]
        for row, record in changed
        if row[1] > 1 and record.finished_on and not row[_FINISHED_ON]
    )
    found = []
    for row, record in changed:
        dossier_id, old_as_of = row[0], row[2]
        old = DossierRecord._make(row[CODE:])
        rewritten = list_rewritings(
            old,
            record,
            old_as_of=old_as_of,
            as_of=as_of,
            has_apology=(record.due_on or _NEVER) <= promised.get(dossier_id, ""),
            known_end=ends.get(dossier_id),
        )
        found.append((dossier_id, old, record, rewritten))
    return found
