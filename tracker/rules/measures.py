"""Where a promised measure (biện pháp đã hứa) stands: a day promised, a day it was carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import TaskState

if TYPE_CHECKING:
    from datetime import date


def measure_state(due_on: date, done_on: date | None, present: date) -> TaskState:
    """Return where a measure stands; the promised day itself is kept.

    Args:
        due_on: Day it is promised for.
        done_on: Day it was carried out; None while it was not.
        present: The day looked from.
    """
    if done_on is not None:
        return TaskState.DONE_ON_TIME if done_on <= due_on else TaskState.DONE_LATE
    return TaskState.OVERDUE if due_on < present else TaskState.OPEN
