"""What people make of a difference between two sources: who looks into it, and what came of it.

A judgement keeps both figures as they stood. When either moves it is open again by itself: nobody
has explained the new ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Difference, Source, db
from models.vocabulary import DifferenceState, Role, SourceKind
from tracker.clock import now
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import get_actor, require_role
from tracker.queries.reconciliation import find_indicator_id
from tracker.rules.dossier_measures import OWN_SOURCE
from tracker.services.audit import record_audit
from tracker.services.import_batches import register_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.vocabulary import DifferenceCause
    from tracker.queries.accounts import Actor

JUDGING_ROLES: Final = (Role.OFFICE_STAFF,)
"""Who may look into differences: the office that answers for the figures."""
SHORTEST_NOTE: Final = 10
LONGEST_NOTE: Final = 2_000
OWN_RANK: Final = 200
"""Our own count never takes over from a source that was named for the figure."""


@dataclass(frozen=True, slots=True)
class DifferenceKey:
    """Which difference is meant.

    Args:
        period: Text form of the period.
        first: Code of a source.
        second: Code of the other one.
        indicator: Code of the indicator.
        unit_id: Key of the unit.
    """

    period: str
    first: str
    second: str
    indicator: str
    unit_id: int


def judge_difference(
    *,
    key: DifferenceKey,
    state: DifferenceState,
    cause: DifferenceCause,
    note: str,
    owner: str,
    snapshot: Sequence[Any],
    actor: Actor,
    seen: str | None = None,
) -> int:
    """Write down who looks into a difference, and what came of it; return its key.

    Args:
        key: Which difference.
        state: Open, explained or settled; a state other than open needs a reason.
        cause: Why the sources differ, as far as it is known.
        note: The reason, 10 characters at least where it is needed.
        owner: User name of who looks into it; empty for nobody.
        snapshot: Both figures as the person saw them, the first source's first.
        actor: Who writes.
        seen: When the judgement the person saw was written, ISO 8601; empty where they saw none,
            None to ask nothing.

    Raises:
        ForbiddenError: `role_not_allowed`.
        ConflictError: `reconcile_judged_meanwhile`, when another one was written since.
        NotFoundError: `reconcile_source_unknown`, `reconcile_indicator_unknown`, `user_unknown`.
        RefusedError: `reconcile_same_source`, `reconcile_note_short`, `reconcile_note_long`,
            `reconcile_owner_unfit`, `user_inactive`.
    """
    require_role(actor, JUDGING_ROLES)
    if key.first == key.second:
        raise RefusedError("reconcile_same_source", value=key.first)
    note = _read_note(note, state)
    owner_id = _owner_id(owner)
    row, is_new = _load(key)
    if seen is not None and seen != ("" if is_new else row.updated_at.isoformat()):
        raise ConflictError("reconcile_judged_meanwhile")
    before = {} if is_new else {"state": row.state.value, "cause": row.cause.value}
    row.state, row.cause, row.note, row.owner_id = state, cause, note, owner_id
    is_turned = _source_id(key.first) != row.first_source_id
    row.judged = list(snapshot)[::-1] if is_turned else list(snapshot)
    row.updated_at, row.updated_by = now(), actor.id
    db.session.add(row)
    db.session.flush()
    record_audit(
        actor=actor,
        action="difference_judged",
        object_type="difference",
        object_key=f"{key.period} {key.indicator} {key.first}/{key.second}",
        details={
            "unit": key.unit_id,
            "state": state.value,
            "cause": cause.value,
            "owner": owner,
            "note": note,
            "figures": list(snapshot),
            "before": before,
        },
    )
    return row.id


def _read_note(text: str, state: DifferenceState) -> str:
    note = " ".join(text.split())
    if state is not DifferenceState.OPEN and len(note) < SHORTEST_NOTE:
        raise RefusedError("reconcile_note_short", minimum=SHORTEST_NOTE)
    if len(note) > LONGEST_NOTE:
        raise RefusedError("reconcile_note_long", maximum=LONGEST_NOTE)
    return note


def _owner_id(username: str) -> int | None:
    if not username:
        return None
    person = get_actor(username)
    if person.role not in JUDGING_ROLES:
        raise RefusedError("reconcile_owner_unfit", username=username)
    return person.id


def _load(key: DifferenceKey) -> tuple[Difference, bool]:
    """Return the row of a difference, held until the transaction ends; a new one where none is."""
    indicator_id = find_indicator_id(key.indicator)
    if indicator_id is None:
        raise NotFoundError("reconcile_indicator_unknown", value=key.indicator)
    first, second = sorted((_source_id(key.first), _source_id(key.second)))
    # Two people who judge one difference for the first time follow each other.
    db.session.execute(sa.select(Source.id).where(Source.id == first).with_for_update())
    values = {
        "period": key.period,
        "first_source_id": first,
        "second_source_id": second,
        "indicator_id": indicator_id,
        "unit_id": key.unit_id,
    }
    found = db.session.scalar(sa.select(Difference).filter_by(**values).with_for_update())
    return (Difference(**values), True) if found is None else (found, False)


def _source_id(code: str) -> int:
    found = db.session.scalar(sa.select(Source.id).where(Source.code == code))
    if found is not None:
        return found
    if code != OWN_SOURCE:
        raise NotFoundError("reconcile_source_unknown", value=code, known="–")
    source_id, _ = register_source(code=code, kind=SourceKind.DOSSIERS)
    db.session.get_one(Source, source_id).rank = OWN_RANK
    return source_id
