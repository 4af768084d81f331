"""The cells of the responsibility matrix before they are drawn, and which of them are wanted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracker.rules.text import fold
from views.pages.marks import NOT_EVALUATED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from models.vocabulary import AssignmentRole, UnitLevel, Verdict
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from tracker.queries.units import UnitRow

    Spell = Callable[[UnitRow], str]


@dataclass(frozen=True, slots=True)
class Part:
    """One cell before it is drawn: the part a unit plays in a task, and what came of it.

    Args:
        assignment: Task, unit, role.
        mark: Name of the result in styles: "missed", "none" while the period was not evaluated.
        is_contested: Whether the unit refused the part and that is being looked at.
        was: What had come of it by the day compared with, where that was replaced since.
    """

    assignment: ExpandedAssignment
    mark: str
    is_contested: bool = False
    was: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the matrix is wanted.

    Args:
        section: Only tasks of that section of the document.
        party: Only units that came in by that group, as printed.
        level: Only units of that level.
        role: Only that part.
        texts: Only cells whose unit or task says one of these; folded.
        mark: Only cells with that result, see `Part.mark`.
        is_contested: Only parts refused by their unit and not decided yet.
        is_moved: Only cells with another result than on the day compared with.
    """

    section: str = ""
    party: str = ""
    level: UnitLevel | None = None
    role: AssignmentRole | None = None
    texts: tuple[str, ...] = ()
    mark: str = ""
    is_contested: bool = False
    is_moved: bool = False

    @property
    def is_all(self) -> bool:
        """Return whether nothing is left out."""
        return self == Choice()


def combine(
    assignments: Iterable[ExpandedAssignment],
    verdicts: Mapping[tuple[int, int], Verdict],
    contested: Collection[tuple[int, int]] = (),
    then: Mapping[tuple[int, int], str] = MappingProxyType({}),
) -> list[Part]:
    """Return the cells of a matrix with their verdicts.

    Args:
        assignments: Who plays which part, in the order of the document.
        verdicts: Verdict by task id and unit id.
        contested: Task ids and unit ids of the parts that are in dispute.
        then: Results that were replaced since the day compared with, likewise.
    """
    # The value of a member is looked up by Python code each time: thousands of times here.
    marks = {key: str(verdict) for key, verdict in verdicts.items()}
    found = []
    for assignment in assignments:
        key = assignment.task.id, assignment.unit.id
        mark, was = marks.get(key, NOT_EVALUATED), then.get(key, "")
        found.append(Part(assignment, mark, key in contested, was))
    return found


def choose(parts: Iterable[Part], choice: Choice, spell: Spell) -> list[Part]:
    """Return the cells that are wanted.

    Args:
        parts: Every cell.
        choice: What is wanted.
        spell: Every name of a unit, folded.
    """
    tests = list(_tests(choice, spell))
    return [part for part in parts if all(test(part) for test in tests)]


def count_marks(parts: Iterable[Part]) -> dict[str, int]:
    """Return how many cells have each result."""
    return dict(Counter(part.mark for part in parts))


def section_of(task: TaskRow) -> str:
    """Return the section of the document a task stands in, as printed; may be empty."""
    return ". ".join(filter(None, (task.section, task.section_title)))


def parties_of(parts: Iterable[Part]) -> list[str]:
    """Return the groups the units came in by, as printed, in the order of the document."""
    found = (part.assignment.printed for part in parts if part.assignment.is_by_group)
    return list(dict.fromkeys(found))


def _tests(choice: Choice, spell: Spell) -> Iterable[Callable[[Part], bool]]:
    tests: tuple[tuple[bool, Callable[[Part], bool]], ...] = (
        (bool(choice.section), lambda part: section_of(part.assignment.task) == choice.section),
        (
            bool(choice.party),
            lambda part: part.assignment.is_by_group and part.assignment.printed == choice.party,
        ),
        (choice.level is not None, lambda part: part.assignment.unit.level is choice.level),
        (choice.role is not None, lambda part: part.assignment.role is choice.role),
        (bool(choice.mark), lambda part: part.mark == choice.mark),
        (choice.is_contested, lambda part: part.is_contested),
        (choice.is_moved, lambda part: part.was not in ("", part.mark)),
    )
    yield from (test for is_asked, test in tests if is_asked)
    if choice.texts:
        yield _text_test(choice.texts, spell)


def _text_test(texts: tuple[str, ...], spell: Spell) -> Callable[[Part], bool]:
    units: dict[int, bool] = {}
    tasks: dict[int, bool] = {}

    def says(written: str) -> bool:
        return any(text in written for text in texts)

    def fits(part: Part) -> bool:
        unit, task = part.assignment.unit, part.assignment.task
        if unit.id not in units:
            units[unit.id] = says(spell(unit))
        if task.id not in tasks:
            tasks[task.id] = says(fold(f"{task.text} {task.indicator_code}"))
        return units[unit.id] or tasks[task.id]

    return fits
