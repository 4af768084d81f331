"""The count of a term in words, one sentence a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.rules.calendar import DayReason
from tracker.rules.due_steps import StepCode
from tracker.wording.sentences import sentence
from tracker.wording.weekdays import weekday_name

if TYPE_CHECKING:
    from tracker.rules.due_steps import Step


def explain_step(step: Step) -> str:
    """Return what happened on one day of a count, in the reader's language."""
    # A holiday has the name its document gives it; a day of the week has one in every language.
    is_named = step.name.code in (DayReason.HOLIDAY, DayReason.MAKE_UP)
    name = step.name.name if is_named else weekday_name(step.on)
    params: dict[str, object] = {"on": step.on, "name": name, "count": step.count}
    if step.code is StepCode.DUE_AT:
        params["time"] = format_minute(step.count)
    return sentence(f"step_{step.code}", params)


def format_minute(minute: int) -> str:
    """Return a minute of the day as a clock shows it: "07:30"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
