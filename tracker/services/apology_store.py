"""Apology letters and their dossiers, held while a step is taken on them; and the step's record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import ApologyLetter, Dossier, db
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.unit_scopes import require_units
from tracker.services.audit import lock_chain, record_audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from models.vocabulary import LetterState
    from tracker.queries.accounts import Actor

SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 2_000
MOST_AT_ONCE: Final = 2_000
_AT_ONCE: Final = 500


def check_free(letters: Sequence[ApologyLetter], numbers: Sequence[str], signed_on: date) -> None:
    """Refuse a number the unit has given in the same year; numbers begin anew each January.

    Args:
        letters: Letters about to be numbered.
        numbers: Their numbers, in the same order.
        signed_on: Day of signature.

    Raises:
        ConflictError: `apology_number_taken`.
    """
    wanted = {(letter.unit_id, number) for letter, number in zip(letters, numbers, strict=True)}
    first, last = signed_on.replace(month=1, day=1), signed_on.replace(month=12, day=31)
    for chunk in _chunks(sorted(set(numbers))):
        rows = db.session.execute(
            sa.select(ApologyLetter.unit_id, ApologyLetter.number).where(
                ApologyLetter.number.in_(chunk),
                ApologyLetter.signed_on.between(first, last),
            )
        )
        taken = next((row.number for row in rows if (row.unit_id, row.number) in wanted), None)
        if taken is not None:
            raise ConflictError("apology_number_taken", value=taken, year=signed_on.year)


def chosen(keys: Iterable[int]) -> list[int]:
    """Return keys once each, in the order given.

    Args:
        keys: What was chosen.

    Raises:
        RefusedError: `apology_none_chosen`, `apology_many_chosen`.
    """
    found = list(dict.fromkeys(keys))
    if not found:
        raise RefusedError("apology_none_chosen")
    if len(found) > MOST_AT_ONCE:
        raise RefusedError("apology_many_chosen", value=len(found), maximum=MOST_AT_ONCE)
    return found


def load_dossiers(dossier_ids: Sequence[int]) -> list[Dossier]:
    """Return dossiers in the order given; from here to the step's end nobody else takes one.

    Args:
        dossier_ids: Their keys, each once.

    Raises:
        NotFoundError: `dossier_missing`.
    """
    lock_chain()
    found: dict[int, Dossier] = {}
    for chunk in _chunks(dossier_ids):
        some = sa.select(Dossier).where(Dossier.id.in_(chunk))
        fresh = some.execution_options(populate_existing=True)
        found.update((dossier.id, dossier) for dossier in db.session.scalars(fresh))
    if len(found) < len(dossier_ids):
        raise NotFoundError("dossier_missing")
    return [found[key] for key in dossier_ids]


def known_letters(dossier_ids: Sequence[int]) -> dict[int, list[ApologyLetter]]:
    """Return the letters of dossiers, cancelled ones too, by the dossier's key."""
    known: dict[int, list[ApologyLetter]] = {}
    for chunk in _chunks(dossier_ids):
        some = sa.select(ApologyLetter).where(ApologyLetter.dossier_id.in_(chunk))
        for letter in db.session.scalars(some):
            known.setdefault(letter.dossier_id, []).append(letter)
    return known


def load_letters(
    letter_ids: Sequence[int], states: Sequence[LetterState], actor: Actor
) -> list[ApologyLetter]:
    """Return letters in the order given; from here to the step's end nobody else takes one.

    Args:
        letter_ids: Their keys.
        states: What they must be in.
        actor: Whose units they must be of.

    Raises:
        ForbiddenError: `unit_not_yours`.
        NotFoundError: `apology_missing`.
        ConflictError: `apology_state_changed` when one of them has gone on meanwhile.
        RefusedError: `apology_none_chosen`, `apology_many_chosen`.
    """
    wanted = chosen(letter_ids)
    lock_chain()
    found: dict[int, ApologyLetter] = {}
    for chunk in _chunks(wanted):
        some = sa.select(ApologyLetter).where(ApologyLetter.id.in_(chunk))
        for letter in db.session.scalars(some.execution_options(populate_existing=True)):
            found[letter.id] = letter
    missing = next((key for key in wanted if key not in found), None)
    if missing is not None:
        raise NotFoundError("apology_missing", value=missing)
    letters = [found[key] for key in wanted]
    require_units(actor, {letter.unit_id for letter in letters})
    moved = next((letter for letter in letters if letter.state not in states), None)
    if moved is not None:
        raise ConflictError("apology_state_changed", dossier=dossier_code(moved), state=moved.state)
    return letters


def check_seen(letters: Sequence[ApologyLetter], seen_at: datetime | None) -> None:
    """Refuse a step on drafts that were written anew since the person looked.

    Args:
        letters: The drafts.
        seen_at: When the person was shown them; None where nobody looked.

    Raises:
        ConflictError: `apology_draft_changed`.
    """
    changed = next((each for each in letters if seen_at and each.drafted_at > seen_at), None)
    if changed is not None:
        raise ConflictError(
            "apology_draft_changed", dossier=dossier_code(changed), at=changed.drafted_at
        )


def read_reason(text: str) -> str:
    """Return a reason on one line.

    Raises:
        RefusedError: `apology_reason_short`, `apology_reason_long`.
    """
    reason = " ".join(text.split())
    if len(reason) < SHORTEST_REASON:
        raise RefusedError("apology_reason_short", minimum=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise RefusedError("apology_reason_long", maximum=LONGEST_REASON)
    return reason


def dossier_code(letter: ApologyLetter) -> str:
    """Return the code of a letter's dossier, for a sentence."""
    return db.session.get_one(Dossier, letter.dossier_id).code


def record_step(
    letters: Sequence[ApologyLetter], actor: Actor, action: str, **details: Any
) -> tuple[int, ...]:
    """Write the one audit entry of a step; return the letters' keys in order.

    Args:
        letters: What the step was taken on.
        actor: Who took it.
        action: Its name.
        details: What it changed.
    """
    db.session.flush()
    ids = tuple(letter.id for letter in letters)
    record_audit(
        actor=actor,
        action=action,
        object_type="apology_letter",
        object_key=str(ids[0]) if len(ids) == 1 else f"{len(ids)} letters from {min(ids)}",
        details={
            "letters": list(ids),
            "dossiers": [letter.dossier_id for letter in letters],
            **{name: _by_text(value) for name, value in details.items()},
        },
    )
    return ids


def _by_text(value: Any) -> Any:
    """Return a mapping with texts as keys, as JSON keeps them."""
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else value


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
