"""Assignments taken on, refused, commented on and decided: who may, once, and never rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AssignmentAcceptance, AssignmentDispute, AuditEntry, Directive, User, db
from models.vocabulary import (
    AnswerState,
    AssignmentRole,
    DisputeState,
    ProposalKind,
    RefusalReason,
    Role,
)
from tests.assignment_office import DECIDE_BY, DUE, TEXT, TODAY, WHY, Office, make_office
from tests.remembered import add_actor, remembered
from tracker import clock
from tracker.config_groups import AssignmentSettings
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.assignment_answers import AnswerRow, list_answers
from tracker.queries.assignment_disputes import get_dispute, list_arbiters, list_disputes
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.unit_directory import load_directory
from tracker.services.assignment_answers import accept_assignments, refuse_assignment
from tracker.services.assignment_disputes import (
    appoint_arbiter,
    comment_dispute,
    keep_assignment,
)

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

NOBODY = 999_999
SAID = "Sở Ba không có biên chế cho việc này"


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def office(database: Settings) -> Office:
    return make_office(database)


def answer(office: Office, unit_id: int, task_id: int | None = None) -> AnswerRow:
    rows = list_answers(clock.today(), load_directory(), office.settings, unit_ids=[unit_id])
    return next(row for row in rows if row.found.task.id == (task_id or office.task))


def accept(office: Office, actor: Actor, *parts: tuple[int, int]) -> int:
    count = accept_assignments(parts=parts, actor=actor, settings=office.settings)
    db.session.commit()
    return count


def code_of(refusal: pytest.ExceptionInfo[RefusedError]) -> str:
    return refusal.value.code


def test_a_new_document_asks_and_an_acceptance_answers(office: Office) -> None:
    assert answer(office, office.first).state is AnswerState.WAITING
    assert accept(office, office.head, (office.task, office.first)) == 1
    row = answer(office, office.first)
    assert row.state is AnswerState.ACCEPTED
    assert row.acceptance is not None
    assert row.acceptance.by == office.head.display_name
    assert answer(office, office.first, office.other_task).state is AnswerState.WAITING


def test_an_old_document_asks_nobody(office: Office) -> None:
    db.session.get_one(Directive, office.directive).issued_on = TODAY - timedelta(1)
    db.session.commit()
    assert answer(office, office.first).state is AnswerState.NOT_ASKED


def test_silence_after_the_clock_is_no_refusal(office: Office, on_day: OnDay) -> None:
    office.settings = replace(office.settings, assignments=AssignmentSettings(answer_days=5))
    assert answer(office, office.first).answer_by == DECIDE_BY
    on_day(DECIDE_BY)
    assert answer(office, office.first).state is AnswerState.WAITING
    on_day(DECIDE_BY + timedelta(1))
    assert answer(office, office.first).state is AnswerState.UNANSWERED
    assert list_disputes() == []
    assert accept(office, office.head, (office.task, office.first)) == 1


def test_many_are_taken_on_at_once_or_none(office: Office) -> None:
    both = (office.task, office.first), (office.other_task, office.first)
    with pytest.raises(ForbiddenError):
        accept(office, office.head, *both, (office.task, office.second))
    db.session.rollback()
    assert answer(office, office.first).state is AnswerState.WAITING
    assert accept(office, office.head, *both, both[0]) == 2
    assert accept(office, office.head, *both) == 0
    assert db.session.scalar(sa.select(sa.func.count(AssignmentAcceptance.id))) == 2


@pytest.mark.parametrize("who", ["officer", "staff", "approver", "second_head"])
def test_only_the_units_head_answers(office: Office, who: str) -> None:
    actor = getattr(office, who)
    with pytest.raises(ForbiddenError):
        accept(office, actor, (office.task, office.first))
    with pytest.raises(ForbiddenError):
        office.refuse(actor)


def test_a_part_that_is_not_the_units_cannot_be_answered(office: Office) -> None:
    with pytest.raises(NotFoundError) as refusal:
        accept(office, office.third_head, (office.task, office.third))
    assert code_of(refusal) == "assignment_not_of_unit"
    with pytest.raises(RefusedError) as nothing:
        accept(office, office.head)
    assert code_of(nothing) == "assignment_none_chosen"


def test_a_refusal_opens_a_dispute_with_a_clock(office: Office) -> None:
    dispute = get_dispute(office.refuse())
    assert dispute.state is DisputeState.OPEN
    assert dispute.decide_by == DECIDE_BY
    assert dispute.proposed.unit_id == office.third
    assert not dispute.is_overdue(DECIDE_BY)
    assert dispute.is_overdue(DECIDE_BY + timedelta(1))
    assert answer(office, office.first).state is AnswerState.DISPUTED
    last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert last is not None
    assert last.action == "assignment_refused"


def test_a_supporting_unit_may_refuse_too(office: Office) -> None:
    dispute_id = office.refuse(
        office.second_head,
        unit_id=office.second,
        proposal=ProposalKind.OTHER_ROLE,
        proposed_unit_id=None,
    )
    assert get_dispute(dispute_id).proposed.role is AssignmentRole.LEAD


def test_a_dispute_is_seen_by_both_units_only(office: Office) -> None:
    dispute_id = office.refuse()
    for unit in (office.first, office.third):
        assert get_dispute(dispute_id, {unit}).id == dispute_id
        assert [row.id for row in list_disputes(unit_ids=[unit])] == [dispute_id]
    with pytest.raises(NotFoundError):
        get_dispute(dispute_id, {office.second})
    assert list_disputes(unit_ids=[office.second]) == []


def test_what_is_answered_is_not_refused(office: Office) -> None:
    accept(office, office.head, (office.task, office.first))
    with pytest.raises(ConflictError) as refusal:
        office.refuse()
    assert code_of(refusal) == "assignment_answered"


def test_a_part_is_refused_once_at_a_time(office: Office) -> None:
    office.refuse()
    with pytest.raises(ConflictError):
        office.refuse()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": "ngắn"}, "dispute_text_short"),
        ({"text": "a" * 2001}, "dispute_text_long"),
        ({"proposed_unit_id": None}, "move_unit_missing"),
        ({"proposed_unit_id": NOBODY}, "unit_missing"),
        (
            {"proposal": ProposalKind.OTHER_TERM, "proposed_due_on": DUE},
            "move_term_not_later",
        ),
    ],
)
def test_a_refusal_says_why_and_what_instead(
    office: Office, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        office.refuse(**more)
    assert code_of(refusal) == code
    assert list_disputes() == []


def test_taking_it_on_after_all_withdraws_the_refusal(office: Office) -> None:
    dispute_id = office.refuse()
    assert accept(office, office.head, (office.task, office.first)) == 1
    assert get_dispute(dispute_id).state is DisputeState.WITHDRAWN
    assert answer(office, office.first).state is AnswerState.ACCEPTED
    with pytest.raises(ConflictError):
        keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.approver)


def test_the_proposed_unit_speaks_once(office: Office) -> None:
    dispute_id = office.refuse()
    for actor in (office.head, office.second_head):
        with pytest.raises(ForbiddenError):
            comment_dispute(dispute_id=dispute_id, text=SAID, actor=actor)
    comment_dispute(dispute_id=dispute_id, text=SAID, actor=office.third_head)
    db.session.commit()
    with pytest.raises(ConflictError) as refusal:
        comment_dispute(dispute_id=dispute_id, text=SAID, actor=office.third_head)
    assert code_of(refusal) == "dispute_commented"
    assert get_dispute(dispute_id).comment == SAID


def test_who_refused_does_not_speak_for_the_proposed_unit(office: Office) -> None:
    above = add_actor("chu-tich", Role.DEPARTMENT_HEAD, office.province)
    dispute_id = office.refuse(above)
    with pytest.raises(ForbiddenError):
        comment_dispute(dispute_id=dispute_id, text=SAID, actor=above)


def test_a_dispute_without_another_unit_takes_no_comment(office: Office) -> None:
    dispute_id = office.refuse(proposal=ProposalKind.OTHER_ROLE, proposed_unit_id=None)
    with pytest.raises(ForbiddenError):
        comment_dispute(dispute_id=dispute_id, text=SAID, actor=office.third_head)


def test_the_approver_keeps_an_assignment_and_it_is_not_refused_again(office: Office) -> None:
    dispute_id = office.refuse()
    keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.approver)
    db.session.commit()
    assert get_dispute(dispute_id).decided_by == office.approver.display_name
    assert answer(office, office.first).state is AnswerState.SETTLED
    with pytest.raises(ConflictError):
        office.refuse()
    with pytest.raises(ConflictError) as refusal:
        keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.approver)
    assert code_of(refusal) == "dispute_closed"


@pytest.mark.parametrize("who", ["head", "third_head", "officer", "staff"])
def test_nobody_else_decides(office: Office, who: str) -> None:
    dispute_id = office.refuse()
    with pytest.raises(ForbiddenError):
        keep_assignment(dispute_id=dispute_id, decision=WHY, actor=getattr(office, who))
    with pytest.raises(ForbiddenError):
        office.move(dispute_id, getattr(office, who))


def test_a_person_of_the_office_decides_when_named_and_then_only_they(office: Office) -> None:
    dispute_id = office.refuse()
    appoint_arbiter(dispute_id=dispute_id, username=office.staff_2.username, actor=office.staff)
    db.session.commit()
    with pytest.raises(ForbiddenError) as refusal:
        keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.approver)
    assert code_of(refusal) == "dispute_not_arbiter"
    assert get_dispute(dispute_id).arbiter == office.staff_2.display_name
    keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.staff_2)


@pytest.mark.parametrize(
    ("username", "code"),
    [("van-phong", "arbiter_self"), ("truong-2", "arbiter_role"), ("ai-do", "arbiter_role")],
)
def test_not_everybody_can_be_named(office: Office, username: str, code: str) -> None:
    dispute_id = office.refuse()
    with pytest.raises(RefusedError) as refusal:
        appoint_arbiter(dispute_id=dispute_id, username=username, actor=office.staff)
    assert code_of(refusal) == code


def test_who_spoke_in_it_is_never_named(office: Office) -> None:
    dispute_id = office.refuse()
    db.session.execute(
        sa.update(User).where(User.id == office.head.id).values(role=Role.OFFICE_STAFF)
    )
    with pytest.raises(RefusedError) as refusal:
        appoint_arbiter(dispute_id=dispute_id, username=office.head.username, actor=office.staff)
    assert code_of(refusal) == "arbiter_party"


def test_the_settings_name_an_arbiter(office: Office) -> None:
    for username, named in ((office.staff.username, office.staff.display_name), ("ai-do", "")):
        choice = AssignmentSettings(arbiter=username)
        office.settings = replace(office.settings, assignments=choice)
        task = office.task if named else office.other_task
        assert get_dispute(office.refuse(task_id=task)).arbiter == named


def test_an_arbiter_who_left_leaves_it_to_the_approver(office: Office) -> None:
    dispute_id = office.refuse()
    appoint_arbiter(dispute_id=dispute_id, username=office.staff_2.username, actor=office.staff)
    db.session.execute(sa.update(User).where(User.id == office.staff_2.id).values(is_active=False))
    db.session.commit()
    assert get_dispute(dispute_id).bench.arbiter_id is None
    assert office.staff_2.id not in [person.id for person in list_arbiters()]
    keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.approver)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"document": " "}, "dispute_document_missing"),
        ({"document": "a" * 301}, "dispute_document_long"),
        ({"effective_on": None}, "dispute_day_missing"),
        ({"decision": "vì"}, "dispute_text_short"),
        ({"unit_id": None}, "move_unit_missing"),
        ({"unit_id": NOBODY}, "unit_missing"),
    ],
)
def test_moving_needs_a_reason_a_document_and_a_day(
    office: Office, more: dict[str, object], code: str
) -> None:
    dispute_id = office.refuse()
    with pytest.raises(RefusedError) as refusal:
        office.move(dispute_id, office.approver, **more)
    assert code_of(refusal) == code
    assert get_dispute(dispute_id).state is DisputeState.OPEN


def test_what_moves_stays_open_for_the_office_until_the_assignment_is_changed(
    office: Office,
) -> None:
    dispute_id = office.refuse()
    office.move(dispute_id, office.approver)
    assert answer(office, office.first).state is AnswerState.MOVING
    assert [row.id for row in list_unapplied(TODAY, load_directory())] == [dispute_id]


def test_a_later_day_is_in_the_assignment_once_it_is_granted(office: Office) -> None:
    later = DUE + timedelta(30)
    dispute_id = office.refuse(
        proposal=ProposalKind.OTHER_TERM, proposed_unit_id=None, proposed_due_on=later
    )
    office.move(dispute_id, office.approver, kind=ProposalKind.OTHER_TERM, due_on=later)
    assert answer(office, office.first).state is AnswerState.MOVING
    office.extend(later)
    assert answer(office, office.first).state is AnswerState.SETTLED
    assert list_unapplied(TODAY, load_directory()) == []
    assert answer(office, office.first).due_on == later


@pytest.mark.parametrize(
    ("change", "is_decided"),
    [
        ({"text": "khác đi rồi"}, False),
        ({"decide_by": DUE}, False),
        ({"comment": "khác"}, False),
        ({"decision": "khác"}, True),
        ({"state": DisputeState.OPEN}, True),
    ],
    ids=["text", "clock", "comment", "decision", "reopened"],
)
def test_what_was_said_and_decided_is_never_rewritten(
    office: Office, change: dict[str, object], *, is_decided: bool
) -> None:
    dispute_id = office.refuse()
    comment_dispute(dispute_id=dispute_id, text=SAID, actor=office.third_head)
    if is_decided:
        keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.approver)
    db.session.commit()
    with pytest.raises(sa.exc.DatabaseError):
        db.session.execute(sa.update(AssignmentDispute).values(**change))
    db.session.rollback()
    with pytest.raises(sa.exc.DatabaseError):
        db.session.execute(sa.delete(AssignmentDispute))
    db.session.rollback()


def test_an_acceptance_is_never_rewritten(office: Office) -> None:
    accept(office, office.head, (office.task, office.first))
    for statement in (
        sa.update(AssignmentAcceptance).values(accepted_by=office.staff.id),
        sa.delete(AssignmentAcceptance),
    ):
        with pytest.raises(sa.exc.DatabaseError):
            db.session.execute(statement)
        db.session.rollback()


def test_the_database_itself_refuses_a_decision_by_who_refused(office: Office) -> None:
    office.refuse()
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(AssignmentDispute).values(decided_by=office.head.id))
    db.session.rollback()


def test_a_refusal_that_is_not_the_units_leaves_nothing(office: Office) -> None:
    head = add_actor("truong-khac", Role.DEPARTMENT_HEAD, office.second)
    with pytest.raises(ForbiddenError) as refusal:
        refuse_assignment(
            task_id=office.task,
            unit_id=office.first,
            reason=RefusalReason.OTHER,
            text=TEXT,
            proposal=ProposalKind.OTHER_ROLE,
            actor=head,
            settings=office.settings,
        )
    assert code_of(refusal) == "unit_not_yours"


def test_a_later_day_is_later_than_one_that_was_granted_meanwhile(office: Office) -> None:
    granted = DUE + timedelta(30)
    dispute_id = office.refuse()
    office.extend(granted)

    with pytest.raises(RefusedError) as refusal:
        office.move(dispute_id, kind=ProposalKind.OTHER_TERM, unit_id=None, due_on=granted)
    assert code_of(refusal) == "move_term_not_later"
    db.session.rollback()
    later = granted + timedelta(1)
    office.move(dispute_id, kind=ProposalKind.OTHER_TERM, unit_id=None, due_on=later)
