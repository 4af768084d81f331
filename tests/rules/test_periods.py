from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import PeriodKind
from tracker.errors import ReadingError, RefusedError
from tracker.rules.periods import Period, cutoff_of, month_of, read_period

cutoffs = st.none() | st.integers(1, 28)
years = st.integers(2000, 2100)
ONE_DAY = timedelta(days=1)

periods = (
    st.builds(Period, st.just(PeriodKind.MONTH), years, st.integers(1, 12))
    | st.builds(Period, st.just(PeriodKind.QUARTER), years, st.integers(1, 4))
    | st.builds(Period, st.just(PeriodKind.YEAR), years)
    | st.builds(Period, st.just(PeriodKind.MONTH_TO_DATE), years, st.integers(1, 12))
)


@given(periods)
def test_a_period_reads_back_from_its_code(period: Period) -> None:
    assert read_period(period.code) == period


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("2024-03", PeriodKind.MONTH, 3),
        ("2024-12", PeriodKind.MONTH, 12),
        ("2024-Q1", PeriodKind.QUARTER, 1),
        ("2024", PeriodKind.YEAR, 1),
        ("2024-03/ytd", PeriodKind.MONTH_TO_DATE, 3),
    ],
)
def test_the_four_forms_are_read(text: str, kind: PeriodKind, number: int) -> None:
    assert read_period(text) == Period(kind, 2024, number)


@pytest.mark.parametrize(
    "text",
    [
        "2024-13", "2024-00", "2024-3", "2024-Q0", "2024-Q5", "2024-q1", "24-03", "1999-12", "2101",
        "", "2024-", "2024-03/", "2024-Q1/ytd", "2024/ytd", "2024-03-01", " 2024-03", "2024-03\n",
        "03/2024", "２０２４", "tháng 3",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_period(text)

    assert caught.value.code == "period_unreadable"
    assert caught.value.params == {"period": text}


@pytest.mark.parametrize(
    ("code", "cutoff", "first_day", "last_day"),
    [
        pytest.param("2024-03", None, date(2024, 3, 1), date(2024, 3, 31), id="calendar-month"),
        pytest.param("2024-02", None, date(2024, 2, 1), date(2024, 2, 29), id="leap-february"),
        pytest.param("2024-12", None, date(2024, 12, 1), date(2024, 12, 31), id="december"),
        pytest.param("2024-03", 15, date(2024, 2, 16), date(2024, 3, 15), id="cut-off-15"),
        pytest.param("2024-03", 20, date(2024, 2, 21), date(2024, 3, 20), id="cut-off-20"),
        pytest.param("2023-03", 28, date(2023, 3, 1), date(2023, 3, 28), id="short-february"),
        pytest.param("2024-01", 15, date(2023, 12, 16), date(2024, 1, 15), id="january"),
        pytest.param("2024-Q1", None, date(2024, 1, 1), date(2024, 3, 31), id="quarter"),
        pytest.param("2024-Q4", 20, date(2024, 9, 21), date(2024, 12, 20), id="last-quarter"),
        pytest.param("2024", None, date(2024, 1, 1), date(2024, 12, 31), id="year"),
        pytest.param("2024", 15, date(2023, 12, 16), date(2024, 12, 15), id="year-cut-off"),
        pytest.param("2024-03/ytd", None, date(2024, 1, 1), date(2024, 3, 31), id="to-date"),
        pytest.param("2024-03/ytd", 15, date(2023, 12, 16), date(2024, 3, 15), id="to-date-15"),
    ],
)
def test_a_period_has_its_first_and_last_day(
    code: str, cutoff: int | None, first_day: date, last_day: date
) -> None:
    period = read_period(code)

    assert (period.first_day(cutoff), period.last_day(cutoff)) == (first_day, last_day)


@given(st.integers(2000, 2099), cutoffs)
def test_the_months_of_two_years_tile_the_days(year: int, cutoff: int | None) -> None:
    months = [Period(PeriodKind.MONTH, each, m) for each in (year, year + 1) for m in range(1, 13)]

    for month, following in pairwise(months):
        assert month.first_day(cutoff) <= month.last_day(cutoff)
        assert month.last_day(cutoff) + ONE_DAY == following.first_day(cutoff)


@given(periods, cutoffs)
def test_a_period_spans_exactly_its_months(period: Period, cutoff: int | None) -> None:
    months = period.months()

    assert period.first_day(cutoff) == months[0].first_day(cutoff)
    assert period.last_day(cutoff) == months[-1].last_day(cutoff)
    assert all(period.contains(month) for month in months)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 1)), cutoffs)
def test_a_day_lies_in_the_month_it_belongs_to(on: date, cutoff: int | None) -> None:
    month = month_of(on, cutoff)

    assert month.kind is PeriodKind.MONTH
    assert month.first_day(cutoff) <= on <= month.last_day(cutoff)


@pytest.mark.parametrize(
    ("code", "previous"),
    [
        ("2024-03", "2024-02"),
        ("2024-01", "2023-12"),
        ("2024-Q1", "2023-Q4"),
        ("2024-Q3", "2024-Q2"),
        ("2024", "2023"),
        ("2024-03/ytd", "2024-02/ytd"),
        ("2024-01/ytd", "2023-12/ytd"),
    ],
)
def test_the_period_before_is_of_the_same_kind(code: str, previous: str) -> None:
    assert read_period(code).previous().code == previous
    assert read_period(previous) < read_period(code)
    assert read_period(code) >= read_period(previous)


@pytest.mark.parametrize(
    ("whole", "part", "expected"),
    [
        ("2024-Q1", "2024-03", True),
        ("2024-Q1", "2024-04", False),
        ("2024", "2024-Q4", True),
        ("2024-Q4", "2024", False),
        ("2024-06/ytd", "2024-Q2", True),
        ("2024-05/ytd", "2024-Q2", False),
        ("2024", "2023-12", False),
        ("2024-03", "2024-03", True),
    ],
)
def test_a_period_contains_those_made_of_its_months(whole: str, part: str, expected: bool) -> None:
    assert read_period(whole).contains(read_period(part)) is expected


@pytest.mark.parametrize(
    ("on", "cutoff", "expected"),
    [
        pytest.param(date(2024, 3, 31), None, False, id="its-last-day"),
        pytest.param(date(2024, 4, 1), None, True, id="the-day-after"),
        pytest.param(date(2024, 3, 15), 15, False, id="the-cut-off-day"),
        pytest.param(date(2024, 3, 16), 15, True, id="the-day-after-the-cut-off"),
    ],
)
def test_a_period_has_ended_from_the_day_after_its_last(
    on: date, cutoff: int | None, expected: bool
) -> None:
    assert read_period("2024-03").has_ended(on, cutoff) is expected


@pytest.mark.parametrize("cutoff", [0, 29, -1])
def test_a_cut_off_that_some_months_lack_is_refused(cutoff: int) -> None:
    with pytest.raises(RefusedError) as caught:
        read_period("2024-03").last_day(cutoff)

    assert caught.value.code == "period_cutoff_invalid"


def test_periods_of_two_kinds_have_no_order() -> None:
    with pytest.raises(TypeError):
        assert read_period("2024-03") < read_period("2024-Q1")
    with pytest.raises(TypeError):
        assert read_period("2024-03") < "2024-04"


@pytest.mark.parametrize(
    ("kind", "number"),
    [(PeriodKind.MONTH, 13), (PeriodKind.QUARTER, 5), (PeriodKind.YEAR, 2), (PeriodKind.MONTH, 0)],
)
def test_a_period_that_no_year_has_cannot_be_made(kind: PeriodKind, number: int) -> None:
    with pytest.raises(ValueError, match="in a year"):
        Period(kind, 2024, number)


@pytest.mark.parametrize("cutoff", [None, 15, 21])
def test_the_days_of_a_month_tell_its_cut_off(cutoff: int | None) -> None:
    month = read_period("2024-03")

    assert cutoff_of(month.first_day(cutoff), month.last_day(cutoff)) == cutoff
