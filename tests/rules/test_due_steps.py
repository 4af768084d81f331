from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DayEffect, TermUnit
from tracker.importing.calendar import read_calendar
from tracker.paths import SEEDS
from tracker.rules.calendar import CalendarDay, WorkingCalendar
from tracker.rules.due_dates import DueDate, DueDateOptions, StepCode, due_date
from tracker.rules.terms import Term, read_term

OF_RECORD = WorkingCalendar(read_calendar(SEEDS / "calendar.csv"))
AT_15 = DueDateOptions(cut_off_minute=15 * 60)


def count(
    received_on: date,
    phrase: str,
    minute: int | None = None,
    options: DueDateOptions | None = None,
) -> DueDate:
    return due_date(received_on, minute, read_term(phrase), OF_RECORD, options or DueDateOptions())


def told(found: DueDate) -> list[tuple[str, int, str, int]]:
    return [(step.code.value, step.on.day, step.name.name, step.count) for step in found.steps]


def test_the_steps_of_working_days_show_what_was_skipped_and_the_make_up_day() -> None:
    assert told(count(date(2024, 4, 26), "4 ngày làm việc")) == [
        ("received", 26, "thứ Sáu", 0),
        ("skipped", 27, "thứ Bảy", 0),
        ("skipped", 28, "Chủ nhật", 0),
        ("skipped", 29, "Ngày nghỉ hoán đổi", 0),
        ("skipped", 30, "Ngày Chiến thắng", 0),
        ("skipped", 1, "Quốc tế Lao động", 0),
        ("counted", 2, "thứ Năm", 1),
        ("counted", 3, "thứ Sáu", 2),
        ("make_up_counted", 4, "Ngày làm bù", 3),
        ("skipped", 5, "Chủ nhật", 0),
        ("counted", 6, "thứ Hai", 4),
        ("due", 6, "thứ Hai", 0),
    ]


def test_the_steps_of_calendar_days_show_where_the_end_was_moved_from() -> None:
    assert told(count(date(2026, 8, 28), "3 ngày")) == [
        ("received", 28, "thứ Sáu", 0),
        ("counted", 29, "thứ Bảy", 1),
        ("counted", 30, "Chủ nhật", 2),
        ("counted", 31, "Ngày nghỉ hoán đổi", 3),
        ("rolled", 31, "Ngày nghỉ hoán đổi", 0),
        ("skipped", 1, "Quốc khánh (ngày liền kề)", 0),
        ("skipped", 2, "Quốc khánh", 0),
        ("due", 3, "thứ Năm", 0),
    ]


def test_the_steps_after_a_cut_off_show_the_day_receipt_counts_as() -> None:
    assert told(count(date(2024, 3, 1), "1 ngày làm việc", 16 * 60, AT_15)) == [
        ("received", 1, "thứ Sáu", 0),
        ("skipped", 2, "thứ Bảy", 0),
        ("skipped", 3, "Chủ nhật", 0),
        ("counted_from", 4, "thứ Hai", 0),
        ("counted", 5, "thứ Ba", 1),
        ("due", 5, "thứ Ba", 0),
    ]


def test_the_steps_of_months_show_the_day_they_end_on() -> None:
    assert told(count(date(2024, 10, 31), "1 tháng")) == [
        ("received", 31, "thứ Năm", 0),
        ("raw_end", 30, "thứ Bảy", 1),
        ("rolled", 30, "thứ Bảy", 0),
        ("skipped", 1, "Chủ nhật", 0),
        ("due", 2, "thứ Hai", 0),
    ]


def test_the_steps_of_hours_show_the_minutes_of_each_day() -> None:
    assert told(count(date(2024, 3, 1), "4 giờ làm việc", 16 * 60)) == [
        ("received", 1, "thứ Sáu", 0),
        ("counted_minutes", 1, "thứ Sáu", 60),
        ("skipped", 2, "thứ Bảy", 0),
        ("skipped", 3, "Chủ nhật", 0),
        ("counted_minutes", 4, "thứ Hai", 180),
        ("due_at", 4, "thứ Hai", 600),
    ]


def works(effects: dict[date, DayEffect], day: date) -> bool:
    return effects.get(day, DayEffect.OFF if day.isoweekday() > 5 else None) != DayEffect.OFF


@st.composite
def calendars(draw: st.DrawFn) -> tuple[dict[date, DayEffect], WorkingCalendar]:
    dates = st.dates(date(2021, 12, 15), date(2022, 4, 30))
    effects = draw(st.dictionaries(dates, st.sampled_from(DayEffect), max_size=40))
    rows = [CalendarDay(on, effect, "x") for on, effect in effects.items()]
    return effects, WorkingCalendar(rows)


days = st.dates(date(2021, 11, 20), date(2022, 5, 10))
terms = st.builds(
    Term,
    st.integers(1, 40),
    st.sampled_from([unit for unit in TermUnit if unit is not TermUnit.WORKING_HOUR]),
    st.just("x"),
)


@given(calendars(), days, terms, st.none() | st.integers(0, 1439))
def test_the_steps_name_every_day_and_agree_with_the_answer(
    case: tuple[dict[date, DayEffect], WorkingCalendar],
    received_on: date,
    term: Term,
    minute: int | None,
) -> None:
    effects, calendar = case
    found = due_date(received_on, minute, term, calendar, AT_15)
    steps = found.steps

    assert (steps[0].code, steps[0].on) == (StepCode.RECEIVED, received_on)
    assert (steps[-1].code, steps[-1].on) == (StepCode.DUE, found.due_on)
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    skipped = [step.on for step in steps if step.code is StepCode.SKIPPED]
    assert not any(works(effects, day) for day in skipped)
    counted = [
        step.count for step in steps if step.code in (StepCode.COUNTED, StepCode.MAKE_UP_COUNTED)
    ]
    if term.unit not in (TermUnit.MONTH, TermUnit.YEAR):
        length = term.count * (7 if term.unit is TermUnit.WEEK else 1)
        assert counted == list(range(1, length + 1))
        every_day = {
            received_on + timedelta(days=n) for n in range((found.due_on - received_on).days + 1)
        }
        assert {step.on for step in steps} == every_day
