"""Changes of tasks undone: a change of its own, after which every day reads as before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from models import TaskChange, db
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.task_changes import list_bulk_tasks, list_task_changes, load_closed_periods
from tracker.queries.task_parties import list_found
from tracker.services.audit import lock_chain
from tracker.services.task_change_checks import check_closed, check_order
from tracker.services.task_change_plans import Plan
from tracker.services.task_changes import CHANGING_ROLES, record_change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor
    from tracker.queries.task_changes import ChangeRow, ClosedPeriods
    from tracker.queries.task_parties import FoundTask
    from tracker.services.task_changes import ChangeOrder


def undo_change(*, change_id: int, order: ChangeOrder, actor: Actor) -> list[int]:
    """Undo a change, and all that was changed with it in one go; return the keys of the undoings.

    The undoing is a change of its own, which speaks from the same day: the task then reads on
    every day as if the change had never been made. The day of the order is not looked at.

    Args:
        change_id: The change.
        order: Reason, document, whether closed periods may be reached into.
        actor: Who of the office undoes it.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `change_missing`.
        ConflictError: `change_undone`.
        RefusedError: `change_is_undo`, `change_stands_below`, `change_into_closed`; as
            `check_order`.
    """
    require_role(actor, CHANGING_ROLES)
    lock_chain()
    check_order(order)
    change = db.session.get(TaskChange, change_id)
    if change is None:
        raise NotFoundError("change_missing", value=change_id)
    together = list_bulk_tasks(change.bulk_key) if change.bulk_key else [change.task_id]
    rows = list_task_changes(together)
    found = {each.task.id: each for each in list_found(on=change.effective_on)}
    closed = load_closed_periods(order.cutoff)
    key = change.bulk_key
    undone = [row for row in reversed(rows) if row.id == change_id or key == row.bulk_key != ""]
    for row in undone:
        _check_undo(found[row.task_id], row, rows)
    # Another key: undoing one of several in one go undoes them all in one go.
    said = replace(order, bulk_key=f"-{key}"[:32] if key else "")
    return [_undo(found[row.task_id], row, said, closed, actor) for row in undone]


def _undo(
    found: FoundTask, row: ChangeRow, order: ChangeOrder, closed: ClosedPeriods, actor: Actor
) -> int:
    plan = Plan(found, row.kind, row.effective_on, before=row.after, after=row.before)
    reached = check_closed(found, row.effective_on, order, closed)
    return record_change(plan, order, actor, reached=reached, undoes_id=row.id)


def _check_undo(found: FoundTask, row: ChangeRow, rows: Sequence[ChangeRow]) -> None:
    if row.undoes_id is not None:
        raise RefusedError("change_is_undo", value=row.id)
    if row.undone_by_id is not None:
        raise ConflictError("change_undone", value=row.id)
    if not row.is_newest:
        own = [each for each in rows if each.task_id == row.task_id and each.kind is row.kind]
        newest = next(each for each in own if each.is_newest)
        raise RefusedError("change_stands_below", number=found.reference, newest=newest.id)
