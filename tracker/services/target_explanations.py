"""Explanations of missed targets: written by the unit with the measure it promises, then reviewed.

Versions: what was sent back stays, the next one follows it. Nobody reviews what they wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import TargetExplanation, Task, Unit, db
from models.vocabulary import ReviewState, Role
from tracker.clock import now, today
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.target_explanations import find_missed_target
from tracker.queries.unit_scopes import require_units
from tracker.services.audit import lock_chain, record_audit
from tracker.services.explanation_board import hash_text

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor

WRITING_ROLES: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
"""The unit's own people; the office for a unit that answered on paper."""
REVIEWING_ROLES: Final = (Role.OFFICE_STAFF,)
SHORTEST_TEXT: Final = 20
LONGEST_TEXT: Final = 4_000
SHORTEST_NOTE: Final = 10


@dataclass(frozen=True, slots=True)
class TargetKey:
    """Which missed target is meant.

    Args:
        period: Text form of the period.
        task_id: The row of the document.
        unit_id: The unit.
    """

    period: str
    task_id: int
    unit_id: int


def write_target_explanation(
    *,
    key: TargetKey,
    text: str,
    measure: str,
    measure_due_on: date,
    seen_version: int,
    actor: Actor,
) -> int:
    """Write why a target was missed and what is promised by when; return the version's key.

    Args:
        key: The missed target.
        text: Why, 20 characters at least.
        measure: What is promised, 20 characters at least.
        measure_due_on: Day it is promised for; today at the earliest.
        seen_version: Newest version the person saw; 0 for none.
        actor: Who writes.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        ConflictError: `target_explanation_changed`, `target_explanation_waiting`.
        RefusedError: `target_explanation_short`, `target_measure_short`,
            `target_explanation_long`, `target_measure_past`, `target_explanation_accepted`,
            `target_not_missed_now`.
    """
    require_role(actor, WRITING_ROLES)
    require_units(actor, {key.unit_id})
    text, measure = _read(text, "target_explanation_short"), _read(measure, "target_measure_short")
    if measure_due_on < today():
        raise RefusedError("target_measure_past", on=measure_due_on)
    newest = find_newest(key)
    _check_version(newest, seen_version)
    _check_open(newest)
    if find_missed_target(key.period, key.task_id, key.unit_id) is None:
        raise RefusedError("target_not_missed_now", period=key.period)
    row = TargetExplanation(
        period=key.period,
        task_id=key.task_id,
        unit_id=key.unit_id,
        version=seen_version + 1,
        state=ReviewState.SUBMITTED,
        text=text,
        measure=measure,
        measure_due_on=measure_due_on,
        written_by=actor.id,
        written_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    record_step(row, actor, "target_explanation_written", measure_due_on=measure_due_on.isoformat())
    return row.id


def accept_target_explanation(
    *, key: TargetKey, seen_version: int, note: str = "", actor: Actor
) -> int:
    """Accept the explanation that waits; return its key.

    Args:
        key: The missed target.
        seen_version: Version the person read.
        note: What the office adds; may be empty.
        actor: Who accepts; not who wrote it.

    Raises:
        ForbiddenError: `role_not_allowed`, `target_explanation_own`.
        NotFoundError: `target_explanation_missing`.
        ConflictError: `target_explanation_changed`, `target_explanation_reviewed`.
        RefusedError: `target_explanation_long`.
    """
    return _review(key, ReviewState.ACCEPTED, " ".join(note.split()), seen_version, actor)


def send_back_target_explanation(
    *, key: TargetKey, seen_version: int, note: str, actor: Actor
) -> int:
    """Send the explanation that waits back with a note; return its key.

    Args:
        key: The missed target.
        seen_version: Version the person read.
        note: What is missing, 10 characters at least.
        actor: Who sends it back; not who wrote it.

    Raises:
        ForbiddenError: `role_not_allowed`, `target_explanation_own`.
        NotFoundError: `target_explanation_missing`.
        ConflictError: `target_explanation_changed`, `target_explanation_reviewed`.
        RefusedError: `target_note_short`, `target_explanation_long`.
    """
    note = " ".join(note.split())
    if len(note) < SHORTEST_NOTE:
        raise RefusedError("target_note_short", minimum=SHORTEST_NOTE)
    return _review(key, ReviewState.SENT_BACK, note, seen_version, actor)


def _review(key: TargetKey, state: ReviewState, note: str, seen_version: int, actor: Actor) -> int:
    require_role(actor, REVIEWING_ROLES)
    if len(note) > LONGEST_TEXT:
        raise RefusedError("target_explanation_long", maximum=LONGEST_TEXT)
    row = find_newest(key)
    if row is None:
        raise NotFoundError("target_explanation_missing")
    _check_version(row, seen_version)
    if row.state is not ReviewState.SUBMITTED:
        raise ConflictError("target_explanation_reviewed", state=row.state)
    if row.written_by == actor.id:
        raise ForbiddenError("target_explanation_own", username=actor.username)
    row.state, row.review_note = state, note
    row.reviewed_by, row.reviewed_at = actor.id, now()
    db.session.flush()
    record_step(row, actor, f"target_explanation_{state.value}", note=hash_text(note))
    return row.id


def find_newest(key: TargetKey) -> TargetExplanation | None:
    """Return the newest version; from here to the step's end nobody else writes or reviews one."""
    lock_chain()
    statement = (
        sa.select(TargetExplanation)
        .filter_by(period=key.period, task_id=key.task_id, unit_id=key.unit_id)
        .order_by(TargetExplanation.version.desc())
        .limit(1)
    )
    return db.session.scalar(statement.execution_options(populate_existing=True))


def _check_version(newest: TargetExplanation | None, seen: int) -> None:
    found = 0 if newest is None else newest.version
    if found != seen:
        raise ConflictError("target_explanation_changed", seen=seen, found=found)


def _check_open(newest: TargetExplanation | None) -> None:
    """Refuse to write while the version before waits, or after it was accepted."""
    if newest is None or newest.state is ReviewState.SENT_BACK:
        return
    if newest.state is ReviewState.SUBMITTED:
        raise ConflictError("target_explanation_waiting")
    raise RefusedError("target_explanation_accepted")


def _read(text: str, short: str) -> str:
    read = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if len(read) < SHORTEST_TEXT:
        raise RefusedError(short, minimum=SHORTEST_TEXT)
    if len(read) > LONGEST_TEXT:
        raise RefusedError("target_explanation_long", maximum=LONGEST_TEXT)
    return read


def record_step(row: TargetExplanation, actor: Actor, action: str, **details: Any) -> None:
    """Write the one audit entry of a step; texts only as their hash.

    Args:
        row: The version it was taken on.
        actor: Who took it.
        action: Its name.
        details: What it changed.
    """
    task = db.session.get_one(Task, row.task_id)
    unit = db.session.get_one(Unit, row.unit_id)
    record_audit(
        actor=actor,
        action=action,
        object_type="target_explanation",
        object_key=f"{row.period} {task.id} {unit.code} v{row.version}",
        details={"task": task.id, "ordinal": task.ordinal, "unit": unit.code, **details},
    )
