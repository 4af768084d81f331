"""Numbers of letters: as listed, or running on from the first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import RefusedError
from tracker.rules.letter_numbers import check_numbers, read_numbers, running_numbers

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("12/PXL-STP", 1, ("12/PXL-STP",)),
        ("12/PXL-STP\r\n15/PXL-STP", 2, ("12/PXL-STP", "15/PXL-STP")),
        (" 12 ; 15,  16 ", 3, ("12", "15", "16")),
        ("09/PXL-STP", 3, ("09/PXL-STP", "10/PXL-STP", "11/PXL-STP")),
        ("9", 2, ("9", "10")),
    ],
    ids=["one", "lines", "signs-between", "run-with-zero", "run-plain"],
)
def test_numbers_are_read_as_listed_or_run_on(
    text: str, count: int, expected: tuple[str, ...]
) -> None:
    assert read_numbers(text, count) == expected


@pytest.mark.parametrize(
    ("text", "count", "code"),
    [
        (" \n; ", 1, "apology_number_missing"),
        ("1;2", 3, "apology_numbers_differ"),
        ("1;2", 1, "apology_numbers_differ"),
        ("1;1", 2, "apology_number_twice"),
        ("PXL-STP", 2, "apology_number_unreadable"),
        ("²/PXL", 2, "apology_number_unreadable"),
        ("x" * 61, 1, "apology_number_long"),
    ],
    ids=["none", "too-few", "too-many", "twice", "no-digit", "no-plain-digit", "long"],
)
def test_numbers_that_do_not_fit_are_refused(text: str, count: int, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        read_numbers(text, count)

    assert refusal.value.code == code


def test_an_empty_number_is_refused() -> None:
    with pytest.raises(RefusedError) as refusal:
        check_numbers(("1", " "))

    assert refusal.value.code == "apology_number_missing"


@given(start=st.integers(0, 10_000), count=st.integers(1, 50))
def test_a_run_has_no_gap_and_nothing_twice(start: int, count: int) -> None:
    found = running_numbers(f"{start:02d}/PXL", count)

    assert [int(number.removesuffix("/PXL")) for number in found] == list(
        range(start, start + count)
    )
