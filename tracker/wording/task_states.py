"""Where a task without figures stands, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.numbers import count_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.queries.task_states import TaskStateRow
    from tracker.rules.task_states import TaskFinding

_SUPPORTING: Final = "supporting_not_judged"


def tell_task_state(row: TaskStateRow) -> str:
    """Return why a task stands where it does, with the days that decided it.

    "Hoàn thành trễ 5 ngày, ngày 05/01/2023 (hạn 31/12/2022), …": the day first set is always told
    where it was extended.

    Args:
        row: Where one task stands for one unit.
    """
    text = ", ".join(_parts(row, row.finding)) if row.finding else sentence(_SUPPORTING)
    return f"{text[:1].upper()}{text[1:]}."


def tell_extension(finding: TaskFinding | None) -> str:
    """Return the day first set and the day in force; "" where they are the same."""
    if finding is None or not finding.is_extended:
        return ""
    return sentence("task_extended", {"first": finding.original_due_on, "due_on": finding.due_on})


def _parts(row: TaskStateRow, finding: TaskFinding) -> Iterator[str]:
    yield sentence(
        finding.reason,
        {
            "due_on": finding.due_on,
            "done_on": finding.done_on,
            "days": count_text(row.late_days),
            "waits_for": row.task.follows or row.task.schedule_phrase,
        },
    )
    if row.late_days:
        # How many calendar days a late finish took is in its reason already.
        code = "task_late_working_days" if finding.reason == "done_late" else "task_late_days"
        days, working = count_text(row.late_days), count_text(row.late_working_days)
        yield sentence(code, {"days": days, "working": working})
    if finding.is_awaiting_review and finding.reason != "report_waits_for_review":
        yield sentence("task_awaiting_review")
    if finding.is_extended:
        yield tell_extension(finding)
    if row.is_due_day_off:
        yield sentence("task_due_day_off")
    if row.waits_for:
        rows = ", ".join(other.reference for other in row.waits_for)
        yield sentence("task_waits_for_rows", {"rows": rows})
