"""Tasks without figures that tie units together (ai chờ ai): who leads, who supports, what follows.

A lead needs its supporting units and those that lead beside it, and they need it; a task that
follows others waits for them. Only leads report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from models.vocabulary import ScheduleKind, TaskState
from tracker.queries.task_reports import list_task_reports
from tracker.queries.task_states import list_task_states

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tracker.queries.task_parties import FoundTask
    from tracker.queries.task_reports import TaskReportRow
    from tracker.queries.task_states import TaskStateRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.task_states import Window

DONE: Final = frozenset({TaskState.DONE, TaskState.DONE_ON_TIME, TaskState.DONE_LATE})


@dataclass(frozen=True, slots=True)
class SharedTask:
    """A task that several units have a part in, or that others follow.

    Args:
        found: The task, its number and document.
        leads: Units that lead it, with where each stands.
        co_leads: Those of them that are not the units asked for.
        supports: Units that support it, without the units asked for.
        reports: The newest report of each unit.
        is_led: Whether one of the units asked for leads it.
        is_supported: Whether one of them supports it.
        waits_for: Rows of the same document its term names.
    """

    found: FoundTask
    leads: tuple[TaskStateRow, ...]
    co_leads: tuple[TaskStateRow, ...]
    supports: tuple[UnitRow, ...]
    reports: Mapping[int, TaskReportRow]
    is_led: bool
    is_supported: bool
    waits_for: tuple[FoundTask, ...]

    @property
    def is_done(self) -> bool:
        """Return whether every unit that leads it is done."""
        return all(row.finding is not None and row.finding.state in DONE for row in self.leads)

    @property
    def is_following(self) -> bool:
        """Return whether its term follows other work."""
        return self.found.task.schedule_kind is ScheduleKind.FOLLOWS


@dataclass(frozen=True, slots=True)
class SharedWork:
    """What ties some units to others; tasks that are done are left out.

    Args:
        led: Tasks they lead and others support, or lead beside them.
        supported: Tasks they support and others lead.
        following: Tasks they lead whose term follows other work, with the rows it names.
        followed: Tasks of others whose term names one they lead and have not done.
    """

    led: tuple[SharedTask, ...]
    supported: tuple[SharedTask, ...]
    following: tuple[tuple[SharedTask, tuple[SharedTask, ...]], ...]
    followed: tuple[tuple[SharedTask, tuple[SharedTask, ...]], ...]


def load_shared_work(
    unit_ids: Collection[int], window: Window, directory: UnitDirectory
) -> SharedWork:
    """Return what ties units to others, in printed order; a fixed number of statements.

    Args:
        unit_ids: The units: one and its divisions.
        window: The period and the day of looking.
        directory: Units.
    """
    rows = list_task_states(window, directory=directory)
    tasks = {
        key: _task(tuple(own), unit_ids)
        for key, own in groupby(rows, key=lambda row: row.found.task.id)
    }
    mine = [task for task in tasks.values() if task.is_led or task.is_supported]
    reports: dict[int, dict[int, TaskReportRow]] = {}
    for report in list_task_reports(task_ids=[task.found.task.id for task in mine]):
        # The newest version of a unit comes first.
        reports.setdefault(report.task_id, {}).setdefault(report.unit_id, report)
    open_ones = [replace(task, reports=reports.get(task.found.task.id, {})) for task in mine]
    open_ones = [task for task in open_ones if not task.is_done]
    led = {task.found.task.id for task in open_ones if task.is_led}
    return SharedWork(
        led=tuple(task for task in open_ones if task.is_led and (task.supports or task.co_leads)),
        supported=tuple(task for task in open_ones if task.is_supported and not task.is_led),
        following=tuple(
            (task, _named(task, tasks)) for task in open_ones if task.is_led and task.is_following
        ),
        followed=tuple(
            (task, mine_of_it)
            for task in tasks.values()
            if not task.is_led
            and not task.is_done
            and (
                mine_of_it := tuple(
                    each for each in _named(task, tasks) if each.found.task.id in led
                )
            )
        ),
    )


def _task(rows: tuple[TaskStateRow, ...], unit_ids: Collection[int]) -> SharedTask:
    leads = tuple(row for row in rows if row.is_lead)
    supports = tuple(row.part.unit for row in rows if not row.is_lead)
    return SharedTask(
        found=rows[0].found,
        leads=leads,
        co_leads=tuple(row for row in leads if row.part.unit.id not in unit_ids),
        supports=tuple(unit for unit in supports if unit.id not in unit_ids),
        reports={},
        is_led=any(row.part.unit.id in unit_ids for row in leads),
        is_supported=any(unit.id in unit_ids for unit in supports),
        waits_for=rows[0].waits_for,
    )


def _named(task: SharedTask, tasks: Mapping[int, SharedTask]) -> tuple[SharedTask, ...]:
    """Return the rows a task's term names that are not done."""
    named = (tasks.get(found.task.id) for found in task.waits_for)
    return tuple(each for each in named if each is not None and not each.is_done)
