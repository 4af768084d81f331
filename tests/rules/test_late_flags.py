"""Flags of late dossiers: what they say, and that each says only its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tracker.rules.calendar import WorkingCalendar
from tracker.rules.late_flags import LATE_FLAGS, late_flags, working_day_check

FRIDAY = date(2023, 6, 16)
PLAIN: dict[str, Any] = {
    "is_due_moved": False,
    "has_too_few_working_days": False,
    "supplement_count": None,
    "cause": None,
}


def test_an_ordinary_row_carries_no_flag() -> None:
    assert late_flags(**PLAIN) == ()


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({"is_due_moved": True}, ("due_on_day_off",)),
        ({"has_too_few_working_days": True}, ("too_few_working_days",)),
        ({"supplement_count": 2}, ("more_than_one_supplement",)),
        ({"supplement_count": 1}, ()),
        ({"supplement_count": 0}, ()),
        ({"cause": "party_opinion"}, ("party_opinion",)),
        ({"cause": "ministry_system"}, ("ministry_system",)),
        ({"cause": "heavy_load"}, ()),
    ],
    ids=[
        "day-off",
        "few-days",
        "two-requests",
        "one-request",
        "none",
        "party",
        "ministry",
        "other",
    ],
)
def test_a_flag_says_one_thing(changes: dict[str, Any], flags: tuple[str, ...]) -> None:
    assert late_flags(**PLAIN | changes) == flags


def test_flags_stand_in_a_fixed_order() -> None:
    found = late_flags(
        is_due_moved=True,
        has_too_few_working_days=True,
        supplement_count=3,
        cause="ministry_system",
    )

    assert found == tuple(flag for flag in LATE_FLAGS if flag != "party_opinion")


@pytest.mark.parametrize(
    ("received_on", "term", "expected"),
    [
        pytest.param(FRIDAY, "3 ngày", True, id="friday-plus-three-is-one-working-day"),
        pytest.param(date(2023, 6, 12), "3 ngày", False, id="monday-plus-three"),
        pytest.param(FRIDAY, "3 ngày làm việc", False, id="working-days-are-working-days"),
        pytest.param(FRIDAY, "", False, id="term-not-known"),
        pytest.param(FRIDAY, "tùy trường hợp", False, id="term-not-readable"),
    ],
)
def test_too_few_working_days_are_seen_in_calendar_day_terms_only(
    received_on: date, term: str, *, expected: bool
) -> None:
    assert working_day_check(WorkingCalendar([]))(received_on, term) is expected


@pytest.mark.parametrize("term", ["4 giờ làm việc", "1000000 ngày", "đọc không ra", ""])
def test_a_term_that_cannot_be_counted_is_never_too_short(term: str) -> None:
    check = working_day_check(WorkingCalendar([]))

    assert check(FRIDAY, term) is False


def test_a_term_that_ends_after_the_last_day_of_days_is_never_too_short() -> None:
    assert working_day_check(WorkingCalendar([]))(date(9999, 12, 20), "30 ngày") is False
