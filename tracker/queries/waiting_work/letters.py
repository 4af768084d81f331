"""Letters of apology to sign and to send, by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import ApologyLetter, db
from models.vocabulary import LetterState, WaitingKind
from tracker.queries.waiting_work.scope import Place, Provider, Scope, make_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.rules.waiting import WaitingItem

KINDS: Final = {
    LetterState.DRAFT: WaitingKind.SIGN_LETTERS,
    LetterState.SIGNED: WaitingKind.SEND_LETTERS,
}
WORDS: Final = {LetterState.DRAFT: "cho-ky", LetterState.SIGNED: "cho-gui"}
"""What the page of letters calls a step in its address."""


def find_letters_waiting(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the letters that were not signed or not sent, by unit and the last day to send."""
    statement = (
        sa.select(
            ApologyLetter.unit_id,
            ApologyLetter.state,
            sa.func.count(),
            ApologyLetter.send_by,
            sa.func.max(ApologyLetter.drafted_at),
        )
        .where(ApologyLetter.state.in_(tuple(KINDS)))
        .group_by(ApologyLetter.unit_id, ApologyLetter.state, ApologyLetter.send_by)
        .order_by(ApologyLetter.unit_id, ApologyLetter.state, ApologyLetter.send_by)
    )
    if scope.unit_ids is not None:
        statement = statement.where(ApologyLetter.unit_id.in_(sorted(scope.unit_ids)))
    for unit_id, state, count, send_by, drafted_at in db.session.execute(statement):
        yield make_item(
            KINDS[state],
            Place("apologies.index", (("buoc", WORDS[state]),), "don-vi"),
            scope,
            count=count,
            unit_id=unit_id,
            due_on=send_by,
            since=drafted_at,
        )


PROVIDERS: Final = (Provider(tuple(KINDS.values()), find_letters_waiting),)
