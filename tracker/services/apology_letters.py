"""The life of apology letters once drafted: signed, sent; or cancelled before they are sent.

One step takes many letters, or none of them. Who drafted a letter never records its signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import LetterState, Role
from tracker.clock import local, now, today
from tracker.errors import ForbiddenError, RefusedError
from tracker.queries.accounts import require_role
from tracker.rules.letter_numbers import check_numbers
from tracker.services.apology_drafts import WRITING_ROLES
from tracker.services.apology_store import (
    check_free,
    check_seen,
    dossier_code,
    load_letters,
    read_reason,
    record_step,
)
from tracker.services.explanation_board import hash_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from models import ApologyLetter
    from models.vocabulary import LetterChannel
    from tracker.queries.accounts import Actor

SIGNING_ROLES: Final = (Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
"""Who records that a letter was signed, with its number and day; never who drafted it."""


def sign_letters(
    *,
    letter_ids: Sequence[int],
    numbers: Sequence[str],
    signed_on: date,
    actor: Actor,
    seen_at: datetime | None = None,
) -> tuple[int, ...]:
    """Record that drafts were signed on a day, each under its number, in the order given.

    Args:
        letter_ids: The letters.
        numbers: As many numbers, in the same order; see `tracker.rules.letter_numbers`.
        signed_on: Day of signature.
        actor: Who records it; not who drafted one of them.
        seen_at: When the actor was shown the drafts; None where nobody looked.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`, `apology_own_draft`.
        NotFoundError: `apology_missing`.
        ConflictError: `apology_state_changed`, `apology_draft_changed`, `apology_number_taken`.
        RefusedError: `apology_none_chosen`, `apology_numbers_differ`, `apology_number_missing`,
            `apology_number_long`, `apology_number_twice`, `apology_day_ahead`,
            `apology_signed_early`, `apology_promise_over`.
    """
    require_role(actor, SIGNING_ROLES)
    letters = load_letters(letter_ids, (LetterState.DRAFT,), actor)
    check_seen(letters, seen_at)
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
    reason = read_reason(reason)
    letters = load_letters(letter_ids, (LetterState.DRAFT, LetterState.SIGNED), actor)
    before = {letter.id: letter.state.value for letter in letters}
    for letter in letters:
        letter.state, letter.cancelling_reason = LetterState.CANCELLED, reason
        letter.cancelled_at, letter.cancelled_by = now(), actor.id
    return record_step(letters, actor, "apology_cancelled", reason=hash_text(reason), before=before)


def _check_day(on: date) -> None:
    if on > today():
        raise RefusedError("apology_day_ahead", on=on)


def _check_promise_ahead(letter: ApologyLetter, on: date) -> None:
    """Refuse a letter that would promise a day gone by when it is signed or sent."""
    if letter.promised_on is not None and letter.promised_on < on:
        raise RefusedError(
            "apology_promise_over", dossier=dossier_code(letter), promised_on=letter.promised_on
        )
