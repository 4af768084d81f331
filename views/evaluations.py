"""Having a period judged (đánh giá), and which periods were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than stubs

from models.vocabulary import Role
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.directives import list_directives
from tracker.queries.evaluations import list_evaluated_periods
from tracker.queries.freshness import load_freshness
from tracker.rules.periods import month_of
from tracker.runtime import current_settings
from tracker.services.evaluations import EVALUATING_ROLES
from tracker.wording.sentences import sentence
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED, status_of
from views.formatting import show_number, show_period
from views.forms.evaluations import EvaluationForm
from views.navigation import own_address
from views.pages.evaluation_columns import period_columns
from views.pages.freshness import headline_of, word_of
from views.pages.sorting import build_heads, sort_rows

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.services.evaluations import EvaluationSummary

bp = Blueprint("evaluations", __name__)


@bp.get("/danh-gia")
@access(*LOGGED_IN)
def index() -> ResponseReturnValue:
    """Show the periods judged so far, and the form for those who may have one judged."""
    return _render(_form(), 200)


@bp.post("/danh-gia")
@access(Role.OFFICE_STAFF, Role.APPROVER)
def run() -> ResponseReturnValue:
    """Judge a period and go back where one was, with a summary of what changed."""
    form = _form()
    if not form.validate_on_submit():
        return _render(form, REFUSED)
    period, directive = form.period.data or "", form.directive.data or None
    try:
        report = run_evaluation(period=period, directive=directive, actor=current_actor())
    except RefusedError as error:
        form.refuse(error, form.directive if "directive" in error.code else form.period)
        return _render(form, status_of(error))
    flash(_summary(report.summary), "success")
    return redirect(own_address(request.form.get("next")) or url_for("evaluations.index"), 303)


def _form() -> EvaluationForm:
    form = EvaluationForm(period=_last_month())
    form.directive.choices = [
        SelectChoice("", _("Mọi văn bản có hiệu lực trong kỳ")),
        *(SelectChoice(row.code, row.number) for row in list_directives()),
    ]
    return form


def _last_month() -> str:
    return month_of(today(), current_settings().month_cutoff_day).previous().code


def _render(form: EvaluationForm, status: int) -> ResponseReturnValue:
    periods, last = list_evaluated_periods(), _last_month()
    codes = [last, *(row.period for row in periods)]
    cutoff = current_settings().month_cutoff_day
    fresh = load_freshness(codes, on=today(), cutoff=cutoff)
    page = render_template(
        "evaluations/index.html",
        form=form,
        periods=sort_rows(periods, period_columns()),
        heads=build_heads(period_columns()),
        words={code: word_of(rows) for code, rows in fresh.items()},
        fed=frozenset(code for code, rows in fresh.items() if rows),
        headline_lines=headline_of(fresh[last]),
        can_evaluate=current_actor().role in EVALUATING_ROLES,
    )
    return page, status


def _summary(found: EvaluationSummary) -> str:
    """Return what an evaluation did, in one or two sentences."""
    counts = {
        "cells": show_number(found.cell_count),
        "added": show_number(found.added_count),
        "changed": show_number(found.changed_count),
        "withdrawn": show_number(found.withdrawn_count),
        "unchanged": show_number(found.unchanged_count),
    }
    parts = [
        _("Đã đánh giá %(period)s.", period=show_period(found.period)),
        sentence("evaluation_written", counts),
    ]
    if found.is_provisional:
        parts.append(sentence("evaluation_provisional"))
    return " ".join(parts)
