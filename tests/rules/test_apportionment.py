"""Shares of one bar add to exactly the whole, however they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.apportionment import apportion

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=15)


@given(counts=COUNTS, whole=st.integers(1, 2000))
def test_the_parts_add_to_the_whole_and_none_is_a_unit_off(counts: list[int], whole: int) -> None:
    parts = apportion(counts, whole)
    total = sum(counts)

    assert sum(parts) == (whole if total else 0)
    for count, part in zip(counts, parts, strict=True):
        assert total == 0 or abs(part * total - count * whole) < total


@given(counts=COUNTS)
def test_who_counts_more_never_gets_less(counts: list[int]) -> None:
    ordered = sorted(counts)

    assert list(apportion(ordered, 1000)) == sorted(apportion(ordered, 1000)) or len(
        set(ordered)
    ) < len(ordered)


@pytest.mark.parametrize(
    ("counts", "parts"),
    [((1, 1, 1), (34, 33, 33)), ((2, 1), (67, 33)), ((0, 5), (0, 100)), ((0, 0), (0, 0)), ((), ())],
    ids=["thirds", "two-thirds", "all", "nothing", "nobody"],
)
def test_what_is_left_goes_to_the_largest_remainder_the_first_of_equals(
    counts: tuple[int, ...], parts: tuple[int, ...]
) -> None:
    assert apportion(counts, 100) == parts
