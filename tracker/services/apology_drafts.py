"""Drafts of apology letters: written for late dossiers, and written anew until they are signed.

One step takes many letters, or none of them. A dossier whose result is there already is given an
apology without a new day: nothing is left to promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models import ApologyLetter, db
from models.vocabulary import LetterState, Role
from tracker.clock import now, today
from tracker.errors import RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.apology_candidates import regime_terms
from tracker.queries.calendar import load_calendar
from tracker.queries.unit_scopes import require_units
from tracker.rules.apologies import (
    DossierDays,
    check_count,
    check_dossier,
    check_promise,
    promised_after,
    send_by,
    standing_count,
)
from tracker.services.apology_store import (
    check_seen,
    chosen,
    known_letters,
    load_dossiers,
    load_letters,
    read_reason,
    record_step,
)
from tracker.services.explanation_board import hash_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from models import Dossier
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.rules.calendar import WorkingCalendar

WRITING_ROLES: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
"""Who drafts, sends and cancels."""
MOST_WORKING_DAYS: Final = 250


@dataclass(frozen=True, slots=True)
class Promise:
    """Which day is promised; neither where every dossier has its result.

    Args:
        on: One day for all; None where it follows from each dossier.
        working_days: So many working days after today or the term's end, whichever is later.
    """

    on: date | None = None
    working_days: int | None = None


def draft_letters(
    *, dossier_ids: Sequence[int], reason: str, promise: Promise, settings: Settings, actor: Actor
) -> tuple[int, ...]:
    """Draft one letter for each of some dossiers, all with one reason; return their keys in order.

    Args:
        dossier_ids: The dossiers.
        reason: Why they are late, as the letters say it; 10 characters at least.
        promise: The new day, or the rule for it; of no use to a dossier whose result is there.
        settings: How Nghị định 118/2025 is read here.
        actor: Who drafts.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        NotFoundError: `dossier_missing`.
        RefusedError: `apology_none_chosen`, `apology_many_chosen`, `apology_reason_short`,
            `apology_reason_long`, `apology_promise_missing`, `apology_working_days`, and what
            `tracker.rules.apologies` refuses of a dossier or a day.
    """
    require_role(actor, WRITING_ROLES)
    pen = _Pen(reason, promise, settings)
    dossiers = load_dossiers(chosen(dossier_ids))
    require_units(actor, {dossier.unit_id for dossier in dossiers})
    known = known_letters([dossier.id for dossier in dossiers])
    letters = [
        ApologyLetter(
            dossier_id=dossier.id,
            ordinal=1 + max((each.ordinal for each in known.get(dossier.id, [])), default=0),
            unit_id=dossier.unit_id,
            state=LetterState.DRAFT,
            drafted_by=actor.id,
            drafted_at=now(),
            **pen.write(dossier, known.get(dossier.id, [])),
        )
        for dossier in dossiers
    ]
    db.session.add_all(letters)
    return record_step(
        letters, actor, "apology_drafted", reason=hash_text(pen.reason), promised=_promised(letters)
    )


def change_drafts(
    *,
    letter_ids: Sequence[int],
    reason: str,
    promise: Promise,
    settings: Settings,
    actor: Actor,
    seen_at: datetime | None = None,
) -> tuple[int, ...]:
    """Write drafts anew, all with one reason; return their keys in order.

    The days are counted again, from the dossiers as they are now. Who writes a draft anew is its
    drafter from then on, and never records its signature.

    Args:
        letter_ids: The letters.
        reason: Why the dossiers are late; 10 characters at least.
        promise: As for `draft_letters`.
        settings: As for `draft_letters`.
        actor: Who writes.
        seen_at: When the actor was shown the drafts; None where nobody looked.

    Raises:
        NotFoundError: `apology_missing`.
        ConflictError: `apology_state_changed` for a letter that is no draft any more,
            `apology_draft_changed`.
        ForbiddenError, RefusedError: As for `draft_letters`.
    """
    require_role(actor, WRITING_ROLES)
    pen = _Pen(reason, promise, settings)
    letters = load_letters(letter_ids, (LetterState.DRAFT,), actor)
    check_seen(letters, seen_at)
    dossier_ids = [letter.dossier_id for letter in letters]
    dossiers = {dossier.id: dossier for dossier in load_dossiers(dossier_ids)}
    known = known_letters(dossier_ids)
    before = {
        letter.id: [letter.drafted_by, hash_text(letter.reason), _text(letter.promised_on)]
        for letter in letters
    }
    for letter in letters:
        others = [each for each in known[letter.dossier_id] if each is not letter]
        for name, value in pen.write(dossiers[letter.dossier_id], others).items():
            setattr(letter, name, value)
        letter.drafted_by, letter.drafted_at = actor.id, now()
    return record_step(
        letters,
        actor,
        "apology_changed",
        reason=hash_text(pen.reason),
        promised=_promised(letters),
        before=before,
    )


class _Pen:
    """Writes one reason and one promise into letters, each by its own dossier's days."""

    def __init__(self, reason: str, promise: Promise, settings: Settings) -> None:
        self.reason = read_reason(reason)
        self._promise = _check_promise_kind(promise)
        self._settings = settings
        self._calendar: WorkingCalendar = load_calendar()

    def write(self, dossier: Dossier, others: Sequence[ApologyLetter]) -> dict[str, Any]:
        """Return what a letter says.

        Args:
            dossier: Its dossier.
            others: The dossier's other letters, cancelled ones too.
        """
        days = DossierDays(
            dossier.received_on, dossier.judged_due_on, dossier.finished_on, dossier.status
        )
        terms = regime_terms(dossier.received_on, self._settings)
        due_on = check_dossier(days, dossier.code)
        check_count(standing_count(letter.state for letter in others), terms, dossier.code)
        return {
            "reason": self.reason,
            "regime": terms.regime,
            "promised_on": self._promised_on(days, due_on, others),
            "send_by": send_by(days, terms),
        }

    def _promised_on(
        self, days: DossierDays, due_on: date, others: Iterable[ApologyLetter]
    ) -> date | None:
        if days.has_result:
            return None
        present = today()
        promised_on = self._promise.on
        if self._promise.working_days is not None:
            promised_on = promised_after(
                days,
                working_days=self._promise.working_days,
                present=present,
                calendar=self._calendar,
            )
        if promised_on is None:
            raise RefusedError("apology_promise_missing")
        stand = [each.promised_on for each in others if each.state is not LetterState.CANCELLED]
        check_promise(
            promised_on,
            due_on=due_on,
            before=max((day for day in stand if day is not None), default=None),
            present=present,
            calendar=self._calendar,
        )
        return promised_on


def _check_promise_kind(promise: Promise) -> Promise:
    if promise.on is not None and promise.working_days is not None:
        raise RefusedError("apology_promise_missing")
    if promise.working_days is not None and not 1 <= promise.working_days <= MOST_WORKING_DAYS:
        raise RefusedError(
            "apology_working_days", value=promise.working_days, maximum=MOST_WORKING_DAYS
        )
    return promise


def _promised(letters: Sequence[ApologyLetter]) -> dict[int, str]:
    return {letter.dossier_id: _text(letter.promised_on) for letter in letters}


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
