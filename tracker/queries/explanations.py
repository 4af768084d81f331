"""Explanations of late dossiers (giải trình) as frozen rows: the newest of each, and all of one."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Explanation, User, db
from tracker.queries.key_lists import among, keys_value
from tracker.queries.known import recorded, reviewed_then, was_by_then

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from models.vocabulary import DelayCause, ReviewState


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """One version of a dossier's explanation; people by their display names.

    Args:
        id: Its key.
        dossier_id: The dossier.
        version: Which of the dossier, from 1.
        state: What the unit's head made of it.
        cause: The reason, of a closed list.
        text: The reason in words; it may name people, and is never public.
        writer_id: Who wrote it.
        written_by: The same by name.
        written_at: When.
        reviewed_by: Who accepted it or sent it back; empty while nobody has.
        reviewed_at: When.
        review_note: What they said.
    """

    id: int
    dossier_id: int
    version: int
    state: ReviewState
    cause: DelayCause
    text: str
    writer_id: int
    written_by: str
    written_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    review_note: str


_Writer = aliased(User)
_Reviewer = aliased(User)


def find_explanations(dossier_ids: Collection[int]) -> dict[int, ExplanationRow]:
    """Return the newest explanation of each dossier, by the dossier's key; by the day looked at.

    One query, however many; a dossier nobody explained is not in the answer.

    Args:
        dossier_ids: Keys of the dossiers.
    """
    found = db.session.connection().execute(_OF_DOSSIERS, keys_value(dossier_ids))
    rows = [
        reviewed_then(ExplanationRow(*row)) for row in found.all() if was_by_then(row.written_at)
    ]
    # Ordered here: to hand them out in order, SQLite would go through all there are.
    rows.sort(key=attrgetter("version"))
    return {row.dossier_id: row for row in rows}


def list_explanations(dossier_id: int) -> list[ExplanationRow]:
    """Return every version of a dossier's explanation, the newest first; by the day looked at."""
    statement = _select().where(
        Explanation.dossier_id == dossier_id, recorded(Explanation.written_at)
    )
    rows = db.session.execute(statement.order_by(Explanation.version.desc()))
    return [reviewed_then(ExplanationRow(*row)) for row in rows]


def _select() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Explanation.id,
            Explanation.dossier_id,
            Explanation.version,
            Explanation.state,
            Explanation.cause,
            Explanation.text,
            Explanation.written_by,
            _Writer.display_name,
            Explanation.written_at,
            sa.func.coalesce(_Reviewer.display_name, ""),
            Explanation.reviewed_at,
            Explanation.review_note,
        )
        .join(_Writer, _Writer.id == Explanation.written_by)
        .outerjoin(_Reviewer, _Reviewer.id == Explanation.reviewed_by)
    )


#: Put together once: a list asks it again and again, mostly to hear that there is nothing.
_OF_DOSSIERS: Final = _select().where(among(Explanation.dossier_id))
