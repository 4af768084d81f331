"""How long rows stay public, and which rates say too little."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.rules.public_lists import (
    file_name,
    is_small,
    is_taken_down,
    shown_share,
    take_down_day,
)
from tracker.rules.rates import Share, percent_text, percent_texts

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("published_on", "months", "day"),
    [
        pytest.param(date(2024, 4, 5), 0, None, id="never"),
        pytest.param(date(2024, 4, 5), 6, date(2024, 10, 5), id="same-year"),
        pytest.param(date(2024, 4, 5), 12, date(2025, 4, 5), id="a-year"),
        pytest.param(date(2024, 12, 31), 2, date(2025, 2, 28), id="end-of-february"),
        pytest.param(date(2023, 12, 31), 2, date(2024, 2, 29), id="leap-year"),
        pytest.param(date(2024, 12, 1), 1, date(2025, 1, 1), id="over-new-year"),
        pytest.param(date(2024, 12, 1), 24, date(2026, 12, 1), id="december"),
    ],
)
def test_the_day_is_so_many_months_later(published_on: date, months: int, day: date | None) -> None:
    assert take_down_day(published_on, months) == day


def test_rows_leave_on_the_day_itself() -> None:
    day = date(2024, 10, 5)

    assert not is_taken_down(day, date(2024, 10, 4))
    assert is_taken_down(day, day)
    assert not is_taken_down(None, date(2100, 1, 1))


@pytest.mark.parametrize(
    ("denominator", "least", "small"),
    [(9, 10, True), (10, 10, False), (0, 10, False), (1, 0, False)],
)
def test_a_rate_over_fewer_than_the_least_is_small(
    denominator: int, least: int, small: bool
) -> None:
    assert is_small(Share(0, denominator), least) is small


@pytest.mark.parametrize("numerator", [0, 1, 2])
def test_a_rate_over_few_is_read_by_its_parts_alone(numerator: int) -> None:
    few = shown_share(Share(numerator, 2), 10)

    assert few.percent is None
    assert percent_text(few) == f"– ({numerator}/2)"
    assert percent_texts(few) == ("–", f"{numerator}/2")


def test_a_rate_over_enough_is_read_as_ever() -> None:
    assert percent_text(shown_share(Share(9, 10), 10)) == "90,00 % (9/10)"
    assert percent_text(shown_share(Share(1, 2), 0)) == "50,00 % (1/2)"


def test_a_file_is_named_after_its_version() -> None:
    assert file_name("2024-03", 2, "pdf") == "danh-sach-cham-muon-2024-03-v2.pdf"
