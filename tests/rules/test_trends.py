"""Periods of a trend: one kind, none left out, nothing where there is too little to see."""

from __future__ import annotations

from itertools import pairwise

import pytest

from models.vocabulary import PeriodKind
from tracker.rules.periods import read_period
from tracker.rules.trends import MOST_PERIODS, period_label, periods_back, trend_span

KINDS = ("2024-03", "2024-Q1", "2024", "2024-03/ytd")


@pytest.mark.parametrize("code", KINDS)
def test_a_trend_looks_back_on_periods_of_one_kind_without_a_gap(code: str) -> None:
    last = read_period(code)
    periods = periods_back(last)

    assert len(periods) == MOST_PERIODS[last.kind]
    assert periods[-1] == last
    assert {period.kind for period in periods} == {last.kind}
    assert all(later.previous() == earlier for earlier, later in pairwise(periods))


@pytest.mark.parametrize("code", [*KINDS, "2024-12", "2024-Q4", "2024-12/ytd"])
def test_the_following_period_is_the_one_this_comes_before(code: str) -> None:
    period = read_period(code)

    assert period.following().previous() == period
    assert period.following() > period


def test_a_trend_begins_with_the_first_figure_and_ends_with_the_period_looked_at() -> None:
    known = {read_period("2024-01"), read_period("2024-03")}

    span = trend_span(read_period("2024-04"), known)

    assert [period.code for period in span] == ["2024-01", "2024-02", "2024-03", "2024-04"]


def test_to_date_is_never_mixed_with_whole_months() -> None:
    known = {read_period("2024-01/ytd"), read_period("2024-02"), read_period("2024-03/ytd")}

    assert trend_span(read_period("2024-03"), known) == []
    assert {period.kind for period in trend_span(read_period("2024-03/ytd"), known)} == {
        PeriodKind.MONTH_TO_DATE
    }


def test_one_figure_is_no_trend() -> None:
    assert trend_span(read_period("2024-03"), {read_period("2024-03")}) == []


def test_what_lies_too_far_back_is_not_looked_at() -> None:
    known = {read_period("2020-01"), read_period("2024-03")}

    assert trend_span(read_period("2024-03"), known) == []


@pytest.mark.parametrize(
    ("code", "label"),
    [("2024-03", "03/2024"), ("2024-Q1", "Q1/2024"), ("2024", "2024"), ("2024-03/ytd", "03/2024")],
)
def test_periods_have_short_names(code: str, label: str) -> None:
    assert period_label(read_period(code)) == label
