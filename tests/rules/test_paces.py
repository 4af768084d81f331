"""What the rest of the year must bring, in whole dossiers; out of reach is said plainly."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Comparator
from tracker.rules.levels import holds
from tracker.rules.paces import Pace, PaceKind, find_pace
from tracker.rules.rates import Share

pytestmark = pytest.mark.one_database

YEAR_END = date(2026, 12, 31)
AT_LEAST_90 = (Comparator.AT_LEAST, 90, 1)


def pace(numerator: int, denominator: int, *level: object, **days: date) -> Pace:
    given_days = {"first_on": date(2026, 8, 1), "last_on": date(2026, 8, 31)} | days
    return find_pace(
        Share(numerator, denominator),
        level or AT_LEAST_90,  # type: ignore[arg-type]
        **given_days,
        year_ends_on=YEAR_END,
    )


def test_cam_khe_needs_so_many_of_what_is_still_to_come() -> None:
    found = pace(1703, 1937)

    # 122 days are left after the 31 of August: 1937 × 122 ÷ 31 = 7623 dossiers, cut.
    assert found.coming == 7623
    # 90 % of 9560 is 8604, 6901 more than there are.
    assert (found.kind, found.count, found.share) == (PaceKind.AT_LEAST, 6901, Share(6901, 7623))


def test_out_of_reach_is_said_with_the_best_that_is_left() -> None:
    found = pace(0, 1000, last_on=date(2026, 12, 15), first_on=date(2026, 1, 1))

    assert (found.kind, found.coming, found.count) == (PaceKind.OUT_OF_REACH, 45, 0)
    assert found.best == Share(45, 1045)


@pytest.mark.parametrize(
    ("numerator", "denominator", "level", "kind", "count"),
    [
        pytest.param(990, 1000, (Comparator.AT_LEAST, 1, 1), PaceKind.ANYWAY, 0, id="anyway"),
        pytest.param(0, 0, AT_LEAST_90, PaceKind.NO_VOLUME, 0, id="nothing-came"),
        pytest.param(1, 31, (Comparator.AT_MOST, 10, 1), PaceKind.AT_MOST, 14, id="at-most"),
        pytest.param(31, 31, (Comparator.AT_MOST, 10, 1), PaceKind.OUT_OF_REACH, 0, id="too-many"),
        pytest.param(0, 31, (Comparator.AT_MOST, 100, 1), PaceKind.ANYWAY, 0, id="any-many"),
        pytest.param(30, 31, (Comparator.EQUAL, 100, 1), PaceKind.OUT_OF_REACH, 0, id="one-lost"),
    ],
)
def test_each_kind_of_answer(
    numerator: int, denominator: int, level: object, kind: PaceKind, count: int
) -> None:
    found = find_pace(
        Share(numerator, denominator),
        level,  # type: ignore[arg-type]
        first_on=date(2026, 8, 1),
        last_on=date(2026, 8, 31),
        year_ends_on=YEAR_END,
    )

    assert (found.kind, found.count) == (kind, count)


def test_on_the_last_day_of_the_year_nothing_more_comes() -> None:
    found = pace(80, 100, last_on=YEAR_END, first_on=date(2026, 1, 1))

    assert (found.kind, found.coming, found.best) == (PaceKind.OUT_OF_REACH, 0, Share(80, 100))


def test_days_in_the_wrong_order_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="2026-09-01 to 2026-08-31"):
        pace(1, 2, first_on=date(2026, 9, 1))


@given(
    denominator=st.integers(1, 10**6),
    kept=st.fractions(0, 1),
    percent=st.integers(0, 100),
    comparator=st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST]),
    covered=st.integers(0, 364),
)
def test_the_count_named_reaches_the_target_and_one_fewer_does_not(
    denominator: int, kept: Fraction, percent: int, comparator: Comparator, covered: int
) -> None:
    numerator = int(denominator * kept)
    first_on = date(2026, 1, 1)
    found = find_pace(
        Share(numerator, denominator),
        (comparator, percent, 1),
        first_on=first_on,
        last_on=first_on + timedelta(days=covered),
        year_ends_on=YEAR_END,
    )
    whole = denominator + found.coming

    def reaches(further: int) -> bool:
        return holds(comparator, (numerator + further) * 100 - percent * whole)

    if found.kind is PaceKind.AT_LEAST:
        assert reaches(found.count)
        assert not reaches(found.count - 1)
        assert found.count <= found.coming
    elif found.kind is PaceKind.AT_MOST:
        assert reaches(found.count)
        assert not reaches(found.count + 1)
    else:
        is_safe = found.kind is PaceKind.ANYWAY
        assert reaches(0) is reaches(found.coming) is is_safe
