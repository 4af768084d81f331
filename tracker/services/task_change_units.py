"""The units a change of a task's parties comes down to, seen before a group is given a part."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.queries.task_parties import parts_of
from tracker.queries.task_rows import read_parties_back
from tracker.queries.unit_directory import load_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.vocabulary import AssignmentRole
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.task_rows import PartyRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.services.task_change_plans import Plan
    from tracker.services.task_changes import ChangeOrder

UNSEEN: Final = ("change_units_unseen", "change_units_changed")
"""Refusals of a change whose units nobody has seen as they are."""


@dataclass(frozen=True, slots=True)
class UnitMoves:
    """Which units a change of parties gives a task to, and takes it from.

    Args:
        after: The task as it would be.
        gained: Units that would have it and have not.
        lost: Units that have it and would not.
        moved: Units that have it and would have it, in another part.
        is_by_group: Whether a group gets another part, so that nobody named these units.
        units_key: Tells the task, and the units and parts it comes down to before and after, from
            any others.
    """

    after: FoundTask
    gained: tuple[UnitRow, ...]
    lost: tuple[UnitRow, ...]
    moved: tuple[UnitRow, ...]
    is_by_group: bool
    units_key: str


def list_moves(plan: Plan, directory: UnitDirectory) -> UnitMoves:
    """Return which units a change of parties gives a task to, and takes it from.

    Args:
        plan: A change of parties.
        directory: Units and groups.
    """
    was, becomes = read_parties_back(plan.before), read_parties_back(plan.after)
    before, after = (
        replace(plan.found, task=replace(plan.found.task, parties=parties, changes=(), origin=None))
        for parties in (was, becomes)
    )
    old = {part.unit.id: part for part in parts_of(before, directory, plan.effective_on)}
    new = {part.unit.id: part for part in parts_of(after, directory, plan.effective_on)}
    was_now = [sorted((key, part.role) for key, part in parts.items()) for parts in (old, new)]
    told = json.dumps([plan.found.task.id, was_now])
    return UnitMoves(
        after=after,
        gained=tuple(part.unit for key, part in new.items() if key not in old),
        lost=tuple(part.unit for key, part in old.items() if key not in new),
        moved=tuple(
            part.unit for key, part in new.items() if key in old and old[key].role != part.role
        ),
        is_by_group=_groups(was) != _groups(becomes),
        units_key=hashlib.sha256(told.encode()).hexdigest()[:32],
    )


def _groups(parties: Sequence[PartyRow]) -> set[tuple[AssignmentRole, int]]:
    return {(party.role, party.group_id) for party in parties if party.group_id is not None}


def check_units(plans: Sequence[Plan], order: ChangeOrder) -> None:
    """Refuse to give tasks to a group before somebody saw the units it comes down to.

    Args:
        plans: Changes of parties.
        order: What was seen.

    Raises:
        RefusedError: `change_units_unseen`; `change_units_changed` where others were seen.
    """
    if order.units_seen is None:
        return
    directory = load_directory()
    moves = [list_moves(plan, directory) for plan in plans]
    if any(each.is_by_group for each in moves) and order.units_seen != units_key(moves):
        code = "change_units_changed" if order.units_seen else "change_units_unseen"
        raise RefusedError(code)


def units_key(moves: Sequence[UnitMoves]) -> str:
    """Return what tells the units several changes come down to from any others."""
    return hashlib.sha256("|".join(each.units_key for each in moves).encode()).hexdigest()[:32]
