"""Letters of apology to draft, to sign and to send, by unit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import ApologyLetter, db
from models.vocabulary import LetterState, WaitingKind
from tracker.queries.apology_candidates import CandidateSearch, count_candidates, regime_terms
from tracker.queries.calendar import load_calendar
from tracker.queries.waiting_work.scope import Place, Provider, Scope, make_item
from tracker.rules.apologies import SOON_WORKING_DAYS, send_by
from tracker.rules.periods import month_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tracker.rules.waiting import WaitingItem

KINDS: Final = {
    LetterState.DRAFT: WaitingKind.SIGN_LETTERS,
    LetterState.SIGNED: WaitingKind.SEND_LETTERS,
}
WORDS: Final = {LetterState.DRAFT: "cho-ky", LetterState.SIGNED: "cho-gui"}
TO_DRAFT: Final = "can-lap"
"""What the page of letters calls a step in its address."""


def find_dossiers_without_letter(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the dossiers that need a letter, by unit and the last day to send it in time.

    Those open that are overdue or about to be, and those finished late in the month that ended
    last: the month whose list is being made.
    """
    settings = scope.settings
    month = month_of(scope.today, settings.month_cutoff_day).previous()
    search = CandidateSearch(
        present=scope.today,
        soon_until=load_calendar().add_working_days(scope.today, SOON_WORKING_DAYS),
        finished=(
            month.first_day(settings.month_cutoff_day),
            month.last_day(settings.month_cutoff_day),
        ),
        unit_ids=scope.unit_ids,
        needed_after_days=settings.apology.needed_after_days,
    )
    counts: Counter[tuple[int, date]] = Counter()
    for unit_id, days, count in count_candidates(search):
        last = send_by(days, regime_terms(days.received_on, settings))
        if last is not None:
            counts[unit_id, last] += count
    for (unit_id, last), count in sorted(counts.items()):
        yield make_item(
            WaitingKind.DRAFT_LETTERS,
            Place("apologies.index", (("buoc", TO_DRAFT), ("thang", month.code)), "don-vi"),
            scope,
            count=count,
            unit_id=unit_id,
            due_on=last,
        )


def find_letters_waiting(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the letters that were not signed or not sent, by unit and the last day to send.

    A draft never waits for who wrote it: a second person signs.
    """
    writer = sa.case((ApologyLetter.state == LetterState.DRAFT, ApologyLetter.drafted_by))
    parts = (ApologyLetter.unit_id, ApologyLetter.state, ApologyLetter.send_by, writer)
    statement = (
        sa.select(
            *parts,
            sa.func.count(),
            sa.func.max(ApologyLetter.drafted_at),
            sa.func.max(ApologyLetter.signed_on),
        )
        .where(ApologyLetter.state.in_(tuple(KINDS)))
        .group_by(*parts)
        .order_by(*parts)
    )
    if scope.unit_ids is not None:
        statement = statement.where(ApologyLetter.unit_id.in_(sorted(scope.unit_ids)))
    for unit_id, state, last, writer_id, count, drafted_at, signed_on in db.session.execute(
        statement
    ):
        yield make_item(
            KINDS[state],
            Place("apologies.index", (("buoc", WORDS[state]),), "don-vi"),
            scope,
            count=count,
            unit_id=unit_id,
            due_on=last,
            since=signed_on or drafted_at,
            made_by=writer_id,
        )


PROVIDERS: Final = (
    Provider((WaitingKind.DRAFT_LETTERS,), find_dossiers_without_letter),
    Provider(tuple(KINDS.values()), find_letters_waiting),
)
