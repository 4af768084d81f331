from __future__ import annotations

from datetime import date

import pytest

from tracker.errors import ReadingError, RefusedError
from tracker.importing.calendar import read_calendar
from tracker.paths import SEEDS
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.due_dates import DueDate, DueDateOptions, DueFlag, due_date, read_cut_off
from tracker.rules.terms import Term, read_term

OF_RECORD = WorkingCalendar(read_calendar(SEEDS / "calendar.csv"))
MOVED, TOO_FEW = DueFlag.DUE_MOVED_FROM_DAY_OFF, DueFlag.TOO_FEW_WORKING_DAYS
AT_15 = DueDateOptions(cut_off_minute=15 * 60)


def count(
    received_on: date,
    phrase: str,
    minute: int | None = None,
    options: DueDateOptions | None = None,
) -> DueDate:
    return due_date(received_on, minute, read_term(phrase), OF_RECORD, options or DueDateOptions())


@pytest.mark.parametrize(
    ("received_on", "phrase", "raw_due_on", "due_on"),
    [
        pytest.param(
            date(2024, 4, 26), "5 ngày làm việc", None, date(2024, 5, 7), id="make-up-saturday"
        ),
        pytest.param(date(2025, 4, 24), "3 ngày làm việc", None, date(2025, 4, 28), id="26-4-2025"),
        pytest.param(date(2025, 12, 31), "3 ngày làm việc", None, date(2026, 1, 7), id="new-year"),
        pytest.param(
            date(2026, 1, 8), "2 ngày làm việc", None, date(2026, 1, 10), id="due-on-make-up-day"
        ),
        pytest.param(date(2026, 2, 11), "5 ngày làm việc", None, date(2026, 2, 25), id="tet"),
        pytest.param(date(2026, 8, 20), "3 ngày làm việc", None, date(2026, 8, 24), id="22-8-2026"),
        pytest.param(
            date(2026, 11, 20), "3 ngày làm việc", None, date(2026, 11, 26), id="culture-day"
        ),
        pytest.param(
            date(2023, 4, 27), "5 ngày làm việc", None, date(2023, 5, 9), id="observed-days"
        ),
        pytest.param(date(2023, 6, 16), "3 ngày", None, date(2023, 6, 19), id="friday-plus-3"),
        pytest.param(
            date(2026, 8, 28), "3 ngày", date(2026, 8, 31), date(2026, 9, 3), id="national-day"
        ),
        pytest.param(
            date(2026, 2, 11), "5 ngày", date(2026, 2, 16), date(2026, 2, 23), id="into-tet"
        ),
        pytest.param(
            date(2024, 4, 26), "3 ngày", date(2024, 4, 29), date(2024, 5, 2), id="into-a-swap"
        ),
        pytest.param(
            date(2024, 1, 31), "1 tháng", None, date(2024, 2, 29), id="month-clamps-leap-year"
        ),
        pytest.param(date(2023, 1, 31), "1 tháng", None, date(2023, 2, 28), id="month-clamps"),
        pytest.param(
            date(2024, 10, 31), "1 tháng", date(2024, 11, 30), date(2024, 12, 2), id="clamps-rolls"
        ),
        pytest.param(date(2024, 2, 29), "1 năm", None, date(2025, 2, 28), id="year-from-29-2"),
        pytest.param(date(2024, 12, 5), "2 tháng", None, date(2025, 2, 5), id="over-new-year"),
        pytest.param(
            date(2024, 11, 15), "1 tháng", date(2024, 12, 15), date(2024, 12, 16), id="12"
        ),
        pytest.param(date(2024, 3, 4), "2 tuần", None, date(2024, 3, 18), id="weeks"),
        pytest.param(date(2024, 3, 4), "trong ngày", None, date(2024, 3, 4), id="same-day"),
        pytest.param(
            date(2024, 3, 2), "trong ngày", None, date(2024, 3, 4), id="same-day-on-saturday"
        ),
        pytest.param(
            date(2024, 3, 2), "1 ngày làm việc", None, date(2024, 3, 4), id="received-on-saturday"
        ),
        pytest.param(date(2024, 3, 2), "3 ngày", None, date(2024, 3, 5), id="saturday-calendar"),
    ],
)
def test_a_term_ends_on_the_day_the_law_says(
    received_on: date, phrase: str, raw_due_on: date | None, due_on: date
) -> None:
    found = count(received_on, phrase)

    assert (found.raw_due_on, found.due_on) == (raw_due_on or due_on, due_on)
    assert found.due_minute is None
    assert (MOVED in found.flags) is (raw_due_on is not None)


@pytest.mark.parametrize(
    ("received_on", "phrase", "flags"),
    [
        pytest.param(date(2023, 6, 16), "3 ngày", (TOO_FEW,), id="friday-plus-3-has-1"),
        pytest.param(date(2023, 6, 16), "5 ngày", (), id="friday-plus-5-has-3"),
        pytest.param(date(2026, 8, 28), "3 ngày", (MOVED, TOO_FEW), id="moved-and-still-1"),
        pytest.param(date(2026, 2, 11), "5 ngày", (MOVED,), id="moved-and-3-of-5"),
        pytest.param(date(2024, 3, 1), "2 ngày", (MOVED,), id="exactly-half"),
        pytest.param(date(2026, 2, 13), "1 tuần", (MOVED, TOO_FEW), id="a-week-of-tet"),
        pytest.param(date(2026, 2, 13), "5 ngày làm việc", (), id="working-days-are-never-few"),
        pytest.param(
            date(2026, 12, 30), "3 ngày làm việc", (DueFlag.CALENDAR_NOT_KNOWN,), id="runs-past"
        ),
        pytest.param(
            date(2019, 6, 3), "3 ngày làm việc", (DueFlag.CALENDAR_NOT_KNOWN,), id="before"
        ),
    ],
)
def test_a_due_date_is_flagged_for_what_a_reader_should_know(
    received_on: date, phrase: str, flags: tuple[DueFlag, ...]
) -> None:
    assert count(received_on, phrase).flags == flags


@pytest.mark.parametrize(
    ("received_on", "minute", "phrase", "due_on"),
    [
        pytest.param(date(2024, 3, 1), 15 * 60, "1 ngày làm việc", date(2024, 3, 4), id="at-15"),
        pytest.param(
            date(2024, 3, 1), 15 * 60 + 1, "1 ngày làm việc", date(2024, 3, 5), id="after-15"
        ),
        pytest.param(date(2024, 3, 1), None, "1 ngày làm việc", date(2024, 3, 4), id="no-time"),
        pytest.param(date(2024, 3, 1), 960, "3 ngày", date(2024, 3, 7), id="calendar-days-too"),
        pytest.param(
            date(2024, 3, 2), 8 * 60, "1 ngày làm việc", date(2024, 3, 5), id="on-a-day-off"
        ),
        pytest.param(date(2024, 3, 1), 960, "trong ngày", date(2024, 3, 4), id="same-day"),
        pytest.param(date(2024, 3, 1), 960, "8 giờ làm việc", date(2024, 3, 4), id="hours"),
    ],
)
def test_after_the_cut_off_receipt_counts_from_the_next_working_day(
    received_on: date, minute: int | None, phrase: str, due_on: date
) -> None:
    assert count(received_on, phrase, minute, AT_15).due_on == due_on


def test_a_term_that_names_its_own_cut_off_goes_by_that() -> None:
    phrase = "trong ngày; nếu nhận hồ sơ sau 16 giờ thì trả vào ngày làm việc tiếp theo"

    assert count(date(2024, 3, 4), phrase, 15 * 60 + 30, AT_15).due_on == date(2024, 3, 4)
    assert count(date(2024, 3, 4), phrase, 16 * 60 + 1, AT_15).due_on == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("received_on", "phrase", "options", "is_flagged"),
    [
        pytest.param(date(2024, 3, 1), "3 ngày", AT_15, True, id="cut-off"),
        pytest.param(date(2024, 3, 2), "3 ngày", AT_15, False, id="cut-off-on-a-day-off"),
        pytest.param(date(2024, 3, 1), "3 ngày", None, False, id="no-cut-off"),
        pytest.param(date(2024, 3, 1), "8 giờ làm việc", None, True, id="hours"),
        pytest.param(date(2024, 3, 2), "8 giờ làm việc", None, False, id="hours-on-a-day-off"),
    ],
)
def test_a_missing_time_of_receipt_is_flagged_where_it_matters(
    received_on: date, phrase: str, options: DueDateOptions | None, is_flagged: bool
) -> None:
    found = count(received_on, phrase, None, options)

    assert (DueFlag.RECEIVED_TIME_NOT_KNOWN in found.flags) is is_flagged
    in_the_morning = count(received_on, phrase, 8 * 60, options)
    assert DueFlag.RECEIVED_TIME_NOT_KNOWN not in in_the_morning.flags


def clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        pytest.param((date(2024, 3, 4), "07:00"), 8, (date(2024, 3, 4), "17:00"), id="whole-day"),
        pytest.param((date(2024, 3, 4), "06:00"), 4, (date(2024, 3, 4), "11:00"), id="before-open"),
        pytest.param((date(2024, 3, 4), "10:30"), 2, (date(2024, 3, 4), "14:30"), id="over-lunch"),
        pytest.param((date(2024, 3, 4), "12:00"), 1, (date(2024, 3, 4), "14:30"), id="at-lunch"),
        pytest.param((date(2024, 3, 4), "09:00"), 8, (date(2024, 3, 5), "09:00"), id="overnight"),
        pytest.param((date(2024, 3, 4), "17:00"), 8, (date(2024, 3, 5), "17:00"), id="at-closing"),
        pytest.param((date(2024, 3, 1), "16:00"), 4, (date(2024, 3, 4), "10:00"), id="weekend"),
        pytest.param((date(2024, 3, 2), "09:00"), 4, (date(2024, 3, 4), "11:00"), id="on-saturday"),
        pytest.param((date(2024, 5, 3), "16:00"), 4, (date(2024, 5, 4), "10:00"), id="make-up-day"),
        pytest.param((date(2024, 3, 4), None), 8, (date(2024, 3, 5), "17:00"), id="time-unknown"),
        pytest.param((date(2024, 3, 4), "09:00"), 24, (date(2024, 3, 7), "09:00"), id="three-days"),
    ],
)
def test_hours_run_inside_office_hours(
    received: tuple[date, str | None], hours: int, due: tuple[date, str]
) -> None:
    minute = None if received[1] is None else clock(received[1])

    found = count(received[0], f"{hours} giờ làm việc", minute)

    assert (found.due_on, found.due_minute) == (due[0], clock(due[1]))
    assert found.raw_due_on == found.due_on


def test_other_office_hours_end_a_term_at_another_minute() -> None:
    options = DueDateOptions(office_hours=((450, 690), (780, 1020)))

    found = count(date(2024, 3, 4), "8 giờ làm việc", 450, options)

    assert (found.due_on, found.due_minute) == (date(2024, 3, 4), 1020)


def test_the_steps_can_be_left_out() -> None:
    term = read_term("3 ngày")

    short = due_date(date(2024, 3, 1), None, term, OF_RECORD, with_steps=False)

    assert short.steps == ()
    assert short.due_on == count(date(2024, 3, 1), "3 ngày").due_on


@pytest.mark.parametrize(
    "phrase", ["9999 ngày", "9999 ngày làm việc", "9999 năm", "9999 giờ làm việc"]
)
def test_an_end_beyond_the_calendar_is_refused(phrase: str) -> None:
    term = Term(read_term(phrase).count, read_term(phrase).unit, phrase)

    with pytest.raises(RefusedError) as caught:
        due_date(date(9999, 12, 1), 480, term, OF_RECORD)

    assert caught.value.code == "due_date_out_of_range"


@pytest.mark.parametrize("minute", [-1, 1440])
def test_a_minute_no_day_has_is_a_mistake_of_the_caller(minute: int) -> None:
    with pytest.raises(ValueError, match="no minute"):
        count(date(2024, 3, 1), "3 ngày", minute)


@pytest.mark.parametrize("minute", [-1, 1440])
def test_a_cut_off_outside_the_day_is_refused(minute: int) -> None:
    with pytest.raises(RefusedError) as caught:
        DueDateOptions(cut_off_minute=minute)

    assert caught.value.code == "cut_off_invalid"


@pytest.mark.parametrize(
    "office_hours",
    [(), ((480, 480),), ((810, 1020), (420, 690)), ((-10, 690),), ((420, 1441),)],
)
def test_office_hours_out_of_order_are_refused(office_hours: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(RefusedError) as caught:
        DueDateOptions(office_hours=office_hours)

    assert caught.value.code == "office_hours_invalid"


@pytest.mark.parametrize(("text", "minute"), [("15:00", 900), ("7:30", 450), ("23:59", 1439)])
def test_a_cut_off_is_read_as_a_minute_of_the_day(text: str, minute: int) -> None:
    assert read_cut_off(text) == minute


@pytest.mark.parametrize("text", ["15", "24:00", "15:60", "3pm", "", "١٥:٠٠"])
def test_a_cut_off_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_cut_off(text)

    assert caught.value.code == "cut_off_unreadable"
