"""Targets (chỉ tiêu): a document's rows with what was reached, one row, and one cell's evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from models.vocabulary import AssignmentRole
from tracker.errors import NotFoundError
from tracker.queries.evaluation_rollups import roll_up_rows
from tracker.queries.evaluations import list_evaluations, task_references
from tracker.queries.tasks import list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.services.evaluations import EVALUATING_ROLES
from tracker.wording.labels import label
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED
from views.formatting import show_period
from views.looking_back import bare_url, looks_back
from views.navigation import same_page
from views.pages.downloads import lead_lines, send_csv
from views.pages.evidence import build_evidence
from views.pages.expansion import expand_once
from views.pages.filters import Tab, build_chips, filter_text
from views.pages.frame import find_frame, matrix_url
from views.pages.marks import NOT_EVALUATED, list_marks
from views.pages.sorting import build_heads, sort_chip, sort_rows
from views.pages.target_files import (
    CSV_HEADER,
    UNIT_CSV_HEADER,
    overview_rows,
    task_rows,
)
from views.pages.target_pictures import (
    TREND,
    draw_part,
    draw_task,
    list_task_pictures,
    list_units_of_part,
    part_filter,
    send_target_picture,
)
from views.pages.target_sorts import sort_options, sort_targets, target_heads, unit_columns
from views.pages.targets import build_lines
from views.pages.task_units import TaskPage, list_units_of_task
from views.pages.words import LEADS_ONLY, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue

    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from views.pages.filters import Chip
    from views.pages.frame import Frame
    from views.pages.targets import TargetLine
    from views.pages.task_units import UnitLineOfTask

bp = Blueprint("targets", __name__)


@bp.get("/chi-tieu")
@looks_back
@access(*LOGGED_IN)
def index() -> ResponseReturnValue:
    """Show what each row of a document asks and what it came to."""
    directory = load_directory()
    frame = find_frame(directory)
    if frame is None:
        return render_template("targets/empty.html")
    lines = sort_targets(_lines(frame, directory))
    page = render_template(
        "targets/index.html",
        frame=frame,
        lines=lines,
        heads=target_heads(),
        sorts=sort_options(),
        csv_url=f"{bare_url('targets.download')}{_query()}",
        can_evaluate=current_actor().role in EVALUATING_ROLES,
    )
    return page, REFUSED if frame.refused else 200


@bp.get("/chi-tieu.csv")
@looks_back
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Hand out the overview as shown."""
    directory = load_directory()
    frame = find_frame(directory)
    if frame is None:
        return send_csv("chi-tieu", CSV_HEADER, ())
    rows = overview_rows(frame, sort_targets(_lines(frame, directory)))
    lead = lead_lines(f"{frame.directive.number}, {show_period(frame.period)}")
    return send_csv(f"chi-tieu-{_name(frame)}", CSV_HEADER, rows, above=lead)


@bp.get("/chi-tieu/<directive>/<int:ordinal>")
@looks_back
@access(*LOGGED_IN)
def show(directive: str, ordinal: int) -> ResponseReturnValue:
    """Show one task over all its units."""
    directory = load_directory()
    found = _find(directive, ordinal, directory)
    frame, task = found.frame, found.task
    lines = list_units_of_part(list_units_of_task(frame, found.parts, found.rows), found.rows)
    page = TaskPage(
        frame=frame,
        task=task,
        line=found.line,
        lines=_chosen(lines),
        tabs=_tabs(lines),
        chips=_chips(found.rows),
        heads=build_heads(unit_columns()),
        csv_url=f"{request.path}.csv{_query()}",
        matrix_url=matrix_url(frame.directive.code, frame.period.code),
        can_evaluate=current_actor().role in EVALUATING_ROLES,
        pictures=list_task_pictures(frame, task, found.rows.values(), directory),
    )
    return render_template("targets/show.html", page=page), REFUSED if frame.refused else 200


@bp.get("/chi-tieu/<directive>/<int:ordinal>.csv")
@looks_back
@access(*LOGGED_IN)
def download_task(directive: str, ordinal: int) -> ResponseReturnValue:
    """Hand out the units of one task as shown."""
    directory = load_directory()
    found = _find(directive, ordinal, directory)
    frame, line = found.frame, found.line
    lines = list_units_of_part(list_units_of_task(frame, found.parts, found.rows), found.rows)
    rows = task_rows(frame, line, _chosen(lines))
    title = f"{frame.directive.number}, {line.number}. {line.text}, {show_period(frame.period)}"
    lead = lead_lines(title, filter_text(_chips(found.rows)))
    return send_csv(f"nhiem-vu-{_name(frame)}-{ordinal}", UNIT_CSV_HEADER, rows, above=lead)


@bp.get('/chi-tieu/<directive>/<int:ordinal>/<any("dien-bien", "phan-bo"):drawing>.csv')
@looks_back
@access(*LOGGED_IN)
def download_picture(directive: str, ordinal: int, drawing: str) -> ResponseReturnValue:
    """Hand out the table behind a picture of one task."""
    directory = load_directory()
    found = _find(directive, ordinal, directory)
    drawn = draw_task(found.frame, found.task, found.rows.values(), directory)
    return send_target_picture(f"{_name(found.frame)}-{ordinal}", drawing, drawn)


@bp.get("/chi-tieu/<directive>/<int:ordinal>/<unit_code>")
@looks_back
@access(*LOGGED_IN)
def evidence(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Show what the verdict of one task and unit was decided from."""
    directory = load_directory()
    found = _find(directive, ordinal, directory, with_rows=False)
    frame, part = found.frame, found.part(unit_code)
    page = build_evidence(frame, found.line, part, current_actor(), tree=directory)
    return render_template("targets/evidence.html", page=page), REFUSED if frame.refused else 200


@bp.get("/chi-tieu/<directive>/<int:ordinal>/<unit_code>/dien-bien.csv")
@looks_back
@access(*LOGGED_IN)
def download_trend(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Hand out the table behind the trend of one task and unit."""
    directory = load_directory()
    found = _find(directive, ordinal, directory, with_rows=False)
    drawn = draw_part(found.frame, found.part(unit_code))
    return send_target_picture(f"{_name(found.frame)}-{ordinal}-{unit_code}", TREND, drawn)


@dataclass(frozen=True, slots=True)
class _Found:
    """One task in a period.

    Args:
        frame: Document and period.
        task: The row of the document.
        line: Its summary.
        parts: The units it comes down to.
        rows: Its verdicts by the unit's key, in the order of the document.
    """

    frame: Frame
    task: TaskRow
    line: TargetLine
    parts: list[ExpandedAssignment]
    rows: Mapping[int, EvaluationRow]

    def part(self, unit_code: str) -> ExpandedAssignment:
        """Return the part of a unit.

        Raises:
            NotFoundError: `task_not_of_unit`.
        """
        part = next((part for part in self.parts if part.unit.code == unit_code), None)
        if part is None:
            raise NotFoundError("task_not_of_unit", unit=unit_code, period=self.frame.period.code)
        return part


def _find(code: str, ordinal: int, directory: UnitDirectory, *, with_rows: bool = True) -> _Found:
    """Return the task an address names; without its verdicts its summary has no sum.

    Raises:
        NotFoundError: `directive_unknown`, `task_missing`.
    """
    frame = find_frame(directory, code)
    if frame is None:
        raise NotFoundError("directive_unknown", value=code, known="–")
    tasks = list_tasks([frame.directive.id], frame.on)
    task = next((task for task in tasks if task.ordinal == ordinal), None)
    if task is None:
        raise NotFoundError("task_missing", directive=frame.directive.number, ordinal=ordinal)
    own = frame.period.code, frame.directive.id
    rows = list_evaluations(*own, task_id=task.id, tree=directory) if with_rows else []
    rolled = roll_up_rows(rows, directory, frame.on)
    parts = expand_once([task], directory, frame.on)
    (line,) = build_lines(frame, [task], parts, rolled, task_references(tasks))
    return _Found(frame, task, line, parts, {row.unit_id: row for row in rows})


def _lines(frame: Frame, directory: UnitDirectory) -> list[TargetLine]:
    tasks = list_tasks([frame.directive.id], frame.on)
    parts = expand_once(tasks, directory, frame.on)
    rows = list_evaluations(frame.period.code, frame.directive.id, tree=directory)
    rolled = roll_up_rows(rows, directory, frame.on)
    return build_lines(frame, tasks, parts, rolled, task_references(tasks))


def _chosen(lines: list[UnitLineOfTask]) -> list[UnitLineOfTask]:
    verdict = VERDICTS.get(request.args.get("ket-qua", ""))
    kept = [line for line in _of_role(lines) if verdict is None or line.verdict is verdict]
    return sort_rows(kept, unit_columns())


def _of_role(lines: Sequence[UnitLineOfTask]) -> list[UnitLineOfTask]:
    only_leads = request.args.get("vai-tro") == LEADS_ONLY
    return [line for line in lines if line.role is AssignmentRole.LEAD or not only_leads]


def _tabs(lines: Sequence[UnitLineOfTask]) -> list[Tab]:
    chosen = request.args.get("ket-qua", "")
    within = _of_role(lines)
    is_all = chosen not in VERDICTS
    tabs = [Tab(_("Tất cả"), len(within), same_page(ket_qua=None), is_current=is_all)]
    for mark in list_marks(Counter(line.mark for line in within)):
        if mark.name != NOT_EVALUATED:
            url = same_page(ket_qua=mark.word)
            tabs.append(Tab(mark.text, mark.count, url, is_current=chosen == mark.word))
    return tabs


def _chips(rows: Mapping[int, EvaluationRow]) -> tuple[Chip, ...]:
    only_leads = request.args.get("vai-tro") == LEADS_ONLY
    verdict = VERDICTS.get(request.args.get("ket-qua", ""))
    return build_chips(
        (
            ("vai-tro", _("Vai trò"), label(AssignmentRole.LEAD) if only_leads else ""),
            ("ket-qua", _("Kết quả"), label(verdict) if verdict else ""),
            part_filter(rows),
            sort_chip(unit_columns()),
        )
    )


def _query() -> str:
    query = {name: value for name, value in request.args.items() if value}
    return f"?{urlencode(query)}" if query else ""


def _name(frame: Frame) -> str:
    return f"{frame.directive.code}-{frame.period.code.replace('/', '-')}"
