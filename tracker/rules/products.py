"""The verdict on a task without figures (nhiệm vụ có sản phẩm), from where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Verdict
from tracker.rules.verdicts import without_figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.task_states import TaskFinding
    from tracker.rules.verdicts import Judgement

VERDICTS: Final[Mapping[str, Verdict]] = {
    "done_before_issue": Verdict.ACHIEVED,
    "done_without_due_date": Verdict.ACHIEVED,
    "done_on_time": Verdict.ACHIEVED,
    "done_late": Verdict.MISSED,
    "due_later": Verdict.NOT_DUE,
    "due_date_unknown": Verdict.NO_DATA,
    "product_overdue": Verdict.MISSED,
    "due_before_followed": Verdict.NO_DATA,
    "report_waits_for_review": Verdict.NO_DATA,
    "waits_for": Verdict.NOT_DUE,
    "ongoing_reported": Verdict.ACHIEVED,
    "ongoing_without_report": Verdict.NO_DATA,
    "ongoing_later": Verdict.NOT_DUE,
    "ongoing_over": Verdict.NOT_APPLICABLE,
}
"""Why a task stands where it does → what that is worth.

Done late is a miss: what was asked was the product by a day, and Quyết định 42/2014/QĐ-TTg counts
"done past its term" apart from "done in term". The reason says that it is done, and since when.
A report nobody has reviewed, and a routine duty nobody has reported on, are gaps of the record:
no data, never a miss.
"""

SEPARATOR: Final = "|"
_FACTS: Final = ("due", "first", "done")


def judge_product(finding: TaskFinding) -> Judgement:
    """Return the verdict on a task without figures.

    Args:
        finding: Where it stands, see `tracker.rules.task_states.classify_task`.
    """
    return without_figures(VERDICTS[finding.reason], finding.reason)


def stored_reason(finding: TaskFinding) -> str:
    """Return a reason as a verdict keeps it, with the days that the task itself does not tell.

    A verdict is frozen: it must say later which day it was held against and when the product
    came, whatever was extended or reported since.

    Args:
        finding: Where the task stands.
    """
    facts = []
    if finding.is_extended and finding.due_on and finding.original_due_on:
        facts += [f"due={finding.due_on}", f"first={finding.original_due_on}"]
    if finding.done_on:
        facts.append(f"done={finding.done_on}")
    return SEPARATOR.join([finding.reason, *facts])


def read_reason(stored: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Return the decisive reason, what else must be known, and the days a verdict keeps.

    Args:
        stored: As `stored_reason` gives it, or a reason of figures.
    """
    reason, *parts = stored.split(SEPARATOR)
    facts = {}
    notes = []
    for part in parts:
        name, equals, value = part.partition("=")
        if equals and name in _FACTS:
            facts[name] = value
        else:
            notes.append(part)
    return reason, tuple(notes), facts
