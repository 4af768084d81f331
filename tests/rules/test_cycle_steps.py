"""What becomes of a step: recognised, taken, or waiting for something it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import CycleStep, PublicationState
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.cycle import STEPS, Timetable
from tracker.rules.cycle_steps import (
    NEXT_BY,
    PATIENT_CODES,
    Action,
    Decision,
    MonthFacts,
    MonthView,
    decide,
    open_sources,
)
from tracker.rules.freshness import Pull
from tracker.rules.periods import read_period
from tracker.wording.sentences import SENTENCES

MONTH = read_period("2024-03")
CALENDAR = WorkingCalendar(())
TABLE = Timetable(
    start_day=2,
    draft_day=5,
    hour=6,
    reply_days=5,
    remind_days=(2, 0),
    cutoff=None,
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
UNTIL = date(2024, 4, 12)
REMIND_ON = (date(2024, 4, 10), UNTIL)
LATER = datetime(2024, 5, 1, tzinfo=UTC)
NOTHING = MonthFacts(
    sources={},
    has_directive=False,
    evaluated_at=None,
    data_until=None,
    is_data_complete=False,
    list_state=None,
    drafted_at=None,
    was_published=None,
    approved_at=None,
    reply_opened_at=None,
    reply_until=None,
    unanswered_count=0,
    remind_on=(),
    reminded_on=frozenset(),
    publish_first="",
)
DRAFTED = replace(NOTHING, list_state=PublicationState.DRAFT, drafted_at=LATER)
OPENED = replace(
    DRAFTED, reply_opened_at=LATER, reply_until=UNTIL, unanswered_count=2, remind_on=REMIND_ON
)
APPROVED = replace(OPENED, list_state=PublicationState.APPROVED, approved_at=LATER)
PUBLISHED = replace(APPROVED, list_state=PublicationState.PUBLISHED, was_published=LATER)
ALL = dict.fromkeys(STEPS, True)
NONE = dict.fromkeys(STEPS, False)


def day(text: str, hour: int = 6) -> datetime:
    on = date.fromisoformat(text)
    return datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def decided(
    step: CycleStep,
    facts: MonthFacts = NOTHING,
    now: datetime = LATER,
    done: Mapping[CycleStep, bool] = ALL,
    checked_at: datetime | None = None,
) -> Decision:
    due_at = TABLE.due_at(MONTH, CALENDAR, facts.reply_until)
    return decide(step, MonthView(MONTH, facts, done, checked_at, TABLE, due_at, now))


CASES = [
    pytest.param(CycleStep.PULL, {}, "settle", "cycle_pull_by_hand", id="no-source"),
    pytest.param(
        CycleStep.PULL, {"sources": {"A": Pull.NONE, "B": Pull.GOOD}}, "take", "", id="one-to-pull"
    ),
    pytest.param(
        CycleStep.PULL, {"sources": {"A": Pull.FAILED}}, "take", "", id="a-failed-one-again"
    ),
    pytest.param(
        CycleStep.PULL,
        {"sources": {"A": Pull.ACCEPTED, "B": Pull.GOOD}},
        "settle",
        "cycle_pulled",
        id="pulled-or-let-pass",
    ),
    pytest.param(CycleStep.CHECK, {}, "take", "", id="check"),
    pytest.param(CycleStep.EVALUATE, {"has_directive": True}, "take", "", id="evaluate"),
    pytest.param(CycleStep.EVALUATE, {}, "settle", "cycle_nothing_to_evaluate", id="no-document"),
    pytest.param(CycleStep.DRAFT, {}, "wait", "cycle_no_dossiers", id="no-dossiers"),
    pytest.param(
        CycleStep.DRAFT,
        {"data_until": date(2024, 3, 20)},
        "wait",
        "cycle_data_ends_early",
        id="data-end-early",
    ),
    pytest.param(
        CycleStep.DRAFT,
        {"data_until": UNTIL, "is_data_complete": True},
        "take",
        "",
        id="all-data-there",
    ),
]


@pytest.mark.parametrize(("step", "facts", "action", "code"), CASES)
def test_a_step_before_the_list(
    step: CycleStep, facts: dict[str, Any], action: str, code: str
) -> None:
    decision = decided(step, replace(NOTHING, **facts))

    assert (decision.action.value, decision.code) == (action, code)


@pytest.mark.parametrize(
    ("step", "facts", "action", "code"),
    [
        (CycleStep.DRAFT, DRAFTED, "settle", "cycle_drafted_by_hand"),
        (CycleStep.OPEN_REPLY, NOTHING, "wait", "cycle_waits_for_draft"),
        (CycleStep.OPEN_REPLY, DRAFTED, "take", ""),
        (CycleStep.OPEN_REPLY, OPENED, "settle", "cycle_window_opened_by_hand"),
        (CycleStep.OPEN_REPLY, replace(APPROVED, reply_opened_at=None), "settle",
         "cycle_without_window"),
        (CycleStep.REMIND, DRAFTED, "wait", "cycle_waits_for_open_reply"),
        (CycleStep.REMIND, APPROVED, "settle", "cycle_no_more_reminders"),
        (CycleStep.APPROVE, NOTHING, "wait", "cycle_waits_for_draft"),
        (CycleStep.APPROVE, OPENED, "wait", "cycle_waits_for_approval"),
        (CycleStep.APPROVE, APPROVED, "settle", "cycle_approved"),
        (CycleStep.APPROVE, PUBLISHED, "settle", "cycle_approved"),
        (CycleStep.PUBLISH, OPENED, "wait", "cycle_waits_for_approve"),
        (CycleStep.PUBLISH, APPROVED, "take", ""),
        (CycleStep.PUBLISH, replace(APPROVED, publish_first="2024-02"), "wait",
         "cycle_publish_first"),
        (CycleStep.PUBLISH, PUBLISHED, "settle", "cycle_published_by_hand"),
        # A correction under way is people's: the month was published once.
        (CycleStep.PUBLISH, replace(PUBLISHED, list_state=PublicationState.DRAFT), "settle",
         "cycle_published_by_hand"),
        *((step, replace(OPENED, list_state=PublicationState.WITHDRAWN, reply_opened_at=None),
           "wait", "cycle_list_withdrawn")
          for step in (CycleStep.OPEN_REPLY, CycleStep.REMIND, CycleStep.APPROVE,
                       CycleStep.PUBLISH)),
    ],
)  # fmt: skip
def test_a_step_of_the_list(step: CycleStep, facts: MonthFacts, action: str, code: str) -> None:
    decision = decided(step, facts)

    assert (decision.action.value, decision.code) == (action, code)


@pytest.mark.parametrize("step", [CycleStep.CHECK, CycleStep.EVALUATE, CycleStep.DRAFT])
def test_a_step_waits_for_the_first_one_before_it_that_is_not_done(step: CycleStep) -> None:
    decision = decided(step, replace(NOTHING, has_directive=True), done=NONE)

    assert (decision.action, decision.code) == (Action.WAIT, "cycle_waits_for_pull")


@pytest.mark.parametrize("step", STEPS[:5])
def test_no_step_of_the_machine_is_taken_before_it_is_due(step: CycleStep) -> None:
    facts = replace(
        DRAFTED if step is CycleStep.OPEN_REPLY else NOTHING,
        sources={"A": Pull.NONE},
        has_directive=True,
        data_until=UNTIL,
        is_data_complete=True,
    )
    due = TABLE.due_at(MONTH, CALENDAR)[step]

    assert decided(step, facts, due - timedelta(seconds=1)).code == "cycle_not_yet_due"
    assert decided(step, facts, due).action is Action.TAKE


def test_a_document_may_still_come_until_the_list_is_due() -> None:
    early = decided(CycleStep.EVALUATE, now=day("2024-04-04"))

    assert (early.action, early.code) == (Action.WAIT, "cycle_no_directive")


@pytest.mark.parametrize(
    ("evaluated", "action"),
    [
        pytest.param("2024-04-02", Action.SETTLE, id="after-the-check"),
        pytest.param("2024-04-01", Action.TAKE, id="before-its-figures-were-checked"),
    ],
)
def test_only_an_evaluation_of_checked_figures_counts(evaluated: str, action: Action) -> None:
    facts = replace(NOTHING, has_directive=True, evaluated_at=day(evaluated, 8))
    decision = decided(CycleStep.EVALUATE, facts, checked_at=day("2024-04-02"))

    assert decision.action is action


@pytest.mark.parametrize(
    ("now", "reminded", "action", "expected"),
    [
        pytest.param(day("2024-04-09"), (), Action.WAIT, None, id="not-yet"),
        pytest.param(day("2024-04-10", 5), (), Action.WAIT, None, id="before-the-hour"),
        pytest.param(day("2024-04-10"), (), Action.TAKE, REMIND_ON[0], id="the-first"),
        pytest.param(day("2024-04-11"), REMIND_ON[:1], Action.WAIT, None, id="between"),
        pytest.param(day("2024-04-12"), REMIND_ON[:1], Action.TAKE, UNTIL, id="the-last-day"),
        pytest.param(day("2024-04-12"), (), Action.TAKE, UNTIL, id="one-for-both"),
        pytest.param(day("2024-04-12"), (UNTIL,), Action.SETTLE, None, id="all-sent"),
        pytest.param(day("2024-04-13"), (), Action.SETTLE, None, id="too-late-to-be-of-use"),
    ],
)
def test_units_are_reminded_on_the_days_set(
    now: datetime, reminded: tuple[date, ...], action: Action, expected: date | None
) -> None:
    facts = replace(OPENED, reminded_on=frozenset(reminded))
    decision = decided(CycleStep.REMIND, facts, now)

    assert (decision.action, decision.day) == (action, expected)


@pytest.mark.parametrize(
    ("now", "unanswered", "code"),
    [
        pytest.param(day("2024-04-12", 23), 1, "cycle_window_open", id="the-last-day-belongs"),
        pytest.param(day("2024-04-13", 0), 1, "cycle_waits_for_approval", id="over"),
        pytest.param(day("2024-04-10"), 0, "cycle_waits_for_approval", id="all-have-answered"),
    ],
)
def test_approval_waits_for_the_window_or_for_all_answers(
    now: datetime, unanswered: int, code: str
) -> None:
    facts = replace(OPENED, unanswered_count=unanswered)

    assert decided(CycleStep.APPROVE, facts, now).code == code


def test_approval_waits_until_the_units_have_been_asked() -> None:
    asked = {step: step is not CycleStep.OPEN_REPLY for step in STEPS}

    assert decided(CycleStep.APPROVE, DRAFTED, done=asked).code == "cycle_waits_for_open_reply"
    assert decided(CycleStep.APPROVE, DRAFTED).code == "cycle_waits_for_approval"


def test_only_sources_without_good_figures_are_pulled_again() -> None:
    pulls = {"A": Pull.GOOD, "B": Pull.FAILED, "C": Pull.ACCEPTED, "D": Pull.NONE}

    assert open_sources(replace(NOTHING, sources=pulls)) == ("B", "D")


FACTS = st.builds(
    MonthFacts,
    sources=st.dictionaries(st.sampled_from("AB"), st.sampled_from(Pull)),
    has_directive=st.booleans(),
    evaluated_at=st.none() | st.just(LATER),
    data_until=st.none() | st.just(UNTIL),
    is_data_complete=st.booleans(),
    list_state=st.none() | st.sampled_from(PublicationState),
    drafted_at=st.just(LATER),
    was_published=st.none() | st.just(LATER),
    approved_at=st.none() | st.just(LATER),
    reply_opened_at=st.none() | st.just(LATER),
    reply_until=st.none() | st.just(UNTIL),
    unanswered_count=st.integers(0, 2),
    remind_on=st.just(REMIND_ON),
    reminded_on=st.frozensets(st.sampled_from(REMIND_ON)),
    publish_first=st.sampled_from(("", "2024-02")),
)
DONE = st.fixed_dictionaries({step: st.booleans() for step in STEPS})
MINUTES = st.integers(0, 90 * 24 * 60)
INSTANTS = MINUTES.map(lambda count: datetime(2024, 3, 1, tzinfo=UTC) + timedelta(minutes=count))


@given(step=st.sampled_from(STEPS), facts=FACTS, done=DONE, now=INSTANTS)
def test_whatever_the_facts_no_machine_approves_or_publishes_what_nobody_approved(
    step: CycleStep, facts: MonthFacts, done: dict[CycleStep, bool], now: datetime
) -> None:
    decision = decided(step, facts, now, done)

    if step is CycleStep.APPROVE:
        assert decision.action is not Action.TAKE
    if step is CycleStep.PUBLISH and decision.action is Action.TAKE:
        assert facts.list_state is PublicationState.APPROVED
        assert facts.was_published is None
    if step is CycleStep.DRAFT and decision.action is Action.TAKE:
        assert facts.list_state is None
        assert facts.is_data_complete
        assert all(done[each] for each in STEPS[:3])
    if decision.action is not Action.TAKE:
        assert decision.code in SENTENCES


def test_every_code_of_the_cycle_has_words() -> None:
    assert set(NEXT_BY) | PATIENT_CODES <= SENTENCES.keys()
