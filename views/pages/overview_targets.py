"""The overview of targets (tổng quan chỉ tiêu): units of a level side by side, summed by parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from tracker.wording.labels import label
from views.navigation import same_page
from views.pages.figures import target_text
from views.pages.filters import Tab
from views.pages.heat_table import Cell, Column, Group, HeatTable, Line
from views.pages.marks import NOT_EVALUATED, list_marks
from views.pages.overview_place import stands_under
from views.pages.words import NOT_EVALUATED_WORD, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from models.vocabulary import Verdict
    from tracker.queries.evaluation_rollups import TaskRollUp
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.units import UnitRow
    from views.pages.marks import Mark
    from views.pages.overview_basis import TargetBasis
    from views.pages.overview_place import Place

TALLY: Final = "so-dat"
"""Column of how many targets each unit reached."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A sum that achieved while members missed, or that left members out.

    Args:
        task: Number and text of the task.
        group: Whose sum.
        units: Names and addresses of the members.
    """

    task: str
    group: str
    units: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TargetOverview:
    """Units by what they reached.

    Args:
        table: The table, in the usual order.
        tabs: Results with their cells, the other filters in force.
        marks: Results there are, for the legend.
        mark: The result filtered by; empty for all.
        hidden: Sums that achieved while members missed.
        left_out: Sums that some members are not in.
        idle: Units asked for that lead none of these tasks.
        has_below: Whether any unit below leads any of them, whatever the filters.
        past_text: The period changes are counted from.
        has_past: Whether it was judged.
        is_sample: Whether made-up data are in it.
    """

    table: HeatTable
    tabs: list[Tab]
    marks: tuple[Mark, ...]
    mark: str
    hidden: tuple[Hidden, ...]
    left_out: tuple[Hidden, ...]
    idle: tuple[str, ...]
    has_below: bool
    past_text: str
    has_past: bool
    is_sample: bool


def build_target_overview(basis: TargetBasis, place: Place) -> TargetOverview:
    """Return the units under a unit side by side, its own row first.

    Args:
        basis: What the document came to.
        place: The unit, and which units under it.
    """
    below = place.rows()
    units = [*_itself(basis, place), *(unit for unit in below if basis.leads.get(unit.id))]
    cells = _cells(basis, units)
    counts = Counter(cell.mark for cell in cells.values())
    mark = _read_mark()
    kept = {key: cell for key, cell in cells.items() if not mark or cell.mark == mark}
    present = {task_id for task_id, _unit_id in kept}
    tasks = [task for task in basis.tasks if task.id in present]
    busy = {unit_id for _task_id, unit_id in kept}
    table, sums = _table(basis, place, [unit for unit in units if unit.id in busy], tasks, kept)
    shown = [basis.rows[key] for key in kept if key in basis.rows]
    return TargetOverview(
        table=table,
        tabs=_tabs(counts, mark),
        marks=list_marks(Counter(cell.mark for cell in kept.values())),
        mark=mark,
        hidden=_named(basis, sums, lambda found: found.missed if found.hides_misses else ()),
        left_out=_named(basis, sums, lambda found: found.left_out),
        idle=tuple(unit.name for unit in below if not basis.leads.get(unit.id)),
        has_below=any(basis.leads.get(unit.id) for unit in place.below),
        past_text=basis.past_text,
        has_past=basis.has_past,
        is_sample=basis.frame.directive.is_sample or any(row.is_sample for row in shown),
    )


_Cells = dict[tuple[int, int], Cell]
_Sums = list[tuple[str, "dict[int, TaskRollUp]"]]


def _itself(basis: TargetBasis, place: Place) -> list[UnitRow]:
    """Return the unit itself, where it leads anything and is not what is searched through."""
    unit = place.unit
    is_wanted = unit is not None and not place.scope and not place.search
    return [unit] if unit and is_wanted and basis.leads.get(unit.id) else []


def _cells(basis: TargetBasis, units: Iterable[UnitRow]) -> _Cells:
    return {
        (task.id, unit.id): basis.maker.cell(task, unit.code, basis.rows.get((task.id, unit.id)))
        for unit in units
        for task in basis.tasks
        if task.id in basis.leads[unit.id]
    }


def _table(
    basis: TargetBasis,
    place: Place,
    units: Sequence[UnitRow],
    tasks: Sequence[TaskRow],
    cells: _Cells,
) -> tuple[HeatTable, _Sums]:
    """Return the table and its sums; there are none where cells were filtered out."""
    top = place.unit.id if place.unit else None
    with_sums = not _read_mark()
    groups: list[Group] = []
    sums: _Sums = []
    below = [unit for unit in units if unit.id != top]
    own = [unit for unit in units if unit.id == top]
    if own:
        lines = tuple(_line(basis, place, unit, tasks, cells) for unit in own)
        groups.append(Group(str(_("Chính đơn vị này")), lines))
    levels = [(label(level), list(found)) for level, found in groupby(below, lambda u: u.level)]
    for text, members in levels:
        lines = tuple(_line(basis, place, unit, tasks, cells) for unit in members)
        total = None
        if with_sums and len(members) > 1:
            total, found = _sum_line(basis, text, members, tasks)
            sums.append((text, found))
        groups.append(Group(text, lines, total))
    total = None
    if with_sums and len(levels) > 1:
        text = str(_("Tất cả đơn vị bên dưới"))
        total, found = _sum_line(basis, text, below, tasks)
        sums.append((text, found))
    return HeatTable(_columns(basis, tasks), tuple(groups), total), sums


def _columns(basis: TargetBasis, tasks: Iterable[TaskRow]) -> tuple[Column, ...]:
    fields = tuple(
        str(text)
        for text in (
            _("kết quả"),
            _("tử số"),
            _("mẫu số"),
            _("đánh giá"),
            _("so với %(period)s", period=basis.past_text),
        )
    )
    tally = Column(
        TALLY,
        "",
        str(_("Số chỉ tiêu đạt")),
        "",
        "",
        (str(_("đã đạt")), str(_("đã đánh giá")), fields[-1]),
    )
    return (
        tally,
        *(
            Column(
                key=f"nv{task.ordinal}",
                short=basis.numbers[task.id],
                text=task.text,
                note=target_text(task, basis.frame.on),
                url=basis.maker.task_url(task),
                fields=fields,
            )
            for task in tasks
        ),
    )


def _line(
    basis: TargetBasis, place: Place, unit: UnitRow, tasks: Iterable[TaskRow], cells: _Cells
) -> Line:
    shown = tuple(cells.get((task.id, unit.id)) for task in tasks)
    tally = basis.maker.tally_cell(basis.rows_of([unit]))
    is_own = place.unit is not None and unit.id == place.unit.id
    note = stands_under(place, unit, basis.directory, basis.frame.on)
    return Line(unit.name, unit.code, note, "" if is_own else place.url_of(unit), (tally, *shown))


def _sum_line(
    basis: TargetBasis, text: str, units: Sequence[UnitRow], tasks: Iterable[TaskRow]
) -> tuple[Line, dict[int, TaskRollUp]]:
    rows = basis.rows_of(units)
    sums = basis.sums_of(rows)
    name = str(_("Cộng %(count)s đơn vị: %(group)s", count=len(units), group=text))
    cells = [
        basis.maker.sum_cell(sums[task.id], basis.maker.task_url(task)) if task.id in sums else None
        for task in tasks
    ]
    return Line(name, "", "", "", (basis.maker.tally_cell(rows), *cells)), sums


def _named(
    basis: TargetBasis,
    sums: _Sums,
    pick: Callable[[TaskRollUp], Sequence[EvaluationRow]],
) -> tuple[Hidden, ...]:
    return tuple(
        Hidden(
            task=f"{found.reference}. {found.first.text}",
            group=group,
            units=tuple(
                (row.unit_name, basis.maker.evidence_url(row.ordinal, row.unit_code))
                for row in pick(found)
            ),
        )
        for group, by_task in sums
        for found in by_task.values()
        if pick(found)
    )


def _read_mark() -> str:
    word = request.args.get("ket-qua", "")
    verdict: Verdict | None = VERDICTS.get(word)
    if verdict is not None:
        return verdict.value
    return NOT_EVALUATED if word == NOT_EVALUATED_WORD else ""


def _tabs(counts: Mapping[str, int], current: str) -> list[Tab]:
    everything = same_page(ket_qua=None)
    tabs = [Tab(_("Tất cả"), sum(counts.values()), everything, is_current=not current)]
    for mark in list_marks({**counts, **({current: counts.get(current, 0)} if current else {})}):
        url = same_page(ket_qua=mark.word)
        tabs.append(Tab(mark.text, mark.count, url, is_current=mark.name == current))
    return tabs
