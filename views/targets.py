"""Targets (chỉ tiêu): a document's rows with what was reached, one row, and one cell's evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import AssignmentRole, Verdict
from tracker.errors import NotFoundError
from tracker.queries.evaluation_rollups import roll_up
from tracker.queries.evaluations import list_evaluations, task_references
from tracker.queries.tasks import list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.services.evaluations import EVALUATING_ROLES
from tracker.wording.labels import label
from tracker.wording.verdicts import explain_verdict
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED
from views.navigation import same_page
from views.pages.downloads import send_csv
from views.pages.evidence import EvidencePage, list_figures, list_past
from views.pages.expansion import expand_once
from views.pages.figures import actual_text, via_text
from views.pages.filters import Tab, build_chips, build_options
from views.pages.frame import find_frame, matrix_url
from views.pages.marks import NOT_EVALUATED, list_marks
from views.pages.target_files import (
    CSV_HEADER,
    UNIT_CSV_HEADER,
    overview_rows,
    task_rows,
)
from views.pages.targets import build_lines
from views.pages.task_units import list_units_of_task
from views.pages.task_work import find_work
from views.pages.units import unit_url
from views.pages.words import LEADS_ONLY, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from views.pages.filters import Chip, Option
    from views.pages.frame import Frame
    from views.pages.targets import TargetLine
    from views.pages.task_units import UnitLineOfTask

bp = Blueprint("targets", __name__)

SORTS: Final[dict[str, Callable[[TargetLine], object]]] = {
    "van-ban": lambda line: 0,
    "chua-dat": lambda line: -line.count(Verdict.MISSED),
    "chua-co-so-lieu": lambda line: -line.count(Verdict.NO_DATA),
    "dat": lambda line: -line.count(Verdict.ACHIEVED),
    "han": lambda line: line.due_on,
}
UNIT_SORTS: Final[dict[str, Callable[[UnitLineOfTask], object]]] = {
    "van-ban": lambda line: 0,
    "ty-le": lambda line: (line.percent is None, line.percent or 0),
    "ket-qua": lambda line: line.mark != Verdict.MISSED.value,
}


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task over all its units.

    Args:
        frame: Document and period.
        task: The row of the document.
        line: Its summary.
        lines: Its units with their results, as filtered and sorted.
        tabs: Results with their counts.
        chips: Filters in force.
        sorts: Orders to choose from.
        csv_url: The same rows as a file.
        matrix_url: The task's document as a matrix.
        can_evaluate: Whether this person may have the period judged.
    """

    frame: Frame
    task: TaskRow
    line: TargetLine
    lines: list[UnitLineOfTask]
    tabs: list[Tab]
    chips: tuple[Chip, ...]
    sorts: tuple[Option, ...]
    csv_url: str
    matrix_url: str
    can_evaluate: bool


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
        sorts=_sort_options(),
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
    return send_csv(f"chi-tieu-{_name(frame)}", CSV_HEADER, rows)


@bp.get("/chi-tieu/<directive>/<int:ordinal>")
@access(*LOGGED_IN)
def show(directive: str, ordinal: int) -> ResponseReturnValue:
    """Show one task over all its units."""
    directory = load_directory()
    frame, task, line = _find(directive, ordinal, directory)
    lines = _unit_lines(frame, task, directory)
    page = TaskPage(
        frame=frame,
        task=task,
        line=line,
        lines=_chosen(lines),
        tabs=_tabs(lines),
        chips=_chips(),
        sorts=_unit_sort_options(),
        csv_url=f"{request.path}.csv{_query()}",
        matrix_url=matrix_url(frame.directive.code, frame.period.code),
        can_evaluate=current_actor().role in EVALUATING_ROLES,
    )
    return render_template("targets/show.html", page=page), REFUSED if frame.refused else 200


@bp.get("/chi-tieu/<directive>/<int:ordinal>.csv")
@access(*LOGGED_IN)
def download_task(directive: str, ordinal: int) -> ResponseReturnValue:
    """Hand out the units of one task as shown."""
    directory = load_directory()
    frame, task, line = _find(directive, ordinal, directory)
    rows = task_rows(frame, line, _chosen(_unit_lines(frame, task, directory)))
    return send_csv(f"nhiem-vu-{_name(frame)}-{ordinal}", UNIT_CSV_HEADER, rows)


@bp.get("/chi-tieu/<directive>/<int:ordinal>/<unit_code>")
@access(*LOGGED_IN)
def evidence(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Show what the verdict of one task and unit was decided from."""
    directory = load_directory()
    frame, task, line = _find(directive, ordinal, directory, with_sums=False)
    parts = expand_once([task], directory, frame.on)
    part = next((part for part in parts if part.unit.code == unit_code), None)
    if part is None:
        raise NotFoundError("task_not_of_unit", unit=unit_code, period=frame.period.code)
    rows = list_evaluations(frame.period.code, frame.directive.id, part.unit.id)
    row = next((row for row in rows if row.task_id == task.id), None)
    page = EvidencePage(
        frame=frame,
        line=line,
        part=part,
        row=row,
        actual=actual_text(row) if row else "",
        sentence=explain_verdict(row) if row else "",
        via=via_text(part),
        unit_url=unit_url(part.unit),
        figures=list_figures(frame, part, row),
        past=list_past(frame, part),
        can_evaluate=current_actor().role in EVALUATING_ROLES,
        **find_work(frame, part, current_actor()),
    )
    return render_template("targets/evidence.html", page=page), REFUSED if frame.refused else 200


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
    tasks = list_tasks([frame.directive.id])
    task = next((task for task in tasks if task.ordinal == ordinal), None)
    if task is None:
        raise NotFoundError("task_missing", directive=frame.directive.number, ordinal=ordinal)
    rolled = roll_up(frame.period.code, frame.directive.id, frame.on) if with_sums else []
    parts = expand_once([task], directory, frame.on)
    (line,) = build_lines(frame, [task], parts, rolled, task_references(tasks))
    return frame, task, line


def _lines(frame: Frame, directory: UnitDirectory) -> list[TargetLine]:
    tasks = list_tasks([frame.directive.id])
    parts = expand_once(tasks, directory, frame.on)
    rolled = roll_up(frame.period.code, frame.directive.id, frame.on)
    return build_lines(frame, tasks, parts, rolled, task_references(tasks))


def _unit_lines(frame: Frame, task: TaskRow, directory: UnitDirectory) -> list[UnitLineOfTask]:
    rows = {
        row.unit_id: row
        for row in list_evaluations(frame.period.code, frame.directive.id)
        if row.task_id == task.id
    }
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


def _sort_options() -> tuple[Option, ...]:
    return build_options(
        (
            ("van-ban", _("Theo văn bản")),
            ("chua-dat", _("Nhiều đơn vị chưa đạt trước")),
            ("chua-co-so-lieu", _("Nhiều đơn vị chưa có số liệu trước")),
            ("dat", _("Nhiều đơn vị đạt trước")),
            ("han", _("Hạn gần trước")),
        ),
        request.args.get("sap-xep", "van-ban"),
    )


def _unit_sort_options() -> tuple[Option, ...]:
    return build_options(
        (
            ("van-ban", _("Theo văn bản")),
            ("ty-le", _("Tỷ lệ thấp trước")),
            ("ket-qua", _("Chưa đạt trước")),
        ),
        request.args.get("sap-xep", "van-ban"),
    )


def _query() -> str:
    query = {name: value for name, value in request.args.items() if value}
    return f"?{urlencode(query)}" if query else ""


def _name(frame: Frame) -> str:
    return f"{frame.directive.code}-{frame.period.code.replace('/', '-')}"
