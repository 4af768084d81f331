"""Two people at the same assignment in the same moment: one of them is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import AssignmentAcceptance, AssignmentDispute, db
from models.vocabulary import DisputeState, ProposalKind, RefusalReason, Role
from tests.assignment_office import PAPER, TEXT, TODAY, WHY, Office, make_office
from tests.remembered import add_actor, remembered
from tracker.errors import ConflictError
from tracker.runtime import create_runtime
from tracker.services.assignment_answers import accept_assignments, refuse_assignment
from tracker.services.assignment_decisions import apply_decision
from tracker.services.assignment_disputes import keep_assignment, move_assignment
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(TODAY)
    return make_office(database)


def at_once(settings: Settings, *steps: Callable[[], object]) -> list[str]:
    """Take steps in the same moment, each in a transaction of its own; return how they ended."""
    barrier = Barrier(len(steps))

    def take(step: Callable[[], object]) -> str:
        with create_runtime(settings).app_context():
            try:
                barrier.wait()
                with transaction():
                    step()
            except ConflictError as error:
                return error.code
            finally:
                db.session.remove()
                db.engine.dispose()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        found = sorted(pool.map(take, steps))
    # What was read before must not hide what the others wrote.
    db.session.rollback()
    return found


def test_of_two_refusals_at_once_one_opens_the_dispute(office: Office) -> None:
    deputy = add_actor("pho-1", Role.DEPARTMENT_HEAD, office.first)

    def refuse(actor: Actor) -> Callable[[], object]:
        return lambda: refuse_assignment(
            task_id=office.task,
            unit_id=office.first,
            reason=RefusalReason.OTHER,
            text=TEXT,
            proposal=ProposalKind.OTHER_ROLE,
            actor=actor,
            settings=office.settings,
        )

    found = at_once(office.settings, refuse(office.head), refuse(deputy))
    assert found == ["assignment_answered", "done"]
    assert db.session.scalar(sa.select(sa.func.count(AssignmentDispute.id))) == 1


def test_of_a_refusal_and_an_acceptance_at_once_no_part_ends_with_both(office: Office) -> None:
    deputy = add_actor("pho-1", Role.DEPARTMENT_HEAD, office.first)
    at_once(
        office.settings,
        lambda: refuse_assignment(
            task_id=office.task,
            unit_id=office.first,
            reason=RefusalReason.OTHER,
            text=TEXT,
            proposal=ProposalKind.OTHER_ROLE,
            actor=office.head,
            settings=office.settings,
        ),
        lambda: accept_assignments(
            parts=[(office.task, office.first)], actor=deputy, settings=office.settings
        ),
    )
    is_open = AssignmentDispute.state == DisputeState.OPEN
    open_count = db.session.scalar(sa.select(sa.func.count()).where(is_open))
    accepted = db.session.scalar(sa.select(sa.func.count(AssignmentAcceptance.id)))
    assert (open_count, accepted) == (0, 1)


def test_of_two_decisions_at_once_one_stands(office: Office) -> None:
    dispute_id = office.refuse()
    found = at_once(
        office.settings,
        lambda: keep_assignment(dispute_id=dispute_id, decision=WHY, actor=office.approver),
        lambda: move_assignment(
            dispute_id=dispute_id,
            kind=ProposalKind.OTHER_UNIT,
            unit_id=office.third,
            decision=WHY,
            document=PAPER,
            effective_on=TODAY,
            actor=office.approver_2,
        ),
    )
    assert found == ["dispute_closed", "done"]
    row = db.session.get_one(AssignmentDispute, dispute_id)
    assert (row.moved is None) is (row.state is DisputeState.KEPT)


def test_of_two_who_bring_a_decision_in_at_once_one_does(office: Office) -> None:
    dispute_id = office.refuse()
    office.move(dispute_id)

    def bring_in(actor: Actor) -> Callable[[], object]:
        return lambda: apply_decision(dispute_id=dispute_id, actor=actor, cutoff=None)

    found = at_once(office.settings, bring_in(office.staff), bring_in(office.staff_2))
    assert found == ["dispute_applied", "done"]
