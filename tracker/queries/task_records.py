"""What is on record of tasks without figures: deliveries accepted or awaited, extensions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Directive, ImportBatch, Task, TaskExtension, TaskReport, User, db
from models.vocabulary import AssignmentRole, ReviewState, ScheduleKind, TaskKind
from tracker.clock import local, today
from tracker.queries.known import recorded, state_then
from tracker.queries.tasks import expand_task
from tracker.rules.task_states import NO_RECORD, Grant, TaskRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class _Given:
    """A later day granted, and when it was recorded."""

    grant: Grant
    at: datetime


@dataclass(slots=True)
class _Reported:
    """A unit's deliveries that count or wait, and when the first that counts was reported."""

    accepted: list[date] = field(default_factory=list)
    awaiting: list[date] = field(default_factory=list)
    first_at: datetime | None = None


class TaskRecords:
    """The records of tasks without figures, asked for by task and unit.

    A unit that took over others' work and delivered nothing itself stands where they stood: the
    product came with the last of their deliveries, once every one of them had delivered, itself
    included where it led beside them.

    Of an extension and a delivery on one day, the extension counts for the delivery only where it
    was recorded before the report: who is late today is not made punctual today.

    Args:
        tasks: Rows of documents; those that are measured have no record.
        directory: Units, groups and successions.
        on: The day the units asked for are those of.
    """

    def __init__(self, tasks: Iterable[TaskRow], directory: UnitDirectory, on: date) -> None:
        self._tasks = {task.id: task for task in tasks if task.kind is TaskKind.PRODUCT}
        self._directory = directory
        self._on = on
        self._days = _load_days(self._tasks)
        self._grants = _load_grants(self._tasks)
        self._taken_over = self._list_taken_over()
        self._kept_since = _load_kept_since(self._tasks)

    def of(self, task_id: int, unit_id: int) -> TaskRecord:
        """Return what is on record of one unit's work on a task."""
        return replace(self._of(task_id, unit_id), kept_since=self._kept_since.get(task_id))

    def reporters(self, task_id: int, unit_id: int) -> tuple[int, ...]:
        """Return the units whose reports tell of a unit's work: itself and whom it took over."""
        return tuple(dict.fromkeys((unit_id, *self._taken_over.get((task_id, unit_id), ()))))

    def _of(self, task_id: int, unit_id: int) -> TaskRecord:
        own = self._own(task_id, unit_id)
        sharers = self._taken_over.get((task_id, unit_id))
        if own.deliveries or sharers is None:
            return own
        records = [self._own(task_id, sharer) for sharer in sharers]
        done = [record.deliveries[0] for record in records if record.deliveries]
        everybody = [self._own(task_id, unit) for unit in self.reporters(task_id, unit_id)]
        return TaskRecord(
            deliveries=(max(done),) if len(done) == len(records) else (),
            awaiting=tuple(day for record in everybody for day in record.awaiting),
            grants=tuple(dict.fromkeys(grant for record in everybody for grant in record.grants)),
        )

    def _own(self, task_id: int, unit_id: int) -> TaskRecord:
        """Return what a unit itself reported, and what was granted to it or to all."""
        reported = self._days.get((task_id, unit_id))
        given = [
            *self._grants.get((task_id, None), ()),
            *self._grants.get((task_id, unit_id), ()),
        ]
        if reported is None:
            return TaskRecord(grants=tuple(each.grant for each in given)) if given else NO_RECORD
        until = None
        if self._tasks[task_id].schedule_kind is not ScheduleKind.ONGOING:
            until = reported.first_at
        return TaskRecord(
            deliveries=tuple(reported.accepted),
            awaiting=tuple(reported.awaiting),
            grants=tuple(each.grant for each in given if until is None or each.at <= until),
        )

    def _list_taken_over(self) -> dict[tuple[int, int], list[int]]:
        """Return the units that led a task and ended, by task and the unit that took it over."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        known = {(task, unit) for task, unit in (*self._days, *self._grants) if unit is not None}
        for task_id, reporter in sorted(known):
            if self._directory.by_id(reporter).is_valid(self._on):
                continue
            for heir in self._directory.heirs(reporter, self._on):
                key = task_id, heir.id
                if key not in found:
                    found[key] = self._list_sharers(task_id, reporter, heir.id)
        return found

    def _list_sharers(self, task_id: int, reporter: int, heir: int) -> list[int]:
        """Return who led a task when a unit ended, of those whose work went to the same heir."""
        ended = self._directory.by_id(reporter).valid_to
        leads = {
            part.unit.id
            for part in expand_task(self._tasks[task_id].on(ended), self._directory, ended)
            if part.role is AssignmentRole.LEAD
        }
        return sorted(
            lead
            for lead in leads | {reporter}
            if any(unit.id == heir for unit in self._directory.heirs(lead, self._on))
        )


def find_delivery(task: TaskRow, unit_id: int, directory: UnitDirectory) -> date | None:
    """Return the day a unit's work on a task was delivered by what was accepted; None while open.

    A routine duty is never delivered for good.

    Args:
        task: The task.
        unit_id: The unit; what those reported whose work it took over counts as in `TaskRecords`.
        directory: Units, groups and successions.
    """
    if task.schedule_kind is ScheduleKind.ONGOING:
        return None
    return next(iter(TaskRecords([task], directory, today()).of(task.id, unit_id).deliveries), None)


def _load_days(task_ids: Collection[int]) -> dict[tuple[int, int], _Reported]:
    found: dict[tuple[int, int], _Reported] = defaultdict(_Reported)
    rows = db.session.execute(
        sa.select(
            TaskReport.task_id,
            TaskReport.unit_id,
            TaskReport.state,
            TaskReport.done_on,
            TaskReport.written_at,
            TaskReport.reviewed_at,
        )
        .where(TaskReport.task_id.in_(task_ids), recorded(TaskReport.written_at))
        .order_by(TaskReport.task_id, TaskReport.unit_id, TaskReport.version)
    )
    for task_id, unit_id, now_state, done_on, written_at, reviewed_at in rows:
        state = state_then(now_state, reviewed_at)
        if done_on is None or state is ReviewState.SENT_BACK:
            continue
        reported = found[task_id, unit_id]
        if state is ReviewState.ACCEPTED:
            reported.accepted.append(done_on)
            reported.first_at = reported.first_at or written_at
        else:
            reported.awaiting.append(done_on)
    return dict(found)


def _load_grants(task_ids: Collection[int]) -> dict[tuple[int, int | None], list[_Given]]:
    found: dict[tuple[int, int | None], list[_Given]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            TaskExtension.task_id,
            TaskExtension.unit_id,
            TaskExtension.due_on,
            TaskExtension.granted_at,
        )
        .where(TaskExtension.task_id.in_(task_ids), recorded(TaskExtension.granted_at))
        .order_by(TaskExtension.id)
    )
    for task_id, unit_id, due_on, granted_at in rows:
        grant = Grant(due_on, local(granted_at).date())
        found[task_id, unit_id].append(_Given(grant, granted_at))
    return dict(found)


def _load_kept_since(task_ids: Collection[int]) -> dict[int, date]:
    """Return by task the day its document came in; with the first set-up where it is a seed."""
    rows = db.session.execute(
        sa.select(Task.id, Directive.is_seed, ImportBatch.created_at)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(ImportBatch, ImportBatch.id == Directive.batch_id)
        .where(Task.id.in_(task_ids))
    )
    set_up_at = db.session.scalar(sa.select(sa.func.min(User.created_at)))
    found = {}
    for task_id, is_seed, created_at in rows:
        # Without an import the joined instant is null, which its type does not say.
        came_at: datetime | None = created_at
        if came_at is None and is_seed:
            came_at = set_up_at
        if came_at is not None:
            found[task_id] = local(came_at).date()
    return found
