"""The public due-date calculator: when a term ends, and why on that day (tính hạn trả)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from models.vocabulary import Role
from tracker.errors import RefusedError
from tracker.queries.calendar import load_calendar
from tracker.queries.calendar_changes import calendar_version
from tracker.rules.due_dates import due_date
from views.access import access
from views.errors import REFUSED
from views.forms.calculator import DueDateForm
from views.pages.due_dates import build_answer

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from views.forms.calculator import Question
    from views.pages.due_dates import Answer

bp = Blueprint("calculator", __name__)


@bp.get("/tinh-han")
@access(Role.PUBLIC)
def show() -> ResponseReturnValue:
    """Show the form and, once something was asked, the answer with its proof."""
    form = DueDateForm(request.args)
    answer = None
    if request.args and form.validate():
        question = form.read_question()
        if question is not None:
            answer = _find_answer(question, form)
    status = REFUSED if any(form.list_errors()) else 200
    page = render_template(
        "calculator/show.html", form=form, answer=answer, calendar_version=calendar_version()
    )
    return page, status


def _find_answer(question: Question, form: DueDateForm) -> Answer | None:
    try:
        found = due_date(
            question.received_on, question.received_minute, question.term, load_calendar()
        )
    except RefusedError as error:
        form.refuse(error, form.term)
        return None
    return build_answer(found)
