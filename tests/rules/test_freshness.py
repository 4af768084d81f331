"""Freshness: the last day counts, a limit is passed the day after it, a failed pull comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import RunState
from tracker.rules.freshness import (
    Freshness,
    Pull,
    age_in_days,
    classify_freshness,
    classify_pull,
    stops_the_cycle,
)

pytestmark = pytest.mark.one_database

LAST = date(2024, 3, 31)
AFTER = date(2024, 4, 15)
DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))


def judged(
    as_of: date | None, *, on: date = AFTER, limit: int | None = None, pull: Pull = Pull.NONE
) -> Freshness:
    return classify_freshness(as_of=as_of, last_day=LAST, on=on, max_age_days=limit, pull=pull)


@pytest.mark.parametrize(
    ("as_of", "limit", "expected"),
    [
        pytest.param(LAST, 0, Freshness.FRESH, id="the-last-day-is-enough"),
        pytest.param(date(2024, 3, 30), None, Freshness.ENDS_EARLY, id="a-day-short"),
        pytest.param(date(2024, 3, 20), 11, Freshness.ENDS_EARLY, id="on-the-limit-not-stale"),
        pytest.param(date(2024, 3, 20), 10, Freshness.STALE, id="a-day-over-the-limit"),
        pytest.param(date(2025, 1, 1), 1, Freshness.FRESH, id="later-is-not-older"),
        pytest.param(None, 1, Freshness.FRESH, id="nothing-to-be-old"),
    ],
)
def test_figures_of_a_period_that_is_over(
    as_of: date | None, limit: int | None, expected: Freshness
) -> None:
    assert judged(as_of, limit=limit) is expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param(date(2024, 3, 17), Freshness.ENDS_EARLY, id="within-the-limit"),
        pytest.param(date(2024, 3, 16), Freshness.STALE, id="older-than-the-limit"),
    ],
)
def test_a_running_period_is_compared_with_the_present_day(
    as_of: date, expected: Freshness
) -> None:
    assert judged(as_of, on=date(2024, 3, 20), limit=3) is expected


@pytest.mark.parametrize(
    ("pull", "expected"),
    [
        (Pull.FAILED, Freshness.PULL_FAILED),
        (Pull.RUNNING, Freshness.PULL_RUNNING),
        (Pull.ACCEPTED, Freshness.PULL_ACCEPTED),
    ],
)
@pytest.mark.parametrize("as_of", [None, date(2024, 1, 1), LAST])
def test_a_pull_that_did_not_end_well_is_said_before_anything_else(
    pull: Pull, expected: Freshness, as_of: date | None
) -> None:
    assert judged(as_of, limit=1, pull=pull) is expected


@pytest.mark.parametrize(
    ("state", "is_accepted", "expected", "stops"),
    [
        (None, False, Pull.NONE, False),
        (RunState.OK, False, Pull.GOOD, False),
        (RunState.OK_WITH_FINDINGS, False, Pull.GOOD, False),
        (RunState.RUNNING, False, Pull.RUNNING, True),
        (RunState.FAILED, False, Pull.FAILED, True),
        (RunState.FAILED, True, Pull.ACCEPTED, False),
    ],
)
def test_only_a_pull_that_failed_or_still_runs_stops_the_cycle(
    state: RunState | None, is_accepted: bool, expected: Pull, stops: bool
) -> None:
    found = classify_pull(state, is_accepted=is_accepted)

    assert (found, stops_the_cycle(found)) == (expected, stops)


@given(as_of=DAYS, last_day=DAYS, on=DAYS, limit=st.integers(0, 400))
def test_figures_never_grow_fresher_by_waiting(
    as_of: date, last_day: date, on: date, limit: int
) -> None:
    def stale(day: date) -> bool:
        found = classify_freshness(
            as_of=as_of, last_day=last_day, on=day, max_age_days=limit, pull=Pull.GOOD
        )
        return found is Freshness.STALE

    tomorrow = on + timedelta(days=1)
    assert age_in_days(as_of, last_day, on) <= age_in_days(as_of, last_day, tomorrow)
    assert stale(tomorrow) or not stale(on)
