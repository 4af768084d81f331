"""Changes of tasks (sửa phân công, thời hạn, chỉ tiêu): from a day on, with a reason, undone whole.

What the document prints is never touched, so that a load of seeds undoes nothing: a change is a
row of its own, and every reader takes the task as it reads on its day (`TaskRow.on`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models import TaskChange, db
from models.vocabulary import Language, Role, TaskChangeKind
from tracker.clock import now
from tracker.queries.accounts import require_role
from tracker.queries.task_changes import load_closed_periods
from tracker.services.audit import lock_chain, record_audit
from tracker.services.task_change_checks import check_order, check_plan, check_seen
from tracker.services.task_change_plans import Plan, plan_parties, plan_target, plan_term, task_on
from tracker.services.task_change_units import check_units
from tracker.wording.task_changes import tell_change, tell_state
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.task_changes import ClosedPeriod
    from tracker.queries.task_parties import FoundTask

CHANGING_ROLES: Final = (Role.OFFICE_STAFF,)


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
        units_seen: What a preview showed of the units that groups come down to (`units_key`); None
            where no preview is asked for.
    """

    effective_on: date
    reason: str
    document: str = ""
    is_into_closed: bool = False
    seen: int | None = None
    cutoff: int | None = None
    bulk_key: str = ""
    units_seen: str | None = None


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
        RefusedError: As `tracker.services.task_change_checks`, `check_units` and
            `tracker.services.task_change_plans.plan_parties`.
    """
    found = _begin(task_id, TaskChangeKind.PARTIES, order, actor)
    plan = plan_parties(
        found=found, leads=leads, supports=supports, effective_on=order.effective_on
    )
    check_units([plan], order)
    return _write(plan, order, actor)


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
    found = _begin(task_id, TaskChangeKind.TERM, order, actor)
    plan = plan_term(found=found, phrase=phrase, effective_on=order.effective_on)
    return _write(plan, order, actor)


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
    found = _begin(task_id, TaskChangeKind.TARGET, order, actor)
    plan = plan_target(found=found, phrase=phrase, effective_on=order.effective_on)
    return _write(plan, order, actor)


def _begin(task_id: int, kind: TaskChangeKind, order: ChangeOrder, actor: Actor) -> FoundTask:
    require_role(actor, CHANGING_ROLES)
    lock_chain()  # two changes at once take turns
    check_order(order)
    check_seen([task_id], kind, order.seen)
    return task_on(task_id, order.effective_on)


def _write(plan: Plan, order: ChangeOrder, actor: Actor) -> int:
    reached = check_plan(plan, order, load_closed_periods(order.cutoff))
    return record_change(plan, order, actor, reached=reached)


def record_change(
    plan: Plan,
    order: ChangeOrder,
    actor: Actor,
    *,
    reached: ClosedPeriod | None,
    undoes_id: int | None = None,
) -> int:
    """Write a change that was checked, with its audit entry; return its key.

    Args:
        plan: What is changed: planned and checked under the lock of the audit chain.
        order: Reason, document.
        actor: Who makes it.
        reached: The closed period it knowingly reaches into.
        undoes_id: The change it undoes.
    """
    found, kind = plan.found, plan.kind
    row = TaskChange(
        task_id=found.task.id,
        kind=kind,
        effective_on=plan.effective_on,
        before=plan.before,
        after=plan.after,
        reason=order.reason.strip(),
        document=order.document.strip(),
        undoes_id=undoes_id,
        bulk_key=order.bulk_key,
        is_into_closed=reached is not None,
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
            "effective_on": plan.effective_on.isoformat(),
            **_told(plan),
            "reason": row.reason,
            "document": row.document,
            "into_closed": reached.period if reached else "",
            "undoes": undoes_id,
            "bulk": order.bulk_key,
        },
    )
    return row.id


def _told(plan: Plan) -> dict[str, object]:
    """Return a change in words: the audit trail has one language, whoever acts."""
    with force_locale(Language.VIETNAMESE.value):
        return {
            "before": tell_state(plan.kind, plan.before),
            "after": tell_state(plan.kind, plan.after),
            "differences": list(tell_change(plan.kind, plan.before, plan.after)),
        }
