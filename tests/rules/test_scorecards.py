"""Which period a scorecard is of, and who stands worst."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Verdict
from tracker.rules.periods import read_period
from tracker.rules.scorecards import (
    PRESSING,
    Standing,
    month_in,
    order_periods,
    urgency,
    usual_period,
)


def test_the_period_that_ended_last_comes_first_whatever_its_text() -> None:
    codes = ["2024-Q1", "2023-12", "2024-04", "2024-03/ytd", "2024-03", "2023"]

    found = [period.code for period in order_periods(codes)]

    assert found == ["2024-04", "2024-03", "2024-03/ytd", "2024-Q1", "2023-12", "2023"]


def test_an_office_month_that_is_cut_off_early_ends_before_the_calendars() -> None:
    found = [period.code for period in order_periods(["2024-Q1", "2024-03"], 15)]

    assert found == ["2024-03", "2024-Q1"]
    assert order_periods([]) == []


@pytest.mark.parametrize(
    ("judged", "shown", "newest"),
    [
        pytest.param({"2026-08": True, "2026-10": False}, "2026-08", "2026-10", id="not-yet"),
        pytest.param({"2026-08": True, "2026-10": True}, "2026-10", "2026-10", id="both"),
        pytest.param({"2026-08": False, "2026-10": False}, "2026-10", "2026-10", id="nowhere"),
        pytest.param({"2025-Q4": True, "2026-01": True}, "2026-01", "2026-01", id="by-its-end"),
    ],
)
def test_the_usual_period_is_the_newest_with_figures_else_the_newest(
    judged: dict[str, bool], shown: str, newest: str
) -> None:
    found = usual_period(judged)

    assert found is not None
    assert (found.shown.code, found.newest.code) == (shown, newest)
    assert found.is_earlier is (shown != newest)


def test_before_any_verdict_there_is_no_usual_period() -> None:
    assert usual_period({}) is None


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("2024-03", "2024-03"),
        ("2024-Q1", "2024-03"),
        ("2024", "2024-12"),
        ("2024-05/ytd", "2024-05"),
    ],
)
def test_the_dossiers_beside_a_period_are_those_of_its_last_month(period: str, month: str) -> None:
    assert month_in(read_period(period)).code == month


def test_what_was_missed_comes_before_what_waits_and_both_before_the_rest() -> None:
    order = sorted(Verdict, key=urgency)

    assert tuple(order[: len(PRESSING)]) == PRESSING
    assert len({urgency(verdict) for verdict in Verdict if verdict not in PRESSING}) == 1


def test_targets_missed_weigh_more_than_dossiers_and_those_more_than_missing_figures() -> None:
    missed = Standing({Verdict.MISSED: 1})
    late = Standing({Verdict.ACHIEVED: 9}, late=1, overdue=8)
    unknown = Standing({Verdict.NO_DATA: 20})

    worst = sorted((unknown, late, Standing(), missed), key=lambda each: each.badness, reverse=True)

    assert worst == [missed, late, unknown, Standing()]


@given(st.integers(0, 99), st.integers(0, 99))
def test_late_and_overdue_dossiers_weigh_alike(late: int, overdue: int) -> None:
    assert Standing(late=late, overdue=overdue).badness == Standing(late=late + overdue).badness
