"""What the arbiter decided comes into the assignment; verdicts wait for it, closed ones never."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Directive, Evaluation, Unit, UnitGroup, db
from models.vocabulary import (
    AnswerState,
    AssignmentRole,
    DisputeState,
    ProposalKind,
    UnitLevel,
    Verdict,
)
from tests.assignment_office import DUE, PAPER, TODAY, WHY, Office, make_office
from tests.factories import make_figure, make_indicator, make_succession, make_task, make_unit
from tests.remembered import remembered
from tracker import clock
from tracker.config_groups import AssignmentSettings
from tracker.errors import ConflictError, ForbiddenError, RefusedError
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.assignment_answers import AnswerRow, list_answers
from tracker.queries.assignment_disputes import get_dispute
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.evaluations import list_evaluations
from tracker.queries.unit_directory import load_directory
from tracker.rules.periods import read_period
from tracker.services.assignment_answers import accept_assignments
from tracker.services.assignment_decisions import apply_decision
from tracker.services.assignment_disputes import keep_assignment, move_assignment
from tracker.services.task_change_undos import undo_change
from tracker.services.task_changes import ChangeOrder, change_parties
from tracker.services.task_extensions import grant_extension
from tracker.wording.verdicts import explain_verdict

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def office(database: Settings) -> Office:
    return make_office(database)


def decide(office: Office, dispute_id: int, kind: ProposalKind, **more: object) -> None:
    move_assignment(
        dispute_id=dispute_id,
        kind=kind,
        decision=WHY,
        document=PAPER,
        effective_on=clock.today(),
        actor=office.approver,
        **more,  # type: ignore[arg-type]
    )
    db.session.commit()


def apply(office: Office, dispute_id: int) -> None:
    apply_decision(dispute_id=dispute_id, actor=office.staff, cutoff=None)
    db.session.commit()


def change(office: Office, leads: str, effective_on: date, supports: str | None = None) -> int:
    change_id = change_parties(
        task_id=office.task,
        leads=leads,
        supports=supports,
        order=ChangeOrder(effective_on=effective_on, reason=WHY, document=PAPER),
        actor=office.staff,
    )
    db.session.commit()
    return change_id


def roles(office: Office) -> dict[int, AnswerRow]:
    rows = list_answers(clock.today(), load_directory(), office.settings)
    return {row.expanded.unit.id: row for row in rows if row.found.task.id == office.task}


def test_another_unit_takes_the_place_from_the_day_decided(office: Office) -> None:
    dispute_id = office.refuse()
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    apply(office, dispute_id)
    rows = roles(office)
    assert office.first not in rows
    assert rows[office.third].expanded.role is AssignmentRole.LEAD
    assert list_unapplied(clock.today(), load_directory()) == []


def test_who_supported_and_takes_over_stands_there_once(office: Office) -> None:
    dispute_id = office.refuse(proposed_unit_id=office.second)
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.second)
    apply(office, dispute_id)
    assert {key: row.expanded.role for key, row in roles(office).items()} == {
        office.second: AssignmentRole.LEAD
    }


def test_a_supporting_unit_comes_to_lead_beside_the_lead(office: Office) -> None:
    dispute_id = office.refuse(
        office.second_head,
        unit_id=office.second,
        proposal=ProposalKind.OTHER_ROLE,
        proposed_unit_id=None,
    )
    decide(office, dispute_id, ProposalKind.OTHER_ROLE)
    apply(office, dispute_id)
    assert roles(office)[office.first].expanded.role is AssignmentRole.LEAD
    row = roles(office)[office.second]
    assert row.expanded.role is AssignmentRole.LEAD
    assert row.state is AnswerState.SETTLED


def test_a_later_day_is_granted_to_that_unit(office: Office) -> None:
    later = DUE + timedelta(30)
    dispute_id = office.refuse(
        proposal=ProposalKind.OTHER_TERM, proposed_unit_id=None, proposed_due_on=later
    )
    decide(office, dispute_id, ProposalKind.OTHER_TERM, due_on=later)
    apply(office, dispute_id)
    assert roles(office)[office.first].due_on == later
    assert roles(office)[office.second].due_on == DUE


@pytest.mark.parametrize("is_own", [True, False])
def test_a_later_day_is_later_than_the_one_granted_to_that_unit(
    office: Office, *, is_own: bool
) -> None:
    office.task = make_task(
        office.directive, leads=(office.first, office.third), due_on=DUE, number="4"
    )
    grant_extension(
        task_id=office.task,
        unit_id=office.first if is_own else office.third,
        due_on=DUE + timedelta(30),
        document=PAPER,
        reason=WHY,
        actor=office.staff,
    )
    db.session.commit()
    dispute_id = office.refuse(proposal=ProposalKind.OTHER_ROLE, proposed_unit_id=None)
    if not is_own:
        decide(office, dispute_id, ProposalKind.OTHER_TERM, due_on=DUE + timedelta(10))
        return
    with pytest.raises(RefusedError) as refusal:
        decide(office, dispute_id, ProposalKind.OTHER_TERM, due_on=DUE + timedelta(10))
    assert refusal.value.code == "move_term_not_later"


def test_who_is_also_named_to_support_still_does(office: Office) -> None:
    office.task = make_task(
        office.directive,
        leads=(office.first,),
        supports=(office.first, office.second),
        due_on=DUE,
        number="5",
    )
    dispute_id = office.refuse()
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    apply(office, dispute_id)
    assert {key: row.expanded.role for key, row in roles(office).items()} == {
        office.third: AssignmentRole.LEAD,
        office.first: AssignmentRole.SUPPORTING,
        office.second: AssignmentRole.SUPPORTING,
    }
    assert list_unapplied(clock.today(), load_directory()) == []


def test_only_what_was_moved_is_applied_and_only_by_the_office(office: Office) -> None:
    dispute_id = office.refuse()
    with pytest.raises(ConflictError):
        apply(office, dispute_id)
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    with pytest.raises(ForbiddenError):
        apply_decision(dispute_id=dispute_id, actor=office.approver, cutoff=None)


def test_what_is_in_the_assignment_is_not_brought_in_again(office: Office) -> None:
    dispute_id = office.refuse()
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    apply(office, dispute_id)
    with pytest.raises(ConflictError) as refusal:
        apply(office, dispute_id)
    assert refusal.value.code == "dispute_applied"


def test_a_unit_named_by_its_group_is_left_to_a_person(office: Office) -> None:
    group = UnitGroup(
        code="so", name="Các sở", scope_id=office.province, levels=UnitLevel.DEPARTMENT
    )
    db.session.add(group)
    db.session.flush()
    office.task = make_task(office.directive, group_id=group.id, due_on=DUE, number="4")
    dispute_id = office.refuse(proposed_unit_id=office.province)
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.province)
    with pytest.raises(RefusedError) as refusal:
        apply(office, dispute_id)
    assert refusal.value.code == "decision_of_group"


def test_who_took_the_refusing_unit_over_leaves_its_place(office: Office) -> None:
    dispute_id = office.refuse()
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    heir = make_unit("S9", "Sở Chín", level=UnitLevel.DEPARTMENT, parent_id=office.province)
    db.session.get_one(Unit, office.first).valid_to = TODAY - timedelta(1)
    make_succession(office.first, heir, TODAY)
    db.session.commit()
    apply(office, dispute_id)
    assert roles(office).keys() == {office.third, office.second}


def test_a_part_that_came_by_a_change_is_asked_about_from_then_on(
    office: Office, on_day: OnDay
) -> None:
    office.settings = replace(office.settings, assignments=AssignmentSettings(answer_days=5))
    db.session.get_one(Directive, office.directive).issued_on = date(2024, 4, 9)
    dispute_id = office.refuse()
    later = date(2024, 5, 6)
    on_day(later)
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    apply(office, dispute_id)
    row, other = roles(office)[office.third], roles(office)[office.second]
    assert (row.state, row.asked_on, row.answer_by) == (
        AnswerState.WAITING,
        later,
        date(2024, 5, 13),
    )
    assert other.state is AnswerState.NOT_ASKED
    asked = list_answers(later, load_directory(), office.settings, is_asked_only=True)
    assert [each.expanded.unit.id for each in asked] == [office.third]


def test_changes_of_later_days_and_undone_ones_ask_nobody_anew(
    office: Office, on_day: OnDay
) -> None:
    for days, leads in ((10, "S3"), (20, "S1")):
        change(office, leads, TODAY + timedelta(days))
    assert roles(office)[office.first].asked_on == TODAY
    office.task = office.other_task
    change(office, "S3", TODAY)
    wrong = change(office, "S1", TODAY)
    on_day(TODAY + timedelta(7))
    order = ChangeOrder(effective_on=TODAY, reason=WHY, document=PAPER)
    undo_change(change_id=wrong, order=order, actor=office.staff)
    db.session.commit()
    assert roles(office)[office.third].asked_on == TODAY


def test_who_comes_to_lead_beside_does_not_take_the_place(office: Office) -> None:
    dispute_id = office.refuse()
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    change(office, "S1\nS3", TODAY)
    assert [row.id for row in list_unapplied(TODAY, load_directory())] == [dispute_id]
    change(office, "S3", TODAY)
    assert list_unapplied(TODAY, load_directory()) == []


def test_a_part_changed_meanwhile_stays_in_its_one_dispute(office: Office) -> None:
    dispute_id = office.refuse()
    change(office, "S3", TODAY, supports="S1\nS2")
    row = roles(office)[office.first]
    assert (row.expanded.role, row.state) == (AssignmentRole.SUPPORTING, AnswerState.DISPUTED)
    with pytest.raises(ConflictError):
        office.refuse()
    accept_assignments(
        parts=[(office.task, office.first)], actor=office.head, settings=office.settings
    )
    db.session.commit()
    assert get_dispute(dispute_id).state is DisputeState.WITHDRAWN
    assert roles(office)[office.first].state is AnswerState.ACCEPTED


@remembered
def measured(office: Office) -> Office:
    indicator = make_indicator("A", "Tỷ lệ hồ sơ trực tuyến")
    office.task = make_task(
        office.directive,
        leads=(office.first, office.third),
        indicator_id=indicator,
        target=(">=", "95"),
        number="3",
    )
    for period in ("2024-03", "2024-04"):
        make_figure(indicator, office.first, period, 80, 100)
        make_figure(indicator, office.third, period, 80, 100)
    db.session.commit()
    return office


def verdicts(office: Office, period: str) -> dict[int, Verdict]:
    run_evaluation(period=period, actor=office.staff)
    statement = sa.select(Evaluation.unit_id, Evaluation.verdict).where(
        Evaluation.period == period,
        Evaluation.task_id == office.task,
        Evaluation.superseded_run_id.is_(None),
    )
    rows = db.session.execute(statement).all()
    return {row.unit_id: row.verdict for row in rows}


def test_an_open_dispute_sets_the_verdict_aside_for_that_unit_alone(measured: Office) -> None:
    measured.refuse(proposed_unit_id=measured.second)
    found = verdicts(measured, "2024-04")
    assert found == {measured.first: Verdict.DISPUTED, measured.third: Verdict.MISSED}


def test_a_period_that_had_ended_keeps_its_verdict(measured: Office, on_day: OnDay) -> None:
    on_day(date(2024, 4, 2))
    before = verdicts(measured, "2024-03")
    on_day(TODAY)
    measured.refuse(proposed_unit_id=measured.second)
    assert verdicts(measured, "2024-03") == before
    assert before[measured.first] is Verdict.MISSED


def test_a_decision_ends_it_and_figures_stayed_readable(measured: Office, on_day: OnDay) -> None:
    dispute_id = measured.refuse(proposed_unit_id=measured.second)
    verdicts(measured, "2024-04")
    row = next(
        row
        for row in list_evaluations(read_period("2024-04").code)
        if row.verdict is Verdict.DISPUTED
    )
    told = explain_verdict(row)
    assert "phân công đang được xem xét" in told
    assert "80,00 % (80/100)" in told
    assert "thiếu 15" in told
    keep_assignment(dispute_id=dispute_id, decision=WHY, actor=measured.approver)
    db.session.commit()
    on_day(date(2024, 5, 2))
    assert verdicts(measured, "2024-04")[measured.first] is Verdict.MISSED


def test_a_withdrawn_refusal_sets_nothing_aside(measured: Office) -> None:
    measured.refuse(proposed_unit_id=measured.second)
    accept_assignments(
        parts=[(measured.task, measured.first)], actor=measured.head, settings=measured.settings
    )
    db.session.commit()
    assert verdicts(measured, "2024-04")[measured.first] is Verdict.MISSED


def test_what_was_brought_in_stays_done_when_the_assignment_moves_on(
    office: Office, on_day: OnDay
) -> None:
    dispute_id = office.refuse()
    decide(office, dispute_id, ProposalKind.OTHER_UNIT, unit_id=office.third)
    later = TODAY + timedelta(20)
    on_day(later)
    change(office, "S3", later, supports="S2")
    assert list_unapplied(later, load_directory()) == []
    change(office, "S2", later + timedelta(5), supports="S3")
    on_day(later + timedelta(30))
    assert list_unapplied(clock.today(), load_directory()) == []
