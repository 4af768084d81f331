"""Decisions to move an assignment, and whether the assignment says so by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import DisputeState, ProposalKind
from tracker.queries.assignment_disputes import list_disputes
from tracker.queries.known import was_by_then
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import list_found, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tracker.queries.assignment_disputes import DisputeRow
    from tracker.queries.task_extensions import ExtensionRow
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.unit_directory import UnitDirectory


def list_unapplied(today: date, directory: UnitDirectory) -> list[DisputeRow]:
    """Return the decisions to move an assignment that are not in the assignment yet.

    Args:
        today: Present local day.
        directory: Units, groups and successions.
    """
    found = list_disputes(states=[DisputeState.MOVED])
    moved = [dispute for dispute in found if was_by_then(dispute.decided_at)]
    if not moved:
        return []
    tasks = {one.task.id: one for one in list_found() if one.task.id in {d.task_id for d in moved}}
    extensions = list_task_extensions(list(tasks))
    return [
        dispute
        for dispute in moved
        if not is_applied(dispute, tasks[dispute.task_id], extensions, directory, today)
    ]


def is_applied(
    dispute: DisputeRow,
    found: FoundTask,
    extensions: Iterable[ExtensionRow],
    directory: UnitDirectory,
    today: date,
) -> bool:
    """Return whether what was decided came into the assignment, whatever was changed since.

    Args:
        dispute: The decision.
        found: Its task, with every change that stands.
        extensions: Later days granted, of this task and others.
        directory: Units, groups and successions.
        today: Present local day.
    """
    if dispute.moved is None:
        return False
    first = dispute.effective_on or dispute.refused_on
    later = (change.effective_on for change in found.task.changes)
    days = {first, max(today, first), *(day for day in later if day >= first)}
    return any(_holds_on(day, dispute, found, extensions, directory) for day in sorted(days))


def _holds_on(
    on: date,
    dispute: DisputeRow,
    found: FoundTask,
    extensions: Iterable[ExtensionRow],
    directory: UnitDirectory,
) -> bool:
    moved = dispute.moved
    if moved is None:
        return False
    if moved.kind is ProposalKind.OTHER_TERM:
        due_on = due_day(found, dispute.unit_id, extensions, on)
        return moved.due_on is not None and due_on is not None and due_on >= moved.due_on
    roles = {part.unit.id: part.role for part in parts_of(found, directory, on)}
    own = [roles.get(heir.id) for heir in directory.heirs(dispute.unit_id, on)]
    if moved.kind is ProposalKind.OTHER_ROLE:
        return moved.role in own
    new = [roles.get(heir.id) for heir in directory.heirs(moved.unit_id or 0, on)]
    return dispute.role not in own and dispute.role in new


def due_day(
    found: FoundTask, unit_id: int, extensions: Iterable[ExtensionRow], on: date
) -> date | None:
    """Return the last day of a task for a unit, as it stands on a day; None without one."""
    due_on = found.task.on(on).due_on
    granted = [
        row.due_on
        for row in extensions
        if row.task_id == found.task.id and row.unit_id in (None, unit_id)
    ]
    return None if due_on is None else max([due_on, *granted])
