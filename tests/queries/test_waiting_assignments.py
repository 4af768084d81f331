"""Assignments that wait for people: whose turn it is, until when, and who is told when it stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Directive, User, db
from models.vocabulary import WaitingKind
from tests.assignment_office import DECIDE_BY, TODAY, WHY, Office, make_office
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.clock import today
from tracker.config_groups import AssignmentSettings
from tracker.publishing.digests import render_digest
from tracker.queries.assignment_answers import AskedFrom, list_answers, load_asked
from tracker.queries.calendar import load_calendar
from tracker.queries.digests import make_reader
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import find_waiting, list_all_waiting
from tracker.rules.digests import build_digest, digest_day
from tracker.services.assignment_answers import accept_assignments
from tracker.services.assignment_decisions import apply_decision
from tracker.services.assignment_disputes import (
    appoint_arbiter,
    comment_dispute,
    keep_assignment,
)
from tracker.services.task_change_undos import undo_change
from tracker.services.task_changes import ChangeOrder, change_parties

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

ANSWER, COMMENT = WaitingKind.ANSWER_ASSIGNMENTS, WaitingKind.COMMENT_DISPUTES
DECIDE, APPLY = WaitingKind.DECIDE_DISPUTES, WaitingKind.APPLY_DECISIONS
OURS = {ANSWER, COMMENT, DECIDE, APPLY}


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(TODAY)
    return make_office(database)


def waits(office: Office, person: Actor, on: date = TODAY) -> dict[WaitingKind, list[int | None]]:
    found: dict[WaitingKind, list[int | None]] = {}
    for item in find_waiting(person, on, settings=office.settings).own:
        if item.kind in OURS:
            found.setdefault(item.kind, []).append(item.days_left)
    return found


def passed(office: Office, person: Actor, on: date) -> set[WaitingKind]:
    items = find_waiting(person, on, settings=office.settings).passed
    return {item.kind for item in items} & OURS


def test_a_new_document_waits_for_the_heads_of_its_units(office: Office) -> None:
    assert waits(office, office.head) == {ANSWER: [None]}
    assert waits(office, office.second_head) == {ANSWER: [None]}
    for other in (office.officer, office.third_head, office.staff, office.approver):
        assert waits(office, other) == {}
    accept_assignments(
        parts=[(office.task, office.first), (office.other_task, office.first)],
        actor=office.head,
        settings=office.settings,
    )
    assert waits(office, office.head) == {}


def test_a_clock_gives_it_a_last_day(office: Office) -> None:
    office.settings = replace(office.settings, assignments=AssignmentSettings(answer_days=5))
    assert waits(office, office.head) == {ANSWER: [7]}
    late = DECIDE_BY + timedelta(7)
    assert waits(office, office.head, late) == {ANSWER: [-7]}
    assert passed(office, office.staff, late) == {ANSWER}


def test_an_old_document_waits_for_nobody_and_costs_no_walk(office: Office) -> None:
    db.session.get_one(Directive, office.directive).issued_on = TODAY - timedelta(1)
    db.session.commit()
    assert waits(office, office.head) == {}


@pytest.mark.usefixtures("database")
def test_before_the_first_account_nobody_is_asked() -> None:
    db.session.execute(sa.delete(User))
    assert load_asked() == AskedFrom(None, {}, frozenset())


def test_a_refusal_waits_for_the_arbiter_and_the_proposed_unit(office: Office) -> None:
    dispute_id = office.refuse()
    assert waits(office, office.approver) == {DECIDE: [7]}
    assert waits(office, office.approver_2) == {DECIDE: [7]}
    assert waits(office, office.third_head) == {COMMENT: [7]}
    assert waits(office, office.staff) == {}
    comment_dispute(dispute_id=dispute_id, text="Sở Ba không có biên chế", actor=office.third_head)
    assert waits(office, office.third_head) == {}
    appoint_arbiter(dispute_id=dispute_id, username=office.staff_2.username, actor=office.staff)
    db.session.commit()
    assert waits(office, office.staff_2) == {DECIDE: [7]}
    assert waits(office, office.approver) == {}
    keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.staff_2)
    assert waits(office, office.staff_2) == {}


def test_an_overdue_arbiter_is_passed_on_to_the_office(office: Office) -> None:
    office.refuse()
    assert passed(office, office.staff, DECIDE_BY + timedelta(6)) == set()
    assert passed(office, office.staff, DECIDE_BY + timedelta(7)) == {DECIDE, COMMENT}
    assert waits(office, office.approver, DECIDE_BY + timedelta(1))[DECIDE] == [-1]


def test_a_decision_waits_for_the_office_until_it_is_brought_in(office: Office) -> None:
    dispute_id = office.refuse()
    office.move(dispute_id)
    assert waits(office, office.staff) == {APPLY: [0]}
    apply_decision(dispute_id=dispute_id, actor=office.staff, cutoff=None)
    assert waits(office, office.staff) == {}


def digest(office: Office, person: Actor) -> str:
    """Return what a person is written on the day; empty when nothing need be said."""
    items = list_all_waiting(TODAY, settings=office.settings, directory=load_directory())
    wednesday = digest_day(TODAY, load_calendar())
    sections = build_digest(items, [], make_reader(person), wednesday)
    if not sections:
        return ""
    return render_digest(sections, name="", on=TODAY, base_url="https://noi-day").body


def test_a_new_document_and_a_new_refusal_are_told_on_their_day(office: Office) -> None:
    assert "Phân công chờ tiếp nhận: 2; 12/KH; Sở Một" in digest(office, office.head)
    assert digest(office, office.approver) == ""
    dispute_id = office.refuse()
    told = digest(office, office.approver)
    assert "Phân công bị từ chối, chờ quyết định: 1; 1, 12/KH; Sở Một" in told
    assert "hạn 17/04/2024, còn 7 ngày" in told
    assert f"https://noi-day/phan-cong/xem-xet/{dispute_id}" in told
    assert "chờ ý kiến đơn vị: 1" in digest(office, office.third_head)


def test_both_sides_wait_for_the_arbiter_and_then_for_the_office(office: Office) -> None:
    def others(person: Actor) -> list[tuple[WaitingKind, int | None, frozenset[int]]]:
        items = find_waiting(person, TODAY, settings=office.settings).others
        return [(each.kind, each.unit_id, each.doer_ids) for each in items if each.kind in OURS]

    dispute_id = office.refuse()
    arbiters = frozenset({office.approver.id, office.approver_2.id})
    assert (DECIDE, office.first, arbiters) in others(office.head)
    assert others(office.third_head) == [(DECIDE, office.third, arbiters)]
    assert others(office.second_head) == []
    office.move(dispute_id)
    assert (APPLY, office.first, frozenset()) in others(office.head)
    assert others(office.third_head) == [(APPLY, office.third, frozenset())]


def test_many_disputes_cost_as_many_statements_as_one(office: Office) -> None:
    office.refuse()

    def count() -> int:
        with counted_statements() as sent:
            find_waiting(office.approver, TODAY, settings=office.settings)
        return len(sent)

    before = count()
    office.refuse(task_id=office.other_task)
    assert count() == before


def test_of_an_old_document_only_who_came_to_it_since_is_asked_and_from_then_on(
    office: Office, on_day: OnDay
) -> None:
    db.session.get_one(Directive, office.directive).issued_on = TODAY - timedelta(1)
    db.session.commit()

    def change(supports: str, days: int) -> int:
        order = ChangeOrder(TODAY + timedelta(days), WHY)
        key = change_parties(
            task_id=office.task, leads="Sở Một", supports=supports, order=order, actor=office.staff
        )
        db.session.commit()
        return key

    def asked() -> list[tuple[int, date | None]]:
        rows = list_answers(today(), load_directory(), office.settings, is_asked_only=True)
        return [(row.expanded.unit.id, row.asked_on) for row in rows]

    change("Sở Hai; Sở Ba", 0)
    came = [(office.third, TODAY)]
    assert asked() == came
    on_day(TODAY + timedelta(2))
    undone = change("Sở Hai", 0)
    undo_change(change_id=undone, order=ChangeOrder(TODAY, WHY), actor=office.staff)
    db.session.commit()
    assert asked() == came, "what was undone starts no clock anew"
    change("Sở Hai", 5)
    change("Sở Hai; Sở Ba", 10)
    assert asked() == came, "what begins later does neither"
