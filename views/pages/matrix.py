"""The responsibility matrix (ma trận phân công): tasks by units, cells ready to print.

A cell's mark-up is joined here from a few prepared strings: a macro per cell costs ten times more.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from markupsafe import Markup, escape

from models.vocabulary import AssignmentRole, UnitLevel, Verdict
from tracker.wording.labels import label
from views.formatting import show_unit
from views.pages.marks import CONTESTED_ICON, contested_text, mark_text
from views.pages.matrix_parts import count_marks, section_of
from views.pages.matrix_table import Band, Head, Line, Matrix, RowGroup, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from tracker.queries.tasks import TaskRow
    from tracker.queries.units import UnitRow
    from views.pages.matrix_parts import Choice, Part
    from views.pages.matrix_table import Links

    Column = TypeVar("Column", "TaskRow", "UnitRow")

ROLE_MARKS: Final = {AssignmentRole.LEAD: "●", AssignmentRole.SUPPORTING: "○"}
FULL_NAMES_UP_TO: Final = 12
"""With more columns than these, heads carry short names."""

CHOSEN: Final = "chon"
"""Anchor of the cell that is open."""

UNITS_A_SHEET: Final = 28
TASKS_A_SHEET: Final = 12
"""Columns that stay readable on one sheet of A4 on its side."""


def cell_key(task: TaskRow, unit: UnitRow) -> str:
    """Return what names a cell in an address: "4.H44.13"."""
    return f"{task.ordinal}.{quote(unit.code)}"


def build_matrix(
    tasks: Sequence[TaskRow],
    within: Sequence[Part],
    choice: Choice,
    links: Links,
    *,
    is_by_unit: bool | None = None,
    is_for_paper: bool = False,
) -> Matrix:
    """Return the table of a document in a period.

    Args:
        tasks: Every row of the document, in printed order.
        within: The cells wanted, whatever their result.
        choice: What is wanted; without a choice tasks nobody is assigned to are shown, too.
        links: Where heads and cells lead.
        is_by_unit: Whether units are the rows; None lets the numbers decide.
        is_for_paper: Whether a wide table is split into sheets.
    """
    chosen = [part for part in within if choice.mark in ("", part.mark)]
    units = units_of(chosen)
    wanted = {part.assignment.task.id for part in chosen}
    shown = [task for task in tasks if choice.is_all or task.id in wanted]
    by_unit = len(units) > len(shown) if is_by_unit is None else is_by_unit
    draw = _sheets_by_unit if by_unit else _sheets_by_task
    sheets = draw(shown, units, _Cells(chosen, links), is_for_paper=is_for_paper)
    return Matrix(
        is_by_unit=by_unit,
        is_dense=(len(shown) if by_unit else len(units)) > FULL_NAMES_UP_TO,
        sheets=tuple(sheets) if shown else (),
        unit_count=len(units),
        task_count=len(shown),
        cell_count=len(chosen),
        contested_count=sum(part.is_contested for part in chosen),
        counts=count_marks(within),
    )


def _sheets_by_task(
    tasks: Sequence[TaskRow], units: Sequence[UnitRow], cells: _Cells, *, is_for_paper: bool
) -> Iterator[Sheet]:
    heads = {task.id: _task_head(task, cells.links) for task in tasks}
    for first, columns in _split(units, UNITS_A_SHEET if is_for_paper else 0):
        groups: dict[str, list[Line]] = {}
        for task in tasks:
            drawn = "".join(cells.draw(task, unit, show_unit(unit)) for unit in columns)
            line = Line(heads[task.id], Markup(drawn))  # noqa: S704 # parts are escaped
            groups.setdefault(section_of(task), []).append(line)
        yield Sheet(
            first,
            _bands(label(unit.level) for unit in columns),
            tuple(_unit_head(unit, cells.links) for unit in columns),
            _grouped(groups),
        )


def _sheets_by_unit(
    tasks: Sequence[TaskRow], units: Sequence[UnitRow], cells: _Cells, *, is_for_paper: bool
) -> Iterator[Sheet]:
    heads = {unit.id: _unit_head(unit, cells.links) for unit in units}
    numbers = cells.links.numbers
    for first, columns in _split(tasks, TASKS_A_SHEET if is_for_paper else 0):
        groups: dict[str, list[Line]] = {}
        for unit in units:
            drawn = "".join(cells.draw(task, unit, numbers[task.id]) for task in columns)
            line = Line(heads[unit.id], Markup(drawn))  # noqa: S704 # parts are escaped
            groups.setdefault(label(unit.level), []).append(line)
        yield Sheet(
            first,
            _bands(map(section_of, columns)),
            tuple(_task_head(task, cells.links) for task in columns),
            _grouped(groups),
        )


def _split(columns: Sequence[Column], size: int) -> Iterator[tuple[int, Sequence[Column]]]:
    """Yield columns in sheets of nearly the same width, each with its first number."""
    count = max(1, -(-len(columns) // size)) if size else 1
    start = 0
    for place in range(count):
        end = (place + 1) * len(columns) // count
        yield start + 1, columns[start:end]
        start = end


class _Cells:
    """Draws cells; the inside of one is drawn once for each role and result."""

    def __init__(self, parts: Iterable[Part], links: Links) -> None:
        self.links = links
        self._parts: defaultdict[int, dict[int, Part]] = defaultdict(dict)
        for part in parts:
            self._parts[part.assignment.unit.id][part.assignment.task.id] = part
        self._drawn: dict[tuple[AssignmentRole, str, bool], str] = {}
        self._names: dict[str, str] = {}
        self._codes: dict[int, str] = {}
        self._start = f'<a href="{escape(links.cell)}'

    def draw(self, task: TaskRow, unit: UnitRow, name: str) -> str:
        """Return a cell.

        Args:
            task: Its task.
            unit: Its unit.
            name: What it is called where the table is shown as lists.
        """
        part = self._parts[unit.id].get(task.id)
        if part is None:
            return "<td></td>"
        kind = part.assignment.role, part.mark, part.is_contested
        inside = self._drawn.get(kind)
        if inside is None:
            inside = self._drawn[kind] = _inside(part)
        if name not in self._names:
            self._names[name] = escape(name)
        if unit.id not in self._codes:
            self._codes[unit.id] = quote(unit.code)
        key, called = f"{task.ordinal}.{self._codes[unit.id]}", self._names[name]
        link = f'{self._start}{key}#{CHOSEN}" data-name="{called}">{inside}</a>'
        return f'<td class="mx mx--{part.mark}">{link}</td>'


def _inside(part: Part) -> str:
    """Return role and result in words; style sheets hide the words and draw the icon."""
    role, words = part.assignment.role, [mark_text(part.mark)]
    icon = ""
    if part.is_contested:
        words.append(contested_text())
        # A result that is set aside for it has the same sign already.
        is_said = part.mark == Verdict.DISPUTED.value
        icon = "" if is_said else f'<i class="bi bi-{CONTESTED_ICON}" aria-hidden="true"></i>'
    return f"{ROLE_MARKS[role]}<b>{escape(label(role))}, {escape('; '.join(words))}</b>{icon}"


def units_of(parts: Iterable[Part]) -> list[UnitRow]:
    """Return the units of the cells by level; within one in the order of the document."""
    units = {part.assignment.unit.id: part.assignment.unit for part in parts}
    ranks = {level: rank for rank, level in enumerate(UnitLevel)}
    return sorted(units.values(), key=lambda unit: ranks[unit.level])


def _task_head(task: TaskRow, links: Links) -> Head:
    return Head(
        short=links.numbers[task.id],
        text=task.text,
        note=task.indicator_code,
        url=links.of_task(task),
    )


def _unit_head(unit: UnitRow, links: Links) -> Head:
    return Head(short=show_unit(unit), text=unit.name, note=unit.code, url=links.of_unit(unit))


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
