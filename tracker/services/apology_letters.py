"""The life of apology letters: drafted, signed, sent; or cancelled before they are sent.

One step takes many letters, or none of them. Who drafted a letter never records its signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models import ApologyLetter, Dossier, db
from models.vocabulary import LetterState, Role
from tracker.clock import local, now, today
from tracker.errors import ForbiddenError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.acting_units import require_units
from tracker.queries.calendar import load_calendar
from tracker.rules.apologies import (
    DossierDays,
    check_count,
    check_dossier,
    check_promise,
    promised_after,
    regime_of,
    send_by,
    standing_count,
    terms_of,
)
from tracker.rules.letter_numbers import check_numbers
from tracker.services.apology_store import (
    check_free,
    chosen,
    dossier_code,
    known_letters,
    load_dossiers,
    load_letters,
    record_step,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from models.vocabulary import LetterChannel
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.rules.apologies import ApologyTerms
    from tracker.rules.calendar import WorkingCalendar

WRITING_ROLES: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
"""Who drafts, sends and cancels."""
SIGNING_ROLES: Final = (Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
"""Who records that a letter was signed, with its number and day; never who drafted it."""
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 2_000
MOST_WORKING_DAYS: Final = 250


@dataclass(frozen=True, slots=True)
class Promise:
    """Which day is promised.

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
        promise: The new day, or the rule for it.
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
    reason = _read_reason(reason)
    promise = _check_promise_kind(promise)
    dossiers = load_dossiers(chosen(dossier_ids))
    require_units(actor, {dossier.unit_id for dossier in dossiers})
    known = known_letters([dossier.id for dossier in dossiers])
    calendar = load_calendar()
    letters = [
        _draft(dossier, known.get(dossier.id, []), reason, promise, settings, actor, calendar)
        for dossier in dossiers
    ]
    db.session.add_all(letters)
    return record_step(
        letters,
        actor,
        "apology_drafted",
        reason=reason,
        promised={letter.dossier_id: letter.promised_on.isoformat() for letter in letters},
    )


def sign_letters(
    *, letter_ids: Sequence[int], numbers: Sequence[str], signed_on: date, actor: Actor
) -> tuple[int, ...]:
    """Record that drafts were signed on a day, each under its number, in the order given.

    Args:
        letter_ids: The letters.
        numbers: As many numbers, in the same order; see `tracker.rules.letter_numbers`.
        signed_on: Day of signature.
        actor: Who records it; not who drafted one of them.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`, `apology_own_draft`.
        NotFoundError: `apology_missing`.
        ConflictError: `apology_state_changed`, `apology_number_taken`.
        RefusedError: `apology_none_chosen`, `apology_numbers_differ`, `apology_number_missing`,
            `apology_number_long`, `apology_number_twice`, `apology_day_ahead`,
            `apology_signed_early`, `apology_promise_over`.
    """
    require_role(actor, SIGNING_ROLES)
    letters = load_letters(letter_ids, (LetterState.DRAFT,), actor)
    given = check_numbers(tuple(numbers))
    if len(given) != len(letters):
        raise RefusedError("apology_numbers_differ", numbers=len(given), letters=len(letters))
    _check_day(signed_on)
    own = next((letter for letter in letters if letter.drafted_by == actor.id), None)
    if own is not None:
        raise ForbiddenError(
            "apology_own_draft", username=actor.username, dossier=dossier_code(own)
        )
    for letter in letters:
        drafted_on = local(letter.drafted_at).date()
        if signed_on < drafted_on:
            raise RefusedError("apology_signed_early", signed_on=signed_on, drafted_on=drafted_on)
        _check_promise_ahead(letter, signed_on)
    check_free(letters, given, signed_on)
    for letter, number in zip(letters, given, strict=True):
        letter.state, letter.number = LetterState.SIGNED, number
        letter.signed_on, letter.signed_by = signed_on, actor.id
    numbered = {letter.id: letter.number for letter in letters}
    return record_step(
        letters, actor, "apology_signed", signed_on=signed_on.isoformat(), numbers=numbered
    )


def send_letters(
    *, letter_ids: Sequence[int], channel: LetterChannel, sent_on: date, actor: Actor
) -> tuple[int, ...]:
    """Record that signed letters were sent on a day by one channel.

    Args:
        letter_ids: The letters.
        channel: How.
        sent_on: Day; not before signing, nor ahead, nor after the promised day.
        actor: Who records it.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        NotFoundError: `apology_missing`.
        ConflictError: `apology_state_changed`.
        RefusedError: `apology_none_chosen`, `apology_day_ahead`, `apology_sent_early`,
            `apology_promise_over`.
    """
    require_role(actor, WRITING_ROLES)
    letters = load_letters(letter_ids, (LetterState.SIGNED,), actor)
    _check_day(sent_on)
    for letter in letters:
        if letter.signed_on is None or sent_on < letter.signed_on:
            raise RefusedError("apology_sent_early", sent_on=sent_on, signed_on=letter.signed_on)
        _check_promise_ahead(letter, sent_on)
    for letter in letters:
        letter.state, letter.channel = LetterState.SENT, channel
        letter.sent_on, letter.sent_by = sent_on, actor.id
    return record_step(
        letters, actor, "apology_sent", sent_on=sent_on.isoformat(), channel=channel.value
    )


def cancel_letters(*, letter_ids: Sequence[int], reason: str, actor: Actor) -> tuple[int, ...]:
    """Cancel letters that were not sent yet, with a reason; another may then be drafted.

    Args:
        letter_ids: The letters.
        reason: Why, 10 characters at least.
        actor: Who cancels.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        NotFoundError: `apology_missing`.
        ConflictError: `apology_state_changed`.
        RefusedError: `apology_none_chosen`, `apology_reason_short`, `apology_reason_long`.
    """
    require_role(actor, WRITING_ROLES)
    reason = _read_reason(reason)
    letters = load_letters(letter_ids, (LetterState.DRAFT, LetterState.SIGNED), actor)
    before = {letter.id: letter.state.value for letter in letters}
    for letter in letters:
        letter.state, letter.cancelling_reason = LetterState.CANCELLED, reason
        letter.cancelled_at, letter.cancelled_by = now(), actor.id
    return record_step(letters, actor, "apology_cancelled", reason=reason, before=before)


def regime_terms(received_on: date, settings: Settings) -> ApologyTerms:
    """Return what the act of a dossier's day of reception asks, as read in this installation."""
    own = settings.apology
    return terms_of(
        regime_of(received_on),
        nd118_days_before=own.nd118_days_before,
        nd118_letter_count=own.nd118_letter_count,
        nd118_confirmed=own.nd118_confirmed,
    )


def _draft(
    dossier: Dossier,
    known: Sequence[ApologyLetter],
    reason: str,
    promise: Promise,
    settings: Settings,
    actor: Actor,
    calendar: WorkingCalendar,
) -> ApologyLetter:
    days = DossierDays(
        dossier.received_on, dossier.judged_due_on, dossier.finished_on, dossier.status
    )
    terms = regime_terms(dossier.received_on, settings)
    due_on = check_dossier(days, dossier.code)
    check_count(standing_count(letter.state for letter in known), terms, dossier.code)
    promised_on = promise.on or promised_after(
        days, working_days=promise.working_days or 1, present=today(), calendar=calendar
    )
    promises = [each.promised_on for each in known if each.state is not LetterState.CANCELLED]
    check_promise(
        promised_on or due_on,
        due_on=due_on,
        before=max(promises, default=None),
        present=today(),
        calendar=calendar,
    )
    return ApologyLetter(
        dossier_id=dossier.id,
        ordinal=1 + max((letter.ordinal for letter in known), default=0),
        unit_id=dossier.unit_id,
        regime=terms.regime,
        state=LetterState.DRAFT,
        reason=reason,
        promised_on=promised_on,
        send_by=send_by(days, terms),
        drafted_by=actor.id,
        drafted_at=now(),
    )


def _read_reason(text: str) -> str:
    reason = " ".join(text.split())
    if len(reason) < SHORTEST_REASON:
        raise RefusedError("apology_reason_short", minimum=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise RefusedError("apology_reason_long", maximum=LONGEST_REASON)
    return reason


def _check_promise_kind(promise: Promise) -> Promise:
    if (promise.on is None) == (promise.working_days is None):
        raise RefusedError("apology_promise_missing")
    if promise.working_days is not None and not 1 <= promise.working_days <= MOST_WORKING_DAYS:
        raise RefusedError(
            "apology_working_days", value=promise.working_days, maximum=MOST_WORKING_DAYS
        )
    return promise


def _check_day(on: date) -> None:
    if on > today():
        raise RefusedError("apology_day_ahead", on=on)


def _check_promise_ahead(letter: ApologyLetter, on: date) -> None:
    """Refuse a letter that would promise a day gone by when it is signed or sent."""
    if letter.promised_on < on:
        raise RefusedError(
            "apology_promise_over", dossier=dossier_code(letter), promised_on=letter.promised_on
        )
