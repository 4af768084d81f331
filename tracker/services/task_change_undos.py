"""Changes of tasks undone: a change of its own, after which every day reads as before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import TaskChange, db
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.task_changes import list_bulk_ids, list_task_changes
from tracker.services.audit import lock_chain
from tracker.services.task_change_plans import task_on
from tracker.services.task_changes import (
    CHANGING_ROLES,
    ChangeOrder,
    check_closed,
    check_order,
    record_change,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor
    from tracker.queries.task_changes import ChangeRow
    from tracker.queries.task_parties import FoundTask


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
    ids = list_bulk_ids(change.bulk_key) if change.bulk_key else [change_id]
    # Another key: undoing one of several in one go undoes them all in one go.
    key = f"-{change.bulk_key}"[:32] if change.bulk_key else ""
    return [_undo(each, order, key, actor) for each in ids]


def _undo(change_id: int, order: ChangeOrder, bulk_key: str, actor: Actor) -> int:
    change = db.session.get_one(TaskChange, change_id)
    rows = list_task_changes([change.task_id])
    row = next(row for row in rows if row.id == change_id)
    found = task_on(row.task_id, row.effective_on)
    _check_undo(found, row, rows)
    check_closed(found, row.effective_on, order)
    said = row.effective_on, row.after, row.before
    own = ChangeOrder(
        row.effective_on, order.reason, order.document, bulk_key=bulk_key, cutoff=order.cutoff
    )
    return record_change(found, row.kind, said, own, actor, undoes_id=change_id)


def _check_undo(found: FoundTask, row: ChangeRow, rows: Sequence[ChangeRow]) -> None:
    if row.undoes_id is not None:
        raise RefusedError("change_is_undo", value=row.id)
    if row.undone_by_id is not None:
        raise ConflictError("change_undone", value=row.id)
    if not row.is_newest:
        newest = next(each for each in rows if each.kind is row.kind and each.is_newest)
        raise RefusedError("change_stands_below", number=found.reference, newest=newest.id)
