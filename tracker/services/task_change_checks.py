"""What a change of a task must stand up to: a reason, a day that fits, nobody's newer change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tracker.errors import ConflictError, RefusedError
from tracker.queries.task_changes import list_task_changes
from tracker.wording.task_changes import tell_state

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from models.vocabulary import TaskChangeKind
    from tracker.queries.task_changes import ClosedPeriod, ClosedPeriods
    from tracker.queries.task_parties import FoundTask
    from tracker.services.task_change_plans import Plan
    from tracker.services.task_changes import ChangeOrder

SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 2_000
LONGEST_DOCUMENT: Final = 300


def check_order(order: ChangeOrder) -> None:
    """Refuse a change without a reason.

    Raises:
        RefusedError: `change_reason_short`, `change_reason_long`, `change_document_long`.
    """
    reason = order.reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise RefusedError("change_reason_short", minimum=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise RefusedError("change_reason_long", maximum=LONGEST_REASON)
    if len(order.document.strip()) > LONGEST_DOCUMENT:
        raise RefusedError("change_document_long", maximum=LONGEST_DOCUMENT)


def check_plan(plan: Plan, order: ChangeOrder, closed: ClosedPeriods) -> ClosedPeriod | None:
    """Refuse a change that changes nothing or does not fit what stands before and after it.

    Args:
        plan: The change as it was understood.
        order: Whether closed periods are meant.
        closed: The closed periods.

    Returns:
        The closed period it knowingly reaches into, if there is one.

    Raises:
        RefusedError: `change_nothing`, `change_before_document`, `change_before_newer`,
            `change_into_closed`.
    """
    if plan.before == plan.after:
        raise RefusedError("change_nothing", number=plan.found.reference)
    directive, day = plan.found.directive, plan.effective_on
    first_day = directive.issued_on or directive.effective_from
    if first_day is not None and day < first_day:
        raise RefusedError("change_before_document", effective_on=day, first_day=first_day)
    own = [
        change for change in plan.found.task.changes if change.stands and change.kind is plan.kind
    ]
    if own and day < own[-1].effective_on:
        raise RefusedError("change_before_newer", newest=own[-1].effective_on)
    return check_closed(plan.found, day, order, closed)


def check_seen(task_ids: Collection[int], kind: TaskChangeKind, seen: int | None) -> None:
    """Refuse a change made from a state that is no longer the newest.

    Args:
        task_ids: The tasks.
        kind: What is changed.
        seen: Key of the newest change that was seen; None where that is not known.

    Raises:
        ConflictError: `change_stale`, with both states of one of them in words.
    """
    if seen is None:
        return
    newer = [row for row in list_task_changes(task_ids) if row.kind is kind and row.id > seen]
    own = [row for row in newer if row.task_id == newer[0].task_id]
    if own:
        last, first = own[0], own[-1]
        before, after = tell_state(kind, first.before), tell_state(kind, last.after)
        raise ConflictError("change_stale", person=last.made_by, before=before, now=after)


def check_closed(
    found: FoundTask, day: date, order: ChangeOrder, closed: ClosedPeriods
) -> ClosedPeriod | None:
    """Refuse to reach into a period already judged or published, unless that is meant.

    Args:
        found: The task.
        day: The first day that would read otherwise.
        order: Whether closed periods are meant.
        closed: The closed periods.

    Returns:
        The period that is knowingly reached into, if there is one.

    Raises:
        RefusedError: `change_into_closed`.
    """
    reached = closed.last_reached(found.directive.id, day)
    if reached is not None and not order.is_into_closed:
        raise RefusedError(
            "change_into_closed",
            effective_on=day,
            period=reached.period,
            last_day=reached.last_day,
            first_day=reached.last_day + timedelta(days=1),
        )
    return reached
