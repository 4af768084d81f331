"""Explanations of missed targets (giải trình chỉ tiêu chưa đạt), and the measures promised."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.clock import today
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.directives import get_directive
from tracker.queries.evaluations import list_evaluated_periods, list_evaluations
from tracker.queries.units import load_tree
from tracker.rules.dates import read_date
from tracker.rules.periods import read_period
from tracker.services.measure_reports import report_measure_done, take_back_measure
from tracker.services.target_explanations import (
    TargetKey,
    accept_target_explanation,
    send_back_target_explanation,
    write_target_explanation,
)
from tracker.transaction import transaction
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.formatting import show_period
from views.forms.target_explanations import Forms, MeasureForm, ReviewForm, TakeBackForm, WriteForm
from views.looking_back import bare_url, looks_back
from views.navigation import paginate, same_page
from views.pages.downloads import lead_lines, send_csv
from views.pages.filters import Tab, build_chips, build_options, filter_text
from views.pages.freshness import build_headline
from views.pages.sorting import build_heads, sort_chip, sort_rows
from views.pages.target_explanation_columns import missed_columns
from views.pages.target_explanation_search import find_lines
from views.pages.target_explanations import (
    CSV_HEADER,
    READERS,
    csv_rows,
    find_panel,
    is_of_state,
    state_texts,
)
from views.pages.usual_periods import find_usual_period, tell_usual_period

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from tracker.queries.evaluation_rows import EvaluationRow
    from views.forms.base import BaseForm
    from views.pages.filters import Chip
    from views.pages.target_explanation_search import Asked
    from views.pages.target_explanations import MissedLine

bp = Blueprint("target_explanations", __name__)

WRITERS = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)


@bp.get("/giai-trinh-chi-tieu")
@looks_back
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show the targets missed in a period, what is owed and what was promised."""
    return _index(*find_lines())


def _index(asked: Asked, lines: list[MissedLine]) -> ResponseReturnValue:
    periods = {row.period: show_period(row.period) for row in list_evaluated_periods()}
    content = render_template(
        "target_explanations/index.html",
        asked=asked,
        headlines=(*tell_usual_period(asked.usual), *build_headline(asked.period)),
        page=paginate(_chosen(lines), size=100),
        heads=build_heads(missed_columns()),
        tabs=_tabs(lines),
        chips=_chips(asked),
        periods=build_options(periods.items(), asked.period),
        present=today(),
        csv_url=f"{bare_url('target_explanations.download')}?{urlencode(request.args)}",
    )
    return content, REFUSED if asked.refused else 200


@bp.get("/giai-trinh-chi-tieu.csv")
@looks_back
@access(*READERS)
def download() -> ResponseReturnValue:
    """Hand out every line the page lists."""
    asked, lines = find_lines()
    if asked.refused:
        return _index(asked, lines)
    period = show_period(asked.period) if asked.period else ""
    title = _("Chỉ tiêu chưa đạt, %(period)s", period=period)
    lead = lead_lines(title, filter_text(_chips(asked), _tabs(lines)))
    name = f"giai-trinh-chi-tieu-{asked.period.replace('/', '-')}"
    return send_csv(name, CSV_HEADER, csv_rows(_chosen(lines)), above=lead)


def _chosen(lines: list[MissedLine]) -> list[MissedLine]:
    word = request.args.get("tinh-trang", "")
    return sort_rows([line for line in lines if is_of_state(line, word)], missed_columns())


def _chips(asked: Asked) -> tuple[Chip, ...]:
    return build_chips((("don-vi", _("Đơn vị"), asked.unit_name), sort_chip(missed_columns())))


def _tabs(lines: list[MissedLine]) -> list[Tab]:
    texts = state_texts()
    word = request.args.get("tinh-trang", "")
    chosen = word if word in texts else ""
    return [
        Tab(
            str(text),
            sum(is_of_state(line, name) for line in lines),
            same_page(tinh_trang=name or None, trang=None),
            is_current=name == chosen,
        )
        for name, text in texts.items()
    ]


@bp.get("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>")
@looks_back
@access(*READERS)
def show(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Show one missed target with everything written of it."""
    return _show(_find(directive, ordinal, unit_code), Forms.make(), 200)


@bp.post("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>")
@access(*WRITERS)
def write(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Write why the target was missed and what is promised by when."""
    row, forms = _find(directive, ordinal, unit_code), Forms.make(WriteForm)
    form = forms.writing

    def step() -> int:
        return write_target_explanation(
            key=_key(row),
            text=form.text.data or "",
            measure=form.measure.data or "",
            measure_due_on=read_date(form.measure_due_on.data or "")[0],
            seen_version=form.written_seen.data or 0,
            actor=current_actor(),
        )

    return _take(row, forms, form, step, _("Đã gửi giải trình; Văn phòng sẽ xem xét."))


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


@bp.post("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>/bien-phap-xong")
@access(*WRITERS)
def measure_done(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Report that the measure promised was carried out."""
    row, forms = _find(directive, ordinal, unit_code), Forms.make(MeasureForm)
    form = forms.measure

    def step() -> int:
        return report_measure_done(
            key=_key(row),
            done_on=read_date(form.done_on.data or "")[0],
            note=form.measure_note.data or "",
            seen=form.seen,
            actor=current_actor(),
        )

    return _take(row, forms, form, step, _("Đã ghi nhận biện pháp hoàn thành."))


@bp.post("/giai-trinh-chi-tieu/<directive>/<int:ordinal>/<unit_code>/bien-phap-chua-xong")
@access(Role.OFFICE_STAFF)
def measure_not_done(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Take back that the measure promised was carried out."""
    row, forms = _find(directive, ordinal, unit_code), Forms.make(TakeBackForm)
    form = forms.take_back

    def step() -> int:
        return take_back_measure(
            key=_key(row),
            note=form.back_note.data or "",
            seen=form.seen,
            actor=current_actor(),
        )

    return _take(row, forms, form, step, _("Đã hủy ghi nhận biện pháp hoàn thành."))


def _review(
    step: Callable[[TargetKey, int, str], int],
    directive: str,
    ordinal: int,
    unit_code: str,
    done: str,
) -> ResponseReturnValue:
    row, forms = _find(directive, ordinal, unit_code), Forms.make(ReviewForm)
    form = forms.review

    def review() -> int:
        return step(_key(row), form.reviewed_seen.data or 0, form.note.data or "")

    return _take(row, forms, form, review, done)


def _take(
    row: EvaluationRow, forms: Forms, form: BaseForm, step: Callable[[], int], done: str
) -> ResponseReturnValue:
    """Take a step; refused, the page comes back with all that was typed."""
    if not form.validate_on_submit():
        return _show(row, forms, REFUSED)
    try:
        with transaction():
            step()
    except RefusedError as error:
        form.refuse(error, form.field_of(error))
        return _show(row, forms, status_of(error))
    flash(done, "success")
    here = url_for("target_explanations.show", **(request.view_args or {}), ky=row.period)
    return redirect(here, 303)


def _show(row: EvaluationRow, forms: Forms, status: int) -> ResponseReturnValue:
    panel = find_panel(row, current_actor())
    if panel is None:
        raise NotFoundError("target_not_missed", task=row.reference, unit=row.unit_code,
                            period=row.period)  # fmt: skip
    newest = panel.versions[0][0] if panel.versions else None
    forms.note_seen(newest.version if newest else 0, newest.report_version if newest else 0)
    content = render_template("target_explanations/show.html", row=row, panel=panel, forms=forms)
    return content, status


def _find(code: str, ordinal: int, unit_code: str) -> EvaluationRow:
    """Return the verdict that stands.

    Raises:
        NotFoundError: `directive_unknown`, `target_not_missed`.
        ReadingError: When the period cannot be read.
    """
    directive = get_directive(code)
    text = request.args.get("ky", "")
    usual = None if text else find_usual_period(directive.id)
    period = usual.shown.code if usual else read_period(text).code
    tree = load_tree()
    units = [unit.id for unit in tree.meanings(unit_code)]
    for row in list_evaluations(period, directive.id, unit_ids=units, tree=tree):
        if row.ordinal == ordinal:
            return row
    raise NotFoundError("target_not_missed", task=ordinal, unit=unit_code, period=period)


def _key(row: EvaluationRow) -> TargetKey:
    return TargetKey(row.period, row.task_id, row.unit_id)
