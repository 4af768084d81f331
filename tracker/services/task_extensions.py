"""Later days granted for tasks without figures (gia hạn); the day first set is always kept.

An extension speaks from the day it is recorded: verdicts of periods that ended before stay, and a
product that was handed over late stays late (`tracker.rules.task_states`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models import TaskExtension, db
from models.vocabulary import AssignmentRole, Role, TaskKind
from tracker.clock import now, today
from tracker.errors import ConflictError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import get_task, unit_ids_of
from tracker.queries.task_records import find_delivery
from tracker.queries.unit_directory import load_directory
from tracker.services.audit import lock_chain, record_audit

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.task_parties import FoundTask

GRANTING_ROLES: Final = (Role.OFFICE_STAFF,)
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 2_000
LONGEST_DOCUMENT: Final = 300


def grant_extension(
    *,
    task_id: int,
    due_on: date,
    document: str,
    reason: str,
    actor: Actor,
    unit_id: int | None = None,
    seen_due_on: date | None = None,
) -> int:
    """Grant a later day for a task and return the extension's key.

    Args:
        task_id: The task; it has a last day.
        due_on: The new last day, after the one in force.
        document: What grants it: number, date, issuer.
        reason: Why, in 10 to 2,000 signs.
        actor: Who of the office records it.
        unit_id: Whose day moves; None for every unit of the task.
        seen_due_on: The last day in force the person saw; None where that is not known.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `task_unknown`, `unit_missing`.
        ConflictError: `extension_changed`.
        RefusedError: `task_measured`, `extension_without_due`, `extension_not_lead`,
            `extension_not_later`, `extension_in_past`, `extension_after_delivery`,
            `extension_document_missing`, `extension_document_long`,
            `extension_reason_short`, `extension_reason_long`.
    """
    require_role(actor, GRANTING_ROLES)
    lock_chain()
    found = get_task(task_id)
    original = _original_day(found)
    _check_texts(document.strip(), reason.strip())
    unit_code = "" if unit_id is None else _check_unit(found, unit_id)
    before = current_due_day(task_id, original, unit_id)
    if seen_due_on is not None and seen_due_on != before:
        raise ConflictError("extension_changed", before=seen_due_on, now=before)
    if due_on < today():
        raise RefusedError("extension_in_past", value=due_on)
    if due_on <= before:
        raise RefusedError("extension_not_later", value=due_on, current=before)
    row = TaskExtension(
        task_id=task_id,
        unit_id=unit_id,
        original_due_on=original,
        due_on=due_on,
        document=document.strip(),
        reason=reason.strip(),
        granted_by=actor.id,
        granted_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    record_audit(
        actor=actor,
        action="task_extended",
        object_type="task_extension",
        object_key=f"{found.directive.number} {found.reference} {unit_code}".strip(),
        details={
            "extension": row.id,
            "original_due_on": original.isoformat(),
            "before": before.isoformat(),
            "after": due_on.isoformat(),
            "document": document.strip(),
            "reason": reason.strip(),
        },
    )
    return row.id


def current_due_day(task_id: int, original: date, unit_id: int | None) -> date:
    """Return the last day in force now for a unit, or for a task as a whole.

    Args:
        task_id: The task.
        original: The day first set.
        unit_id: The unit; None for the task as a whole.
    """
    rows = [
        row
        for row in list_task_extensions([task_id])
        if row.unit_id is None or row.unit_id == unit_id
    ]
    return max([original, *(row.due_on for row in rows)])


def _original_day(found: FoundTask) -> date:
    if found.task.kind is not TaskKind.PRODUCT:
        raise RefusedError("task_measured", number=found.reference)
    if found.task.due_on is None:
        raise RefusedError("extension_without_due", number=found.reference)
    return found.task.due_on


def _check_texts(document: str, reason: str) -> None:
    if not document:
        raise RefusedError("extension_document_missing")
    if len(document) > LONGEST_DOCUMENT:
        raise RefusedError("extension_document_long", maximum=LONGEST_DOCUMENT)
    if len(reason) < SHORTEST_REASON:
        raise RefusedError("extension_reason_short", minimum=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise RefusedError("extension_reason_long", maximum=LONGEST_REASON)


def _check_unit(found: FoundTask, unit_id: int) -> str:
    """Return the code of a unit that leads the task and has not delivered yet."""
    directory = load_directory()
    unit = directory.by_id(unit_id)
    leads = unit_ids_of(found, directory, role=AssignmentRole.LEAD)
    if unit_id not in leads:
        raise RefusedError("extension_not_lead", unit=unit.name, number=found.reference)
    done = find_delivery(found.task, unit_id, directory)
    if done is not None:
        raise RefusedError("extension_after_delivery", unit=unit.name, done_on=done)
    return unit.code
