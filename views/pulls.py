"""Sources of figures (nguồn số liệu) and their pulls; no page ever calls a source itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.queries.pull_runs import get_run, list_calls, list_runs, load_body
from tracker.queries.sources import get_source, list_sources
from tracker.queries.unit_directory import load_directory
from tracker.rules.periods import month_of
from tracker.runtime import current_settings
from tracker.services.run_acceptance import ACCEPTING_ROLES, accept_run
from tracker.services.sources import (
    DECIDING_ROLES,
    RESUMING_ROLES,
    map_source_unit,
    resume_source,
    set_age_limit,
    set_rank,
)
from views.access import access, current_actor
from views.formatting import show_period
from views.forms.pulls import AcceptForm, AgeForm, RankForm, ResumeForm, UnitForm
from views.pages.object_history import list_source_history
from views.pages.pull_columns import BY_UNIT, run_columns, source_columns, unit_columns
from views.pages.pulls import (
    READERS,
    build_run_page,
    build_source_line,
    build_source_page,
    list_unit_choices,
)
from views.pages.sorting import build_heads, sort_rows
from views.pages.steps import take_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from tracker.queries.sources import SourceRow
    from views.forms.base import BaseForm

bp = Blueprint("pulls", __name__)

MOST_RUNS: Final = 50


@bp.get("/nguon-so-lieu")
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show every source: which speaks, how fresh it is, how its newest pull went."""
    lines = [build_source_line(row, today()) for row in list_sources()]
    return render_template(
        "pulls/index.html",
        lines=sort_rows(lines, source_columns()),
        heads=build_heads(source_columns()),
    )


@bp.get("/nguon-so-lieu/<code>")
@access(*READERS)
def source(code: str) -> ResponseReturnValue:
    """Show one source: its pulls, its units, what may be decided about it."""
    return _source(code, 200)


@bp.post("/nguon-so-lieu/<code>/thu-tu")
@access(*DECIDING_ROLES)
def rank(code: str) -> ResponseReturnValue:
    """Set which source speaks."""
    form = RankForm(prefix="thu-tu")
    return _decide(
        code,
        form,
        lambda: set_rank(
            code=code,
            rank=form.rank.data or 0,
            actor=current_actor(),
            seen=form.seen.data or "",
        ),
        _("Đã đổi thứ tự. Hãy đánh giá lại các kỳ cần dùng thứ tự mới."),
    )


@bp.post("/nguon-so-lieu/<code>/gioi-han")
@access(*DECIDING_ROLES)
def age(code: str) -> ResponseReturnValue:
    """Set after how many days figures of a source are stale."""
    form = AgeForm(prefix="gioi-han")
    return _decide(
        code,
        form,
        lambda: set_age_limit(
            code=code, days=form.days.data, actor=current_actor(), seen=form.seen.data or ""
        ),
        _("Đã đổi giới hạn số liệu cũ."),
    )


@bp.post("/nguon-so-lieu/<code>/cho-chay-lai")
@access(*RESUMING_ROLES)
def resume(code: str) -> ResponseReturnValue:
    """Let a stopped source be asked again."""
    form = ResumeForm(prefix="cho-chay-lai")
    return _decide(
        code,
        form,
        lambda: resume_source(code=code, reason=form.reason.data or "", actor=current_actor()),
        _("Đã cho nguồn chạy lại; lần lấy tiếp theo sẽ gọi nguồn."),
    )


@bp.post("/nguon-so-lieu/<code>/don-vi")
@access(*DECIDING_ROLES)
def map_unit(code: str) -> ResponseReturnValue:
    """Say which of our units a unit of the source is."""
    form = UnitForm(prefix="don-vi")
    return _decide(
        code,
        form,
        lambda: map_source_unit(
            source_code=code,
            external_id=form.chosen,
            unit=form.unit.data or "",
            on=today(),
            actor=current_actor(),
            seen=form.seen,
        ),
        _("Đã ghi đơn vị. Lần lấy số liệu tiếp theo của nguồn dùng cách gắn này."),
    )


@bp.get("/lan-lay/<int:run_id>")
@access(*READERS)
def run(run_id: int) -> ResponseReturnValue:
    """Show one pull: what was asked, what came, what was odd."""
    return _run(run_id, AcceptForm(), 200)


@bp.post("/lan-lay/<int:run_id>/chap-nhan")
@access(*ACCEPTING_ROLES)
def accept(run_id: int) -> ResponseReturnValue:
    """Let the period of a failed pull go on, with a reason."""
    form = AcceptForm()

    def done(period: str) -> ResponseReturnValue:
        text = _("Đã chấp nhận. Kỳ %(period)s đi tiếp được.", period=show_period(period))
        flash(text, "success")
        return redirect(url_for("pulls.run", run_id=run_id), 303)

    return take_step(
        form,
        lambda: accept_run(run_id=run_id, reason=form.reason.data or "", actor=current_actor()),
        show=lambda status: _run(run_id, form, status),
        done=done,
        passing=("pull_run_unknown",),
    )


@bp.get("/lan-lay/<int:run_id>/goi/<int:ordinal>")
@access(*READERS)
def body(run_id: int, ordinal: int) -> ResponseReturnValue:
    """Hand out the bytes of a reply exactly as they came, never as a page."""
    call = next((each for each in list_calls(run_id) if each.ordinal == ordinal), None)
    if call is None:
        raise NotFoundError("call_missing", run=run_id, value=ordinal)
    if call.body_id is None:
        raise NotFoundError("body_missing", value=ordinal)
    response = Response(load_body(call.body_id), content_type="application/octet-stream")
    name = f"lan-lay-{run_id}-{ordinal}-{call.body_sha256[:12]}.bin"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _decide(code: str, form: BaseForm, take: Callable[[], None], text: str) -> ResponseReturnValue:
    """Take a decision about a source, or show the source again with the reason beside the form."""

    def done(_made: None) -> ResponseReturnValue:
        flash(text, "success")
        return redirect(url_for("pulls.source", code=code), 303)

    return take_step(
        form,
        take,
        show=lambda status: _source(code, status, form),
        done=done,
        passing=("source_code_unknown",),
    )


def _source(code: str, status: int, sent: BaseForm | None = None) -> ResponseReturnValue:
    row = get_source(code)
    page = build_source_page(
        row,
        list_runs(source=code, limit=MOST_RUNS),
        load_directory(),
        current_actor(),
        on=today(),
        period=month_of(today(), current_settings().month_cutoff_day).previous().code,
    )
    content = render_template(
        "pulls/source.html",
        page=page,
        runs=sort_rows(page.runs, run_columns()),
        run_heads=build_heads(run_columns(), "-lan"),
        units=sort_rows(page.units, unit_columns(), name=BY_UNIT),
        unit_heads=build_heads(unit_columns(), name=BY_UNIT),
        forms=_forms(row, sent, list_unit_choices(page)),
        sent=sent,
        changes=list_source_history(code),
    )
    return content, status


def _forms(
    row: SourceRow, sent: BaseForm | None, units: list[tuple[str, str]]
) -> dict[str, BaseForm]:
    """Return the forms of a source's page, the one that was refused among them."""
    forms: dict[str, BaseForm] = {
        "rank": RankForm(prefix="thu-tu", formdata=None, rank=row.rank),
        "age": AgeForm(prefix="gioi-han", formdata=None, days=row.max_age_days),
        "resume": ResumeForm(prefix="cho-chay-lai", formdata=None),
        "unit": UnitForm(prefix="don-vi", formdata=None),
    }
    shown = {name: sent if type(sent) is type(form) else form for name, form in forms.items()}
    shown["unit"]["external_id"].choices = units
    # Whoever is told that something changed sees what stands now and may send again.
    shown["rank"]["seen"].data = str(row.rank)
    shown["age"]["seen"].data = str(row.max_age_days or "")
    return shown


def _run(run_id: int, form: AcceptForm, status: int) -> ResponseReturnValue:
    row = get_run(run_id)
    newest = list_runs(source=row.source_code, period=row.period, limit=1)[0]
    page = build_run_page(row, list_calls(run_id), newest.id, current_actor())
    return render_template("pulls/run.html", page=page, form=form), status
