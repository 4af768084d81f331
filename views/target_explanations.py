"""Explanations of missed targets (giải trình chỉ tiêu chưa đạt), and the measures promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.clock import today
from tracker.errors import NotFoundError, ReadingError, RefusedError
from tracker.queries.acting_units import units_of
from tracker.queries.directives import get_directive
from tracker.queries.evaluations import list_evaluated_periods, list_evaluations
from tracker.queries.target_explanations import list_missed_targets
from tracker.queries.unit_directory import load_directory
from tracker.rules.dates import read_date
from tracker.rules.periods import read_period
from tracker.services.target_explanations import (
    TargetKey,
    accept_target_explanation,
    send_back_target_explanation,
    write_target_explanation,
)
from tracker.transaction import transaction
from tracker.wording.sentences import explain
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.formatting import show_period
from views.forms.target_explanations import ReviewForm, WriteForm
from views.navigation import paginate, same_page
from views.pages.dossiers import unit_ids
from views.pages.downloads import send_csv
from views.pages.filters import Tab, build_chips, build_options
from views.pages.target_explanations import (
    CSV_HEADER,
    READERS,
    csv_rows,
    find_panel,
    is_of_state,
    missed_lines,
    state_texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from tracker.queries.evaluation_rows import EvaluationRow
    from views.pages.target_explanations import MissedLine

bp = Blueprint("target_explanations", __name__)

WRITERS = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)


class Asked(NamedTuple):
    """What the address asks for.

    Args:
        period: Text form of the period; empty before anything was judged.
        unit_text: The unit as typed.
        unit_name: The unit, found.
        units: Only of these units; None for all.
        refused: Why a filter cannot be read, by its name.
    """

    period: str
    unit_text: str
    unit_name: str
    units: frozenset[int] | None
    refused: dict[str, str]


@bp.get("/giai-trinh-chi-tieu")
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show the targets missed in a period, what is owed and what was promised."""
    asked, lines = _lines()
    word = request.args.get("tinh-trang", "")
    chosen = [line for line in lines if is_of_state(line, word)]
    periods = {row.period: show_period(row.period) for row in list_evaluated_periods()}
    tabs = [
        Tab(
            str(text),
            sum(is_of_state(line, name) for line in lines),
            same_page(tinh_trang=name or None, trang=None),
            is_current=name == word,
        )
        for name, text in state_texts().items()
    ]
    content = render_template(
        "target_explanations/index.html",
        asked=asked,
        page=paginate(chosen, size=100),
        tabs=tabs,
        chips=build_chips((("don-vi", _("Đơn vị"), asked.unit_name),)),
        periods=build_options(periods.items(), asked.period),
        word=word,
        csv_url=f"{url_for('target_explanations.download')}?{urlencode(request.args)}",
    )
    return content, REFUSED if asked.refused else 200


@bp.get("/giai-trinh-chi-tieu.csv")
@access(*READERS)
def download() -> ResponseReturnValue:
    """Hand out every line the page lists."""
    asked, lines = _lines()
    word = request.args.get("tinh-trang", "")
    chosen = [line for line in lines if is_of_state(line, word)]
    name = f"giai-trinh-chi-tieu-{asked.period.replace('/', '-')}"
    return send_csv(name, CSV_HEADER, csv_rows(chosen))


@bp.get("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>")
@access(*READERS)
def show(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Show one missed target with everything written of it."""
    row = _find(directive, ordinal, unit_code)
    return _show(row, WriteForm(), ReviewForm(), 200)


@bp.post("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>")
@access(*WRITERS)
def write(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Write why the target was missed and what is promised by when."""
    row, form = _find(directive, ordinal, unit_code), WriteForm()
    if not form.validate_on_submit():
        return _show(row, form, ReviewForm(formdata=None), REFUSED)
    try:
        due_on = read_date(form.measure_due_on.data or "")[0]
        with transaction():
            write_target_explanation(
                key=_key(row),
                text=form.text.data or "",
                measure=form.measure.data or "",
                measure_due_on=due_on,
                seen_version=form.written_seen.data or 0,
                actor=current_actor(),
            )
    except RefusedError as error:
        is_of_day = isinstance(error, ReadingError) or error.code == "target_measure_past"
        form.refuse(error, form.measure_due_on if is_of_day else None)
        return _show(row, form, ReviewForm(formdata=None), status_of(error))
    flash(_("Đã gửi giải trình; Văn phòng sẽ xem xét."), "success")
    return redirect(request.full_path.removesuffix("?"), 303)


@bp.post("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>/chap-nhan")
@access(Role.OFFICE_STAFF)
def accept(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Accept what waits."""

    def step(key: TargetKey, seen: int, note: str) -> int:
        return accept_target_explanation(
            key=key, seen_version=seen, note=note, actor=current_actor()
        )

    return _review(step, directive, ordinal, unit_code, _("Đã chấp nhận giải trình."))


@bp.post("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>/tra-lai")
@access(Role.OFFICE_STAFF)
def send_back(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Send what waits back with a note."""

    def step(key: TargetKey, seen: int, note: str) -> int:
        return send_back_target_explanation(
            key=key, seen_version=seen, note=note, actor=current_actor()
        )

    return _review(step, directive, ordinal, unit_code, _("Đã trả lại để đơn vị bổ sung."))


def _review(
    step: Callable[[TargetKey, int, str], int],
    directive: str,
    ordinal: int,
    unit_code: str,
    done: str,
) -> ResponseReturnValue:
    row, form = _find(directive, ordinal, unit_code), ReviewForm()
    if not form.validate_on_submit():
        return _show(row, WriteForm(formdata=None), form, REFUSED)
    try:
        with transaction():
            step(_key(row), form.reviewed_seen.data or 0, form.note.data or "")
    except RefusedError as error:
        form.refuse(error, form.note if error.code == "target_note_short" else None)
        return _show(row, WriteForm(formdata=None), form, status_of(error))
    flash(done, "success")
    here = url_for(
        "target_explanations.show",
        directive=directive,
        ordinal=ordinal,
        unit_code=unit_code,
        ky=row.period,
    )
    return redirect(here, 303)


def _show(
    row: EvaluationRow, writing: WriteForm, review: ReviewForm, status: int
) -> ResponseReturnValue:
    panel = find_panel(row, current_actor())
    if panel is None:
        raise NotFoundError("target_not_missed", task=row.reference, unit=row.unit_code,
                            period=row.period)  # fmt: skip
    seen = panel.versions[0][0].version if panel.versions else 0
    for field in (writing.written_seen, review.reviewed_seen):
        # What was sent keeps the version it was read with: another one stays a conflict.
        field.data = field.data if field.raw_data else seen
    content = render_template(
        "target_explanations/show.html", row=row, panel=panel, writing=writing, review=review
    )
    return content, status


def _find(code: str, ordinal: int, unit_code: str) -> EvaluationRow:
    """Return the verdict that stands.

    Raises:
        NotFoundError: `directive_unknown`, `target_not_missed`.
        ReadingError: When the period cannot be read.
    """
    directive = get_directive(code)
    text = request.args.get("ky", "") or next((row.period for row in list_evaluated_periods()), "")
    period = read_period(text).code
    for row in list_evaluations(period, directive.id):
        if (row.ordinal, row.unit_code) == (ordinal, unit_code):
            return row
    raise NotFoundError("target_not_missed", task=ordinal, unit=unit_code, period=period)


def _key(row: EvaluationRow) -> TargetKey:
    return TargetKey(row.period, row.task_id, row.unit_id)


def _lines() -> tuple[Asked, list[MissedLine]]:
    asked = _read()
    found = list_missed_targets(asked.period, asked.units) if asked.period else []
    return asked, missed_lines(found, today())


def _read() -> Asked:
    refused: dict[str, str] = {}
    directory = load_directory()
    evaluated = [row.period for row in list_evaluated_periods()]
    text, period = request.args.get("ky", "").strip(), evaluated[0] if evaluated else ""
    try:
        period = read_period(text).code if text else period
    except ReadingError as error:
        refused["ky"] = explain(error)
    unit_text, unit_name = request.args.get("don-vi", "").strip(), ""
    units = units_of(current_actor(), directory)
    try:
        if unit_text:
            unit = (directory.meanings(unit_text) or [directory.resolve(unit_text, today())])[-1]
            asked = unit_ids(unit.id, directory)
            units = asked if units is None else asked & units
            unit_name = unit.name
    except ReadingError as error:
        refused["don-vi"] = explain(error)
    return Asked(period, unit_text, unit_name, units, refused)
