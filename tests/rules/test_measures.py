"""Promised measures: kept on the promised day, late after it, overdue while nothing was done."""

from __future__ import annotations

from datetime import date

import pytest

from models.vocabulary import TaskState
from tracker.rules.measures import measure_state

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("done_on", "present", "expected"),
    [
        (None, date(2026, 2, 28), TaskState.OPEN),
        (None, date(2026, 3, 1), TaskState.OVERDUE),
        (date(2026, 2, 28), date(2026, 4, 1), TaskState.DONE_ON_TIME),
        (date(2026, 3, 1), date(2026, 4, 1), TaskState.DONE_LATE),
    ],
    ids=["the-day-itself", "the-day-after", "done-that-day", "done-after"],
)
def test_the_promised_day_is_kept_and_the_day_after_is_late(
    done_on: date | None, present: date, expected: TaskState
) -> None:
    assert measure_state(date(2026, 2, 28), done_on, present) is expected
