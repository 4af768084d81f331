"""Apology letters: which act, by which day, how often, and when a promise was missed too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import ApologyRegime, DayEffect, DossierStatus, LetterState
from tracker.errors import RefusedError
from tracker.rules.apologies import (
    ApologyTerms,
    DossierDays,
    check_count,
    check_dossier,
    check_promise,
    is_in_time,
    is_second_slip,
    last_working_day,
    promised_after,
    regime_of,
    send_by,
    standing_count,
    terms_of,
)
from tracker.rules.calendar import CalendarDay, WorkingCalendar

pytestmark = pytest.mark.one_database

#: 29/4 swapped for Saturday 4/5/2024; 30/4 and 1/5 off.
CALENDAR = WorkingCalendar(
    [
        CalendarDay(date(2024, 4, 29), DayEffect.OFF, "Nghỉ hoán đổi", date(2024, 5, 4)),
        CalendarDay(date(2024, 4, 30), DayEffect.OFF, "Ngày Chiến thắng"),
        CalendarDay(date(2024, 5, 1), DayEffect.OFF, "Quốc tế lao động"),
        CalendarDay(date(2024, 5, 4), DayEffect.WORKING, "Làm bù", date(2024, 4, 29)),
    ]
)
ND61 = terms_of(
    ApologyRegime.ND61, nd118_days_before=9, nd118_letter_count=9, nd118_confirmed=False
)


def dossier(
    due_on: date | None = date(2024, 3, 12),
    *,
    received_on: date = date(2024, 3, 1),
    finished_on: date | None = None,
    status: DossierStatus = DossierStatus.OPEN,
) -> DossierDays:
    return DossierDays(received_on, due_on, finished_on, status)


@pytest.mark.parametrize(
    ("received_on", "regime"),
    [
        (date(2018, 6, 21), ApologyRegime.ND61),
        (date(2025, 6, 30), ApologyRegime.ND61),
        (date(2025, 7, 1), ApologyRegime.ND118),
    ],
    ids=["nd61-first-day", "nd61-last-day", "nd118-first-day"],
)
def test_a_letter_follows_the_act_of_the_day_of_reception(
    received_on: date, regime: ApologyRegime
) -> None:
    assert regime_of(received_on) is regime


def test_decree_61_asks_one_day_and_one_letter_whatever_is_set_for_decree_118() -> None:
    assert ApologyTerms(ApologyRegime.ND61, 1, 1, is_confirmed=True) == ND61


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_decree_118_asks_what_is_set_and_says_whether_it_is_confirmed(
    *, is_confirmed: bool
) -> None:
    terms = terms_of(
        ApologyRegime.ND118,
        nd118_days_before=2,
        nd118_letter_count=3,
        nd118_confirmed=is_confirmed,
    )

    assert terms == ApologyTerms(ApologyRegime.ND118, 2, 3, is_confirmed=is_confirmed)


@pytest.mark.parametrize(
    ("due_on", "received_on", "expected"),
    [
        (date(2024, 3, 12), date(2024, 3, 1), date(2024, 3, 11)),
        (date(2024, 3, 18), date(2024, 3, 11), date(2024, 3, 17)),
        (date(2024, 5, 2), date(2024, 4, 22), date(2024, 5, 1)),
        (date(2024, 3, 1), date(2024, 2, 20), date(2024, 2, 29)),
        (date(2024, 3, 12), date(2024, 3, 12), date(2024, 3, 12)),
        (None, date(2024, 3, 1), None),
    ],
    ids=["weekday", "before-monday", "after-holidays", "leap-day", "due-when-received", "no-due"],
)
def test_a_letter_is_sent_by_the_calendar_day_before_the_term_ends(
    due_on: date | None, received_on: date, expected: date | None
) -> None:
    assert send_by(dossier(due_on, received_on=received_on), ND61) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 3, 15), date(2024, 3, 15)),
        (date(2024, 3, 17), date(2024, 3, 15)),
        (date(2024, 5, 1), date(2024, 4, 26)),
        (date(2024, 5, 4), date(2024, 5, 4)),
        (date(2024, 5, 5), date(2024, 5, 4)),
    ],
    ids=["worked", "sunday", "holidays", "make-up-saturday", "after-make-up"],
)
def test_people_are_told_the_last_day_they_work_before_it(on: date, expected: date) -> None:
    assert last_working_day(on, CALENDAR) == expected


@pytest.mark.parametrize(
    ("sent_on", "by", "expected"),
    [
        (date(2024, 3, 11), date(2024, 3, 11), True),
        (date(2024, 3, 12), date(2024, 3, 11), False),
        (None, date(2024, 3, 11), None),
        (date(2024, 3, 11), None, None),
    ],
    ids=["on-the-last-day", "a-day-after", "not-sent", "no-day-to-keep"],
)
def test_the_last_day_is_in_time(
    sent_on: date | None, by: date | None, expected: bool | None
) -> None:
    assert is_in_time(sent_on, by) is expected


@pytest.mark.parametrize(
    ("status", "finished_on", "present", "expected"),
    [
        (DossierStatus.OPEN, None, date(2024, 3, 20), False),
        (DossierStatus.OPEN, None, date(2024, 3, 21), True),
        (DossierStatus.FINISHED, date(2024, 3, 20), date(2024, 4, 30), False),
        (DossierStatus.FINISHED, date(2024, 3, 21), date(2024, 3, 21), True),
        (DossierStatus.PAUSED, None, date(2024, 4, 30), False),
        (DossierStatus.AWAITING_SUPPLEMENT, None, date(2024, 4, 30), False),
        (DossierStatus.WITHDRAWN, date(2024, 3, 30), date(2024, 4, 30), False),
    ],
    ids=["open-that-day", "open-after", "done-that-day", "done-after", "paused", "waiting",
         "withdrawn"],
)  # fmt: skip
def test_a_second_slip_is_a_result_after_the_promised_day(
    status: DossierStatus, finished_on: date | None, present: date, expected: bool
) -> None:
    days = dossier(finished_on=finished_on, status=status)

    assert is_second_slip(LetterState.SENT, date(2024, 3, 20), days, present) is expected


@pytest.mark.parametrize("state", [LetterState.DRAFT, LetterState.SIGNED, LetterState.CANCELLED])
def test_a_letter_that_was_not_sent_promised_nothing(state: LetterState) -> None:
    assert not is_second_slip(state, date(2024, 3, 20), dossier(), date(2024, 12, 31))


def test_a_letter_after_the_result_promised_nothing_to_miss() -> None:
    days = dossier(finished_on=date(2024, 3, 14), status=DossierStatus.FINISHED)

    assert not is_second_slip(LetterState.SENT, None, days, date(2024, 12, 31))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (dossier(finished_on=date(2024, 3, 14), status=DossierStatus.FINISHED), True),
        (dossier(), False),
        (dossier(finished_on=date(2024, 3, 14), status=DossierStatus.PAUSED), False),
    ],
    ids=["finished", "open", "paused"],
)
def test_only_a_finished_dossier_has_its_result(days: DossierDays, *, expected: bool) -> None:
    assert days.has_result is expected


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (dossier(None), "apology_no_due"),
        (dossier(finished_on=date(2024, 3, 5), status=DossierStatus.RETURNED),
         "apology_dossier_ended"),
        (dossier(finished_on=date(2024, 3, 5), status=DossierStatus.WITHDRAWN),
         "apology_dossier_ended"),
        (dossier(finished_on=date(2024, 3, 5), status=DossierStatus.REFUSED),
         "apology_dossier_ended"),
        (dossier(status=DossierStatus.NOT_RECEIVED), "apology_dossier_ended"),
        (dossier(finished_on=date(2024, 3, 12), status=DossierStatus.FINISHED),
         "apology_not_late"),
    ],
    ids=["no-due", "returned", "withdrawn", "refused", "not-received", "done-on-the-day"],
)  # fmt: skip
def test_a_dossier_that_owes_no_letter_is_refused(days: DossierDays, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        check_dossier(days, "A")

    assert refusal.value.code == code


@pytest.mark.parametrize(
    "days",
    [
        dossier(),
        dossier(status=DossierStatus.PAUSED),
        dossier(finished_on=date(2024, 3, 13), status=DossierStatus.FINISHED),
    ],
    ids=["open", "paused", "finished-late"],
)
def test_a_letter_may_be_written_before_lateness_and_after(days: DossierDays) -> None:
    assert check_dossier(days, "A") == date(2024, 3, 12)


def test_decree_61_allows_one_new_day_only() -> None:
    check_count(0, ND61, "A")
    with pytest.raises(RefusedError) as refusal:
        check_count(1, ND61, "A")

    assert refusal.value.code == "apology_only_once"


def test_decree_118_allows_as_many_as_are_set() -> None:
    terms = ApologyTerms(ApologyRegime.ND118, 1, 2, is_confirmed=False)

    check_count(1, terms, "A")
    with pytest.raises(RefusedError) as refusal:
        check_count(2, terms, "A")

    assert refusal.value.code == "apology_too_many"
    assert refusal.value.params["maximum"] == 2


@pytest.mark.parametrize(
    ("promised_on", "before", "present", "code"),
    [
        (date(2024, 3, 12), None, date(2024, 3, 4), "apology_promise_early"),
        (date(2024, 3, 11), None, date(2024, 3, 4), "apology_promise_early"),
        (date(2024, 3, 15), date(2024, 3, 15), date(2024, 3, 4), "apology_promise_early"),
        (date(2024, 3, 16), None, date(2024, 3, 4), "apology_promise_day_off"),
        (date(2024, 4, 29), None, date(2024, 3, 4), "apology_promise_day_off"),
        (date(2024, 3, 14), None, date(2024, 3, 15), "apology_promise_past"),
    ],
    ids=["the-due-day", "before-it", "the-day-promised-before", "saturday", "swapped-monday",
         "yesterday"],
)  # fmt: skip
def test_a_day_that_cannot_be_promised_is_refused(
    promised_on: date, before: date | None, present: date, code: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        check_promise(
            promised_on,
            due_on=date(2024, 3, 12),
            before=before,
            present=present,
            calendar=CALENDAR,
        )

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("promised_on", "present"),
    [
        (date(2024, 3, 13), date(2024, 3, 4)),
        (date(2024, 3, 13), date(2024, 3, 13)),
        (date(2024, 5, 4), date(2024, 3, 4)),
    ],
    ids=["the-day-after", "today", "make-up-saturday"],
)
def test_a_working_day_after_the_term_can_be_promised(promised_on: date, present: date) -> None:
    check_promise(
        promised_on, due_on=date(2024, 3, 12), before=None, present=present, calendar=CALENDAR
    )


@pytest.mark.parametrize(
    ("due_on", "present", "expected"),
    [
        (date(2024, 3, 12), date(2024, 3, 4), date(2024, 3, 15)),
        (date(2024, 3, 12), date(2024, 3, 15), date(2024, 3, 20)),
        (date(2024, 4, 26), date(2024, 4, 26), date(2024, 5, 4)),
        (None, date(2024, 3, 4), None),
    ],
    ids=["from-the-due-day", "from-today", "over-holidays", "no-due"],
)
def test_the_rule_counts_working_days_from_the_later_of_today_and_the_due_day(
    due_on: date | None, present: date, expected: date | None
) -> None:
    found = promised_after(dossier(due_on), working_days=3, present=present, calendar=CALENDAR)

    assert found == expected


@given(
    due_on=st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    ahead=st.integers(-60, 60),
    count=st.integers(1, 40),
)
def test_a_day_found_by_the_rule_can_always_be_promised(
    due_on: date, ahead: int, count: int
) -> None:
    present = due_on + timedelta(days=ahead)
    found = promised_after(dossier(due_on), working_days=count, present=present, calendar=CALENDAR)

    assert found is not None
    check_promise(found, due_on=due_on, before=None, present=present, calendar=CALENDAR)


@given(due_on=st.dates(date(2018, 7, 1), date(2025, 6, 30)), before=st.integers(0, 10))
def test_the_letters_last_day_never_lies_after_the_term(due_on: date, before: int) -> None:
    terms = ApologyTerms(ApologyRegime.ND118, before, 1, is_confirmed=True)
    found = send_by(dossier(due_on, received_on=due_on - timedelta(days=30)), terms)

    assert found == due_on - timedelta(days=before)


def test_a_cancelled_letter_does_not_count() -> None:
    states = [LetterState.CANCELLED, LetterState.SENT, LetterState.CANCELLED, LetterState.DRAFT]

    assert standing_count(states) == 2
