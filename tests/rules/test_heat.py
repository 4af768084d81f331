"""Colours of an overview follow exact parts; a limit itself belongs to the stronger side."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Comparator
from tracker.rules.heat import Heat, heat_of_miss, heat_of_share
from tracker.rules.rates import Share

AT_LEAST, AT_MOST = Comparator.AT_LEAST, Comparator.AT_MOST


@pytest.mark.parametrize(
    ("actual", "comparator", "target", "heat"),
    [
        pytest.param(Share(9001, 10000), AT_LEAST, "95", Heat.NEAR, id="4.99 points are near"),
        pytest.param(Share(90, 100), AT_LEAST, "95", Heat.SHORT, id="5 points are not"),
        pytest.param(Share(7501, 10000), AT_LEAST, "95", Heat.SHORT, id="19.99 points are short"),
        pytest.param(Share(75, 100), AT_LEAST, "95", Heat.FAR, id="20 points are far"),
        pytest.param(Share(12, 100), AT_MOST, "5", Heat.SHORT, id="too much counts alike"),
        pytest.param(Decimal("94.5"), AT_LEAST, "95", Heat.NEAR, id="a bare percentage"),
        pytest.param(Share(0, 0), AT_LEAST, "95", None, id="nothing over nothing"),
        pytest.param(
            Share(1, 2), Comparator.INCREASE_AT_LEAST, "5", None, id="an increase has no level here"
        ),
    ],
)
def test_a_miss_is_near_short_or_far_by_percentage_points(
    actual: Share | Decimal, comparator: Comparator, target: str, heat: Heat | None
) -> None:
    assert heat_of_miss(actual, comparator, Decimal(target)) is heat


@pytest.mark.parametrize(
    ("share", "heat"),
    [
        pytest.param(Share(10, 10), Heat.FULL, id="all"),
        pytest.param(Share(95, 100), Heat.HIGH, id="95 percent is high"),
        pytest.param(Share(9499, 10000), Heat.LOW, id="94.99 percent is not"),
        pytest.param(Share(0, 7), Heat.LOW, id="none"),
        pytest.param(Share(0, 0), None, id="nothing arose"),
    ],
)
def test_a_share_without_a_target_is_full_high_or_low(share: Share, heat: Heat | None) -> None:
    assert heat_of_share(share) is heat


@given(st.integers(1, 10**6), st.data())
def test_more_of_the_whole_is_never_coloured_worse(denominator: int, data: st.DataObject) -> None:
    lower = data.draw(st.integers(0, denominator))
    higher = data.draw(st.integers(lower, denominator))
    order = [Heat.LOW, Heat.HIGH, Heat.FULL]
    heats = [heat_of_share(Share(each, denominator)) for each in (lower, higher)]

    assert order.index(heats[0]) <= order.index(heats[1])  # type: ignore[arg-type] # never None
