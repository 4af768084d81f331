"""A figure's move is exact and cut: never larger than it was, never a mean, never from nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.figure_shifts import exact_figure, shift_between, was_closed

pytestmark = pytest.mark.one_database

FIGURES = st.fractions(0, 100, max_denominator=5000)


@pytest.mark.parametrize(
    ("stated", "is_percent", "expected"),
    [
        pytest.param(
            (1703, 1937, None), True, Fraction(170300, 1937), id="parts-make-a-percentage"
        ),
        pytest.param((5, 2, None), False, Fraction(5, 2), id="or-a-plain-quotient"),
        pytest.param((None, None, Decimal("69.15")), True, Fraction(6915, 100), id="as-reported"),
        pytest.param((0, 0, None), True, None, id="nothing-over-nothing"),
        pytest.param((0, 0, Decimal(0)), True, None, id="nor-is-it-zero-because-it-says-so"),
        pytest.param((None, None, None), True, None, id="silence"),
    ],
)
def test_a_figure_is_what_its_parts_say(
    stated: tuple[int | None, int | None, Decimal | None],
    is_percent: bool,
    expected: Fraction | None,
) -> None:
    assert exact_figure(*stated, is_percent=is_percent) == expected


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        pytest.param("80", "69.15", "-10.85", id="march-of-dak-lak"),
        pytest.param("73.52", "81.39", "7.87", id="july-of-dak-lak"),
        pytest.param("10", "10.009", "0.00", id="cut-not-rounded"),
        pytest.param("10", "9.991", "0.00", id="cut-towards-zero"),
        pytest.param("10", "9.981", "-0.01", id="and-not-away-from-it"),
    ],
)
def test_a_move_is_cut_at_two_decimals(before: str, after: str, moved: str) -> None:
    found = shift_between(Fraction(before), Fraction(after))

    assert found == Decimal(moved)
    assert found is not None
    assert found.as_tuple().exponent == -2


@pytest.mark.parametrize(("before", "after"), [(None, Fraction(1)), (Fraction(1), None)])
def test_from_nothing_there_is_no_move(before: Fraction | None, after: Fraction | None) -> None:
    assert shift_between(before, after) is None


@given(before=FIGURES, after=FIGURES)
def test_there_and_back_is_the_same_way_and_never_longer_than_it_was(
    before: Fraction, after: Fraction
) -> None:
    there, back = shift_between(before, after), shift_between(after, before)

    assert there is not None
    assert back is not None
    assert there == -back
    assert 0 <= abs(after - before) - abs(Fraction(there)) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("stated_on", "closed"),
    [(date(2024, 3, 30), False), (date(2024, 3, 31), True), (date(2024, 4, 1), True)],
)
def test_a_month_is_closed_when_it_was_seen_to_its_end(stated_on: date, closed: bool) -> None:
    assert was_closed(stated_on, date(2024, 3, 31)) is closed
