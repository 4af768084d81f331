"""Why two sources differ: told only where it accounts for all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DifferenceCause
from tracker.rules.difference_causes import (
    Alternative,
    DossierFindings,
    Explanation,
    Side,
)
from tracker.rules.figures import Amount
from tracker.rules.reconciliation import Comparison, Result, compare, count_results

LAST_DAY = date(2024, 3, 31)
LONG_AFTER = date(2024, 5, 1)


def count(value: int) -> Amount:
    return Amount(value=Decimal(value))


def side(amount: Amount | None, source: str = "A", **more: Any) -> Side:
    return Side(**{"amount": amount, "source": source, "as_of": LONG_AFTER, **more})


def held(first: Side, second: Side, indicator: str = "HS-on_time", **more: Any) -> Comparison:
    second = replace(second, source="B")
    return compare(first, second, indicator, is_percent=True, last_day=LAST_DAY, **more)


def cause(comparison: Comparison) -> tuple[DifferenceCause, str]:
    assert comparison.explanation is not None
    return comparison.explanation.cause, comparison.explanation.code


def test_what_agrees_needs_no_cause() -> None:
    found = held(side(Amount(79, 90)), side(Amount(79, 90)))

    assert found == Comparison(Result.EQUAL, 0, 0)


@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        pytest.param(
            {"has_indicator": False}, ("not_stated", "reconcile_not_stated"), id="indicator"
        ),
        pytest.param({}, ("unexplained", "reconcile_no_figure"), id="this figure only"),
        pytest.param(
            {"has_unit": False}, ("missing_unit", "reconcile_unit_missing"), id="the unit"
        ),
        pytest.param(
            {"has_unit": False, "unmapped_count": 2},
            ("missing_unit", "reconcile_unit_unmapped"),
            id="a unit nobody has matched",
        ),
    ],
)
def test_a_figure_of_one_side_only_says_what_the_other_leaves_out(
    silent: dict[str, Any], expected: tuple[str, str]
) -> None:
    only_first = held(side(Amount(1, 2)), side(None, **silent))
    only_second = held(side(None, **silent), side(Amount(1, 2)))

    assert only_first.result is Result.ONLY_FIRST
    assert only_second.result is Result.ONLY_SECOND
    assert cause(only_first) == cause(only_second) == expected
    assert only_first.explanation
    assert only_first.explanation.params["source"] == "B"
    assert only_second.explanation
    assert only_second.explanation.params["source"] == "A"


def test_a_null_figure_is_absent_not_zero() -> None:
    found = held(side(Amount(quality="NO_NATIONAL_REPORT_DATA")), side(Amount(0, 5)))

    assert found.result is Result.ONLY_SECOND


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        (DossierFindings(only_first=1), "reconcile_dossier_in_one_only"),
        (DossierFindings(only_second=1), "reconcile_dossier_in_one_only"),
        (DossierFindings(differing=3), "reconcile_dates_differ"),
        (DossierFindings(), "reconcile_unexplained"),
    ],
    ids=["only in the first", "only in the second", "other dates", "all alike"],
)
def test_dossiers_on_both_sides_settle_it_before_anything_else(
    findings: DossierFindings, code: str
) -> None:
    found = held(side(Amount(79, 90)), side(Amount(80, 90)), dossiers=findings)

    assert cause(found)[1] == code


def test_a_definition_that_gives_exactly_the_other_figure_explains_it() -> None:
    rule = Explanation(DifferenceCause.DAY_RULE, "reconcile_by_instant")
    alternative = Alternative(rule, Amount(77, 90))
    ours = side(Amount(79, 90), alternatives=[alternative])

    exact, near = held(ours, side(Amount(77, 90))), held(ours, side(Amount(76, 90)))
    turned = held(side(Amount(77, 90)), ours)

    assert cause(exact) == cause(turned) == ("day_rule", "reconcile_by_instant")
    assert exact.explanation
    assert exact.explanation.params == {"source": "A"}
    assert turned.explanation
    assert turned.explanation.params == {"source": "B"}
    assert cause(near)[0] is DifferenceCause.UNEXPLAINED


def test_the_denominator_of_another_endpoint_is_named() -> None:
    portal = side(
        Amount(144_625, 184_513),
        received={"766-2.1": 184_513, "766-3.3": 152_595, "766-1.4": 138_744},
    )
    ours = side(Amount(120_000, 152_595), received={"766-2.1": 152_595})

    found = held(ours, portal, "766-2.1")

    assert cause(found) == ("denominator", "reconcile_denominator_of")
    assert found.explanation is not None
    assert found.explanation.params == {
        "count": 152_595,
        "source": "B",
        "indicators": ("766-3.3",),
    }


@pytest.mark.parametrize(
    ("indicator", "count_"),
    [("HS-received", 9), ("HS-finished", 500)],
    ids=["a small number is chance", "a count of something else"],
)
def test_an_equal_number_elsewhere_is_not_always_a_cause(indicator: str, count_: int) -> None:
    other = side(count(count_ + 1), received={"HS-received": count_ + 1, "766-3.3": count_})

    assert cause(held(side(count(count_)), other, indicator))[0] is DifferenceCause.UNEXPLAINED


def test_equal_numerators_say_that_only_the_denominator_differs() -> None:
    found = held(side(Amount(79, 90)), side(Amount(79, 93)))

    assert cause(found) == ("denominator", "reconcile_denominator_only")


def test_a_value_that_is_no_count_has_no_denominator() -> None:
    found = held(side(Amount(value=Decimal("4.2"))), side(Amount(value=Decimal("4.7"))), "766-2.2")

    assert found.value == Decimal("-0.5")
    assert cause(found)[0] is DifferenceCause.UNEXPLAINED


@pytest.mark.parametrize(
    ("ours", "theirs", "is_delay"),
    [
        pytest.param(100, 88, True, id="the gap is what came in those days"),
        pytest.param(100, 95, True, id="some of it had reached the other side"),
        pytest.param(100, 87, False, id="more is missing than came"),
        pytest.param(88, 100, False, id="the other side has more"),
    ],
)
def test_dossiers_of_the_last_days_explain_what_the_other_side_lacks(
    ours: int, theirs: int, is_delay: bool
) -> None:
    first = side(count(ours), recent={"received": 12}, recent_days=3)
    second = side(count(theirs), as_of=date(2024, 3, 31))

    for found in (
        held(first, second, "HS-received"),
        compare(second, first, "HS-received", is_percent=False, last_day=LAST_DAY),
    ):
        assert (cause(found)[0] is DifferenceCause.SYNC_DELAY) is is_delay
        if is_delay:
            assert found.explanation is not None
            assert found.explanation.code == "reconcile_sync_delay_received"
            assert found.explanation.params["count"] == 12


def test_a_delay_of_a_share_needs_both_parts_to_fit() -> None:
    first = side(Amount(79, 90), recent={"finished": 5}, recent_days=3)

    fits, too_many = held(first, side(Amount(76, 86))), held(first, side(Amount(70, 86)))

    assert cause(fits) == ("sync_delay", "reconcile_sync_delay_finished")
    assert cause(too_many)[0] is DifferenceCause.UNEXPLAINED


def test_parts_and_a_bare_number_cannot_tell_a_delay() -> None:
    first = side(Amount(79, 90), recent={"finished": 90}, recent_days=3)

    found = held(first, side(Amount(value=Decimal("50"))))

    assert cause(found)[0] is DifferenceCause.UNEXPLAINED


def test_data_that_end_before_the_period_explain_a_smaller_figure_only() -> None:
    early = date(2024, 3, 25)
    short = side(count(80), as_of=early)
    long = side(count(95))

    smaller = held(short, long, "HS-received")
    larger = held(side(count(99), as_of=early), long, "HS-received")
    both = held(short, side(count(95), as_of=date(2024, 3, 20)), "HS-received")
    undated = held(short, side(count(95), as_of=None), "HS-received")
    other = held(short, long, "766-2.2")

    assert cause(smaller) == cause(undated) == ("sync_delay", "reconcile_data_end")
    for found in (larger, both, other):
        assert cause(found)[0] is DifferenceCause.UNEXPLAINED


amounts = st.one_of(
    st.builds(Amount, st.integers(0, 40), st.integers(0, 40)),
    st.builds(count, st.integers(0, 40)),
)


@given(amounts, amounts, st.sampled_from(["HS-received", "HS-on_time", "766-2.1", "766-2.2"]))
def test_turning_the_sources_round_turns_the_difference_and_keeps_the_cause(
    ours: Amount, theirs: Amount, indicator: str
) -> None:
    first = Side(ours, "A", received={indicator: 20, "766-3.3": 30}, recent={"received": 5})
    second = Side(theirs, "B", as_of=date(2024, 3, 20), received={"766-1.4": 10})
    there = compare(first, second, indicator, is_percent=True, last_day=LAST_DAY)
    back = compare(second, first, indicator, is_percent=True, last_day=LAST_DAY)

    assert there.result is back.result
    for name in ("numerator", "denominator", "value"):
        here, again = getattr(there, name), getattr(back, name)
        assert (here is None and again is None) or here == -again
    assert (there.explanation is None) == (there.result is Result.EQUAL)
    if there.explanation is not None and back.explanation is not None:
        assert there.explanation.cause is back.explanation.cause


def test_results_are_counted_with_every_one_named() -> None:
    found = [held(side(Amount(1, 2)), side(Amount(1, 2))), held(side(Amount(1, 2)), side(None))]

    assert count_results(found) == {
        Result.EQUAL: 1,
        Result.DIFFERENT: 0,
        Result.ONLY_FIRST: 1,
        Result.ONLY_SECOND: 0,
    }
