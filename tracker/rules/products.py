"""Whether a task without figures was delivered (nhiệm vụ có sản phẩm), by its term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import ScheduleKind, Verdict
from tracker.rules.verdicts import without_figures

if TYPE_CHECKING:
    from datetime import date

    from tracker.rules.verdicts import Judgement


def judge_product(
    schedule_kind: ScheduleKind,
    due_on: date | None,
    done_on: date | None,
    *,
    as_of: date,
    period_last_day: date,
    waits_for: str = "",
) -> Judgement:
    """Return whether a product was delivered by the end of a period.

    Delivered is achieved, in time or late; the reason tells which. Not delivered is missed once
    the due day is over within the period; the due day itself is still in time.

    Args:
        schedule_kind: How the document words the term.
        due_on: Last day of the term; None where the term is no date.
        done_on: Day of delivery; None while open.
        as_of: Day up to which deliveries are known.
        period_last_day: Last day of the period; later deliveries do not count in it.
        waits_for: What the term follows, as printed.

    Returns:
        No data for an ongoing task, which a person judges; not due for a term that follows
        another act.
    """
    if schedule_kind is ScheduleKind.DONE:
        return without_figures(Verdict.ACHIEVED, "done_before_issue")
    if done_on is not None and done_on <= min(as_of, period_last_day):
        return _delivered(due_on, done_on)
    if schedule_kind is ScheduleKind.ONGOING:
        return without_figures(Verdict.NO_DATA, "judged_by_person")
    if due_on is None:
        if schedule_kind is ScheduleKind.FOLLOWS:
            return without_figures(Verdict.NOT_DUE, "waits_for", waits_for=waits_for)
        return without_figures(Verdict.NO_DATA, "due_date_unknown")
    if due_on <= period_last_day and due_on < as_of:
        days = (min(as_of, period_last_day) - due_on).days
        return without_figures(Verdict.MISSED, "product_overdue", due_on=due_on, days=days)
    return without_figures(Verdict.NOT_DUE, "due_later", due_on=due_on)


def _delivered(due_on: date | None, done_on: date) -> Judgement:
    if due_on is None:
        return without_figures(Verdict.ACHIEVED, "done_without_due_date", done_on=done_on)
    if done_on <= due_on:
        return without_figures(Verdict.ACHIEVED, "done_on_time", done_on=done_on, due_on=due_on)
    days = (done_on - due_on).days
    return without_figures(Verdict.ACHIEVED, "done_late", done_on=done_on, due_on=due_on, days=days)
