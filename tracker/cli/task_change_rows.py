"""Changes of tasks as `tracker tasks` prints them."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from tracker.cli.group_effects import ASKS_FOR_KEY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tracker.queries.task_changes import ChangeRow
    from tracker.services.task_change_units import UnitMoves


def shown_change(row: ChangeRow) -> dict[str, object]:
    """Return a change as a row of the history."""
    from tracker.wording.task_changes import tell_change, tell_state

    return {
        "id": row.id,
        "kind": row.kind,
        "effective_on": row.effective_on,
        "before": tell_state(row.kind, row.before),
        "after": tell_state(row.kind, row.after),
        "differences": "; ".join(tell_change(row.kind, row.before, row.after)),
        "reason": row.reason,
        "document": row.document,
        "made_by": row.made_by,
        "made_at": row.made_at,
        "undoes": row.undoes_id,
        "undone_by": row.undone_by_id,
        "bulk": row.bulk_key,
        "is_into_closed": row.is_into_closed,
    }


def tell_units(row: ChangeRow, *, is_trial: bool) -> list[str]:
    """Return which units a change of parties gives the task to and takes it from.

    Args:
        row: The change.
        is_trial: Whether it was only tried: where a group is in it, the key that makes it follows.
    """
    found = _moves([row])
    lines = [line for moves in found for line in _tell_moves(moves)]
    return [*lines, *_tell_key(found)] if is_trial else lines


def tell_many(keys: Collection[int]) -> list[str]:
    """Return what a trial changed in one go: each task, with the units where a group is in it."""
    from tracker.queries.task_changes import list_task_changes
    from tracker.queries.task_parties import list_found
    from tracker.wording.task_changes import tell_change

    numbers = {found.task.id: found.reference for found in list_found()}
    rows = [row for row in reversed(list_task_changes(numbers)) if row.id in keys]
    found = _moves(rows)
    lines = ["Làm thử, chưa ghi gì."]
    for row, moves in zip_longest(rows, found):
        told = "; ".join(tell_change(row.kind, row.before, row.after))
        lines.append(f"Nhiệm vụ {numbers[row.task_id]}: {told}.")
        if moves is not None and moves.is_by_group:
            lines += [f"  {line}" for line in _tell_moves(moves)]
    return [*lines, tell_count(keys), *_tell_key(found)]


def tell_count(keys: Collection[int]) -> str:
    """Return how many tasks were changed in one go."""
    return f"Đã sửa {len(keys)} nhiệm vụ."


def _moves(rows: Sequence[ChangeRow]) -> list[UnitMoves]:
    """Return what changes of parties, made in one go, mean for units; nothing of other changes."""
    from models.vocabulary import TaskChangeKind
    from tracker.queries.task_parties import list_found
    from tracker.queries.unit_directory import load_directory
    from tracker.services.task_change_plans import Plan
    from tracker.services.task_change_units import list_moves

    if not rows or rows[0].kind is not TaskChangeKind.PARTIES:
        return []
    directory, tasks = load_directory(), {found.task.id: found for found in list_found()}
    plans = (
        Plan(tasks[row.task_id], row.kind, row.effective_on, row.before, row.after) for row in rows
    )
    return [list_moves(plan, directory) for plan in plans]


def _tell_moves(moves: UnitMoves) -> list[str]:
    named = (
        ("Đơn vị thêm vào", moves.gained),
        ("Đơn vị không còn", moves.lost),
        ("Đơn vị đổi vai trò", moves.moved),
    )
    return [
        f"{name}: {'; '.join(f'{unit.name} ({unit.code})' for unit in units)}."
        for name, units in named
        if units
    ]


def _tell_key(found: Sequence[UnitMoves]) -> list[str]:
    """Return how changes are made whose units were shown; nothing where nobody asks for it."""
    from tracker.services.task_change_units import units_key

    if not any(moves.is_by_group for moves in found):
        return []
    return [ASKS_FOR_KEY.format(what="ghi", key=units_key(found))]
