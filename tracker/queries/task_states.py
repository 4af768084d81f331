"""Where every task without figures stands in a period, unit by unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import AssignmentRole, ScheduleKind, TaskKind
from tracker.queries.calendar import load_calendar
from tracker.queries.evaluation_inputs import is_in_force
from tracker.queries.task_parties import FoundTask, list_found, parts_of
from tracker.queries.task_records import TaskRecords
from tracker.queries.unit_directory import load_directory
from tracker.rules.task_states import (
    TaskFinding,
    Term,
    Window,
    classify_task,
    count_lateness,
    named_rows,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from tracker.queries.unit_directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class TaskStateRow:
    """Where one task stands for one unit.

    Args:
        found: The task, its number and document.
        part: The unit, its role, and how it came to the task.
        finding: Where it stands; None for a supporting unit, which is not judged.
        late_days: Calendar days late; 0 when it is not.
        late_working_days: Working days late, by the calendar of record.
        is_due_day_off: Whether the last day in force is no working day; it stays the last day.
        waits_for: Rows of the same document that the term names.
        reporter_ids: Units whose reports tell of it: itself and those whose work it took over.
    """

    found: FoundTask
    part: ExpandedAssignment
    finding: TaskFinding | None
    late_days: int
    late_working_days: int
    is_due_day_off: bool
    waits_for: tuple[FoundTask, ...]
    reporter_ids: tuple[int, ...] = ()

    @property
    def task(self) -> TaskRow:
        """Return the row of the document."""
        return self.found.task

    @property
    def is_lead(self) -> bool:
        """Return whether the unit leads."""
        return self.part.role is AssignmentRole.LEAD

    @property
    def is_awaited(self) -> bool:
        """Return whether a delivery of the unit waits for review."""
        return self.finding is not None and self.finding.is_awaiting_review


def list_task_states(
    window: Window,
    *,
    directive_id: int | None = None,
    task_id: int | None = None,
    unit_ids: Collection[int] | None = None,
    is_in_force_only: bool = True,
    also: Collection[int] = (),
    parts_on: date | None = None,
    directory: UnitDirectory | None = None,
) -> list[TaskStateRow]:
    """Return where tasks without figures stand, by document, row, role (leads first) and unit.

    Args:
        window: The period and the day of looking; tasks and units are those of `Window.read_on`.
        directive_id: Only this document.
        task_id: Only this task.
        unit_ids: Only these units.
        is_in_force_only: Leave out documents that are not in force in the period.
        also: Tasks that are kept all the same.
        parts_on: Take the parties and units of this day instead: of a task whose units have ended
            or that was taken off them.
        directory: Units, when they are loaded already.
    """
    everything = list_found(directive_id, window.read_on)
    tasks = [
        found
        for found in everything
        if found.task.kind is TaskKind.PRODUCT
        and task_id in (None, found.task.id)
        and (
            not is_in_force_only
            or found.task.id in also
            or is_in_force(found.directive, window.first_day, window.last_day)
        )
    ]
    units = directory or load_directory()
    reader = _Reader(tasks, everything, window, parts_on or window.read_on, units)
    return [
        row
        for found in tasks
        for row in reader.rows(found)
        if unit_ids is None or row.part.unit.id in unit_ids
    ]


def term_of(task: TaskRow) -> Term:
    """Return the term of a task as rules take it."""
    return Term(task.schedule_kind, task.due_on, task.first_day, task.follows)


class _Reader:
    """Records, calendar and units, loaded once for many tasks."""

    def __init__(
        self,
        tasks: Iterable[FoundTask],
        everything: Iterable[FoundTask],
        window: Window,
        parts_on: date,
        directory: UnitDirectory,
    ) -> None:
        self._directory = directory
        self._records = TaskRecords([found.task for found in tasks], self._directory, parts_on)
        self._calendar = load_calendar()
        self._everything = list(everything)
        self._window = window
        self._parts_on = parts_on
        self._parts: dict[object, list[ExpandedAssignment]] = {}

    def rows(self, found: FoundTask) -> Iterator[TaskStateRow]:
        parts = self._expand(found)
        waits_for = self._named(found)
        leads_first = sorted(parts, key=lambda part: part.role is not AssignmentRole.LEAD)
        for part in leads_first:
            yield self._row(found, part, waits_for)

    def _row(
        self, found: FoundTask, part: ExpandedAssignment, waits_for: tuple[FoundTask, ...]
    ) -> TaskStateRow:
        if part.role is not AssignmentRole.LEAD:
            return TaskStateRow(found, part, None, 0, 0, is_due_day_off=False, waits_for=waits_for)
        record = self._records.of(found.task.id, part.unit.id)
        finding = classify_task(term_of(found.task), record, self._window)
        days, working = count_lateness(finding, self._calendar)
        due_on = finding.due_on
        is_off = due_on is not None and not self._calendar.is_working(due_on)
        return TaskStateRow(
            found,
            part,
            finding,
            days,
            working,
            is_due_day_off=is_off,
            waits_for=waits_for,
            reporter_ids=self._records.reporters(found.task.id, part.unit.id),
        )

    def _expand(self, found: FoundTask) -> list[ExpandedAssignment]:
        """Return the units of a task; documents repeat the same parties row after row."""
        parties = found.task.on(self._parts_on).parties
        key = (
            found.directive.id if not parties else 0,
            *((party.role, party.unit_id, party.group_id, party.printed) for party in parties),
        )
        if key not in self._parts:
            self._parts[key] = parts_of(found, self._directory, self._parts_on)
        return self._parts[key]

    def _named(self, found: FoundTask) -> tuple[FoundTask, ...]:
        if found.task.schedule_kind is not ScheduleKind.FOLLOWS:
            return ()
        wanted = named_rows(found.task.follows or found.task.schedule_phrase)
        return tuple(
            other
            for other in self._everything
            if other.directive.id == found.directive.id
            and other.reference in wanted
            and other.task.id != found.task.id
        )
