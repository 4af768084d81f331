"""Changes of tasks (sửa phân công, thời hạn, chỉ tiêu): from a day on, with a reason, undone whole.

What the document prints is never touched, so that a load of seeds undoes nothing: a change is a
row of its own, and every reader takes the task as it reads on its day (`TaskRow.on`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from models import TaskChange, db
from models.vocabulary import Role, TaskChangeKind
from tracker.clock import now
from tracker.errors import ConflictError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.task_changes import find_closed_period, list_task_changes
from tracker.services.audit import lock_chain, record_audit
from tracker.services.task_change_plans import (
    Plan,
    plan_parties,
    plan_target,
    plan_term,
    task_on,
)
from tracker.wording.task_changes import tell_change, tell_state

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.task_parties import FoundTask

CHANGING_ROLES: Final = (Role.OFFICE_STAFF,)
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 2_000
LONGEST_DOCUMENT: Final = 300


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """What every change carries besides what it says.

    Args:
        effective_on: The first day it speaks for.
        reason: Why, in 10 to 2,000 signs.
        document: What says so: number, date, issuer; may be empty.
        is_into_closed: Whether it may reach into a period already judged or published.
        seen: Key of the newest change of the task the person saw, 0 before any; None where that
            is not known.
        cutoff: Last day of the office's month, None for calendar months.
        bulk_key: The same for all that is changed in one go.
    """

    effective_on: date
    reason: str
    document: str = ""
    is_into_closed: bool = False
    seen: int | None = None
    cutoff: int | None = None
    bulk_key: str = ""


def change_parties(
    *,
    task_id: int,
    leads: str | None = None,
    supports: str | None = None,
    order: ChangeOrder,
    actor: Actor,
) -> int:
    """Change who leads and supports a task from a day on; return the change's key.

    Args:
        task_id: The task.
        leads: Who leads, a name or code a line; None leaves them as they are.
        supports: Who supports, the same.
        order: Day, reason, document.
        actor: Who of the office changes it.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `task_unknown`.
        ConflictError: `change_stale`.
        RefusedError: As `check_order`, `check_plan` and
            `tracker.services.task_change_plans.plan_parties`.
    """
    found = _begin(task_id, order, actor)
    check_seen(found, TaskChangeKind.PARTIES, order.seen)
    plan = plan_parties(
        found=found, leads=leads, supports=supports, effective_on=order.effective_on
    )
    return write_plan(plan, order, actor)


def change_term(*, task_id: int, phrase: str, order: ChangeOrder, actor: Actor) -> int:
    """Change the term of a task from a day on; return the change's key.

    Extensions that were granted stay: they are later days of their own.

    Args:
        task_id: The task.
        phrase: The term as printed.
        order: Day, reason, document.
        actor: Who of the office changes it.

    Raises:
        As `change_parties`; `tracker.services.task_change_plans.plan_term`.
    """
    found = _begin(task_id, order, actor)
    check_seen(found, TaskChangeKind.TERM, order.seen)
    return write_plan(
        plan_term(found=found, phrase=phrase, effective_on=order.effective_on), order, actor
    )


def change_target(*, task_id: int, phrase: str, order: ChangeOrder, actor: Actor) -> int:
    """Change the target of a task from a day on; return the change's key.

    Args:
        task_id: The task.
        phrase: The target as printed.
        order: Day, reason, document.
        actor: Who of the office changes it.

    Raises:
        As `change_parties`; `tracker.services.task_change_plans.plan_target`.
    """
    found = _begin(task_id, order, actor)
    check_seen(found, TaskChangeKind.TARGET, order.seen)
    return write_plan(
        plan_target(found=found, phrase=phrase, effective_on=order.effective_on), order, actor
    )


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


def check_plan(plan: Plan, order: ChangeOrder) -> None:
    """Refuse a change that changes nothing or does not fit what stands before and after it.

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
    check_closed(plan.found, day, order)


def check_seen(found: FoundTask, kind: TaskChangeKind, seen: int | None) -> None:
    """Refuse a change made from a state that is no longer the newest.

    Raises:
        ConflictError: `change_stale`, with both states in words.
    """
    if seen is None:
        return
    newer = [
        row for row in list_task_changes([found.task.id]) if row.kind is kind and row.id > seen
    ]
    if newer:
        last, first = newer[0], newer[-1]
        before, after = tell_state(kind, first.before), tell_state(kind, last.after)
        raise ConflictError("change_stale", person=last.made_by, before=before, now=after)


def _begin(task_id: int, order: ChangeOrder, actor: Actor) -> FoundTask:
    require_role(actor, CHANGING_ROLES)
    lock_chain()  # two changes at once take turns
    check_order(order)
    return task_on(task_id, order.effective_on)


def check_closed(found: FoundTask, day: date, order: ChangeOrder) -> None:
    """Refuse to reach into a period already judged or published, unless that is meant.

    Raises:
        RefusedError: `change_into_closed`.
    """
    closed = find_closed_period(found.directive.id, day, order.cutoff)
    if closed is not None and not order.is_into_closed:
        raise RefusedError(
            "change_into_closed",
            effective_on=day,
            period=closed.period,
            last_day=closed.last_day,
            first_day=closed.last_day + timedelta(days=1),
        )


def write_plan(plan: Plan, order: ChangeOrder, actor: Actor) -> int:
    """Record a planned change; for services that planned it under the lock of the audit chain."""
    check_plan(plan, order)
    return record_change(
        plan.found, plan.kind, (plan.effective_on, plan.before, plan.after), order, actor
    )


def record_change(
    found: FoundTask,
    kind: TaskChangeKind,
    said: tuple[date, Any, Any],
    order: ChangeOrder,
    actor: Actor,
    *,
    undoes_id: int | None = None,
) -> int:
    """Write a change that was checked, with its audit entry; return its key.

    Args:
        found: The task.
        kind: What is changed.
        said: The first day, what stood on it, what stands from it on.
        order: Reason, document.
        actor: Who makes it.
        undoes_id: The change it undoes.
    """
    effective_on, before, after = said
    reaches = find_closed_period(found.directive.id, effective_on, order.cutoff)
    row = TaskChange(
        task_id=found.task.id,
        kind=kind,
        effective_on=effective_on,
        before=before,
        after=after,
        reason=order.reason.strip(),
        document=order.document.strip(),
        undoes_id=undoes_id,
        bulk_key=order.bulk_key,
        is_into_closed=reaches is not None,
        made_by=actor.id,
        made_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    record_audit(
        actor=actor,
        action="task_changed" if undoes_id is None else "task_change_undone",
        object_type="task",
        object_key=f"{found.directive.number} {found.reference}",
        details={
            "change": row.id,
            "kind": kind.value,
            "effective_on": effective_on.isoformat(),
            "before": tell_state(kind, before),
            "after": tell_state(kind, after),
            "differences": list(tell_change(kind, before, after)),
            "reason": row.reason,
            "document": row.document,
            "into_closed": reaches.period if reaches else "",
            "undoes": undoes_id,
            "bulk": order.bulk_key,
        },
    )
    return row.id
