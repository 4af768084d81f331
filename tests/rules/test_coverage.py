"""Coverage: every late dossier counts once, parts never exceed the whole, percentages are cut."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DossierStatus, LatenessRule, ReviewState, Timeliness
from tracker.errors import RefusedError
from tracker.rules.coverage import (
    Coverage,
    LateCase,
    owes_explanation,
    sum_coverage,
    tally,
)
from tracker.rules.lateness import DossierFacts, classify
from tracker.rules.rates import Share

DUE = date(2024, 3, 12)
CASES = st.builds(
    LateCase,
    explanation=st.sampled_from([None, *ReviewState]),
    days_late=st.integers(0, 40),
    is_sent=st.booleans(),
    is_in_time=st.booleans(),
)


def one_unit(*cases: LateCase, after: int = 0) -> Coverage:
    return tally([(1, case) for case in cases], needed_after_days=after).get(1, Coverage())


def test_only_an_accepted_explanation_counts_as_explained() -> None:
    found = one_unit(*(LateCase(state, 3) for state in (None, *ReviewState)))

    assert found.explained == Share(1, 4)
    assert (found.submitted, found.sent_back, found.accepted) == (1, 1, 1)
    assert found.unexplained == 1


def test_a_letter_counts_in_time_only_when_it_was_sent_in_time() -> None:
    found = one_unit(
        LateCase(None, 3, is_sent=True, is_in_time=True),
        LateCase(None, 3, is_sent=True),
        LateCase(None, 3, is_in_time=True),
        LateCase(None, 3),
    )

    assert found.apologised == Share(2, 4)
    assert found.apologised_in_time == Share(1, 4)


def test_a_letter_is_owed_from_the_set_number_of_days_on() -> None:
    cases = [LateCase(None, days, is_sent=True, is_in_time=True) for days in (0, 1, 2, 3)]

    assert one_unit(*cases, after=1).letters_owed == 3
    found = one_unit(*cases, after=2)
    assert (found.late, found.letters_owed, found.letters_in_time) == (4, 2, 2)


def test_what_is_late_by_minutes_alone_owes_an_explanation_and_no_letter() -> None:
    found = one_unit(LateCase(None, 0), LateCase(None, 1))

    assert (found.late, found.unexplained, found.letters_owed) == (2, 2, 1)


def test_a_percentage_is_cut_never_rounded_up_to_the_demanded_hundred() -> None:
    found = Coverage(late=100_000, accepted=99_999)

    assert found.explained.percent == Decimal("99.99")
    assert not found.is_complete


def test_where_nobody_is_late_there_is_no_percentage_and_nothing_is_missing() -> None:
    assert Coverage().explained.percent is None
    assert Coverage().apologised_in_time.percent is None
    assert Coverage().is_complete


def test_it_is_complete_when_every_late_dossier_has_both_papers() -> None:
    assert Coverage(late=2, accepted=2, letters_owed=1, letters_sent=1).is_complete
    assert not Coverage(late=2, accepted=2, letters_owed=2, letters_sent=1).is_complete


@pytest.mark.parametrize(
    "counts",
    [
        {"late": -1},
        {"late": 1, "accepted": 1, "submitted": 1},
        {"late": 1, "letters_owed": 2},
        {"late": 2, "letters_owed": 1, "letters_sent": 2},
        {"late": 2, "letters_owed": 2, "letters_sent": 1, "letters_in_time": 2},
    ],
    ids=["negative", "states-over-late", "owed-over-late", "sent-over-owed", "in-time-over-sent"],
)
def test_counts_that_contradict_each_other_are_refused(counts: dict[str, int]) -> None:
    with pytest.raises(RefusedError, match="coverage_contradicted"):
        Coverage(**counts)


@given(st.lists(st.tuples(st.integers(1, 4), CASES)), st.integers(0, 10))
def test_every_case_counts_once_and_the_units_make_the_whole(
    cases: list[tuple[int, LateCase]], after: int
) -> None:
    by_unit = tally(cases, needed_after_days=after)
    together = one_unit(*(case for _, case in cases), after=after)

    assert sum_coverage(by_unit.values()) == together
    assert together.late == len(cases)
    states = together.accepted + together.submitted + together.sent_back + together.unexplained
    assert states == together.late
    assert together.letters_in_time <= together.letters_sent <= together.letters_owed
    assert set(by_unit) == {unit_id for unit_id, _ in cases}


@given(st.lists(st.tuples(st.integers(1, 3), CASES), min_size=1))
def test_the_order_of_cases_says_nothing(cases: list[tuple[int, LateCase]]) -> None:
    ordered = sorted(cases, key=lambda each: each[0])

    assert tally(ordered, needed_after_days=0) == tally(cases, needed_after_days=0)


def facts(**changes: Any) -> DossierFacts:
    return DossierFacts(
        **{
            "received_on": date(2024, 3, 1),
            "received_minute": None,
            "due_on": DUE,
            "due_minute": None,
            "finished_on": None,
            "finished_minute": None,
            "status": DossierStatus.OPEN,
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("changes", "owes"),
    [
        ({"finished_on": date(2024, 3, 13), "status": DossierStatus.FINISHED}, True),
        ({"finished_on": DUE, "status": DossierStatus.FINISHED}, False),
        ({"finished_on": date(2024, 3, 11), "status": DossierStatus.FINISHED}, False),
        ({"finished_on": date(2024, 3, 13), "status": DossierStatus.RETURNED}, True),
        ({"status": DossierStatus.PAUSED}, True),
        ({}, True),
        ({"due_on": None}, False),
        ({"status": DossierStatus.NOT_RECEIVED}, False),
    ],
    ids=[
        "day-after", "due-day", "day-before", "returned-after", "paused-since", "open-today",
        "no-due-day", "not-received",
    ],
)  # fmt: skip
def test_what_went_past_its_due_day_owes_an_explanation(
    changes: dict[str, Any], owes: bool
) -> None:
    assert owes_explanation(facts(**changes), date(2024, 3, 20), LatenessRule.BY_DATE) is owes


def test_the_due_day_itself_is_not_late() -> None:
    assert not owes_explanation(facts(due_minute=1000), DUE, LatenessRule.BY_DATE)
    assert not owes_explanation(facts(), DUE, LatenessRule.BY_INSTANT)


@given(
    due_on=st.none() | st.dates(date(2024, 3, 1), date(2024, 3, 25)),
    due_minute=st.none() | st.integers(0, 1439),
    ended_on=st.none() | st.dates(date(2024, 3, 1), date(2024, 3, 20)),
    ended_minute=st.none() | st.integers(0, 1439),
    rule=st.sampled_from(LatenessRule),
)
def test_what_a_list_calls_late_is_what_owes_an_explanation(
    due_on: date | None,
    due_minute: int | None,
    ended_on: date | None,
    ended_minute: int | None,
    rule: LatenessRule,
) -> None:
    found = facts(
        due_on=due_on,
        due_minute=due_minute,
        finished_on=ended_on,
        finished_minute=ended_minute if ended_on else None,
        status=DossierStatus.FINISHED if ended_on else DossierStatus.OPEN,
    )
    last_day = date(2024, 3, 20)
    listed = classify(found, first_day=date(2024, 3, 1), last_day=last_day, rule=rule)

    assert owes_explanation(found, last_day, rule) is (
        listed in (Timeliness.FINISHED_LATE, Timeliness.OPEN_OVERDUE)
    )


@pytest.mark.parametrize(
    ("due", "finished", "rule", "owes"),
    [
        (1000, 1001, LatenessRule.BY_INSTANT, True),
        (1000, 1000, LatenessRule.BY_INSTANT, False),
        (0, 1, LatenessRule.BY_INSTANT, True),
        (None, 1001, LatenessRule.BY_INSTANT, False),
        (1000, None, LatenessRule.BY_INSTANT, False),
        (1000, 1001, LatenessRule.BY_DATE, False),
    ],
)
def test_minutes_count_only_where_the_rule_says_so(
    due: int | None, finished: int | None, rule: LatenessRule, owes: bool
) -> None:
    found = facts(
        due_minute=due,
        finished_on=DUE,
        finished_minute=finished,
        status=DossierStatus.FINISHED,
    )

    assert owes_explanation(found, date(2024, 3, 20), rule) is owes
