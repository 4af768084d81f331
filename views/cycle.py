"""The monthly cycle (chu trình tháng): where each step stands, and taking it on by hand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, url_for

from models.vocabulary import CycleStep
from tracker.clock import now
from tracker.errors import NotFoundError, RefusedError
from tracker.jobs.cycle import run_tick
from tracker.queries.cycle_overview import list_cycle_months
from tracker.runtime import current_settings
from tracker.services.cycle import retry_step
from tracker.transaction import transaction
from tracker.wording.sentences import sentence
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.formatting import show_period
from views.forms.base import BaseForm
from views.navigation import paginate
from views.pages.cycle import MAKERS, READERS, build_month, is_overlooked, tell_tick

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("cycle", __name__)

MONTHS_A_PAGE: Final = 6
SECONDS_A_TICK: Final = 15
"""A tick from the web ends after the step it is in by then: the server would cut it off later."""


@bp.get("/chu-trinh")
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show each month's steps, newest first."""
    return _index(BaseForm(), 200)


@bp.post("/chu-trinh")
@access(*MAKERS)
def tick() -> ResponseReturnValue:
    """Take every step that is due, but for pulls: no page ever calls a source."""
    form = BaseForm()
    if not form.validate_on_submit():
        return _index(form, REFUSED)
    _tick()
    return redirect(url_for("cycle.index"), 303)


@bp.post("/chu-trinh/<period:period>/<step>")
@access(*MAKERS)
def retry(period: str, step: str) -> ResponseReturnValue:
    """Have a step that is stuck tried again at once."""
    form = BaseForm()
    if step not in tuple(CycleStep):
        raise NotFoundError("cycle_step_unknown", period=period, step=step)
    if not form.validate_on_submit():
        return _index(form, REFUSED)
    try:
        with transaction():
            retry_step(period=period, step=CycleStep(step), at=now(), actor=current_actor())
    except NotFoundError:
        raise
    except RefusedError as error:
        form.refuse(error)
        return _index(form, status_of(error))
    freed = {"step": CycleStep(step), "period": show_period(period)}
    flash(sentence("cycle_step_freed", freed), "success")
    if CycleStep(step) is not CycleStep.PULL:
        _tick()
    return redirect(url_for("cycle.index", _anchor=f"ky-{period}"), 303)


def _tick() -> None:
    until = time.monotonic() + SECONDS_A_TICK
    report = run_tick(
        settings=current_settings(),
        actor=current_actor(),
        calls_sources=False,
        should_stop=lambda: time.monotonic() > until,
    )
    for text in tell_tick(report):
        flash(text, "success" if report.steps else "info")


def _index(form: BaseForm, status: int) -> ResponseReturnValue:
    actor = current_actor()
    months = list_cycle_months(settings=current_settings(), now=now())
    page = paginate(months, size=MONTHS_A_PAGE)
    content = render_template(
        "cycle/index.html",
        form=form,
        page=page,
        parts=[build_month(month, actor) for month in page.rows],
        is_overlooked=is_overlooked(months),
        can_run=actor.role in MAKERS,
        settings=current_settings().cycle,
    )
    return content, status
