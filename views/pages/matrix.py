"""The responsibility matrix (ma trận phân công): tasks by units, cells ready to print.

A cell's mark-up is joined here from a few prepared strings: a macro per cell costs ten times more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from markupsafe import Markup, escape

from models.vocabulary import AssignmentRole, UnitLevel
from tracker.wording.labels import label
from views.formatting import show_unit
from views.pages.marks import VERDICT_ICONS, not_evaluated_text
from views.pages.matrix_parts import Choice, Part, choose, count_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tracker.queries.tasks import TaskRow
    from tracker.queries.units import UnitRow

ROLE_MARKS: Final = {AssignmentRole.LEAD: "●", AssignmentRole.SUPPORTING: "○"}
FULL_NAMES_UP_TO: Final = 12
"""With more columns than these, heads carry short names."""


@dataclass(frozen=True, slots=True)
class Head:
    """A task or a unit as a row or column head.

    Args:
        short: A few letters, for narrow places.
        text: In full.
        note: A second line; may be empty.
        url: Its own page.
    """

    short: str
    text: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its head and its cells, drawn."""

    head: Head
    cells: Markup


@dataclass(frozen=True, slots=True)
class Band:
    """Rows or columns that belong together: a section of the document, a level of units."""

    text: str
    span: int


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows under one heading."""

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table, ready to print.

    Args:
        is_by_unit: Whether units are the rows (when there are more of them than tasks).
        is_dense: Whether column heads stand on their side.
        bands: Groups of columns.
        columns: Column heads.
        groups: Rows under their headings.
        unit_count: Units shown.
        task_count: Tasks shown.
        cell_count: Assignments shown.
        counts: Cells by result, before the filter on results.
    """

    is_by_unit: bool
    is_dense: bool
    bands: tuple[Band, ...]
    columns: tuple[Head, ...]
    groups: tuple[RowGroup, ...]
    unit_count: int
    task_count: int
    cell_count: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Links:
    """Where heads and cells lead.

    Args:
        of_task: Address of a task's page, without its query.
        of_unit: Address of a unit's page.
        query: Query every address of a task and of a cell carries, with its "?".
        numbers: Number of each task, unique within the document.
    """

    of_task: Callable[[TaskRow], str]
    of_unit: Callable[[UnitRow], str]
    query: str
    numbers: Mapping[int, str]


def build_matrix(
    tasks: Sequence[TaskRow],
    parts: Sequence[Part],
    choice: Choice,
    links: Links,
    *,
    is_by_unit: bool | None = None,
) -> Matrix:
    """Return the table of a document in a period.

    Args:
        tasks: Every row of the document, in printed order.
        parts: Every cell of it.
        choice: What is wanted; without a choice tasks nobody is assigned to are shown, too.
        links: Where heads and cells lead.
        is_by_unit: Whether units are the rows; None lets the numbers decide.
    """
    within = choose(parts, replace(choice, mark=""))
    chosen = choose(within, choice)
    units = _units_of(chosen)
    wanted = {part.assignment.task.id for part in chosen}
    shown = [task for task in tasks if choice.is_all or task.id in wanted]
    by_unit = len(units) > len(shown) if is_by_unit is None else is_by_unit
    draw = _by_unit if by_unit else _by_task
    bands, columns, groups = draw(shown, units, chosen, links)
    return Matrix(
        is_by_unit=by_unit,
        is_dense=len(columns) > FULL_NAMES_UP_TO,
        bands=bands,
        columns=columns,
        groups=groups,
        unit_count=len(units),
        task_count=len(shown),
        cell_count=len(chosen),
        counts=count_marks(within),
    )


_Drawn = tuple[tuple[Band, ...], tuple[Head, ...], tuple[RowGroup, ...]]


def _by_task(
    tasks: Sequence[TaskRow], units: Sequence[UnitRow], parts: Sequence[Part], links: Links
) -> _Drawn:
    columns = tuple(_unit_head(unit, links) for unit in units)
    body = _Bodies()
    by_task: defaultdict[int, dict[int, Part]] = defaultdict(dict)
    for part in parts:
        by_task[part.assignment.task.id][part.assignment.unit.id] = part
    keys = [(unit.id, quote(unit.code), escape(show_unit(unit))) for unit in units]
    groups: dict[str, list[Line]] = {}
    for task in tasks:
        row, prefix = by_task[task.id], links.of_task(task)
        cells = "".join(
            body.draw(row.get(unit_id), f"{prefix}/{code}{links.query}", name)
            for unit_id, code, name in keys
        )
        line = Line(_task_head(task, links), Markup(cells))  # noqa: S704 # parts are escaped
        groups.setdefault(_section(task), []).append(line)
    return _level_bands(units), columns, _grouped(groups)


def _by_unit(
    tasks: Sequence[TaskRow], units: Sequence[UnitRow], parts: Sequence[Part], links: Links
) -> _Drawn:
    heads = tuple(_task_head(task, links) for task in tasks)
    body = _Bodies()
    by_unit: defaultdict[int, dict[int, Part]] = defaultdict(dict)
    for part in parts:
        by_unit[part.assignment.unit.id][part.assignment.task.id] = part
    keys = [
        (task.id, links.of_task(task), escape(head.short))
        for task, head in zip(tasks, heads, strict=True)
    ]
    groups: dict[str, list[Line]] = {}
    for unit in units:
        row, suffix = by_unit[unit.id], f"/{quote(unit.code)}{links.query}"
        cells = "".join(
            body.draw(row.get(task_id), f"{prefix}{suffix}", name) for task_id, prefix, name in keys
        )
        line = Line(_unit_head(unit, links), Markup(cells))  # noqa: S704 # parts are escaped
        groups.setdefault(label(unit.level), []).append(line)
    return _section_bands(tasks), heads, _grouped(groups)


class _Bodies:
    """The inside of a cell, drawn once for each role and result."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[AssignmentRole, str], str] = {}

    def draw(self, part: Part | None, url: str, name: str) -> str:
        """Return a cell.

        Args:
            part: What it holds; None for nothing.
            url: Where it leads; its letters must be harmless in an attribute.
            name: What it is called where the table is shown as lists; escaped.
        """
        if part is None:
            return "<td></td>"
        role, mark = part.assignment.role, part.mark
        inside = self._drawn.get((role, mark))
        if inside is None:
            inside = self._drawn[role, mark] = _inside(part)
        link = f'<a href="{escape(url)}" data-name="{name}">{inside}</a>'
        return f'<td class="mx mx--{mark}">{link}</td>'


def _inside(part: Part) -> str:
    role, mark = part.assignment.role, part.mark
    word = label(part.verdict) if part.verdict else not_evaluated_text()
    icon = f'<i class="bi bi-{VERDICT_ICONS[mark]}" aria-hidden="true"></i>' if part.verdict else ""
    return (
        f'<span class="mx__role" aria-hidden="true">{ROLE_MARKS[role]}</span>{icon}'
        f'<span class="visually-hidden">{escape(label(role))}, {escape(word)}</span>'
    )


def _units_of(parts: Iterable[Part]) -> list[UnitRow]:
    """Return the units of the cells by level; within one in the order of the document."""
    units = {part.assignment.unit.id: part.assignment.unit for part in parts}
    ranks = {level: rank for rank, level in enumerate(UnitLevel)}
    return sorted(units.values(), key=lambda unit: ranks[unit.level])


def _task_head(task: TaskRow, links: Links) -> Head:
    return Head(
        short=links.numbers[task.id],
        text=task.text,
        note=task.indicator_code,
        url=f"{links.of_task(task)}{links.query}",
    )


def _unit_head(unit: UnitRow, links: Links) -> Head:
    return Head(short=show_unit(unit), text=unit.name, note=unit.code, url=links.of_unit(unit))


def _section(task: TaskRow) -> str:
    return ". ".join(filter(None, (task.section, task.section_title)))


def _section_bands(tasks: Iterable[TaskRow]) -> tuple[Band, ...]:
    return _bands(_section(task) for task in tasks)


def _level_bands(units: Iterable[UnitRow]) -> tuple[Band, ...]:
    return _bands(label(unit.level) for unit in units)


def _bands(texts: Iterable[str]) -> tuple[Band, ...]:
    spans: list[Band] = []
    for text in texts:
        if spans and spans[-1].text == text:
            spans[-1] = Band(text, spans[-1].span + 1)
        else:
            spans.append(Band(text, 1))
    return tuple(spans)


def _grouped(groups: Mapping[str, list[Line]]) -> tuple[RowGroup, ...]:
    return tuple(RowGroup(text, tuple(lines)) for text, lines in groups.items())
