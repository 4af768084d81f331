"""The ledger of the cycle: claimed by one, written by whoever holds the fence, done once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from models import AuditEntry, CycleEntry, db
from models.vocabulary import CycleStep, Role, StepState
from tests.cycle_world import STEPS, audited, entry
from tests.remembered import remembered
from tracker.clock import now
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.cycle import LedgerEntry, load_ledger
from tracker.rules.cycle import LEASE
from tracker.rules.periods import read_period
from tracker.services.audit import record_audit
from tracker.services.cycle import (
    Claim,
    claim_step,
    finish_step,
    give_up_step,
    keep_waiting,
    note_waiting,
    open_month,
    renew_lease,
    retry_step,
    settle_step,
)
from tracker.transaction import sealing, transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

MARCH = "2024-03"
NOW = datetime(2024, 4, 5, tzinfo=UTC)
DUE = dict.fromkeys(STEPS, NOW)
RESULT = {"code": "cycle_checked", "params": {"good": 1, "accepted": 0}}


@remembered
def month(database: Settings) -> str:
    with transaction():
        open_month(period=MARCH, due_at=DUE)
    return MARCH


def seen(step: CycleStep = CycleStep.PULL, period: str = MARCH) -> LedgerEntry:
    db.session.rollback()
    found = load_ledger(read_period(period))[step]
    db.session.rollback()
    return found


def claim(at: datetime = NOW, entry: LedgerEntry | None = None) -> Claim | None:
    with transaction():
        return claim_step(entry=entry or seen(), at=at)


def held(at: datetime = NOW) -> Claim:
    got = claim(at)
    assert got is not None
    return got


@contextmanager
def lost() -> Iterator[None]:
    with pytest.raises(ConflictError) as refusal:
        yield
    assert refusal.value.code == "cycle_lease_lost"


def test_a_month_is_opened_once_and_follows_its_due_days(month: str) -> None:
    later = {step: NOW + timedelta(days=1) for step in STEPS}
    for due_at in (DUE, later):
        with transaction():
            open_month(period=month, due_at=due_at)

    assert list(load_ledger(read_period(month))) == list(STEPS)
    assert {each.due_at for each in load_ledger(read_period(month)).values()} == {
        NOW + timedelta(days=1)
    }


def test_what_is_done_keeps_the_day_it_was_due(month: str, system: Actor) -> None:
    got = held()
    with transaction():
        finish_step(claim=got, at=NOW, result=RESULT, actor=system)
        open_month(period=month, due_at=dict.fromkeys(STEPS, NOW + LEASE))

    assert (seen().due_at, seen(CycleStep.CHECK).due_at) == (NOW, NOW + LEASE)


def test_a_step_is_claimed_by_one_of_those_who_saw_it_free(month: str) -> None:
    as_seen = seen()

    assert claim(entry=as_seen) == Claim(MARCH, CycleStep.PULL, 1)
    assert claim(entry=as_seen) is None
    assert claim() is None


def test_who_saw_a_step_before_another_claimed_it_is_never_given_the_others_number(
    month: str,
) -> None:
    as_seen = seen()
    first = held()

    assert claim(NOW + LEASE, as_seen) is None
    assert held(NOW + LEASE).fence == first.fence + 1


def test_a_lease_that_has_run_out_is_taken_over_and_the_late_worker_kept_out(
    month: str, system: Actor
) -> None:
    late = held()
    assert claim(NOW + LEASE - timedelta(seconds=1)) is None
    taker = held(NOW + LEASE)
    assert taker.fence == late.fence + 1

    with lost(), transaction():
        finish_step(claim=late, at=NOW, result=RESULT, actor=system)
    with lost(), transaction():
        renew_lease(claim=late, at=NOW)
    with lost(), transaction():
        keep_waiting(claim=late, result={}, reason="", params={})
    with lost(), transaction():
        give_up(late, system)
    with transaction():
        finish_step(claim=taker, at=NOW, result=RESULT, actor=system)
    assert audited("cycle_step_done") == {"cycle_step_done 2024-03 pull": 1}


def test_what_a_late_worker_wrote_goes_with_its_lost_claim(month: str, system: Actor) -> None:
    late = held()
    held(NOW + LEASE)

    def seal() -> None:
        finish_step(claim=late, at=NOW, result=RESULT, actor=system)

    with lost(), sealing(seal), transaction():
        record_audit(actor=system, action="work", object_type="t", object_key="k")

    assert audited("work") == {}


def test_work_and_mark_stand_or_fall_together(month: str, system: Actor) -> None:
    got = held()

    def seal() -> None:
        finish_step(claim=got, at=NOW, result=RESULT, actor=system)

    def fail() -> None:
        record_audit(actor=system, action="work", object_type="t", object_key="k")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), sealing(seal), transaction():
        fail()
    assert seen().state is StepState.RUNNING
    with sealing(seal), transaction():
        record_audit(actor=system, action="work", object_type="t", object_key="k")

    assert (seen().state, audited("work")) == (StepState.DONE, {"work k": 1})
    with transaction():
        pass
    assert audited("cycle_step_done") == {"cycle_step_done 2024-03 pull": 1}


def test_work_of_two_transactions_is_never_sealed(month: str, system: Actor) -> None:
    got = held()

    def seal() -> None:
        finish_step(claim=got, at=NOW, result=RESULT, actor=system)

    with sealing(seal):
        with transaction():
            record_audit(actor=system, action="work", object_type="t", object_key="first")
        with pytest.raises(AssertionError, match="behind the seal"), transaction():
            record_audit(actor=system, action="work", object_type="t", object_key="second")

    assert audited("work") == {"work first": 1}


def test_a_dry_run_inside_a_seal_seals_nothing(month: str, system: Actor) -> None:
    got = held()

    def seal() -> None:
        finish_step(claim=got, at=NOW, result=RESULT, actor=system)

    with sealing(seal), transaction(dry_run=True):
        pass

    assert seen().state is StepState.RUNNING


def test_a_held_step_is_held_longer(month: str) -> None:
    got = held()
    with transaction():
        renew_lease(claim=got, at=NOW + LEASE - timedelta(minutes=1))

    assert claim(NOW + LEASE) is None


def test_a_step_that_is_done_is_never_done_again(month: str, system: Actor) -> None:
    before = seen()
    got = held()
    with transaction():
        finish_step(claim=got, at=NOW, result=RESULT, actor=system)

    for as_seen in (before, seen()):
        assert claim(NOW + timedelta(days=9), as_seen) is None
        with transaction():
            assert not settle_step(
                entry=as_seen, at=NOW, now=NOW + LEASE, result=RESULT, actor=system
            )
    with lost(), transaction():
        finish_step(claim=got, at=NOW, result=RESULT, actor=system)


def give_up(got: Claim, actor: Actor, **more: Any) -> None:
    values = {
        "at": NOW,
        "state": StepState.BLOCKED,
        "reason": "pull_empty",
        "params": {},
        "previous_reason": "",
    }
    give_up_step(claim=got, actor=actor, **{**values, **more})


def test_the_trail_names_a_failure_once_until_it_is_another(month: str, system: Actor) -> None:
    for reason, previous in (
        ("pull_empty", ""),
        ("pull_empty", "pull_empty"),
        ("pull_shrunken", "pull_empty"),
    ):
        got = held()
        with transaction():
            give_up(got, system, reason=reason, previous_reason=previous)

    assert seen().attempt_count == 3
    assert audited("cycle_step_blocked") == {"cycle_step_blocked 2024-03 pull": 2}


def test_what_a_step_waits_for_is_written_only_while_nobody_holds_it(month: str) -> None:
    as_seen = seen()
    with transaction():
        note_waiting(entry=as_seen, at=NOW, reason="cycle_no_dossiers", params={"a": 1})
    assert (seen().reason, seen().params) == ("cycle_no_dossiers", {"a": 1})
    held()
    with transaction():
        note_waiting(entry=seen(), at=NOW, reason="cycle_not_yet_due", params={})

    assert seen().state is StepState.RUNNING


def test_who_saw_a_step_before_it_failed_does_not_write_over_why(month: str, system: Actor) -> None:
    as_seen = seen()
    got = held()
    with transaction():
        give_up(got, system)
        note_waiting(entry=as_seen, at=NOW, reason="cycle_not_yet_due", params={})

    assert (seen().state, seen().reason) == (StepState.BLOCKED, "pull_empty")


def test_a_person_frees_a_step_that_is_stuck(month: str, system: Actor) -> None:
    got = held()
    with transaction():
        give_up(got, system)
        retry_step(period=MARCH, step=CycleStep.PULL, at=NOW, actor=system)

    assert (seen().state, seen().attempt_count) == (StepState.WAITING, 0)
    assert audited("cycle_step_retried") == {"cycle_step_retried 2024-03 pull": 1}


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_only_who_may_take_the_cycle_on_frees_a_step(
    month: str, make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor("somebody", role)

    def free() -> None:
        with transaction():
            retry_step(period=MARCH, step=CycleStep.PULL, at=NOW, actor=actor)

    if role in (Role.SYSTEM, Role.OFFICE_STAFF):
        free()
        return
    with pytest.raises(ForbiddenError):
        free()


def test_a_step_that_runs_is_done_or_is_not_there_is_not_freed(month: str, system: Actor) -> None:
    def refusal(period: str = MARCH) -> RefusedError:
        with pytest.raises(RefusedError) as caught, transaction():
            retry_step(period=period, step=CycleStep.PULL, at=NOW, actor=system)
        return caught.value

    assert isinstance(refusal("2024-04"), NotFoundError)
    got = held()
    assert refusal().code == "cycle_step_running"
    with transaction():
        finish_step(claim=got, at=NOW, result=RESULT, actor=system)
    assert refusal().code == "cycle_step_is_done"


def test_one_step_of_one_month_has_one_row(month: str) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(
            sa.insert(CycleEntry).values(
                period=MARCH, step=CycleStep.PULL, state=StepState.WAITING, due_at=now()
            )
        )
    db.session.rollback()
    assert entry(CycleStep.PULL).fence == 0


class Ledger(RuleBasedStateMachine):
    """Workers that claim, work, are slow, die and come back, against a model of one step."""

    reset: Callable[[], None]
    actor: Actor

    def __init__(self) -> None:
        super().__init__()
        self.reset()
        self.at = NOW
        self.owned: list[Claim] = []
        self.views: list[LedgerEntry] = []
        self.holder: tuple[int, datetime] | None = None
        self.fence = 0
        self.is_done = False
        self.work_count = 0

    def is_held(self) -> bool:
        return self.holder is not None and self.holder[1] > self.at

    @rule(minutes=st.sampled_from((1, 5, 14, 15, 16, 60)))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule()
    def look(self) -> None:
        self.views.append(seen())

    @precondition(lambda self: self.views)
    @rule(data=st.data())
    def claims(self, data: st.DataObject) -> None:
        view = data.draw(st.sampled_from(self.views))
        with transaction():
            got = claim_step(entry=view, at=self.at)
        may = view.fence == self.fence and not self.is_done and not self.is_held()
        assert (got is not None) is may
        if got is not None:
            self.fence += 1
            self.holder = (self.fence, self.at + LEASE)
            self.owned.append(got)

    @precondition(lambda self: self.owned)
    @rule(data=st.data())
    def works(self, data: st.DataObject) -> None:
        got = data.draw(st.sampled_from(self.owned))

        def seal() -> None:
            finish_step(claim=got, at=self.at, result=RESULT, actor=self.actor)

        holds = self.holder is not None and self.holder[0] == got.fence and not self.is_done
        try:
            with sealing(seal), transaction():
                record_audit(actor=self.actor, action="work", object_type="step", object_key=MARCH)
        except ConflictError:
            assert not holds
            return
        assert holds
        self.is_done, self.work_count = True, self.work_count + 1

    @precondition(lambda self: self.owned)
    @rule(data=st.data())
    def gives_up(self, data: st.DataObject) -> None:
        got = data.draw(st.sampled_from(self.owned))
        holds = self.holder is not None and self.holder[0] == got.fence and not self.is_done
        try:
            with transaction():
                give_up(got, self.actor, at=self.at)
        except ConflictError:
            assert not holds
            return
        assert holds
        self.holder = None

    @precondition(lambda self: self.views)
    @rule(data=st.data())
    def settles(self, data: st.DataObject) -> None:
        view = data.draw(st.sampled_from(self.views))
        with transaction():
            got = settle_step(entry=view, at=self.at, now=self.at, result=RESULT, actor=self.actor)
        may = view.fence == self.fence and not self.is_done and not self.is_held()
        assert got is may
        if got:
            self.fence, self.is_done, self.holder = self.fence + 1, True, None

    @invariant()
    def the_ledger_is_the_model(self) -> None:
        found = seen()
        assert found.fence == self.fence
        assert (found.state is StepState.DONE) is self.is_done
        assert found.is_running(self.at) is (self.is_held() and not self.is_done)
        assert sum(audited("work").values()) == self.work_count <= 1
        assert sum(audited("cycle_step_done", "cycle_step_recognised").values()) == self.is_done


def test_the_ledger_does_what_its_model_does(month: str, system: Actor) -> None:
    def reset() -> None:
        with transaction():
            if db.engine.dialect.name == "sqlite":
                triggers = sa.text(
                    "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_entry'"
                )
                for name in db.session.scalars(triggers).all():
                    db.session.execute(sa.text(f'DROP TRIGGER "{name}"'))
            else:
                db.session.execute(sa.text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
            db.session.execute(sa.delete(AuditEntry))
            db.session.execute(sa.delete(CycleEntry))
            open_month(period=MARCH, due_at=DUE)

    Ledger.reset = staticmethod(reset)  # type: ignore[method-assign]
    Ledger.actor = system
    run_machine(
        Ledger,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
