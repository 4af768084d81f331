"""Targets (chỉ tiêu): a document's rows with what was reached, one row, and one cell's evidence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
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
from views.navigation import same_page
from views.pages.downloads import lead_lines, send_csv
from views.pages.evidence import build_evidence
from views.pages.expansion import expand_once
from views.pages.filters import Tab, build_chips, filter_text
from views.pages.frame import find_frame, matrix_url
from views.pages.marks import NOT_EVALUATED, list_marks
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
    send_target_picture,
)
from views.pages.target_sorts import SORTS, UNIT_SORTS, sort_options, unit_sort_options
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
@access(*LOGGED_IN)
def index() -> ResponseReturnValue:
    """Show what each row of a document asks and what it came to."""
    directory = load_directory()
    frame = find_frame(directory)
    if frame is None:
        return render_template("targets/empty.html")
    lines = _sorted(_lines(frame, directory))
    page = render_template(
        "targets/index.html",
        frame=frame,
        lines=lines,
        sorts=sort_options(),
        csv_url=f"{url_for('targets.download')}{_query()}",
        can_evaluate=current_actor().role in EVALUATING_ROLES,
    )
    return page, REFUSED if frame.refused else 200


@bp.get("/chi-tieu.csv")
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Hand out the overview as shown."""
    directory = load_directory()
    frame = find_frame(directory)
    if frame is None:
        return send_csv("chi-tieu", CSV_HEADER, ())
    rows = overview_rows(frame, _sorted(_lines(frame, directory)))
    lead = lead_lines(f"{frame.directive.number}, {show_period(frame.period)}")
    return send_csv(f"chi-tieu-{_name(frame)}", CSV_HEADER, rows, above=lead)


@bp.get("/chi-tieu/<directive>/<int:ordinal>")
@access(*LOGGED_IN)
def show(directive: str, ordinal: int) -> ResponseReturnValue:
    """Show one task over all its units."""
    directory = load_directory()
    frame, task, line = _find(directive, ordinal, directory)
    rows = _task_rows(frame, task, directory)
    lines = _unit_lines(frame, task, directory, rows)
    page = TaskPage(
        frame=frame,
        task=task,
        line=line,
        lines=_chosen(lines),
        tabs=_tabs(lines),
        chips=_chips(),
        sorts=unit_sort_options(),
        csv_url=f"{request.path}.csv{_query()}",
        matrix_url=matrix_url(frame.directive.code, frame.period.code),
        can_evaluate=current_actor().role in EVALUATING_ROLES,
        pictures=list_task_pictures(frame, task, rows.values(), directory),
    )
    return render_template("targets/show.html", page=page), REFUSED if frame.refused else 200


@bp.get("/chi-tieu/<directive>/<int:ordinal>.csv")
@access(*LOGGED_IN)
def download_task(directive: str, ordinal: int) -> ResponseReturnValue:
    """Hand out the units of one task as shown."""
    directory = load_directory()
    frame, task, line = _find(directive, ordinal, directory)
    found = _unit_lines(frame, task, directory, _task_rows(frame, task, directory))
    rows = task_rows(frame, line, _chosen(found))
    title = f"{frame.directive.number}, {line.number}. {line.text}, {show_period(frame.period)}"
    lead = lead_lines(title, filter_text(_chips()))
    return send_csv(f"nhiem-vu-{_name(frame)}-{ordinal}", UNIT_CSV_HEADER, rows, above=lead)


@bp.get('/chi-tieu/<directive>/<int:ordinal>/<any("dien-bien", "phan-bo"):drawing>.csv')
@access(*LOGGED_IN)
def download_picture(directive: str, ordinal: int, drawing: str) -> ResponseReturnValue:
    """Hand out the table behind a picture of one task."""
    directory = load_directory()
    frame, task, _line = _find(directive, ordinal, directory, with_sums=False)
    drawn = draw_task(frame, task, _task_rows(frame, task, directory).values(), directory)
    return send_target_picture(f"{_name(frame)}-{ordinal}", drawing, drawn)


@bp.get("/chi-tieu/<directive>/<int:ordinal>/<unit_code>")
@access(*LOGGED_IN)
def evidence(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Show what the verdict of one task and unit was decided from."""
    directory = load_directory()
    frame, task, line = _find(directive, ordinal, directory, with_sums=False)
    part = _find_part(frame, task, unit_code, directory)
    page = build_evidence(frame, line, part, current_actor(), tree=directory)
    return render_template("targets/evidence.html", page=page), REFUSED if frame.refused else 200


@bp.get("/chi-tieu/<directive>/<int:ordinal>/<unit_code>/dien-bien.csv")
@access(*LOGGED_IN)
def download_trend(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Hand out the table behind the trend of one task and unit."""
    directory = load_directory()
    frame, task, _line = _find(directive, ordinal, directory, with_sums=False)
    drawn = draw_part(frame, _find_part(frame, task, unit_code, directory))
    return send_target_picture(f"{_name(frame)}-{ordinal}-{unit_code}", TREND, drawn)


def _find_part(
    frame: Frame, task: TaskRow, unit_code: str, directory: UnitDirectory
) -> ExpandedAssignment:
    """Return the part of a unit in a task.

    Raises:
        NotFoundError: `task_not_of_unit`.
    """
    parts = expand_once([task], directory, frame.on)
    part = next((part for part in parts if part.unit.code == unit_code), None)
    if part is None:
        raise NotFoundError("task_not_of_unit", unit=unit_code, period=frame.period.code)
    return part


def _find(
    code: str, ordinal: int, directory: UnitDirectory, *, with_sums: bool = True
) -> tuple[Frame, TaskRow, TargetLine]:
    """Return document and period, the task, and its summary.

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
    rows = _task_rows(frame, task, directory).values() if with_sums else ()
    rolled = roll_up_rows(rows, directory, frame.on)
    parts = expand_once([task], directory, frame.on)
    (line,) = build_lines(frame, [task], parts, rolled, task_references(tasks))
    return frame, task, line


def _lines(frame: Frame, directory: UnitDirectory) -> list[TargetLine]:
    tasks = list_tasks([frame.directive.id], frame.on)
    parts = expand_once(tasks, directory, frame.on)
    rows = list_evaluations(frame.period.code, frame.directive.id, tree=directory)
    rolled = roll_up_rows(rows, directory, frame.on)
    return build_lines(frame, tasks, parts, rolled, task_references(tasks))


def _task_rows(frame: Frame, task: TaskRow, directory: UnitDirectory) -> dict[int, EvaluationRow]:
    """Return the verdicts of one task by the unit's key, in the order of the document."""
    rows = list_evaluations(frame.period.code, frame.directive.id, task_id=task.id, tree=directory)
    return {row.unit_id: row for row in rows}


def _unit_lines(
    frame: Frame, task: TaskRow, directory: UnitDirectory, rows: Mapping[int, EvaluationRow]
) -> list[UnitLineOfTask]:
    return list_units_of_task(frame, expand_once([task], directory, frame.on), rows)


def _sorted(lines: list[TargetLine]) -> list[TargetLine]:
    return sorted(lines, key=SORTS.get(request.args.get("sap-xep", ""), SORTS["van-ban"]))  # type: ignore[arg-type] # every key is orderable


def _chosen(lines: list[UnitLineOfTask]) -> list[UnitLineOfTask]:
    verdict = VERDICTS.get(request.args.get("ket-qua", ""))
    kept = [line for line in _of_role(lines) if verdict is None or line.verdict is verdict]
    order = UNIT_SORTS.get(request.args.get("sap-xep", ""), UNIT_SORTS["van-ban"])
    return sorted(kept, key=order)  # type: ignore[arg-type] # every key is orderable


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


def _chips() -> tuple[Chip, ...]:
    only_leads = request.args.get("vai-tro") == LEADS_ONLY
    verdict = VERDICTS.get(request.args.get("ket-qua", ""))
    return build_chips(
        (
            ("vai-tro", _("Vai trò"), label(AssignmentRole.LEAD) if only_leads else ""),
            ("ket-qua", _("Kết quả"), label(verdict) if verdict else ""),
        )
    )


def _query() -> str:
    query = {name: value for name, value in request.args.items() if value}
    return f"?{urlencode(query)}" if query else ""


def _name(frame: Frame) -> str:
    return f"{frame.directive.code}-{frame.period.code.replace('/', '-')}"
