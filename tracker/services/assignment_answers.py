"""Taking assignments on and refusing them (tiếp nhận, từ chối tiếp nhận): a unit's head signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import AssignmentAcceptance, AssignmentDispute, User, db
from models.vocabulary import AnswerState, DisputeState
from tracker.clock import now, today
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.assignment_answers import list_answers
from tracker.queries.calendar import load_calendar
from tracker.queries.task_parties import get_task
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.assignments import (
    ANSWERABLE,
    ANSWERING_ROLES,
    ARBITER_ROLES,
    last_day,
    make_move,
)
from tracker.services.audit import lock_chain, record_audit

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from models.vocabulary import ProposalKind, RefusalReason
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.assignment_answers import AnswerRow
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.rules.assignments import Move

SHORTEST_TEXT: Final = 10
LONGEST_TEXT: Final = 2_000


def accept_assignments(
    *, parts: Collection[tuple[int, int]], actor: Actor, settings: Settings
) -> int:
    """Take parts in tasks on, all or none, and return how many were new.

    Taking on what was refused withdraws the refusal; what was taken on already stays as it is.

    Args:
        parts: Task and unit of each.
        actor: Head of the units.
        settings: How long units have to answer.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        NotFoundError: `task_unknown`, `assignment_not_of_unit`.
        ConflictError: `assignment_answered`.
        RefusedError: `assignment_none_chosen`.
    """
    require_role(actor, ANSWERING_ROLES)
    wanted = list(dict.fromkeys(parts))
    if not wanted:
        raise RefusedError("assignment_none_chosen")
    lock_chain()
    rows = _find_parts(wanted, actor, settings)
    return sum(_accept(row, actor) for row in rows)


def refuse_assignment(
    *,
    task_id: int,
    unit_id: int,
    reason: RefusalReason,
    text: str,
    proposal: ProposalKind,
    actor: Actor,
    settings: Settings,
    proposed_unit_id: int | None = None,
    proposed_due_on: date | None = None,
) -> int:
    """Refuse a part in a task, which opens a dispute with a clock, and return its key.

    Args:
        task_id: The task.
        unit_id: The unit that refuses.
        reason: Why.
        text: Why in words, in 10 to 2,000 signs.
        proposal: What is to be otherwise.
        actor: Head of the unit.
        settings: How long the arbiter has, and who that is.
        proposed_unit_id: Who should do it, for that proposal.
        proposed_due_on: The later day, for that proposal.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        NotFoundError: `task_unknown`, `assignment_not_of_unit`.
        ConflictError: `assignment_answered`.
        RefusedError: `dispute_text_short`, `dispute_text_long`, or as
            `tracker.rules.assignments.make_move`.
    """
    require_role(actor, ANSWERING_ROLES)
    words = read_text(text)
    lock_chain()
    (row,) = _find_parts([(task_id, unit_id)], actor, settings)
    if row.state not in ANSWERABLE:
        raise _answered(row)
    move = make_move(proposal, row.part, today(), unit_id=proposed_unit_id, due_on=proposed_due_on)
    dispute = _open(row, reason, words, move, actor, settings)
    record_audit(
        actor=actor,
        action="assignment_refused",
        object_type="assignment_dispute",
        object_key=str(dispute.id),
        details={
            "directive": row.found.directive.number,
            "task": row.found.reference,
            "unit": row.expanded.unit.code,
            "role": row.expanded.role.value,
            "reason": reason.value,
            "text": words,
            "decide_by": dispute.decide_by.isoformat(),
            **told_move(move, "proposed"),
        },
    )
    return dispute.id


def read_text(text: str) -> str:
    """Return a text somebody wrote, if it says enough and not too much.

    Raises:
        RefusedError: `dispute_text_short`, `dispute_text_long`.
    """
    words = text.strip()
    if len(words) < SHORTEST_TEXT:
        raise RefusedError("dispute_text_short", minimum=SHORTEST_TEXT)
    if len(words) > LONGEST_TEXT:
        raise RefusedError("dispute_text_long", maximum=LONGEST_TEXT)
    return words


def told_move(move: Move, prefix: str) -> dict[str, object]:
    """Return what is to be otherwise as an audit entry keeps it."""
    return {
        prefix: move.kind.value,
        f"{prefix}_unit_id": move.unit_id,
        f"{prefix}_role": move.role.value if move.role else None,
        f"{prefix}_due_on": move.due_on.isoformat() if move.due_on else None,
    }


def _open(
    row: AnswerRow,
    reason: RefusalReason,
    words: str,
    move: Move,
    actor: Actor,
    settings: Settings,
) -> AssignmentDispute:
    decide_by = last_day(today(), settings.assignments.dispute_days, load_calendar())
    dispute = AssignmentDispute(
        task_id=row.found.task.id,
        unit_id=row.expanded.unit.id,
        role=row.expanded.role,
        reason=reason,
        text=words,
        proposal=move.kind,
        proposed_unit_id=_require_unit(move.unit_id),
        proposed_role=move.role,
        proposed_due_on=move.due_on,
        refused_by=actor.id,
        refused_at=now(),
        decide_by=decide_by or today(),
        state=DisputeState.OPEN,
        arbiter_id=_find_arbiter(settings.assignments.arbiter),
    )
    db.session.add(dispute)
    db.session.flush()
    return dispute


def _require_unit(unit_id: int | None) -> int | None:
    """Return the unit that should do it.

    Raises:
        NotFoundError: `unit_missing`.
    """
    if unit_id is None:
        return None
    return load_directory().by_id(unit_id).id


def _find_arbiter(username: str) -> int | None:
    """Return the account the settings name; None when it cannot decide: then the approver does."""
    if not username:
        return None
    return db.session.scalar(
        sa.select(User.id).where(
            User.username == username, User.is_active, User.role.in_(ARBITER_ROLES)
        )
    )


def _find_parts(
    parts: Collection[tuple[int, int]], actor: Actor, settings: Settings
) -> list[AnswerRow]:
    """Return the parts as they stand, each of a unit the person answers for."""
    directory = load_directory()
    own = answered_unit_ids(actor, directory) or frozenset()
    for _task_id, unit_id in parts:
        if unit_id not in own:
            name = directory.by_id(unit_id).name
            raise ForbiddenError("unit_not_yours", username=actor.username, unit=name)
    documents = {task_id: get_task(task_id) for task_id in {task_id for task_id, _ in parts}}
    rows = {
        (row.found.task.id, row.expanded.unit.id): row
        for directive_id in {found.directive.id for found in documents.values()}
        for row in list_answers(
            today(),
            directory,
            settings,
            unit_ids={unit_id for _, unit_id in parts},
            directive_id=directive_id,
        )
    }
    for key in parts:
        if key not in rows:
            raise _not_of_unit(documents[key[0]], key[1], directory)
    return [rows[key] for key in parts]


def _not_of_unit(found: FoundTask, unit_id: int, directory: UnitDirectory) -> NotFoundError:
    return NotFoundError(
        "assignment_not_of_unit",
        unit=directory.by_id(unit_id).name,
        number=found.reference,
        directive=found.directive.number,
    )


def _accept(row: AnswerRow, actor: Actor) -> bool:
    if row.state is AnswerState.ACCEPTED:
        return False
    if row.dispute is not None and row.state is AnswerState.DISPUTED:
        _withdraw(row.dispute.id, actor)
    elif row.state not in ANSWERABLE:
        raise _answered(row)
    if row.acceptance is None:
        db.session.add(
            AssignmentAcceptance(
                task_id=row.found.task.id,
                unit_id=row.expanded.unit.id,
                role=row.expanded.role,
                accepted_by=actor.id,
                accepted_at=now(),
            )
        )
        db.session.flush()
    record_audit(
        actor=actor,
        action="assignment_accepted",
        object_type="assignment",
        object_key=_name(row),
        details={
            "role": row.expanded.role.value,
            "before": row.state.value,
            "dispute": row.dispute.id if row.dispute else None,
        },
    )
    return True


def _withdraw(dispute_id: int, actor: Actor) -> None:
    """Close a dispute by the unit itself; the acceptance's own audit entry tells of it."""
    dispute = db.session.get_one(AssignmentDispute, dispute_id)
    dispute.state = DisputeState.WITHDRAWN
    dispute.withdrawn_by, dispute.withdrawn_at = actor.id, now()
    db.session.flush()


def _answered(row: AnswerRow) -> ConflictError:
    return ConflictError(
        "assignment_answered",
        number=row.found.reference,
        unit=row.expanded.unit.name,
        state=row.state,
    )


def _name(row: AnswerRow) -> str:
    """Return what an audit entry calls a part."""
    unit = row.expanded.unit
    return f"{row.found.directive.number} {row.found.reference} {unit.code}"
