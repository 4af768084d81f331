"""Two statements of one figure: exact, never rounded, null never zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.figures import Amount, are_equal, cut_fraction, differences


def number(text: str, quality: str = "") -> Amount:
    return Amount(value=Decimal(text), quality=quality)


@pytest.mark.parametrize(
    ("first", "second", "is_equal"),
    [
        pytest.param(Amount(79, 90), Amount(79, 90), True, id="same parts"),
        pytest.param(Amount(9, 10), Amount(90, 100), False, id="one percentage, other parts"),
        pytest.param(Amount(0, 0), Amount(0, 0), True, id="nothing over nothing on both sides"),
        pytest.param(Amount(0, 0), Amount(0, 5), False, id="nothing arose is not zero"),
        pytest.param(number("5"), number("5.0"), True, id="idle zeros"),
        pytest.param(number("5"), number("5.01"), False, id="other numbers"),
        pytest.param(Amount(79, 90), number("87.77"), True, id="a cut percentage"),
        pytest.param(Amount(79, 90), number("87.78"), True, id="a rounded percentage"),
        pytest.param(Amount(79, 90), number("87.79"), False, id="one hundredth too many"),
        pytest.param(number("87.77"), Amount(79, 90), True, id="the other way round"),
        pytest.param(Amount(171, 200), number("85.5"), True, id="an idle zero left out"),
        pytest.param(Amount(171, 200), number("85"), False, id="whole percent is not two decimals"),
        pytest.param(Amount(0, 0), number("0", "nothing_received"), True, id="flagged zero"),
        pytest.param(Amount(0, 0), number("0"), False, id="bare zero over nothing"),
    ],
)
def test_statements_agree_exactly_or_not_at_all(
    first: Amount, second: Amount, is_equal: bool
) -> None:
    assert are_equal(first, second, is_percent=True) is is_equal


def test_days_are_held_against_the_mean_itself_not_a_percentage() -> None:
    assert are_equal(Amount(450, 107), number("4.2"), is_percent=False)
    assert not are_equal(Amount(450, 107), number("4.3"), is_percent=False)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(Amount(79, 90), Amount(80, 93), (-1, -3, None), id="parts"),
        pytest.param(number("5"), number("5.5"), (None, None, Decimal("-0.5")), id="numbers"),
        pytest.param(
            Amount(1, 3), number("30"), (None, None, Decimal("3.3333")), id="parts and a percentage"
        ),
        pytest.param(Amount(0, 0), number("0"), (None, None, None), id="over nothing"),
        pytest.param(number("0"), Amount(0, 0), (None, None, None), id="nothing on the other side"),
    ],
)
def test_a_difference_is_the_first_less_the_second(
    first: Amount, second: Amount, expected: tuple[object, ...]
) -> None:
    assert differences(first, second, is_percent=True) == expected


@given(st.fractions(), st.integers(0, 6))
def test_cutting_never_moves_a_number_away_from_zero(exact: Fraction, places: int) -> None:
    cut = Fraction(cut_fraction(exact, places))

    assert abs(cut) <= abs(exact)
    assert abs(exact) - abs(cut) < Fraction(1, 10**places)
    assert cut * exact >= 0


def test_null_is_not_stated_and_zero_is() -> None:
    assert not Amount(quality="NO_NATIONAL_REPORT_DATA").is_stated
    assert Amount(0, 0).is_stated
    assert number("0").is_stated


def test_a_snapshot_is_the_same_for_the_same_statement_however_it_is_written() -> None:
    assert number("5.50").snapshot == number("5.5").snapshot == [None, None, "5.5"]
    assert Amount(1, 2, quality="a").snapshot == Amount(1, 2).snapshot == [1, 2, None]
