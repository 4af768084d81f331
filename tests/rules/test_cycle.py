"""The months of the cycle: when each step is due, which months are looked at, how clocks err."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.vocabulary import CycleStep
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.cycle import (
    BACK_OFF,
    CLOCK_TOLERANCE,
    LATE_AFTER,
    LEASE,
    LOOK_BACK_MONTHS,
    STEPS,
    Timetable,
    doubt_clock,
    has_run_out,
    holds_until,
    is_late,
    months_to_look_at,
    undone_before,
)
from tracker.rules.periods import Period, month_of, read_period

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkingCalendar(())
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
CUTOFFS = st.none() | st.integers(1, 28)
NOW = datetime(2024, 4, 5, 6, tzinfo=UTC)


def timetable(cutoff: int | None = None, **more: object) -> Timetable:
    values = {
        "start_day": 2,
        "draft_day": 5,
        "hour": 6,
        "reply_days": 5,
        "remind_days": (2, 0),
        "cutoff": cutoff,
        "zone": VIETNAM,
    }
    return Timetable(**{**values, **more})  # type: ignore[arg-type]


def months(*codes: str) -> tuple[Period, ...]:
    return tuple(map(read_period, codes))


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati"])
def host_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    clock.tzset()
    yield request.param
    monkeypatch.undo()
    clock.tzset()


@pytest.mark.parametrize(
    ("month", "cutoff", "start", "draft"),
    [
        pytest.param("2024-03", None, "2024-04-02", "2024-04-05", id="31-days"),
        pytest.param("2024-04", None, "2024-05-02", "2024-05-05", id="30-days"),
        pytest.param("2024-02", None, "2024-03-02", "2024-03-05", id="leap-february"),
        pytest.param("2023-02", None, "2023-03-02", "2023-03-05", id="plain-february"),
        pytest.param("2024-12", None, "2025-01-02", "2025-01-05", id="over-the-new-year"),
        pytest.param("2024-03", 15, "2024-03-17", "2024-03-20", id="office-month"),
        pytest.param("2024-02", 28, "2024-03-01", "2024-03-04", id="cut-off-28-in-a-leap-year"),
    ],
)
def test_days_are_counted_from_the_end_of_the_office_month(
    month: str, cutoff: int | None, start: str, draft: str, host_zone: str
) -> None:
    table = timetable(cutoff)
    period = read_period(month)

    assert table.starts_at(period).isoformat() == f"{start}T06:00:00+07:00", host_zone
    assert table.drafts_at(period).isoformat() == f"{draft}T06:00:00+07:00"


@given(day=DAYS, cutoff=CUTOFFS, hour=st.integers(0, 23), start=st.integers(1, 28),
       draft=st.integers(1, 28), reply=st.integers(1, 30))  # fmt: skip
def test_no_step_is_due_before_the_month_is_over_or_before_the_step_it_follows(
    day: date, cutoff: int | None, hour: int, start: int, draft: int, reply: int
) -> None:
    month = month_of(day, cutoff)
    table = timetable(cutoff, hour=hour, start_day=start, draft_day=draft, reply_days=reply)
    due = table.due_at(month, CALENDAR)

    assert list(due) == list(STEPS)
    assert min(due.values()).astimezone(VIETNAM).date() > month.last_day(cutoff)
    order = [due[step] for step in STEPS]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("remind_days", "expected"),
    [
        pytest.param((2, 0), ["2024-04-10", "2024-04-12"], id="two-days-before-and-on-it"),
        pytest.param((0,), ["2024-04-12"], id="on-the-last-day"),
        pytest.param((5, 5, 1), ["2024-04-05", "2024-04-11"], id="each-day-once"),
        pytest.param((), [], id="never"),
    ],
)
def test_reminders_are_counted_back_in_working_days(
    remind_days: tuple[int, ...], expected: list[str]
) -> None:
    days = timetable(remind_days=remind_days).remind_on(date(2024, 4, 12), CALENDAR)

    assert [day.isoformat() for day in days] == expected


def test_reminders_and_approval_follow_the_window_as_it_was_opened() -> None:
    due = timetable().due_at(read_period("2024-03"), CALENDAR, date(2024, 4, 30))

    assert due[CycleStep.REMIND].date() == date(2024, 4, 26)
    assert due[CycleStep.APPROVE].date() == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        pytest.param("2024-04-01", (), ("2024-03",), id="an-empty-ledger-begins-with-the-last"),
        pytest.param("2024-03-31", (), ("2024-02",), id="the-last-day-still-runs"),
        pytest.param("2024-07-05", ("2024-03",), ("2024-03", "2024-04", "2024-05", "2024-06"),
                     id="three-months-off"),
        pytest.param("2025-01-05", ("2024-03",),
                     ("2024-07", "2024-08", "2024-09", "2024-10", "2024-11", "2024-12"),
                     id="six-at-most"),
        pytest.param("2024-04-05", ("2024-02", "2025-01"), ("2024-02", "2024-03"),
                     id="months-of-a-mistaken-clock-wait-for-their-time"),
        pytest.param("2024-04-05", ("2025-01",), (), id="a-clock-before-all-that-is-known"),
    ],
)  # fmt: skip
def test_months_are_taken_in_order_and_six_at_most(
    on: str, known: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    found = months_to_look_at(date.fromisoformat(on), known=months(*known), cutoff=None)

    assert tuple(month.code for month in found) == expected


def test_a_person_may_begin_before_the_first_known_month() -> None:
    on = date(2024, 4, 5)

    assert months_to_look_at(on, known=months("2025-01"), cutoff=None, by_hand=True) == months(
        "2024-03"
    )


@given(on=DAYS, back=st.integers(0, 30), cutoff=CUTOFFS)
def test_every_month_looked_at_is_over_and_none_between_is_left_out(
    on: date, back: int, cutoff: int | None
) -> None:
    known = month_of(on - timedelta(days=31 * back), cutoff)
    assume(known < month_of(on, cutoff))
    found = months_to_look_at(on, known=(known,), cutoff=cutoff)

    assert 1 <= len(found) <= LOOK_BACK_MONTHS
    assert found[-1] == month_of(on, cutoff).previous()
    assert all(month.has_ended(on, cutoff) for month in found)
    assert [month.previous() for month in found[1:]] == list(found[:-1])


@pytest.mark.parametrize(
    ("gap", "by_hand", "code", "stops"),
    [
        pytest.param(timedelta(0), False, None, False, id="right"),
        pytest.param(CLOCK_TOLERANCE, False, None, False, id="two-servers-apart"),
        pytest.param(CLOCK_TOLERANCE + timedelta(seconds=1), False, "cycle_clock_back", False,
                     id="back"),
        pytest.param(-timedelta(days=95), False, None, False, id="three-months-off"),
        pytest.param(-timedelta(days=365), False, "cycle_clock_forward", True, id="a-year-on"),
        pytest.param(-timedelta(days=365), True, None, False, id="a-year-on-by-hand"),
    ],
)  # fmt: skip
def test_the_clock_is_doubted_only_with_reason(
    gap: timedelta, by_hand: bool, code: str | None, stops: bool
) -> None:
    doubt = doubt_clock(NOW, NOW + gap, by_hand=by_hand)

    assert (doubt and doubt.code, bool(doubt and doubt.stops)) == (code, stops)


def test_an_empty_ledger_gives_no_reason_for_doubt() -> None:
    assert doubt_clock(NOW, None, by_hand=False) is None


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param(None, True, id="none"),
        pytest.param(NOW + timedelta(seconds=1), False, id="held"),
        pytest.param(NOW, True, id="the-last-instant-is-over"),
        pytest.param(NOW + LEASE, False, id="just-taken"),
        pytest.param(NOW + LEASE + CLOCK_TOLERANCE, False, id="taken-by-a-clock-ahead"),
        pytest.param(NOW + timedelta(days=30), True, id="set-by-a-clock-gone-wrong"),
    ],
)
def test_a_lease_holds_to_its_end_and_never_longer_than_leases_last(
    until: datetime | None, expected: bool
) -> None:
    assert has_run_out(until, NOW) is expected


def test_pauses_grow_and_stay_at_the_longest() -> None:
    pauses = []
    for attempt in range(1, len(BACK_OFF) + 3):
        again_at = holds_until(attempt, NOW, NOW)
        assert again_at is not None
        pauses.append(again_at - NOW)

    assert pauses[: len(BACK_OFF)] == list(BACK_OFF) == sorted(BACK_OFF)
    assert set(pauses[len(BACK_OFF) :]) == {BACK_OFF[-1]}


@pytest.mark.parametrize(
    ("attempts", "failed_at"),
    [
        pytest.param(0, NOW, id="not-tried"),
        pytest.param(3, None, id="cut-off"),
        pytest.param(1, NOW - BACK_OFF[0], id="the-pause-is-over"),
        pytest.param(5, NOW + timedelta(days=31), id="the-clock-went-back"),
    ],
)
def test_nothing_holds_a_step_without_a_reason(attempts: int, failed_at: datetime | None) -> None:
    assert holds_until(attempts, failed_at, NOW) is None


def test_a_step_is_late_from_an_hour_after_it_was_due() -> None:
    assert not is_late(NOW, None)
    assert not is_late(NOW, NOW + LATE_AFTER)
    assert is_late(NOW, NOW + LATE_AFTER + timedelta(seconds=1))


def test_the_steps_stand_in_their_order() -> None:
    names = ["pull", "check", "evaluate", "draft", "open_reply", "remind", "approve", "publish"]
    done = dict.fromkeys(STEPS, False) | {CycleStep.PULL: True}

    assert [step.value for step in STEPS] == names
    assert undone_before(CycleStep.PULL, done) is None
    assert undone_before(CycleStep.DRAFT, done) is CycleStep.CHECK
    assert undone_before(CycleStep.CHECK, done) is None
