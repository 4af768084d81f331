"""How dates and times of day are read and printed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ReadingError
from tracker.rules.dates import format_date, read_date

NEW_YEARS_EVE = date(2024, 12, 31)


@pytest.mark.parametrize(
    "written",
    ["31/12/2024", "31-12-2024", "31.12.2024", "2024-12-31", "  31/12/2024\n", "\u00a031/12/2024"],
)
def test_every_common_way_of_writing_a_day_is_read(written: str) -> None:
    assert read_date(written) == (NEW_YEARS_EVE, None)


def test_a_day_and_month_of_one_digit_are_read() -> None:
    assert read_date("1/6/2023") == (date(2023, 6, 1), None)


@pytest.mark.parametrize(
    "time", ["08:30", "8h30", "8H30", "08:30:15", "8:30", "08:30:15.123", "\u00a008:30"]
)
def test_a_time_gives_the_minute_of_the_day_and_drops_seconds(time: str) -> None:
    assert read_date(f"31/12/2024 {time}") == (NEW_YEARS_EVE, 510)
    assert read_date(f"{time} 2024-12-31") == (NEW_YEARS_EVE, 510)


@pytest.mark.parametrize(
    ("written", "minute"),
    [
        ("2024-12-31T08:30", 510),
        ("2024-12-31 00:00:00", 0),
        ("31/12/2024 23:59", 1439),
        ("31/12/2024 17h", 1020),
    ],
)
def test_times_from_midnight_to_the_last_minute_are_read(written: str, minute: int) -> None:
    assert read_date(written) == (NEW_YEARS_EVE, minute)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("20240102081500", (date(2024, 1, 2), 495)),
        (" 20241231235959 ", (NEW_YEARS_EVE, 1439)),
        ("20240229000000", (date(2024, 2, 29), 0)),
    ],
)
def test_moments_as_the_national_portal_exchanges_them_are_read(
    written: str, moment: tuple[date, int]
) -> None:
    assert read_date(written) == moment


@pytest.mark.parametrize(
    ("time", "minute"),
    [
        ("8:30:00 SA", 510),
        ("08:30 AM", 510),
        ("2:30:00 CH", 870),
        ("2:30pm", 870),
        ("12:05 SA", 5),
        ("12:05 CH", 725),
    ],
)
def test_half_a_day_is_told_by_the_words_windows_writes(time: str, minute: int) -> None:
    """Sáng and chiều: how .NET writes an instant where Vietnam is the region."""
    assert read_date(f"31/12/2024 {time}") == (NEW_YEARS_EVE, minute)
    assert read_date(f"{time} 31/12/2024") == (NEW_YEARS_EVE, minute)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/12/2024 13:30 SA", "date_impossible"),
        ("31/12/2024 0:30 CH", "date_impossible"),
        ("31/12/2024 CH", "date_unreadable"),
        ("31/12/2024 8h30 CH", "date_unreadable"),
        ("31/12/24", "date_unreadable"),
        ("20240231081500", "date_impossible"),
        ("20240102241500", "date_impossible"),
        ("20240102081599", "date_unreadable"),
        ("18990102081500", "year_out_of_range"),
        ("20240102", "date_unreadable"),
        ("1704157200000", "date_unreadable"),
        ("", "date_unreadable"),
        ("31/12-2024", "date_unreadable"),
        ("hôm nay", "date_unreadable"),
        ("３1/12/2024", "date_unreadable"),
        ("31/12/2024 8", "date_unreadable"),
        ("31/12/2024 08:3", "date_unreadable"),
        ("31/12/2024 08:30:99", "date_unreadable"),
        ("2024-12-31T08:30Z", "date_unreadable"),
        ("2024-12-31T08:30+07:00", "date_unreadable"),
        ("08:30 31/12/2024 09:30", "date_unreadable"),
        ("45657", "date_unreadable"),
        ("30/02/2024", "date_impossible"),
        ("12/31/2024", "date_impossible"),
        ("00/01/2024", "date_impossible"),
        ("31/12/2024 24:00", "date_impossible"),
        ("31/12/2024 08:60", "date_impossible"),
        ("31/12/1989", "year_out_of_range"),
        ("01/01/2101", "year_out_of_range"),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused_and_quoted(written: str, code: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_date(written)
    assert (refusal.value.code, refusal.value.params["value"]) == (code, written)


def test_the_29th_of_february_is_read_in_leap_years_only() -> None:
    assert read_date("29/02/2024")[0] == date(2024, 2, 29)
    with pytest.raises(ReadingError):
        read_date("29/02/2023")


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_printed_day_reads_back(day: date) -> None:
    assert read_date(format_date(day)) == (day, None)
    assert read_date(day.isoformat()) == (day, None)


@given(st.text() | st.text("0123456789/-.:hT "))
def test_arbitrary_text_is_read_or_refused_never_an_error(text: str) -> None:
    try:
        day, minute = read_date(text)
    except ReadingError:
        return
    else:
        assert 1990 <= day.year <= 2100
        assert minute is None or 0 <= minute < 24 * 60


def test_days_are_printed_with_two_digits() -> None:
    assert format_date(date(2024, 1, 5)) == "05/01/2024"
