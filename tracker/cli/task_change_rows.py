"""Changes of tasks as `tracker tasks` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.queries.task_changes import ChangeRow


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


def tell_units(row: ChangeRow) -> list[str]:
    """Return which units a change of parties gives the task to and takes it from."""
    from models.vocabulary import TaskChangeKind
    from tracker.queries.task_parties import get_task
    from tracker.queries.unit_directory import load_directory
    from tracker.services.task_change_plans import Plan
    from tracker.services.task_change_units import list_moves

    if row.kind is not TaskChangeKind.PARTIES:
        return []
    plan = Plan(get_task(row.task_id), row.kind, row.effective_on, row.before, row.after)
    moves = list_moves(plan, load_directory())
    named = (("Đơn vị thêm vào", moves.gained), ("Đơn vị không còn", moves.lost))
    return [
        f"{name}: {'; '.join(f'{unit.name} ({unit.code})' for unit in units)}."
        for name, units in named
        if units
    ]


def tell_many(keys: Collection[int]) -> list[str]:
    """Return what was changed in one go, one task a line."""
    from tracker.queries.task_changes import list_task_changes
    from tracker.queries.task_parties import list_found
    from tracker.wording.task_changes import tell_change

    numbers = {found.task.id: found.reference for found in list_found()}
    rows = [row for row in reversed(list_task_changes(numbers)) if row.id in keys]
    told = [(row, "; ".join(tell_change(row.kind, row.before, row.after))) for row in rows]
    return [f"Nhiệm vụ {numbers[row.task_id]}: {text}." for row, text in told]
