"""What is on record of tasks without figures: deliveries accepted or awaited, extensions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Directive, ImportBatch, Task, TaskExtension, TaskReport, User, db
from models.vocabulary import AssignmentRole, ReviewState, TaskKind
from tracker.clock import local
from tracker.queries.tasks import expand_task
from tracker.rules.task_states import NO_RECORD, Grant, TaskRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory


class TaskRecords:
    """The records of tasks without figures, asked for by task and unit.

    A unit that took over others' work and reported nothing itself stands where they stood: the
    product came with the last of their deliveries, once every one of them had delivered.

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

    def _of(self, task_id: int, unit_id: int) -> TaskRecord:
        days = self._days.get((task_id, unit_id))
        if days is None and (task_id, unit_id) in self._taken_over:
            return self._inherited(task_id, unit_id)
        shared = self._grants.get((task_id, None), ())
        grants = (*shared, *self._grants.get((task_id, unit_id), ()))
        if days is None and not grants:
            return NO_RECORD
        accepted, awaiting = days or ((), ())
        return TaskRecord(tuple(accepted), tuple(awaiting), grants)

    def reporters(self, task_id: int, unit_id: int) -> tuple[int, ...]:
        """Return the units whose reports tell of a unit's work: itself and whom it took over."""
        return (unit_id, *self._taken_over.get((task_id, unit_id), ()))

    def _inherited(self, task_id: int, unit_id: int) -> TaskRecord:
        """Return the record of a unit as that of those whose work it took over."""
        own = self._grants.get((task_id, unit_id), ())
        records = [self._of(task_id, other) for other in self._taken_over[task_id, unit_id]]
        done = [record.deliveries[0] for record in records if record.deliveries]
        grants = dict.fromkeys(grant for record in records for grant in record.grants)
        return TaskRecord(
            deliveries=(max(done),) if len(done) == len(records) else (),
            awaiting=tuple(day for record in records for day in record.awaiting),
            grants=(*grants, *own),
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
            for part in expand_task(self._tasks[task_id], self._directory, ended)
            if part.role is AssignmentRole.LEAD
        }
        return sorted(
            lead
            for lead in leads | {reporter}
            if lead != heir
            and any(unit.id == heir for unit in self._directory.heirs(lead, self._on))
        )


def _load_days(
    task_ids: Collection[int],
) -> dict[tuple[int, int], tuple[list[date], list[date]]]:
    found: dict[tuple[int, int], tuple[list[date], list[date]]] = {}
    rows = db.session.execute(
        sa.select(TaskReport.task_id, TaskReport.unit_id, TaskReport.state, TaskReport.done_on)
        .where(
            TaskReport.task_id.in_(task_ids),
            TaskReport.state != ReviewState.SENT_BACK,
        )
        .order_by(TaskReport.task_id, TaskReport.unit_id, TaskReport.version)
    )
    for task_id, unit_id, state, done_on in rows:
        if done_on is not None:
            accepted, awaiting = found.setdefault((task_id, unit_id), ([], []))
            (accepted if state is ReviewState.ACCEPTED else awaiting).append(done_on)
    return found


def _load_grants(task_ids: Collection[int]) -> dict[tuple[int, int | None], tuple[Grant, ...]]:
    found: dict[tuple[int, int | None], list[Grant]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            TaskExtension.task_id,
            TaskExtension.unit_id,
            TaskExtension.due_on,
            TaskExtension.granted_at,
        )
        .where(TaskExtension.task_id.in_(task_ids))
        .order_by(TaskExtension.id)
    )
    for task_id, unit_id, due_on, granted_at in rows:
        found[task_id, unit_id].append(Grant(due_on, local(granted_at).date()))
    return {key: tuple(grants) for key, grants in found.items()}


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
