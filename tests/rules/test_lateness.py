"""Where a dossier stands at the end of a period: the whole truth table, and an oracle."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DossierStatus, LatenessRule, TermUnit, Timeliness
from tracker.errors import RefusedError
from tracker.rules.lateness import (
    ENDED,
    HALTED,
    DossierFacts,
    classify,
    days_late,
    effective_due,
    is_carried_over,
    list_flags,
    working_days_late,
)

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
DAY = timedelta(days=1)

EARLY, ON_TIME, LATE = (
    Timeliness.FINISHED_EARLY,
    Timeliness.FINISHED_ON_TIME,
    Timeliness.FINISHED_LATE,
)
WITHIN, OVERDUE = Timeliness.OPEN_WITHIN_TERM, Timeliness.OPEN_OVERDUE
PAUSED, RETURNED = Timeliness.PAUSED, Timeliness.RETURNED


class Weekends:
    """A calendar with nothing but weekends."""

    def is_working(self, on: date) -> bool:
        return on.weekday() < 5

    def next_working_day(self, on: date) -> date:
        while not self.is_working(on):
            on += DAY
        return on

    def working_days_between(self, after: date, up_to: date) -> int:
        days = (up_to - after).days
        return sum(self.is_working(after + DAY * step) for step in range(1, days + 1))


WEEKENDS = Weekends()


def facts(
    *,
    status: DossierStatus = DossierStatus.OPEN,
    received_on: date = date(2024, 2, 20),
    due_on: date | None = None,
    due_minute: int | None = None,
    finished_on: date | None = None,
    finished_minute: int | None = None,
    halted_on: date | None = None,
) -> DossierFacts:
    return DossierFacts(
        received_on, None, due_on, due_minute, finished_on, finished_minute, status, halted_on
    )


def at_end(dossier: DossierFacts, **kwargs: object) -> Timeliness | None:
    return classify(dossier, first_day=FIRST, last_day=LAST, **kwargs)  # type: ignore[arg-type]


RECEIVED = {"before": FIRST - DAY, "on-first-day": FIRST, "on-last-day": LAST}
OPEN_CASES = {
    "no-due": (None, WITHIN),
    "due-after-period": (LAST + DAY, WITHIN),
    "due-on-last-day": (LAST, WITHIN),
    "due-day-before-last": (LAST - DAY, OVERDUE),
    "due-before-period": (FIRST - DAY, OVERDUE),
}
FINISHED_CASES = {
    "no-due": (None, ON_TIME),
    "before": (1, EARLY),
    "at": (0, ON_TIME),
    "after": (-1, LATE),
}
ENDS_IN_PERIOD = {"first-day": FIRST, "middle": date(2024, 3, 13), "last-day": LAST}
STATUSES = list(DossierStatus)


@pytest.mark.parametrize("received", RECEIVED)
@pytest.mark.parametrize("case", OPEN_CASES)
def test_open_dossiers_are_overdue_only_after_the_due_day(received: str, case: str) -> None:
    due_on, expected = OPEN_CASES[case]
    assert at_end(facts(received_on=RECEIVED[received], due_on=due_on)) is expected


@pytest.mark.parametrize("received", RECEIVED)
@pytest.mark.parametrize("end", ENDS_IN_PERIOD)
@pytest.mark.parametrize("case", FINISHED_CASES)
def test_finished_dossiers_are_late_only_after_the_due_day(
    received: str, end: str, case: str
) -> None:
    distance, expected = FINISHED_CASES[case]
    ended_on = ENDS_IN_PERIOD[end]
    dossier = facts(
        status=DossierStatus.FINISHED,
        received_on=RECEIVED[received],
        due_on=None if distance is None else ended_on + distance * DAY,
        finished_on=ended_on,
    )
    assert at_end(dossier) is expected


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("case", OPEN_CASES)
def test_a_dossier_that_ended_after_the_period_was_open_in_it(
    status: DossierStatus, case: str
) -> None:
    due_on, expected = OPEN_CASES[case]
    assert at_end(facts(status=status, due_on=due_on, finished_on=LAST + DAY)) is expected


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("case", OPEN_CASES)
def test_a_dossier_that_ended_before_the_period_is_not_in_it(
    status: DossierStatus, case: str
) -> None:
    due_on, _ = OPEN_CASES[case]
    assert at_end(facts(status=status, due_on=due_on, finished_on=FIRST - DAY)) is None


@pytest.mark.parametrize("status", ENDED[1:])
@pytest.mark.parametrize("end", ENDS_IN_PERIOD)
@pytest.mark.parametrize("case", OPEN_CASES)
def test_returned_withdrawn_and_refused_dossiers_are_counted_apart(
    status: DossierStatus, end: str, case: str
) -> None:
    due_on, _ = OPEN_CASES[case]
    dossier = facts(status=status, due_on=due_on, finished_on=ENDS_IN_PERIOD[end])
    assert at_end(dossier) is RETURNED


@pytest.mark.parametrize("status", HALTED)
@pytest.mark.parametrize("case", OPEN_CASES)
@pytest.mark.parametrize("halted_on", [None, FIRST - DAY, LAST], ids=["unknown", "before", "last"])
def test_paused_and_waiting_dossiers_are_never_overdue(
    status: DossierStatus, case: str, halted_on: date | None
) -> None:
    due_on, _ = OPEN_CASES[case]
    assert at_end(facts(status=status, due_on=due_on, halted_on=halted_on)) is PAUSED


@pytest.mark.parametrize("status", HALTED)
@pytest.mark.parametrize("case", OPEN_CASES)
def test_a_dossier_paused_after_the_period_was_open_in_it(status: DossierStatus, case: str) -> None:
    due_on, expected = OPEN_CASES[case]
    assert at_end(facts(status=status, due_on=due_on, halted_on=LAST + DAY)) is expected


@pytest.mark.parametrize("status", STATUSES)
def test_a_dossier_received_after_the_period_is_not_in_it(status: DossierStatus) -> None:
    dossier = facts(status=status, received_on=LAST + DAY, finished_on=LAST + DAY)
    assert at_end(dossier) is None


def test_a_dossier_never_received_is_in_no_period() -> None:
    assert at_end(facts(status=DossierStatus.NOT_RECEIVED)) is None


@pytest.mark.parametrize("status", ENDED)
def test_an_ended_dossier_without_an_end_date_is_refused(status: DossierStatus) -> None:
    with pytest.raises(RefusedError, match="end_date_missing"):
        at_end(facts(status=status))


def test_an_end_date_is_ignored_while_the_status_says_open() -> None:
    dossier = facts(due_on=LAST - DAY, finished_on=date(2024, 3, 5))
    assert at_end(dossier) is OVERDUE


MORNING, NOON = 8 * 60, 12 * 60


@pytest.mark.parametrize(
    ("due_minute", "finished_minute", "by_instant"),
    [
        pytest.param(NOON, MORNING, EARLY, id="earlier-that-day"),
        pytest.param(NOON, NOON, ON_TIME, id="same-minute"),
        pytest.param(MORNING, NOON, LATE, id="later-that-day"),
        pytest.param(None, NOON, ON_TIME, id="due-minute-unknown"),
        pytest.param(MORNING, None, ON_TIME, id="end-minute-unknown"),
    ],
)
def test_minutes_count_only_under_the_rule_by_instant(
    due_minute: int | None, finished_minute: int | None, by_instant: Timeliness
) -> None:
    on = date(2024, 3, 13)
    dossier = facts(
        status=DossierStatus.FINISHED,
        due_on=on,
        due_minute=due_minute,
        finished_on=on,
        finished_minute=finished_minute,
    )
    assert at_end(dossier) is ON_TIME
    assert at_end(dossier, rule=LatenessRule.BY_INSTANT) is by_instant


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, EARLY), (1, LATE)], ids=["day-before", "day-after"]
)
def test_days_weigh_more_than_minutes(days: int, expected: Timeliness) -> None:
    due_on = date(2024, 3, 13)
    dossier = facts(
        status=DossierStatus.FINISHED,
        due_on=due_on,
        due_minute=NOON,
        finished_on=due_on + days * DAY,
        finished_minute=NOON - days,
    )
    assert at_end(dossier, rule=LatenessRule.BY_INSTANT) is expected


@pytest.mark.parametrize(
    ("due_minute", "expected"), [(NOON, OVERDUE), (None, WITHIN)], ids=["known", "unknown"]
)
def test_by_instant_the_last_day_is_over_at_its_end(
    due_minute: int | None, expected: Timeliness
) -> None:
    dossier = facts(due_on=LAST, due_minute=due_minute)
    assert at_end(dossier) is WITHIN
    assert at_end(dossier, rule=LatenessRule.BY_INSTANT) is expected


SATURDAY, MONDAY = date(2024, 3, 16), date(2024, 3, 18)


@pytest.mark.parametrize(
    ("finished_on", "plain", "judged"),
    [
        pytest.param(SATURDAY, ON_TIME, EARLY, id="on-the-day-off"),
        pytest.param(MONDAY, LATE, ON_TIME, id="next-working-day"),
        pytest.param(MONDAY + DAY, LATE, LATE, id="day-after"),
    ],
)
def test_a_due_date_on_a_day_off_is_judged_at_the_next_working_day(
    finished_on: date, plain: Timeliness, judged: Timeliness
) -> None:
    dossier = facts(status=DossierStatus.FINISHED, due_on=SATURDAY, finished_on=finished_on)
    assert at_end(dossier) is plain
    assert at_end(dossier, calendar=WEEKENDS) is judged


def test_a_dossier_due_on_a_weekend_is_not_overdue_on_the_sunday() -> None:
    dossier = facts(due_on=date(2024, 3, 30))  # Saturday; the period ends on Sunday
    assert at_end(dossier) is OVERDUE
    assert at_end(dossier, calendar=WEEKENDS) is WITHIN


def test_the_effective_due_date_of_nothing_is_nothing() -> None:
    assert effective_due(None, WEEKENDS) is None
    assert effective_due(SATURDAY, None) == SATURDAY
    assert effective_due(SATURDAY, WEEKENDS) == MONDAY
    assert effective_due(MONDAY, WEEKENDS) == MONDAY


@pytest.mark.parametrize(
    ("due_on", "calendar", "unit", "flags"),
    [
        pytest.param(None, WEEKENDS, None, ("no_due_date",), id="none"),
        pytest.param(SATURDAY, WEEKENDS, None, ("due_on_day_off",), id="day-off"),
        pytest.param(SATURDAY, None, None, (), id="no-calendar"),
        pytest.param(MONDAY, WEEKENDS, TermUnit.WORKING_DAY, (), id="working-day"),
        pytest.param(
            SATURDAY,
            WEEKENDS,
            TermUnit.CALENDAR_DAY,
            ("due_on_day_off", "calendar_day_term"),
            id="both",
        ),
    ],
)
def test_what_explains_a_due_date_is_flagged(
    due_on: date | None, calendar: Weekends | None, unit: TermUnit | None, flags: tuple[str, ...]
) -> None:
    assert list_flags(due_on, calendar=calendar, term_unit=unit) == flags


@pytest.mark.parametrize(
    ("due_on", "end_on", "days", "working_days"),
    [
        pytest.param(date(2024, 3, 15), date(2024, 3, 15), 0, 0, id="due-day"),
        pytest.param(date(2024, 3, 15), date(2024, 3, 14), 0, 0, id="early"),
        pytest.param(date(2024, 3, 15), date(2024, 3, 16), 1, 0, id="friday-to-saturday"),
        pytest.param(date(2024, 3, 15), date(2024, 3, 18), 3, 1, id="friday-to-monday"),
        pytest.param(None, date(2024, 3, 18), 0, 0, id="no-due-date"),
    ],
)
def test_days_late_are_counted_from_the_day_after(
    due_on: date | None, end_on: date, days: int, working_days: int
) -> None:
    assert days_late(due_on, end_on) == days
    assert working_days_late(due_on, end_on, WEEKENDS.working_days_between) == working_days


def test_a_dossier_received_on_the_first_day_is_not_carried_over() -> None:
    assert not is_carried_over(facts(received_on=FIRST), FIRST)
    assert is_carried_over(facts(received_on=FIRST - DAY), FIRST)


NEAR = st.dates(date(2024, 2, 20), date(2024, 4, 10))
MINUTES = st.none() | st.integers(0, 1439)


@st.composite
def dossiers(draw: st.DrawFn) -> DossierFacts:
    """Return any dossier near the period, with an end date wherever its status has one."""
    status = draw(st.sampled_from(STATUSES))
    return DossierFacts(
        received_on=draw(NEAR),
        received_minute=draw(MINUTES),
        due_on=draw(st.none() | NEAR),
        due_minute=draw(MINUTES),
        finished_on=draw(NEAR) if status in ENDED else draw(st.none() | NEAR),
        finished_minute=draw(MINUTES),
        status=status,
        halted_on=draw(st.none() | NEAR),
    )


def state_on(dossier: DossierFacts, on: date) -> str:
    """Return what a dossier is on the evening of a day, told from its events alone."""
    kind = dossier.status.value
    if kind == "not_received" or on < dossier.received_on:
        return "absent"
    if kind in ("finished", "returned", "withdrawn", "refused"):
        ended = dossier.finished_on is not None and on >= dossier.finished_on
        return kind if ended else "open"
    if kind in ("paused", "awaiting_supplement"):
        return "paused" if on >= (dossier.halted_on or on) else "open"
    return "open"


def oracle(dossier: DossierFacts) -> Timeliness | None:
    """Return the class by looking at the evenings around and in the period, one by one."""
    before, after = state_on(dossier, FIRST - DAY), state_on(dossier, LAST)
    days_open = [
        FIRST - 20 * DAY + DAY * step
        for step in range(60)
        if state_on(dossier, FIRST - 20 * DAY + DAY * step) == "open"
    ]
    if after == "absent" or before not in ("absent", "open", "paused"):
        return None
    if after == "finished":
        end, due = dossier.finished_on, dossier.due_on
        assert end is not None
        return ON_TIME if due is None or end == due else EARLY if end < due else LATE
    if after == "open":
        due = dossier.due_on
        is_over = due is not None and any(due < on <= LAST for on in days_open)
        return OVERDUE if is_over else WITHIN
    return PAUSED if after == "paused" else RETURNED


@given(dossiers())
def test_the_class_agrees_with_walking_the_days(dossier: DossierFacts) -> None:
    if dossier.finished_on is not None and dossier.finished_on < dossier.received_on:
        dossier = replace(dossier, finished_on=dossier.received_on)
    assert at_end(dossier) is oracle(dossier)


@given(dossiers())
def test_a_dossier_is_in_one_class_or_not_in_the_period(dossier: DossierFacts) -> None:
    ended = dossier.finished_on if dossier.status in ENDED else None
    touches = (
        dossier.status is not DossierStatus.NOT_RECEIVED
        and dossier.received_on <= LAST
        and (ended is None or ended >= FIRST)
    )
    assert (at_end(dossier) is not None) is touches


@given(dossiers())
def test_without_minutes_both_rules_agree(dossier: DossierFacts) -> None:
    dossier = replace(dossier, due_minute=None)
    assert at_end(dossier) is at_end(dossier, rule=LatenessRule.BY_INSTANT)


@given(dossiers())
def test_the_calendar_never_makes_a_dossier_later(dossier: DossierFacts) -> None:
    order = [EARLY, ON_TIME, LATE, WITHIN, OVERDUE, PAUSED, RETURNED, None]
    judged, plain = at_end(dossier, calendar=WEEKENDS), at_end(dossier)
    assert order.index(judged) <= order.index(plain)


def test_the_truth_table_covers_every_status() -> None:
    seen = Counter(
        at_end(facts(status=status, due_on=due_on, finished_on=end))
        for status, due_on, end in product(
            STATUSES,
            [FIRST - DAY, date(2024, 3, 13), LAST + DAY],
            [FIRST - DAY, date(2024, 3, 13), LAST + DAY],
        )
    )
    assert set(seen) == {*Timeliness, None}
