"""The same change of many tasks in one go: a unit replaced, a supporter added, days shifted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from models.vocabulary import AssignmentRole, ScheduleKind, TaskChangeKind, TaskKind
from tracker.errors import NotFoundError, ReadingError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.task_changes import load_closed_periods
from tracker.queries.task_parties import list_found
from tracker.queries.task_rows import PartyRow
from tracker.queries.unit_directory import load_directory
from tracker.rules.dates import format_date
from tracker.rules.text import clean, fold
from tracker.services.audit import lock_chain
from tracker.services.task_change_checks import check_order, check_plan, check_seen
from tracker.services.task_change_plans import Plan, party_text, plan_party_rows, plan_term
from tracker.services.task_change_units import check_units
from tracker.services.task_changes import CHANGING_ROLES, record_change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor
    from tracker.queries.task_changes import ClosedPeriod, ClosedPeriods
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.task_rows import TaskRow
    from tracker.queries.unit_directory import PartyRef, UnitDirectory
    from tracker.services.task_changes import ChangeOrder

MOST_TASKS: Final = 300
MOST_DAYS: Final = 3650


class BulkKind(StrEnum):
    """What is done to every task that was chosen."""

    REPLACE = "replace"
    ADD_SUPPORT = "add_support"
    SHIFT_DUE = "shift_due"


@dataclass(frozen=True, slots=True)
class BulkStep:
    """One step for many tasks.

    Args:
        kind: What is done.
        unit: The unit or group that is replaced or added: name or code.
        by: The one that takes its place.
        days: By how many days the last day moves; negative moves it back.
    """

    kind: BulkKind
    unit: str = ""
    by: str = ""
    days: int = 0

    @property
    def changes(self) -> TaskChangeKind:
        """Return what of a task it changes."""
        is_term = self.kind is BulkKind.SHIFT_DUE
        return TaskChangeKind.TERM if is_term else TaskChangeKind.PARTIES


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What the step means for one task.

    Args:
        found: The task as it reads on the day.
        plan: What it would be; None where that is refused.
        refusal: Why; None where it goes.
        reached: The closed period it knowingly reaches into.
    """

    found: FoundTask
    plan: Plan | None
    refusal: RefusedError | None = None
    reached: ClosedPeriod | None = None


def plan_bulk(
    *, task_ids: Sequence[int], step: BulkStep, order: ChangeOrder
) -> tuple[BulkLine, ...]:
    """Return what a step means for each of many tasks, in the order of their documents.

    Args:
        task_ids: The tasks.
        step: What is done to each.
        order: Day, reason, document.

    Raises:
        NotFoundError: `task_unknown`.
        RefusedError: `bulk_empty`, `bulk_many`, `bulk_days`, `bulk_step_unclear`; as
            `tracker.services.task_change_checks.check_order`.
    """
    check_order(order)
    _check(task_ids, step)
    wanted = set(task_ids)
    chosen = [each for each in list_found(None, order.effective_on) if each.task.id in wanted]
    missing = wanted - {each.task.id for each in chosen}
    if missing:
        raise NotFoundError("task_unknown", value=min(missing), directive="–", known="–")
    directory, closed = load_directory(), load_closed_periods(order.cutoff)
    return tuple(_line(found, step, order, directory, closed) for found in chosen)


def change_tasks(
    *, task_ids: Sequence[int], step: BulkStep, order: ChangeOrder, actor: Actor
) -> list[int]:
    """Change many tasks in one go, or none of them; return the keys of the changes.

    Args:
        task_ids: The tasks.
        step: What is done to each.
        order: Day, reason, document.
        actor: Who of the office changes them.

    Raises:
        ForbiddenError: `role_not_allowed`.
        ConflictError: `change_stale`.
        RefusedError: `bulk_refused` with the first task that cannot be changed so; as `plan_bulk`
            and `tracker.services.task_change_units.check_units`.
    """
    require_role(actor, CHANGING_ROLES)
    lock_chain()
    check_seen(task_ids, step.changes, order.seen)
    lines = plan_bulk(task_ids=task_ids, step=step, order=order)
    refused = [line for line in lines if line.refusal is not None]
    if refused:
        # Sentences bring the translation machinery along: only a refusal pays for it.
        from tracker.wording.sentences import explain

        first = refused[0]
        why = explain(first.refusal) if first.refusal else ""
        number = f"{first.found.reference} ({first.found.directive.number})"
        raise RefusedError("bulk_refused", count=len(refused), number=number, why=why)
    if step.changes is TaskChangeKind.PARTIES:
        check_units([line.plan for line in lines if line.plan is not None], order)
    together = replace(order, bulk_key=uuid.uuid4().hex[:31])
    return [
        record_change(line.plan, together, actor, reached=line.reached)
        for line in lines
        if line.plan is not None
    ]


def _check(task_ids: Sequence[int], step: BulkStep) -> None:
    if not task_ids:
        raise RefusedError("bulk_empty")
    if len(task_ids) > MOST_TASKS:
        raise RefusedError("bulk_many", maximum=MOST_TASKS)
    if step.kind is BulkKind.SHIFT_DUE:
        if not 0 < abs(step.days) <= MOST_DAYS:
            raise RefusedError("bulk_days")
    elif not clean(step.unit) or (step.kind is BulkKind.REPLACE and not clean(step.by)):
        raise RefusedError("bulk_step_unclear")


def _line(
    found: FoundTask,
    step: BulkStep,
    order: ChangeOrder,
    directory: UnitDirectory,
    closed: ClosedPeriods,
) -> BulkLine:
    try:
        plan = _plan(found, step, order, directory)
        reached = check_plan(plan, order, closed)
    except RefusedError as error:
        return BulkLine(found, None, error)
    return BulkLine(found, plan, reached=reached)


def _plan(found: FoundTask, step: BulkStep, order: ChangeOrder, directory: UnitDirectory) -> Plan:
    day, task = order.effective_on, found.task
    if step.kind is BulkKind.SHIFT_DUE:
        return plan_term(found=found, phrase=_shifted(task, step.days), effective_on=day)
    if step.kind is BulkKind.ADD_SUPPORT:
        new = _new_party(found, step.unit, order, directory)
        return plan_party_rows(found, (*task.parties, new), day)
    named = _named(found, step.unit, order, directory)
    new = _new_party(found, step.by, order, directory)
    parties = [
        replace(new, role=party.role, condition=party.condition) if party in named else party
        for party in task.parties
    ]
    return plan_party_rows(found, parties, day)


def _shifted(task: TaskRow, days: int) -> str:
    """Return a term some days later, worded so that it is read as the same kind of term.

    A routine duty has no day to be done by, and a month, quarter or year in which a share is
    asked for is no such day either.
    """
    is_day = task.schedule_kind is ScheduleKind.BY_DATE or task.kind is TaskKind.PRODUCT
    if task.due_on is None or task.schedule_kind is ScheduleKind.ONGOING or not is_day:
        raise RefusedError("bulk_without_due")
    later = format_date(task.due_on + timedelta(days=days))
    if task.schedule_kind is ScheduleKind.BY_DATE and task.first_day is not None:
        return f"Từ {format_date(task.first_day)} đến {later}"
    return f"Chậm nhất ngày {later}"


def _new_party(
    found: FoundTask, text: str, order: ChangeOrder, directory: UnitDirectory
) -> PartyRow:
    ref = directory.resolve_party(clean(text), found.directive.scope_id, order.effective_on)
    return PartyRow(
        AssignmentRole.SUPPORTING, _name(ref, directory), "", ref.unit_id, ref.group_id, ""
    )


def _name(ref: PartyRef, directory: UnitDirectory) -> str:
    if ref.unit_id is not None:
        return directory.by_id(ref.unit_id).name
    return directory.group(ref.group_id or 0).name


def _named(
    found: FoundTask, text: str, order: ChangeOrder, directory: UnitDirectory
) -> list[PartyRow]:
    """Return the parties a text means: as printed, or by what they mean now or meant before."""
    units = {unit.id for unit in directory.meanings(clean(text))}
    groups = set()
    try:
        ref = directory.resolve_party(clean(text), found.directive.scope_id, order.effective_on)
    except ReadingError:
        pass  # a unit that has ended is still one to replace
    else:
        units |= {ref.unit_id} if ref.unit_id is not None else set()
        groups |= {ref.group_id} if ref.group_id is not None else set()
    named = [
        party
        for party in found.task.parties
        if party.unit_id in units
        or party.group_id in groups
        or fold(text) in (fold(party.printed), fold(party_text(party)))
    ]
    if not named:
        raise RefusedError("bulk_not_a_party", name=clean(text))
    return named
