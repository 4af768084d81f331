"""The page around the responsibility matrix: built once for each state of the database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from flask import render_template, request
from markupsafe import Markup

from tracker.queries.assignment_marks import find_contested_parts
from tracker.queries.evaluations import load_matrix, task_references
from tracker.queries.tasks import list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.services.evaluations import EVALUATING_ROLES
from views.access import current_actor
from views.looking_back import bare_url, kept_day
from views.navigation import same_page
from views.pages.expansion import expand_once
from views.pages.filters import FOR_PAPER
from views.pages.frame import find_frame
from views.pages.kept import kept, present_state
from views.pages.marks import list_marks
from views.pages.matrix import build_matrix
from views.pages.matrix_filters import list_chips, list_tabs, read_filters
from views.pages.matrix_parts import choose, combine, count_marks
from views.pages.matrix_readings import list_gaps, list_readings
from views.pages.matrix_table import Links
from views.pages.unit_spellings import make_spelling
from views.pages.units import unit_url
from views.pages.verdict_moves import SINCE, read_since, verdicts_then

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.queries.indicators import IndicatorRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from views.pages.filters import Chip, Tab
    from views.pages.frame import Frame
    from views.pages.marks import Mark
    from views.pages.matrix_filters import Filters
    from views.pages.matrix_parts import Part
    from views.pages.matrix_readings import Reading
    from views.pages.matrix_table import Matrix


@dataclass(frozen=True, slots=True)
class MatrixBasis:
    """A document in a period before anything of it is left out.

    Args:
        frame: Document and period.
        directory: Units.
        tasks: Its rows, in printed order.
        numbers: Number of each row.
        parts: Every cell.
    """

    frame: Frame
    directory: UnitDirectory
    tasks: list[TaskRow]
    numbers: Mapping[int, str]
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The page around the table.

    Args:
        frame: Document and period.
        matrix: The table.
        table: The same, drawn.
        filters: What the form shows.
        tabs: Results with their counts.
        marks: Results for the legend.
        chips: Filters in force.
        csv_url: The same cells as a file.
        xlsx_url: The same as a workbook.
        turned_url: The same table the other way round.
        paper_url: The same table in sheets of paper; empty where it is that already.
        gaps: Scored indicators nobody leads.
        readings: What had to be interpreted in the print.
        is_empty: Whether no unit at all is assigned on that day.
        can_evaluate: Whether this person may have the period judged.
    """

    frame: Frame
    matrix: Matrix
    table: Markup
    filters: Filters
    tabs: list[Tab]
    marks: tuple[Mark, ...]
    chips: tuple[Chip, ...]
    csv_url: str
    xlsx_url: str
    turned_url: str
    paper_url: str
    gaps: list[IndicatorRow]
    readings: list[Reading]
    is_empty: bool
    can_evaluate: bool


def find_basis() -> MatrixBasis | None:
    """Return what the address asks for, None when no document was ever entered."""
    return _find_basis(present_state())


def find_page() -> tuple[MatrixBasis, MatrixPage] | None:
    """Return the page the address asks for, None when no document was ever entered."""
    state = present_state()
    basis = _find_basis(state)
    if basis is None:
        return None
    query = tuple(sorted((name, text) for name, text in request.args.items() if name != "o"))
    return basis, kept(state, ("matrix page", query, _own_unit()), lambda: _build(basis))


def choose_parts(basis: MatrixBasis) -> tuple[Filters, list[Part]]:
    """Return what the address asks for and the cells of it."""
    filters = read_filters(basis.tasks, basis.parts)
    spell = make_spelling(basis.directory, basis.frame.on)
    return filters, choose(basis.parts, filters.choice, spell)


def _find_basis(state: tuple[object, ...]) -> MatrixBasis | None:
    asked = [request.args.get(name, "") for name in ("van-ban", "ky", SINCE)]
    return kept(state, ("matrix basis", *asked, _own_unit()), _load_basis)


def _own_unit() -> int | None:
    """Return the unit whose usual document is shown; None where the address names a document."""
    return None if request.args.get("van-ban") else current_actor().unit_id


def _load_basis() -> MatrixBasis | None:
    directory = load_directory()
    frame = find_frame(directory)
    if frame is None:
        return None
    tasks = list_tasks([frame.directive.id], frame.on)
    cells = load_matrix(frame.period.code, frame.directive.id, tree=directory).cells
    verdicts = {key: cell.verdict for key, cell in cells.items()}
    contested = find_contested_parts((task.id for task in tasks), frame.on, directory)
    then = verdicts_then(frame.period.code, frame.directive.id, read_since())
    parts = combine(expand_once(tasks, directory, frame.on), verdicts, contested, then)
    return MatrixBasis(frame, directory, tasks, task_references(tasks), parts)


def _build(basis: MatrixBasis) -> MatrixPage:
    frame, filters = basis.frame, read_filters(basis.tasks, basis.parts)
    links, spell = make_links(basis), make_spelling(basis.directory, frame.on)
    within = choose(basis.parts, replace(filters.choice, mark=""), spell)
    matrix = build_matrix(
        basis.tasks,
        within,
        filters.choice,
        links,
        is_by_unit=filters.is_by_unit,
        is_for_paper=filters.is_for_paper,
    )
    other_way = "nhiem-vu" if matrix.is_by_unit else "don-vi"
    return MatrixPage(
        frame=frame,
        matrix=matrix,
        table=Markup(render_template("matrix/table.html", matrix=matrix)),  # noqa: S704 # a template's own
        filters=filters,
        tabs=list_tabs(matrix.counts, filters),
        marks=list_marks(count_marks(basis.parts)),
        chips=list_chips(filters),
        csv_url=_with_query("matrix.download"),
        xlsx_url=_with_query("matrix.download_xlsx"),
        turned_url=same_page(chieu=other_way, o=None),
        paper_url="" if filters.is_for_paper else same_page(**{FOR_PAPER: 1, "o": None}),
        gaps=list_gaps(basis.tasks),
        readings=list_readings(basis.tasks, links),
        is_empty=not basis.parts,
        can_evaluate=current_actor().role in EVALUATING_ROLES,
    )


def make_links(basis: MatrixBasis) -> Links:
    """Return where heads and cells lead."""
    frame = basis.frame
    base, code = bare_url("targets.index"), quote(frame.directive.code)
    query = "?" + urlencode({"ky": frame.period.code, **kept_day()})
    units: dict[int, str] = {}

    def of_unit(unit: UnitRow) -> str:
        if unit.id not in units:
            units[unit.id] = unit_url(unit)
        return units[unit.id]

    page = same_page(o=None)
    return Links(
        of_task=lambda task: f"{base}/{code}/{task.ordinal}{query}",
        of_unit=of_unit,
        cell=f"{page}{'&' if '?' in page else '?'}o=",
        numbers=basis.numbers,
    )


def _with_query(endpoint: str) -> str:
    query = {name: value for name, value in request.args.items() if value and name != "o"}
    return f"{bare_url(endpoint)}{'?' + urlencode(query) if query else ''}"
