"""The cells of the responsibility matrix before they are drawn, and which of them are wanted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.rules.text import fold
from views.pages.marks import NOT_EVALUATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from models.vocabulary import UnitLevel, Verdict
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class Part:
    """One cell before it is drawn: the part a unit plays in a task, and what came of it.

    Args:
        assignment: Task, unit, role.
        verdict: None while the period was not evaluated.
    """

    assignment: ExpandedAssignment
    verdict: Verdict | None

    @property
    def mark(self) -> str:
        """Return the name of the result in addresses of styles: "missed", "none"."""
        return self.verdict.value if self.verdict else NOT_EVALUATED


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the matrix is wanted.

    Args:
        level: Only units of that level.
        text: Only cells whose unit or task says so; folded.
        mark: Only cells with that result, see `Part.mark`.
    """

    level: UnitLevel | None = None
    text: str = ""
    mark: str = ""

    @property
    def is_all(self) -> bool:
        """Return whether nothing is left out."""
        return self == Choice()


def combine(
    assignments: Iterable[ExpandedAssignment], verdicts: Mapping[tuple[int, int], Verdict]
) -> list[Part]:
    """Return the cells of a matrix with their verdicts.

    Args:
        assignments: Who plays which part, in the order of the document.
        verdicts: Verdict by task id and unit id.
    """
    return [
        Part(assignment, verdicts.get((assignment.task.id, assignment.unit.id)))
        for assignment in assignments
    ]


def choose(parts: Iterable[Part], choice: Choice) -> list[Part]:
    """Return the cells that are wanted."""
    unit_fits = _unit_test(choice)
    task_fits = _task_test(choice)
    return [
        part
        for part in parts
        if (choice.level is None or part.assignment.unit.level is choice.level)
        and (not choice.mark or part.mark == choice.mark)
        and (not choice.text or unit_fits(part.assignment.unit) or task_fits(part.assignment.task))
    ]


def count_marks(parts: Iterable[Part]) -> dict[str, int]:
    """Return how many cells have each result."""
    return dict(Counter(part.mark for part in parts))


def _unit_test(choice: Choice) -> Callable[[UnitRow], bool]:
    known: dict[int, bool] = {}

    def fits(unit: UnitRow) -> bool:
        if unit.id not in known:
            known[unit.id] = choice.text in fold(f"{unit.name} {unit.short_name} {unit.code}")
        return known[unit.id]

    return fits


def _task_test(choice: Choice) -> Callable[[TaskRow], bool]:
    known: dict[int, bool] = {}

    def fits(task: TaskRow) -> bool:
        if task.id not in known:
            known[task.id] = choice.text in fold(f"{task.text} {task.indicator_code}")
        return known[task.id]

    return fits
