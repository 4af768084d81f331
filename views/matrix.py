"""The responsibility matrix of a document in a period (ma trận phân công)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import AssignmentRole
from tracker.queries.evaluations import load_matrix, task_references
from tracker.queries.indicators import list_indicators_without_lead
from tracker.queries.tasks import list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.rules.text import fold
from tracker.services.evaluations import EVALUATING_ROLES
from tracker.wording.labels import label
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED
from views.navigation import same_page
from views.pages.downloads import send_csv
from views.pages.expansion import expand_once
from views.pages.filters import Tab, build_chips, build_options
from views.pages.frame import find_frame
from views.pages.marks import NOT_EVALUATED, list_marks, mark_text
from views.pages.matrix import Links, build_matrix
from views.pages.matrix_parts import Choice, choose, combine, count_marks
from views.pages.units import unit_url
from views.pages.words import LEVELS, NOT_EVALUATED_WORD, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from models.vocabulary import UnitLevel
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.indicators import IndicatorRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from views.pages.filters import Chip, Option
    from views.pages.frame import Frame
    from views.pages.marks import Mark
    from views.pages.matrix import Matrix
    from views.pages.matrix_parts import Part

bp = Blueprint("matrix", __name__)

CATALOGUE: Final = "766-2022"
"""The catalogue a matrix should leave no gap in; only for documents that use it."""

CSV_HEADER: Final = (
    "Văn bản",
    "Kỳ",
    "Mục",
    "Số",
    "Nhiệm vụ",
    "Chỉ số",
    "Vai trò",
    "Mã đơn vị",
    "Đơn vị",
    "Kết quả",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Something in the print that had to be interpreted.

    Args:
        number: Number of the task.
        url: Its page.
        text: How it was read.
        note: What else must be known.
        unresolved: Names that mean no known unit or group.
    """

    number: str
    url: str
    text: str
    note: str
    unresolved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The page around the table.

    Args:
        frame: Document and period.
        matrix: The table.
        filters: What the form shows.
        tabs: Results with their counts.
        marks: Results for the legend.
        chips: Filters in force.
        csv_url: The same rows as a file.
        turned_url: The same table the other way round.
        gaps: Scored indicators nobody leads.
        readings: What had to be interpreted in the print.
        is_empty: Whether no unit at all is assigned on that day.
        can_evaluate: Whether this person may have the period judged.
    """

    frame: Frame
    matrix: Matrix
    filters: Filters
    tabs: list[Tab]
    marks: tuple[Mark, ...]
    chips: tuple[Chip, ...]
    csv_url: str
    turned_url: str
    gaps: list[IndicatorRow]
    readings: list[Reading]
    is_empty: bool
    can_evaluate: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for, as the form shows it."""

    choice: Choice
    text: str
    levels: tuple[Option, ...]
    mark_word: str
    orientation: str


@bp.get("/ma-tran")
@access(*LOGGED_IN)
def show() -> ResponseReturnValue:
    """Show who leads and who supports what, and what came of it."""
    directory = load_directory()
    frame = find_frame(directory)
    if frame is None:
        return render_template("matrix/empty.html")
    tasks = list_tasks([frame.directive.id])
    parts = _parts(frame, tasks, directory)
    filters = _read_filters({part.assignment.unit.level for part in parts})
    page = _build(frame, tasks, parts, filters)
    status = REFUSED if frame.refused else 200
    return render_template("matrix/show.html", page=page), status


@bp.get("/ma-tran.csv")
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Hand out the cells shown, one line each."""
    directory = load_directory()
    frame = find_frame(directory)
    if frame is None:
        return send_csv("ma-tran", CSV_HEADER, ())
    tasks = list_tasks([frame.directive.id])
    parts = choose(_parts(frame, tasks, directory), _read_filters(set()).choice)
    numbers = task_references(tasks)
    rows = (
        (
            frame.directive.number,
            frame.period.code,
            part.assignment.task.section,
            numbers[part.assignment.task.id],
            part.assignment.task.text,
            part.assignment.task.indicator_code,
            label(part.assignment.role),
            part.assignment.unit.code,
            part.assignment.unit.name,
            mark_text(part.mark),
        )
        for part in parts
    )
    name = f"ma-tran-{quote(frame.directive.code)}-{frame.period.code.replace('/', '-')}"
    return send_csv(name, CSV_HEADER, rows)


def _parts(frame: Frame, tasks: Sequence[TaskRow], directory: UnitDirectory) -> list[Part]:
    cells = load_matrix(frame.period.code, frame.directive.id).cells
    verdicts = {key: cell.verdict for key, cell in cells.items()}
    return combine(expand_once(tasks, directory, frame.on), verdicts)


def _read_filters(present: set[UnitLevel]) -> Filters:
    text, word = request.args.get("tim", "").strip(), request.args.get("ket-qua", "")
    level_word = request.args.get("cap", "")
    level = LEVELS.get(level_word)
    verdict = VERDICTS.get(word)
    mark = NOT_EVALUATED if word == NOT_EVALUATED_WORD else verdict.value if verdict else ""
    shown = [
        (key, label(found)) for key, found in LEVELS.items() if found in present or found is level
    ]
    return Filters(
        choice=Choice(level=level, text=fold(text), mark=mark),
        text=text,
        levels=build_options(shown, level_word, all_text=_("Mọi cấp")),
        mark_word=word if mark else "",
        orientation=request.args.get("chieu", ""),
    )


def _build(frame: Frame, tasks: list[TaskRow], parts: list[Part], filters: Filters) -> MatrixPage:
    turned = {"don-vi": True, "nhiem-vu": False}.get(filters.orientation)
    links = _links(frame, tasks)
    matrix = build_matrix(tasks, parts, filters.choice, links, is_by_unit=turned)
    query = {name: value for name, value in request.args.items() if value}
    return MatrixPage(
        frame=frame,
        matrix=matrix,
        filters=filters,
        tabs=_tabs(matrix, filters),
        marks=list_marks(count_marks(parts)),
        chips=_chips(filters),
        csv_url=f"{url_for('matrix.download')}{'?' + urlencode(query) if query else ''}",
        turned_url=same_page(chieu="nhiem-vu" if matrix.is_by_unit else "don-vi"),
        gaps=_gaps(frame.directive, tasks),
        readings=_readings(tasks, links),
        is_empty=not parts,
        can_evaluate=current_actor().role in EVALUATING_ROLES,
    )


def _links(frame: Frame, tasks: Sequence[TaskRow]) -> Links:
    base = url_for("targets.index")
    code = quote(frame.directive.code)
    units: dict[int, str] = {}

    def of_unit(unit: UnitRow) -> str:
        if unit.id not in units:
            units[unit.id] = unit_url(unit)
        return units[unit.id]

    return Links(
        of_task=lambda task: f"{base}/{code}/{task.ordinal}",
        of_unit=of_unit,
        query="?" + urlencode({"ky": frame.period.code}),
        numbers=task_references(tasks),
    )


def _tabs(matrix: Matrix, filters: Filters) -> list[Tab]:
    total = sum(matrix.counts.values())
    everything = same_page(ket_qua=None)
    tabs = [Tab(_("Tất cả"), total, everything, is_current=not filters.choice.mark)]
    for mark in list_marks(matrix.counts):
        url = same_page(ket_qua=mark.word)
        tabs.append(Tab(mark.text, mark.count, url, is_current=filters.choice.mark == mark.name))
    return tabs


def _chips(filters: Filters) -> tuple[Chip, ...]:
    choice = filters.choice
    return build_chips(
        (
            ("tim", _("Tìm"), filters.text),
            ("cap", _("Cấp"), label(choice.level) if choice.level else ""),
            ("ket-qua", _("Kết quả"), mark_text(choice.mark) if choice.mark else ""),
        )
    )


def _gaps(directive: DirectiveRow, tasks: Sequence[TaskRow]) -> list[IndicatorRow]:
    """Return the scored indicators no row gives a lead, where the document uses the catalogue."""
    used = sum(task.indicator_code.startswith("766-") for task in tasks)
    if used * 2 < len(tasks):
        return []
    return list_indicators_without_lead(directive.id, CATALOGUE)


def _readings(tasks: Sequence[TaskRow], links: Links) -> list[Reading]:
    found = []
    for task in tasks:
        parties = [party for party in task.parties if party.reading]
        texts = [task.reading, *(f"{party.printed}: {party.reading}" for party in parties)]
        texts += [target.reading for target in task.targets if target.reading]
        unresolved = tuple(
            f"{label(party.role)}: {party.printed}"
            for party in task.parties
            if party.unit_id is None and party.group_id is None
        )
        text = "; ".join(dict.fromkeys(filter(None, texts)))
        if text or unresolved or task.note or not _has_lead(task):
            url = f"{links.of_task(task)}{links.query}"
            found.append(Reading(links.numbers[task.id], url, text, task.note, unresolved))
    return found


def _has_lead(task: TaskRow) -> bool:
    return any(party.role is AssignmentRole.LEAD for party in task.parties)
