"""How figures are read and printed."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ReadingError
from tracker.rules.numbers import DotMeaning, format_count, format_decimal, read_count, read_decimal


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("0", 0),
        ("05", 5),
        ("1234", 1234),
        ("1.234", 1234),
        (" 1.956\n", 1956),
        ("1.234.567", 1234567),
        ("999999999999999999", 999999999999999999),
    ],
)
def test_in_a_count_a_dot_before_three_digits_groups_thousands(written: str, count: int) -> None:
    assert read_count(written) == count


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-1",
        "1.23",
        "01.234",
        "0.123",
        "1_000",
        "nan",
        "１２",
        "1e5",
        "12,5",
        "1.2345",
        "1 234",
        "1.234,5",
        "1" * 19,
        "٣",
        "12 hồ sơ",
        "1.234.56",
    ],
)
def test_what_is_no_count_is_refused_and_quoted(written: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_count(written)
    assert (refusal.value.code, refusal.value.params) == ("number_unreadable", {"value": written})


@pytest.mark.parametrize("written", ["1,234", "12,345,678"])
def test_a_comma_before_three_digits_is_ambiguous_in_a_count(written: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_count(written)
    assert refusal.value.code == "number_ambiguous"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("24,13", "24.13"),
        ("24.13", "24.13"),
        ("5,9%", "5.9"),
        ("99,09 %", "99.09"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("100", "100"),
        ("0.125", "0.125"),
        ("1234.500", "1234.500"),
        ("0.1234", "0.1234"),
        ("-5,2", "-5.2"),
        ("1,004", "1.004"),
    ],
)
def test_a_comma_starts_decimals_and_a_dot_where_it_cannot_group(written: str, number: str) -> None:
    assert str(read_decimal(written)) == number


@pytest.mark.parametrize("written", ["1.004", "12.345", "-1.000", "100.000 %"])
def test_a_lone_dot_before_three_digits_is_ambiguous_in_a_decimal(written: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_decimal(written)
    assert (refusal.value.code, refusal.value.params) == ("number_ambiguous", {"value": written})


@pytest.mark.parametrize(("dot", "number"), [("groups", "1004"), ("decimals", "1.004")])
def test_a_caller_who_knows_says_what_the_dot_means(dot: DotMeaning, number: str) -> None:
    assert read_decimal("1.004", dot=dot) == Decimal(number)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "%",
        "nan",
        "inf",
        "1e5",
        "1_0",
        "１２",
        "1,2,3",
        "1,234.5",
        ".5",
        "5.",
        ",5",
        "5,",
        "--5",
        "1.23.456",
        "1" * 19,
        "1," + "1" * 13,
        "80 hồ sơ",
        "1 %%",
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_decimal(written)
    assert refusal.value.code == "number_unreadable"


@given(st.text() | st.text("0123456789.,-% "))
def test_arbitrary_text_is_read_or_refused_never_an_error(text: str) -> None:
    for read in (read_count, read_decimal):
        with contextlib.suppress(ReadingError):
            assert read(text) == read(f" {text}\n")


@given(st.integers(0, 10**18 - 1))
def test_a_printed_count_reads_back(count: int) -> None:
    assert read_count(format_count(count)) == count


@given(st.decimals(-(10**12), 10**12, places=2))
def test_a_printed_decimal_reads_back(number: Decimal) -> None:
    assert read_decimal(format_decimal(number, 2)) == number


@pytest.mark.parametrize(
    ("count", "printed"), [(1234567, "1.234.567"), (999, "999"), (-1234, "-1.234")]
)
def test_counts_are_printed_with_dots(count: int, printed: str) -> None:
    assert format_count(count) == printed


@pytest.mark.parametrize(
    ("number", "places", "printed"),
    [
        ("94.99", 2, "94,99"),
        ("94.996", 2, "94,99"),
        ("100", 2, "100,00"),
        ("1234.5", 1, "1.234,5"),
        ("79.99", 0, "79"),
        ("-0.001", 2, "0,00"),
        ("-1.239", 2, "-1,23"),
    ],
)
def test_decimals_are_cut_never_rounded(number: str, places: int, printed: str) -> None:
    assert format_decimal(Decimal(number), places) == printed
