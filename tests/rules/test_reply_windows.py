"""How long units may answer: working days after the day a window opens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DayEffect
from tracker.errors import RefusedError
from tracker.rules.calendar import CalendarDay, WorkingCalendar
from tracker.rules.reply_windows import MOST_DAYS, is_open, last_reply_day

HOLIDAYS = WorkingCalendar(
    [
        CalendarDay(date(2024, 4, 18), DayEffect.OFF, "Giỗ Tổ Hùng Vương"),
        CalendarDay(date(2024, 4, 29), DayEffect.OFF, "Nghỉ hoán đổi"),
        CalendarDay(date(2024, 4, 30), DayEffect.OFF, "Chiến thắng"),
        CalendarDay(date(2024, 5, 1), DayEffect.OFF, "Quốc tế Lao động"),
        CalendarDay(date(2024, 5, 4), DayEffect.WORKING, "Làm bù"),
    ]
)


@pytest.mark.parametrize(
    ("opened_on", "days", "until"),
    [
        pytest.param(date(2024, 4, 5), 5, date(2024, 4, 12), id="friday"),
        pytest.param(date(2024, 4, 6), 1, date(2024, 4, 8), id="saturday"),
        pytest.param(date(2024, 4, 17), 1, date(2024, 4, 19), id="over-a-holiday"),
        pytest.param(date(2024, 4, 26), 2, date(2024, 5, 3), id="over-a-swapped-day"),
        pytest.param(date(2024, 5, 3), 1, date(2024, 5, 4), id="a-make-up-saturday-counts"),
    ],
)
def test_the_day_it_opens_is_not_counted(opened_on: date, days: int, until: date) -> None:
    assert last_reply_day(opened_on, days, HOLIDAYS) == until


@given(
    opened_on=st.dates(date(2024, 1, 1), date(2024, 12, 1)),
    days=st.integers(min_value=1, max_value=MOST_DAYS),
)
def test_a_window_holds_exactly_its_working_days(opened_on: date, days: int) -> None:
    until = last_reply_day(opened_on, days, HOLIDAYS)

    assert HOLIDAYS.is_working(until)
    assert HOLIDAYS.working_days_between(opened_on, until) == days


@pytest.mark.parametrize("days", [-1, 0, 31, 1000])
def test_other_lengths_are_refused(days: int) -> None:
    with pytest.raises(RefusedError) as refusal:
        last_reply_day(date(2024, 4, 5), days, HOLIDAYS)
    assert refusal.value.code == "reply_days_invalid"


def test_the_last_day_belongs_to_the_window() -> None:
    until = date(2024, 4, 12)

    assert is_open(until, until)
    assert not is_open(until, until + timedelta(days=1))
    assert not is_open(None, until)
