"""What a document came to in a period, read once for every overview of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import AssignmentRole, TaskKind
from tracker.queries.evaluation_rollups import roll_up_rows
from tracker.queries.evaluations import list_evaluations, task_references
from tracker.queries.tasks import list_tasks
from tracker.queries.verdict_series import list_verdict_series
from views.formatting import show_period
from views.pages.expansion import expand_once
from views.pages.overview_cells import CellMaker
from views.pages.overview_place import list_peers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.queries.evaluation_rollups import TaskRollUp
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from views.pages.frame import Frame
    from views.pages.overview_place import Place


@dataclass(frozen=True, slots=True)
class TargetBasis:
    """Everything a document came to in a period, before it is laid out.

    Args:
        frame: Document and period.
        directory: Units.
        tasks: Its measured rows, in printed order.
        numbers: Number of each row.
        leads: Tasks each unit leads.
        rows: What was found of the units looked at, by task and unit.
        maker: Makes cells.
        past_text: The period before.
        has_past: Whether these units were judged in it.
    """

    frame: Frame
    directory: UnitDirectory
    tasks: list[TaskRow]
    numbers: Mapping[int, str]
    leads: Mapping[int, frozenset[int]]
    rows: Mapping[tuple[int, int], EvaluationRow]
    maker: CellMaker
    past_text: str
    has_past: bool

    def rows_of(self, units: Iterable[UnitRow]) -> list[EvaluationRow]:
        """Return what was found of units, task by task as a sum needs it."""
        keys = [unit.id for unit in units]
        found = (self.rows.get((task.id, key)) for task in self.tasks for key in keys)
        return [row for row in found if row is not None]

    def sums_of(self, rows: Iterable[EvaluationRow]) -> dict[int, TaskRollUp]:
        """Return what the units of rows came to together, by task; rows as `rows_of` has them."""
        rolled = roll_up_rows(rows, self.directory, self.frame.on)
        return {found.task_id: found for found in rolled}


def load_basis(frame: Frame, directory: UnitDirectory, place: Place) -> TargetBasis:
    """Return what a document came to where a place looks; a fixed number of statements.

    Args:
        frame: Document and period.
        directory: Units and groups.
        place: Of its units, and of those it stands beside where none under it leads anything.
    """
    every = list_tasks([frame.directive.id], frame.on)
    tasks = [task for task in every if task.kind is TaskKind.MEASURED]
    leads: dict[int, set[int]] = defaultdict(set)
    for part in expand_once(tasks, directory, frame.on):
        if part.role is AssignmentRole.LEAD:
            leads[part.unit.id].add(part.task.id)
    units = {unit.id for unit in place.rows()}
    if not any(unit.id in leads for unit in place.below):
        units |= {unit.id for unit in list_peers(place, directory, frame.on)}
    if place.unit is not None:
        units.add(place.unit.id)
    found = list_evaluations(
        frame.period.code,
        frame.directive.id,
        unit_ids=units,
        role=AssignmentRole.LEAD,
        tree=directory,
    )
    before = frame.period.previous()
    past = list_verdict_series([before.code], task_ids=[task.id for task in tasks], unit_ids=units)
    past_text = show_period(before)
    return TargetBasis(
        frame=frame,
        directory=directory,
        tasks=tasks,
        numbers=task_references(every),
        leads={key: frozenset(own) for key, own in leads.items()},
        rows={(row.task_id, row.unit_id): row for row in found},
        maker=CellMaker(frame, {(row.task_id, row.unit_id): row for row in past}),
        past_text=past_text,
        has_past=bool(past),
    )
