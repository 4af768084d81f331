"""Bringing into an assignment what the arbiter decided (sửa phân công theo quyết định)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import AssignmentRole, DisputeState, ProposalKind, Role
from tracker.clock import today
from tracker.errors import ConflictError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.assignment_disputes import get_dispute
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.unit_directory import load_directory
from tracker.rules.assignments import other_role
from tracker.services.audit import lock_chain
from tracker.services.task_change_plans import party_text, task_on
from tracker.services.task_changes import ChangeOrder, change_parties
from tracker.services.task_extensions import grant_extension

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.assignment_disputes import DisputeRow
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.unit_directory import UnitDirectory

APPLYING_ROLES: Final = frozenset({Role.OFFICE_STAFF})


def apply_decision(
    *, dispute_id: int, actor: Actor, cutoff: int | None, is_into_closed: bool = False
) -> None:
    """Change an assignment the way the arbiter decided, with that decision as its document.

    Args:
        dispute_id: The decided dispute.
        actor: Who of the office changes it.
        cutoff: Last day of the office's month, None for calendar months.
        is_into_closed: Whether it may reach into a period already judged or published.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `dispute_missing`.
        ConflictError: `dispute_not_moved`, `dispute_applied`.
        RefusedError: `decision_of_group` when the document names the unit's group, not the unit;
            or as `tracker.services.task_changes.change_parties` and
            `tracker.services.task_extensions.grant_extension`.
    """
    require_role(actor, APPLYING_ROLES)
    lock_chain()
    dispute = get_dispute(dispute_id)
    if dispute.state is not DisputeState.MOVED or dispute.moved is None:
        raise ConflictError("dispute_not_moved", value=dispute_id, state=dispute.state)
    if dispute.id not in {row.id for row in list_unapplied(today(), load_directory())}:
        raise ConflictError("dispute_applied", value=dispute_id)
    if dispute.moved.kind is ProposalKind.OTHER_TERM and dispute.moved.due_on is not None:
        _grant(dispute, dispute.moved.due_on, actor)
        return
    effective_on = dispute.effective_on or dispute.refused_on
    order = ChangeOrder(
        effective_on=effective_on,
        reason=dispute.decision,
        document=dispute.document,
        is_into_closed=is_into_closed,
        cutoff=cutoff,
    )
    found = task_on(dispute.task_id, effective_on)
    names = _names(dispute, found)
    change_parties(
        task_id=dispute.task_id,
        leads="\n".join(names[AssignmentRole.LEAD]),
        supports="\n".join(names[AssignmentRole.SUPPORTING]),
        order=order,
        actor=actor,
    )


def _grant(dispute: DisputeRow, due_on: date, actor: Actor) -> None:
    grant_extension(
        task_id=dispute.task_id,
        unit_id=dispute.unit_id,
        due_on=due_on,
        document=dispute.document,
        reason=dispute.decision,
        actor=actor,
    )


def _names(dispute: DisputeRow, found: FoundTask) -> dict[AssignmentRole, list[str]]:
    """Return the parties a line each, the refusing unit replaced or in its other part.

    Whoever takes its place leaves the place it had.
    """
    directory = load_directory()
    on = dispute.effective_on or dispute.refused_on
    moved_to = None if dispute.moved is None else dispute.moved.unit_id
    taking = None if moved_to is None else directory.by_id(moved_to)
    leaving = _heir_ids(dispute.unit_id, directory, on)
    coming = _heir_ids(moved_to, directory, on)
    names: dict[AssignmentRole, list[str]] = {role: [] for role in AssignmentRole}
    is_there = False
    for party in found.task.parties:
        meant = _heir_ids(party.unit_id, directory, on)
        if meant & leaving and party.role is dispute.role:
            is_there = True
            role = other_role(party.role) if taking is None else party.role
            names[role].append(party_text(party) if taking is None else taking.code)
        elif not meant & coming:
            names[party.role].append(party_text(party))
    if not is_there:
        raise RefusedError("decision_of_group", unit=dispute.unit_name)
    return names


def _heir_ids(unit_id: int | None, directory: UnitDirectory, on: date) -> set[int]:
    """Return who does a unit's work on a day."""
    return set() if unit_id is None else {unit.id for unit in directory.heirs(unit_id, on)}
