from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DayEffect
from tracker.errors import RefusedError
from tracker.importing.calendar import read_calendar
from tracker.paths import SEEDS
from tracker.rules.calendar import CalendarDay, DayName, DayReason, WorkingCalendar

OF_RECORD = WorkingCalendar(read_calendar(SEEDS / "calendar.csv"))
NO_ROWS = WorkingCalendar([])


def off(on: date, name: str = "Nghỉ", pair_on: date | None = None) -> CalendarDay:
    return CalendarDay(on, DayEffect.OFF, name, pair_on)


def working(on: date, name: str = "Làm bù") -> CalendarDay:
    return CalendarDay(on, DayEffect.WORKING, name)


def counted_one_by_one(effects: dict[date, DayEffect], after: date, up_to: date) -> int:
    """Count day by day, the slow and plain way."""
    found, day = 0, after
    while day < up_to:
        day += timedelta(days=1)
        effect = effects.get(day)
        found += effect is DayEffect.WORKING or (effect is None and day.isoweekday() < 6)
    return found


@st.composite
def calendars(draw: st.DrawFn) -> tuple[dict[date, DayEffect], WorkingCalendar]:
    dates = st.dates(date(2019, 11, 1), date(2023, 2, 28))
    effects = draw(st.dictionaries(dates, st.sampled_from(DayEffect), max_size=40))
    rows = [CalendarDay(on, effect, "x") for on, effect in effects.items()]
    return effects, WorkingCalendar(rows)


near = st.dates(date(2019, 6, 1), date(2024, 6, 30))


@given(calendars(), near, near)
def test_working_days_are_those_found_day_by_day(
    case: tuple[dict[date, DayEffect], WorkingCalendar], one: date, other: date
) -> None:
    effects, calendar = case
    after, up_to = min(one, other), max(one, other)
    expected = counted_one_by_one(effects, after, up_to)

    assert calendar.working_days_between(after, up_to) == expected
    assert calendar.working_days_between(up_to, after) == -expected


@given(calendars(), near, st.integers(1, 60))
def test_going_forward_ends_on_the_working_day_with_that_number(
    case: tuple[dict[date, DayEffect], WorkingCalendar], on: date, count: int
) -> None:
    effects, calendar = case

    end = calendar.add_working_days(on, count)

    assert counted_one_by_one(effects, on, end) == count
    assert counted_one_by_one(effects, end - timedelta(days=1), end) == 1


@given(calendars(), near, st.integers(1, 60))
def test_going_back_ends_on_the_working_day_with_that_number(
    case: tuple[dict[date, DayEffect], WorkingCalendar], on: date, count: int
) -> None:
    effects, calendar = case

    start = calendar.add_working_days(on, -count)

    day_before = timedelta(days=1)
    assert counted_one_by_one(effects, start - day_before, on - day_before) == count
    assert counted_one_by_one(effects, start - day_before, start) == 1


@given(calendars(), near)
def test_a_working_day_is_one_that_adds_one(
    case: tuple[dict[date, DayEffect], WorkingCalendar], on: date
) -> None:
    effects, calendar = case
    first = calendar.next_working_day(on)

    assert calendar.is_working(on) is (counted_one_by_one(effects, on - timedelta(days=1), on) == 1)
    assert counted_one_by_one(effects, on - timedelta(days=1), first) == 1
    assert calendar.add_working_days(on, 0) == first


@pytest.mark.parametrize(
    ("year", "count"),
    [(2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 250), (2026, 249)],
)
def test_the_calendar_of_record_has_its_working_days_a_year(year: int, count: int) -> None:
    last_of_previous = date(year - 1, 12, 31)

    assert OF_RECORD.working_days_between(last_of_previous, date(year, 12, 31)) == count


@pytest.mark.parametrize(
    ("on", "is_working", "name"),
    [
        pytest.param(
            date(2024, 5, 4),
            True,
            DayName(DayReason.MAKE_UP, "Ngày làm bù", date(2024, 4, 29)),
            id="make-up-saturday",
        ),
        pytest.param(
            date(2024, 4, 29),
            False,
            DayName(DayReason.HOLIDAY, "Ngày nghỉ hoán đổi", date(2024, 5, 4)),
            id="swapped-monday",
        ),
        pytest.param(
            date(2024, 2, 10),
            False,
            DayName(DayReason.HOLIDAY, "Tết Nguyên đán"),
            id="tet-saturday",
        ),
        pytest.param(
            date(2024, 3, 2), False, DayName(DayReason.SATURDAY, "thứ Bảy"), id="saturday"
        ),
        pytest.param(date(2024, 3, 3), False, DayName(DayReason.SUNDAY, "Chủ nhật"), id="sunday"),
        pytest.param(date(2024, 3, 4), True, DayName(DayReason.WEEKDAY, "thứ Hai"), id="monday"),
        pytest.param(
            date(2027, 1, 1), True, DayName(DayReason.WEEKDAY, "thứ Sáu"), id="year-not-known"
        ),
    ],
)
def test_a_day_says_why_it_is_or_is_not_a_working_day(
    on: date, is_working: bool, name: DayName
) -> None:
    assert OF_RECORD.is_working(on) is is_working
    assert OF_RECORD.day_name(on) == name


def test_a_row_that_says_a_weekday_works_changes_nothing() -> None:
    calendar = WorkingCalendar([working(date(2024, 3, 4))])

    assert calendar.day_name(date(2024, 3, 4)).code is DayReason.WEEKDAY
    assert calendar.working_days_between(date(2024, 3, 3), date(2024, 3, 8)) == 5


def test_a_year_is_known_when_it_has_a_row() -> None:
    calendar = WorkingCalendar([off(date(2022, 9, 2)), off(date(2024, 9, 2))])

    assert (calendar.first_day, calendar.last_day) == (date(2022, 1, 1), date(2024, 12, 31))
    assert [calendar.covers(date(year, 6, 1)) for year in range(2021, 2026)] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert calendar.covers_all(date(2022, 1, 1), date(2022, 12, 31))
    assert not calendar.covers_all(date(2022, 12, 31), date(2024, 1, 1))


def test_a_calendar_without_rows_counts_weekends_only() -> None:
    assert (NO_ROWS.first_day, NO_ROWS.last_day) == (None, None)
    assert not NO_ROWS.covers(date(2024, 1, 1))
    assert NO_ROWS.working_days_between(date(2023, 12, 31), date(2024, 1, 7)) == 5
    assert NO_ROWS.add_working_days(date(2024, 1, 5), 1) == date(2024, 1, 8)


def test_a_day_both_off_and_working_is_refused() -> None:
    with pytest.raises(RefusedError) as caught:
        WorkingCalendar([off(date(2024, 4, 29), "A"), working(date(2024, 4, 29), "B")])

    assert caught.value.code == "calendar_day_contradicted"
    assert caught.value.params == {"on": date(2024, 4, 29), "first": "A", "second": "B"}


def test_two_reasons_for_one_day_off_are_both_named() -> None:
    on, pair_on = date(2023, 4, 30), date(2023, 5, 3)
    calendar = WorkingCalendar(
        [off(on, "Giỗ Tổ"), off(on, "Ngày Chiến thắng", pair_on), off(on, "Giỗ Tổ")]
    )

    assert calendar.day_name(on).name == "Giỗ Tổ; Ngày Chiến thắng"
    assert calendar.day_name(on).pair_on == pair_on


def test_the_file_of_record_names_a_source_and_a_status_for_every_day() -> None:
    lines = (SEEDS / "calendar.csv").read_text(encoding="utf-8").splitlines()

    assert lines[0] == "date,effect,kind,name,pair_date,source,status"
    assert len(lines) == len(read_calendar(SEEDS / "calendar.csv")) + 1
    statuses = {line.rpartition(",")[2] for line in lines[1:]}
    assert statuses == {"library only", "fixed by law", "two sources"}
