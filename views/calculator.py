"""The public due-date calculator: when a term ends, and why on that day (tính hạn trả)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request

from models.vocabulary import Role
from tracker.errors import RefusedError
from tracker.queries.calendar import load_calendar
from tracker.rules.calendar import WEEKDAY_NAMES
from tracker.rules.due_dates import due_date
from tracker.wording.due_dates import explain_step, format_minute
from tracker.wording.sentences import sentence
from views.access import access
from views.errors import REFUSED
from views.forms.calculator import DueDateForm

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.rules.due_dates import DueDate
    from views.forms.calculator import Question

bp = Blueprint("calculator", __name__)

MOST_STEPS: Final = 300
"""More days than that are not read by anybody; their first and last ones are shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A due date as the page shows it.

    Args:
        due_on: The last day.
        weekday: Its name.
        time: "16:30" for a term in hours, else "".
        steps: A sentence a day.
        later_steps: The last days of a long count, when the middle is left out.
        left_out: Days left out between.
        notes: What the reader should know of it.
    """

    due_on: date
    weekday: str
    time: str
    steps: list[str]
    later_steps: list[str]
    left_out: int
    notes: list[str]


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
    return render_template("calculator/show.html", form=form, answer=answer), status


def _find_answer(question: Question, form: DueDateForm) -> Answer | None:
    try:
        found = due_date(
            question.received_on, question.received_minute, question.term, load_calendar()
        )
    except RefusedError as error:
        form.refuse(error, form.term)
        return None
    return _show(found)


def _show(found: DueDate) -> Answer:
    steps, later = list(found.steps), []
    if len(steps) > MOST_STEPS:
        half = MOST_STEPS // 2
        steps, later = steps[:half], steps[-half:]
    return Answer(
        due_on=found.due_on,
        weekday=WEEKDAY_NAMES[found.due_on.weekday()],
        time="" if found.due_minute is None else format_minute(found.due_minute),
        steps=[explain_step(step) for step in steps],
        later_steps=[explain_step(step) for step in later],
        left_out=len(found.steps) - len(steps) - len(later),
        notes=[sentence(flag) for flag in found.flags],
    )
