"""Targets and actuals as cells show them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from models.vocabulary import AssignmentRole, ScheduleKind
from tracker.rules.dates import format_date
from tracker.rules.numbers import format_decimal
from tracker.rules.rates import Share
from tracker.rules.targets import PERCENT
from tracker.wording.labels import label
from tracker.wording.numbers import find_signs, local_signs
from tracker.wording.verdicts import explain_target
from views.formatting import show_number, show_percent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import ExpandedAssignment, TaskRow


def actual_text(row: EvaluationRow) -> str:
    """Return what was reached: "94,99 % (9.499/10.000)", "2,5 ngày"; empty without figures."""
    return figure_text(row.numerator, row.denominator, row.value, row.unit_of_measure)


def figure_text(
    numerator: int | None, denominator: int | None, value: Decimal | None, unit_of_measure: str
) -> str:
    """Return a figure with its unit, its parts beside it where it has any."""
    if numerator is not None and denominator is not None:
        if unit_of_measure == PERCENT:
            return show_percent(Share(numerator, denominator))
        return f"{show_number(numerator)}/{show_number(denominator)} {unit_of_measure}".rstrip()
    if value is None:
        return ""
    return f"{number_text(value)}\N{NO-BREAK SPACE}{unit_of_measure}".rstrip()


def number_text(value: Decimal) -> str:
    """Return a number without idle zeros, by the signs of the reader's language."""
    return local_signs(_without_zeros(value))


def make_numbers() -> Callable[[Decimal], str]:
    """Return `number_text` for tables of thousands of numbers: each is written once."""
    signs = find_signs()
    return cache(lambda value: signs(_without_zeros(value)))


def _without_zeros(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    return format_decimal(value, max(-int(exponent), 0))


def target_text(task: TaskRow, on: date) -> str:
    """Return the target in force on a day in words, else the one the document has last."""
    found = task.target_on(on) or (task.targets[-1] if task.targets else None)
    if found is None:
        return ""
    return explain_target(found.comparator, found.value, found.unit_of_measure)


def target_phrase(task: TaskRow, on: date) -> str:
    """Return the words the target was printed in."""
    found = task.target_on(on) or (task.targets[-1] if task.targets else None)
    return found.phrase if found else ""


def term_text(task: TaskRow) -> str:
    """Return the term as printed, else its kind in words."""
    if task.schedule_phrase:
        return task.schedule_phrase
    return label(task.schedule_kind) if task.schedule_kind else ""


def due_text(task: TaskRow, extended_to: date | None = None) -> str:
    """Return the last day of a task's term in words; empty where it has none.

    Args:
        task: The task.
        extended_to: The later day granted to all its units; the day first set stands beside it.
    """
    if task.due_on is None or task.schedule_kind is ScheduleKind.ONGOING:
        return ""
    if extended_to is not None and extended_to > task.due_on:
        first, later = format_date(task.due_on), format_date(extended_to)
        return str(_("thời hạn gốc %(first)s, gia hạn đến %(day)s", first=first, day=later))
    return str(_("hạn %(day)s", day=format_date(task.due_on)))


def via_text(assignment: ExpandedAssignment) -> str:
    """Return how a unit came to a task; empty when the document names it."""
    parts = []
    if assignment.is_by_group:
        parts.append(_("theo nhóm “%(group)s”", group=assignment.printed))
    if assignment.inherited_from is not None:
        parts.append(_("kế thừa từ %(unit)s", unit=assignment.inherited_from.name))
    return "; ".join(parts)


def is_lead(assignment: ExpandedAssignment) -> bool:
    """Return whether a unit leads."""
    return assignment.role is AssignmentRole.LEAD
