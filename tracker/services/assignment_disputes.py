"""Disputes about assignments: the proposed unit speaks once, the arbiter decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import AssignmentDispute, User, db
from models.vocabulary import DisputeState
from tracker.clock import now, today
from tracker.errors import ConflictError, ForbiddenError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.assignment_disputes import get_dispute
from tracker.queries.assignment_moves import due_day
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import get_task
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import is_within
from tracker.rules.assignments import (
    ANSWERING_ROLES,
    APPOINTING_ROLES,
    ARBITER_ROLES,
    Part,
    check_decider,
    make_move,
)
from tracker.services.assignment_answers import read_text, told_move
from tracker.services.audit import lock_chain, record_audit
from tracker.services.stale import check_seen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from models.vocabulary import ProposalKind
    from tracker.queries.accounts import Actor
    from tracker.queries.assignment_disputes import DisputeRow
    from tracker.rules.assignments import Move

LONGEST_DOCUMENT: Final = 300


def comment_dispute(*, dispute_id: int, text: str, actor: Actor) -> None:
    """Record what the proposed unit says to a proposal; it speaks once.

    Args:
        dispute_id: The dispute.
        text: In 10 to 2,000 signs.
        actor: Head of the proposed unit.

    Raises:
        ForbiddenError: `role_not_allowed`, `dispute_not_proposed`.
        NotFoundError: `dispute_missing`.
        ConflictError: `dispute_closed`, `dispute_commented`.
        RefusedError: `dispute_text_short`, `dispute_text_long`.
    """
    require_role(actor, ANSWERING_ROLES)
    words = read_text(text)
    found = _get_open(dispute_id)
    proposed = found.proposed.unit_id
    if proposed is None or not is_within(actor, proposed) or actor.id == found.bench.refused_by:
        raise ForbiddenError("dispute_not_proposed")
    if found.commented_at is not None:
        raise ConflictError("dispute_commented")
    row = db.session.get_one(AssignmentDispute, dispute_id)
    row.comment, row.commented_by, row.commented_at = words, actor.id, now()
    db.session.flush()
    _record(found, actor, "assignment_dispute_commented", {"text": words})


def appoint_arbiter(
    *, dispute_id: int, username: str, actor: Actor, seen: str | None = None
) -> None:
    """Name who decides a dispute: an approver or somebody of the office, never oneself.

    Args:
        dispute_id: The dispute.
        username: The account.
        actor: Who of the office names them.
        seen: Name of the arbiter the person saw, empty for none; None where that is not known.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `dispute_missing`.
        ConflictError: `dispute_closed`, `changed_meanwhile`.
        RefusedError: `arbiter_role`, `arbiter_self`, `arbiter_party`.
    """
    require_role(actor, APPOINTING_ROLES)
    found = _get_open(dispute_id)
    check_seen(seen, found.arbiter)
    arbiter = db.session.scalar(
        sa.select(User).where(
            User.username == username.strip(), User.is_active, User.role.in_(ARBITER_ROLES)
        )
    )
    if arbiter is None:
        raise RefusedError("arbiter_role", username=username)
    if arbiter.id == actor.id:
        raise RefusedError("arbiter_self")
    if arbiter.id in (found.bench.refused_by, found.bench.commented_by):
        raise RefusedError("arbiter_party")
    row = db.session.get_one(AssignmentDispute, dispute_id)
    row.arbiter_id = arbiter.id
    db.session.flush()
    details = {"before": found.arbiter, "after": arbiter.username}
    _record(found, actor, "assignment_arbiter_named", details)


def keep_assignment(*, dispute_id: int, decision: str, actor: Actor, document: str = "") -> None:
    """Decide that an assignment stays as it is (giữ nguyên).

    Args:
        dispute_id: The dispute.
        decision: Why, in 10 to 2,000 signs.
        actor: The arbiter.
        document: The document that decides, where there is one.

    Raises:
        ForbiddenError: `role_not_allowed`, `dispute_own`, `dispute_not_arbiter`.
        NotFoundError: `dispute_missing`.
        ConflictError: `dispute_closed`.
        RefusedError: `dispute_text_short`, `dispute_text_long`, `dispute_document_long`.
    """
    require_role(actor, ARBITER_ROLES)
    words, paper = read_text(decision), _read_document(document)
    found = _get_open(dispute_id)
    check_decider(found.bench, actor.id, actor.role)
    _decide(dispute_id, DisputeState.KEPT, words, paper, actor)
    db.session.flush()
    details = {"decision": words, "document": paper}
    _record(found, actor, "assignment_kept", details)


def move_assignment(
    *,
    dispute_id: int,
    kind: ProposalKind,
    decision: str,
    document: str,
    effective_on: date | None,
    actor: Actor,
    unit_id: int | None = None,
    due_on: date | None = None,
) -> None:
    """Decide that an assignment moves (chuyển): to another unit, another part or a later day.

    The assignment itself is changed by the office; until it is, the decision stands open.

    Args:
        dispute_id: The dispute.
        kind: What becomes otherwise; need not be what was proposed.
        decision: Why, in 10 to 2,000 signs.
        document: The document that decides.
        effective_on: First day of what is decided.
        actor: The arbiter.
        unit_id: The other unit, for that kind.
        due_on: The later day, for that kind.

    Raises:
        ForbiddenError: `role_not_allowed`, `dispute_own`, `dispute_not_arbiter`.
        NotFoundError: `dispute_missing`, `unit_missing`.
        ConflictError: `dispute_closed`.
        RefusedError: `dispute_text_short`, `dispute_text_long`, `dispute_document_missing`,
            `dispute_document_long`, `dispute_day_missing`, or as
            `tracker.rules.assignments.make_move`.
    """
    require_role(actor, ARBITER_ROLES)
    words, paper = read_text(decision), _read_document(document)
    if not paper:
        raise RefusedError("dispute_document_missing")
    if effective_on is None:
        raise RefusedError("dispute_day_missing")
    found = _get_open(dispute_id)
    check_decider(found.bench, actor.id, actor.role)
    move = make_move(kind, _part_of(found), today(), unit_id=unit_id, due_on=due_on)
    if move.unit_id is not None:
        load_directory().by_id(move.unit_id)
    row = _decide(dispute_id, DisputeState.MOVED, words, paper, actor, move)
    row.effective_on = effective_on
    db.session.flush()
    details = {
        "decision": words,
        "document": paper,
        "effective_on": effective_on.isoformat(),
        **told_move(move, "moved"),
    }
    _record(found, actor, "assignment_moved", details)


def _get_open(dispute_id: int) -> DisputeRow:
    """Return a dispute nobody else can close meanwhile."""
    lock_chain()
    found = get_dispute(dispute_id)
    if found.state is not DisputeState.OPEN:
        raise ConflictError("dispute_closed", value=dispute_id, state=found.state)
    return found


def _read_document(document: str) -> str:
    paper = document.strip()
    if len(paper) > LONGEST_DOCUMENT:
        raise RefusedError("dispute_document_long", maximum=LONGEST_DOCUMENT)
    return paper


def _part_of(found: DisputeRow) -> Part:
    extensions = list_task_extensions([found.task_id])
    due_on = due_day(get_task(found.task_id), found.unit_id, extensions, today())
    return Part(found.unit_id, found.role, due_on)


def _decide(
    dispute_id: int,
    state: DisputeState,
    decision: str,
    document: str,
    actor: Actor,
    move: Move | None = None,
) -> AssignmentDispute:
    """Write a decision down in one go: once decided, the row is frozen."""
    row = db.session.get_one(AssignmentDispute, dispute_id)
    row.state = state
    row.decision, row.document = decision, document
    row.decided_by, row.decided_at = actor.id, now()
    if move is not None:
        row.moved, row.moved_unit_id = move.kind, move.unit_id
        row.moved_role, row.moved_due_on = move.role, move.due_on
    return row


def _record(found: DisputeRow, actor: Actor, action: str, details: Mapping[str, object]) -> None:
    record_audit(
        actor=actor,
        action=action,
        object_type="assignment_dispute",
        object_key=str(found.id),
        details={
            "directive": found.directive_number,
            "task": found.reference,
            "unit": found.unit_code,
            **details,
        },
    )
