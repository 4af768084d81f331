"""Taking assignments on and refusing them: silence says nothing, who spoke never decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import (
    AnswerState,
    AssignmentRole,
    DayEffect,
    DisputeState,
    ProposalKind,
    Role,
)
from tracker.errors import ForbiddenError, RefusedError
from tracker.rules.assignments import (
    ARBITER_ROLES,
    Bench,
    Move,
    Part,
    Standing,
    asked_since,
    check_decider,
    classify_answer,
    is_set_aside,
    last_day,
    make_move,
    may_decide,
    other_role,
)
from tracker.rules.calendar import CalendarDay, WorkingCalendar

TODAY = date(2024, 4, 10)
DUE = date(2024, 6, 30)
LEAD, SUPPORTING = AssignmentRole.LEAD, AssignmentRole.SUPPORTING
PART = Part(1, LEAD, DUE)
OPEN, KEPT, MOVED, WITHDRAWN = DisputeState


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        pytest.param(Standing(), "not_asked", id="old-document"),
        pytest.param(Standing(is_asked=True), "waiting", id="no-clock-never-runs-out"),
        pytest.param(Standing(TODAY, is_asked=True), "waiting", id="the-last-day-is-in-time"),
        pytest.param(
            Standing(TODAY - timedelta(1), is_asked=True), "unanswered", id="the-clock-ran-out"
        ),
        pytest.param(Standing(TODAY - timedelta(1)), "not_asked", id="not-asked-is-never-late"),
        pytest.param(Standing(is_accepted=True), "accepted", id="accepted"),
        pytest.param(
            Standing(TODAY - timedelta(1), is_asked=True, is_accepted=True),
            "accepted",
            id="accepted-after-the-clock",
        ),
        pytest.param(Standing(is_accepted=True, dispute=OPEN), "disputed", id="open-dispute"),
        pytest.param(Standing(dispute=KEPT), "settled", id="it-stays"),
        pytest.param(Standing(dispute=MOVED), "moving", id="moved-not-changed-yet"),
        pytest.param(Standing(dispute=MOVED, is_applied=True), "settled", id="moved-and-changed"),
        pytest.param(Standing(is_accepted=True, dispute=WITHDRAWN), "accepted", id="withdrawn"),
        pytest.param(Standing(dispute=WITHDRAWN), "not_asked", id="withdrawn-of-another-part"),
    ],
)
def test_what_a_unit_has_said(standing: Standing, state: str) -> None:
    assert classify_answer(standing, TODAY) == AnswerState(state)


@given(st.dates(), st.dates(), st.booleans())
def test_silence_is_never_a_refusal(answer_by: date, today: date, is_asked: bool) -> None:
    found = classify_answer(Standing(answer_by, is_asked=is_asked), today)
    assert found in (AnswerState.WAITING, AnswerState.UNANSWERED, AnswerState.NOT_ASKED)


@pytest.mark.parametrize(
    ("issued", "came", "set_up", "since"),
    [
        pytest.param("2024-03-01", "2024-03-05", "2024-01-01", "2024-03-05", id="came-later"),
        pytest.param("2024-03-05", "2024-03-01", "2024-01-01", "2024-03-05", id="dated-ahead"),
        pytest.param("2024-01-01", "2024-01-01", "2024-01-01", "2024-01-01", id="the-same-day"),
        pytest.param("2023-12-31", "2024-03-05", "2024-01-01", None, id="older-than-the-product"),
        pytest.param(None, "2024-03-05", "2024-01-01", None, id="undated"),
        pytest.param("2024-03-01", None, "2024-01-01", None, id="nobody-knows-when-it-came"),
        pytest.param("2024-03-01", "2024-03-05", None, None, id="never-set-up"),
    ],
)
def test_old_documents_ask_nobody(
    issued: str | None, came: str | None, set_up: str | None, since: str | None
) -> None:
    days = [None if text is None else date.fromisoformat(text) for text in (issued, came, set_up)]
    assert asked_since(*days) == (None if since is None else date.fromisoformat(since))


def test_a_clock_counts_working_days_of_the_calendar_of_record() -> None:
    holiday = CalendarDay(date(2024, 4, 18), DayEffect.OFF, "Giỗ Tổ Hùng Vương", None)
    calendar = WorkingCalendar([holiday])
    assert last_day(TODAY, 5, WorkingCalendar([])) == date(2024, 4, 17)
    assert last_day(date(2024, 4, 15), 5, calendar) == date(2024, 4, 23)


def test_no_days_are_no_clock() -> None:
    assert last_day(TODAY, 0, WorkingCalendar([])) is None


def test_the_other_part_of_a_lead_is_supporting() -> None:
    assert (other_role(LEAD), other_role(SUPPORTING)) == (SUPPORTING, LEAD)


@pytest.mark.parametrize(
    ("kind", "unit_id", "due_on", "move"),
    [
        ("other_unit", 2, None, Move(ProposalKind.OTHER_UNIT, unit_id=2)),
        ("other_unit", 2, DUE, Move(ProposalKind.OTHER_UNIT, unit_id=2)),
        ("other_role", 2, DUE, Move(ProposalKind.OTHER_ROLE, role=SUPPORTING)),
        (
            "other_term",
            2,
            DUE + timedelta(1),
            Move(ProposalKind.OTHER_TERM, due_on=DUE + timedelta(1)),
        ),
    ],
)
def test_a_proposal_keeps_only_what_its_kind_needs(
    kind: str, unit_id: int | None, due_on: date | None, move: Move
) -> None:
    assert make_move(ProposalKind(kind), PART, TODAY, unit_id=unit_id, due_on=due_on) == move


def test_a_task_without_a_day_may_be_given_one() -> None:
    part = Part(1, LEAD, None)
    move = make_move(ProposalKind.OTHER_TERM, part, TODAY, unit_id=None, due_on=TODAY)
    assert move.due_on == TODAY


@pytest.mark.parametrize(
    ("kind", "unit_id", "due_on", "code"),
    [
        ("other_unit", None, None, "move_unit_missing"),
        ("other_unit", 1, None, "move_unit_same"),
        ("other_term", None, None, "move_term_missing"),
        ("other_term", None, DUE, "move_term_not_later"),
        ("other_term", None, TODAY - timedelta(1), "move_term_not_later"),
    ],
)
def test_a_proposal_that_proposes_nothing_is_refused(
    kind: str, unit_id: int | None, due_on: date | None, code: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        make_move(ProposalKind(kind), PART, TODAY, unit_id=unit_id, due_on=due_on)
    assert refusal.value.code == code


def test_a_day_that_has_passed_is_no_term() -> None:
    part = Part(1, LEAD, None)
    with pytest.raises(RefusedError) as refusal:
        make_move(ProposalKind.OTHER_TERM, part, TODAY, unit_id=None, due_on=TODAY - timedelta(1))
    assert refusal.value.code == "move_term_in_past"


NAMED, NOBODY = Bench(7, 8, 9), Bench(7, None, None)


@pytest.mark.parametrize(
    ("bench", "user_id", "role", "may"),
    [
        pytest.param(NOBODY, 3, Role.APPROVER, True, id="approver-by-default"),
        pytest.param(NOBODY, 3, Role.OFFICE_STAFF, False, id="office-only-when-named"),
        pytest.param(NAMED, 9, Role.OFFICE_STAFF, True, id="office-when-named"),
        pytest.param(NAMED, 3, Role.APPROVER, False, id="not-another-approver"),
        pytest.param(NAMED, 9, Role.DEPARTMENT_HEAD, False, id="role-was-taken-away"),
        pytest.param(NOBODY, 7, Role.APPROVER, False, id="who-refused"),
        pytest.param(Bench(7, 8, 8), 8, Role.APPROVER, False, id="who-commented"),
        pytest.param(NOBODY, 3, Role.ADMINISTRATOR, False, id="administrator"),
    ],
)
def test_only_the_arbiter_decides(bench: Bench, user_id: int, role: Role, *, may: bool) -> None:
    assert may_decide(bench, user_id, role) is may
    if may:
        check_decider(bench, user_id, role)
    else:
        with pytest.raises(ForbiddenError):
            check_decider(bench, user_id, role)


@given(
    st.integers(1, 9), st.one_of(st.none(), st.integers(1, 9)), st.one_of(st.none(), st.just(3)),
    st.sampled_from(Role),
)  # fmt: skip
def test_who_spoke_never_decides(
    refused_by: int, commented_by: int | None, arbiter_id: int | None, role: Role
) -> None:
    bench = Bench(refused_by, commented_by, arbiter_id)
    for user_id in (refused_by, commented_by):
        if user_id is not None:
            assert not may_decide(bench, user_id, role)
            with pytest.raises(ForbiddenError) as refusal:
                check_decider(bench, user_id, role)
            assert refusal.value.code == "dispute_own"
    assert not may_decide(bench, 99, role) or role in ARBITER_ROLES


@pytest.mark.parametrize(
    ("opened", "found"), [("2024-03-31", True), ("2024-04-01", False), ("2024-02-01", True)]
)
def test_a_period_that_had_ended_is_never_set_aside(opened: str, *, found: bool) -> None:
    assert is_set_aside(date.fromisoformat(opened), date(2024, 3, 31)) is found
