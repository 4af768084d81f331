"""Shares: cut, never rounded; summed by parts, never averaged."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RefusedError
from tracker.rules.rates import Share, cut_percent, percent_text, sum_shares

COUNTS = st.integers(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        pytest.param(16_051, 16_274, "98.62", id="printed-98.62-not-98.63"),
        pytest.param(9_499, 10_000, "94.99", id="exact"),
        pytest.param(94_999, 100_000, "94.99", id="never-lifted-to-95"),
        pytest.param(99_999_999, 100_000_000, "99.99", id="never-lifted-to-100"),
        pytest.param(1, 3, "33.33", id="third"),
        pytest.param(9, 10, "90.00", id="zeros-kept"),
        pytest.param(1, 100_000, "0.00", id="cut-to-nothing"),
        pytest.param(7, 7, "100.00", id="whole"),
    ],
)
def test_percentages_are_cut_at_two_decimals(
    numerator: int, denominator: int, percent: str
) -> None:
    found = cut_percent(numerator, denominator)
    assert str(found) == percent


@pytest.mark.parametrize(
    ("places", "percent"), [(0, "66"), (1, "66.6"), (4, "66.6666")], ids=["0", "1", "4"]
)
def test_the_number_of_decimals_can_be_chosen(places: int, percent: str) -> None:
    assert str(cut_percent(2, 3, places)) == percent


def test_nothing_over_nothing_is_neither_0_nor_100_percent() -> None:
    assert cut_percent(0, 0) is None
    assert Share(0, 0).percent is None


def test_more_than_the_whole_is_refused_unless_the_caller_allows_it() -> None:
    with pytest.raises(RefusedError, match="numerator_exceeds_denominator"):
        cut_percent(6, 5)
    with pytest.raises(RefusedError, match="numerator_exceeds_denominator"):
        cut_percent(1, 0)
    assert cut_percent(6, 5, may_exceed=True) == Decimal(120)
    assert cut_percent(1, 0, may_exceed=True) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (1, -5)], ids=["above", "below"])
def test_a_negative_part_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(RefusedError, match="negative_part"):
        cut_percent(numerator, denominator)
    with pytest.raises(RefusedError, match="negative_part"):
        Share(numerator, denominator)


@given(numerator=COUNTS, denominator=st.integers(1, 10**30), places=st.integers(0, 6))
def test_the_cut_lies_less_than_one_last_digit_below_the_truth(
    numerator: int, denominator: int, places: int
) -> None:
    found = cut_percent(numerator, denominator, places, may_exceed=True)
    assert found is not None
    lost = Fraction(numerator * 100, denominator) - Fraction(found)
    assert 0 <= lost < Fraction(1, 10**places)
    assert found.as_tuple().exponent == -places


@given(numerator=st.integers(10**40, 10**45))
def test_the_cut_is_exact_beyond_the_precision_of_decimal_arithmetic(numerator: int) -> None:
    found = cut_percent(numerator, 1, may_exceed=True)
    assert found is not None
    assert int(found) == numerator * 100


def test_a_group_is_the_sum_of_its_parts_not_the_mean_of_percentages() -> None:
    small, large = Share(1, 1), Share(50, 100)
    assert sum_shares([small, large]) == Share(51, 101)
    assert (small + large).percent == Decimal("50.49")  # the mean would be 75.00


def test_the_sum_of_no_shares_is_nothing_over_nothing() -> None:
    assert sum_shares([]) == Share(0, 0)


@given(st.lists(st.builds(Share, COUNTS, COUNTS)))
def test_sums_do_not_depend_on_order(shares: list[Share]) -> None:
    assert sum_shares(shares) == sum_shares(reversed(shares))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        pytest.param(Share(9_499, 10_000), "94,99 % (9.499/10.000)", id="design"),
        pytest.param(Share(16_051, 16_274), "98,62 % (16.051/16.274)", id="published"),
        pytest.param(Share(9, 10), "90,00 % (9/10)", id="two-decimals-always"),
        pytest.param(Share(1_937, 1_937), "100 % (1.937/1.937)", id="every-single-one"),
        pytest.param(
            Share(99_999_999, 100_000_000), "99,99 % (99.999.999/100.000.000)", id="nearly"
        ),
        pytest.param(Share(0, 12), "0 % (0/12)", id="none-at-all"),
        pytest.param(Share(1, 100_000), "0,00 % (1/100.000)", id="hardly-any"),
        pytest.param(Share(1_200, 1_000), "120,00 % (1.200/1.000)", id="beyond-the-plan"),
        pytest.param(Share(0, 0), "– (0/0)", id="nothing-arose"),
    ],
)
def test_a_percentage_is_shown_with_its_parts(share: Share, text: str) -> None:
    assert percent_text(share) == text
