"""Why a due date is the day it is: the count of a term, for the calculator and for dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import ReadingError, RefusedError
from tracker.rules.due_dates import due_date
from tracker.rules.terms import read_term
from tracker.wording.due_dates import explain_step, format_minute
from tracker.wording.sentences import sentence
from tracker.wording.weekdays import weekday_name

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.dossier_details import DossierDetail
    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.due_dates import DueDate

MOST_STEPS: Final = 300
"""More days than that are not read by anybody; their first and last ones are shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A due date as a page shows it.

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


@dataclass(frozen=True, slots=True)
class LegalCount:
    """What the law counts for a dossier.

    Args:
        notes: What is known of the term, and whether the printed due date is the counted one.
        answer: The count; None when the term is not known.
        is_other_day: Whether the printed due date is another day than the counted one.
    """

    notes: tuple[str, ...]
    answer: Answer | None
    is_other_day: bool


def build_answer(found: DueDate) -> Answer:
    """Return a due date with its proof, ready to show."""
    steps, later = list(found.steps), []
    if len(steps) > MOST_STEPS:
        half = MOST_STEPS // 2
        steps, later = steps[:half], steps[-half:]
    return Answer(
        due_on=found.due_on,
        weekday=weekday_name(found.due_on),
        time="" if found.due_minute is None else format_minute(found.due_minute),
        steps=[explain_step(step) for step in steps],
        later_steps=[explain_step(step) for step in later],
        left_out=len(found.steps) - len(steps) - len(later),
        notes=[sentence(flag) for flag in found.flags],
    )


def build_legal_count(dossier: DossierDetail, calendar: WorkingCalendar) -> LegalCount:
    """Return what the law counts from a dossier's receipt, and how the printed due date compares.

    Args:
        dossier: Its facts; the term as the source words it.
        calendar: Calendar of record.
    """
    if not dossier.term_text:
        return LegalCount((sentence("due_step_term_unknown"),), None, is_other_day=False)
    try:
        term = read_term(dossier.term_text)
        found = due_date(dossier.received_on, dossier.received_minute, term, calendar)
    except (ReadingError, RefusedError):
        note = sentence("due_step_term_unreadable", {"term": dossier.term_text})
        return LegalCount((note,), None, is_other_day=False)
    code = _comparison(dossier, found)
    values = {"due_on": dossier.due_on, "counted_on": found.due_on}
    notes = (
        sentence("due_step_term", {"term": dossier.term_text}),
        sentence(code, values),
    )
    return LegalCount(notes, build_answer(found), is_other_day=code == "due_step_differs")


def _comparison(dossier: DossierDetail, found: DueDate) -> str:
    if dossier.due_on is None:
        return "due_step_not_printed"
    if found.due_on == dossier.due_on:
        return "due_step_agrees"
    # A printed day off is judged at the working day after it, which is what the law counts.
    is_same = found.due_on == dossier.judged_due_on
    return "due_step_agrees_moved" if is_same else "due_step_differs"
