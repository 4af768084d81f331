"""Keeps the ledger of the monthly cycle: every step of every month is claimed and done once.

A worker claims a step with a lease and is given a fence, a number that only grows; everything it
writes into the ledger carries that number. A worker that was slow, or came back from the dead,
finds its number taken and writes nothing: what it did in the same transaction goes with it. All
of this is plain conditional UPDATEs, so it holds on both databases with any number of processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models import CycleEntry, db
from models.types import UtcDateTime
from models.vocabulary import CycleStep, Role, StepState
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.rules.cycle import LEASE
from tracker.services.audit import record_audit
from tracker.services.cycle_rows import is_free, of_step, update_entries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tracker.queries.accounts import Actor
    from tracker.queries.cycle import LedgerEntry

TICKING_ROLES: Final = (Role.OFFICE_STAFF, Role.SYSTEM)
"""Who may have the cycle go on: the clock process, and the office that answers for it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A step a worker holds.

    Args:
        period: The month.
        step: The step.
        fence: What every write of the worker must carry.
    """

    period: str
    step: CycleStep
    fence: int


def open_month(*, period: str, due_at: Mapping[CycleStep, datetime]) -> None:
    """Write down the steps of a month that are not there yet, and when those not done are due.

    Args:
        period: The month.
        due_at: When each step is due.
    """
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    rows = [
        {"period": period, "step": step, "state": StepState.WAITING, "due_at": at}
        | {"fence": 0, "attempt_count": 0, "reason": ""}
        for step, at in due_at.items()
    ]
    db.session.execute(insert(CycleEntry).values(rows).on_conflict_do_nothing())
    for step, at in due_at.items():
        update_entries(
            of_step(period, step),
            CycleEntry.state.in_((StepState.WAITING, StepState.BLOCKED)),
            CycleEntry.due_at != at,
            due_at=at,
        )


def claim_step(*, entry: LedgerEntry, at: datetime) -> Claim | None:
    """Claim a step for a worker; None when another one was faster.

    Args:
        entry: The step as the worker read it: whatever happened to it since, it does not get it.
        at: The present instant.
    """
    fence = entry.fence + 1
    got = update_entries(
        of_step(entry.period, entry.step),
        CycleEntry.fence == entry.fence,
        CycleEntry.state != StepState.DONE,
        is_free(at),
        state=StepState.RUNNING,
        lease_until=at + LEASE,
        fence=fence,
        attempt_count=CycleEntry.attempt_count + 1,
        started_at=sa.func.coalesce(CycleEntry.started_at, sa.literal(at, UtcDateTime())),
        finished_at=None,
    )
    return Claim(entry.period, entry.step, fence) if got else None


def renew_lease(*, claim: Claim, at: datetime) -> None:
    """Hold a step longer.

    Raises:
        ConflictError: `cycle_lease_lost`.
    """
    _write(claim, lease_until=at + LEASE)


def finish_step(*, claim: Claim, at: datetime, result: Mapping[str, Any], actor: Actor) -> None:
    """Mark a claimed step as done, in the transaction of its work.

    Args:
        claim: The step.
        at: The present instant.
        result: "code" and "params" of what it left behind.
        actor: Who had it done.

    Raises:
        ConflictError: `cycle_lease_lost`: the work of this transaction must not stand either.
    """
    _write(
        claim,
        state=StepState.DONE,
        lease_until=None,
        finished_at=at,
        reason="",
        params=None,
        result=dict(result),
    )
    _record(claim.period, claim.step, "cycle_step_done", actor, result)


def keep_waiting(
    *, claim: Claim, result: Mapping[str, Any], reason: str, params: Mapping[str, Any]
) -> None:
    """Give a claimed step back with part of its work done; it waits for its next part.

    Raises:
        ConflictError: `cycle_lease_lost`.
    """
    _write(
        claim,
        state=StepState.WAITING,
        lease_until=None,
        attempt_count=0,
        reason=reason,
        params=dict(params),
        result=dict(result),
    )


def give_up_step(
    *,
    claim: Claim,
    at: datetime,
    state: StepState,
    reason: str,
    params: Mapping[str, Any],
    previous_reason: str,
    actor: Actor,
) -> None:
    """Give a claimed step back undone: it is tried again after a while.

    Args:
        claim: The step.
        at: The present instant.
        state: `BLOCKED`, or `WAITING` where the reason only says "not yet".
        reason: Code of why.
        params: Values of its sentence.
        previous_reason: Why it stood still before: the trail does not say the same twice.
        actor: Who tried.

    Raises:
        ConflictError: `cycle_lease_lost`.
    """
    _write(
        claim,
        state=state,
        lease_until=None,
        finished_at=at,
        reason=reason,
        params=dict(params),
    )
    if state is StepState.BLOCKED and reason != previous_reason:
        details = {"code": reason, "params": dict(params)}
        _record(claim.period, claim.step, "cycle_step_blocked", actor, details)


def settle_step(
    *, entry: LedgerEntry, at: datetime, now: datetime, result: Mapping[str, Any], actor: Actor
) -> bool:
    """Mark a step as done that a person did by hand, or that has nothing to do.

    Args:
        entry: The step as it was read.
        at: When it was done.
        now: The present instant.
        result: "code" and "params" of what was found.
        actor: Who found it.

    Returns:
        False when another worker was faster.
    """
    got = update_entries(
        of_step(entry.period, entry.step),
        CycleEntry.fence == entry.fence,
        CycleEntry.state != StepState.DONE,
        is_free(now),
        state=StepState.DONE,
        lease_until=None,
        fence=entry.fence + 1,
        finished_at=at,
        reason="",
        params=None,
        result={**entry.result, **result},
    )
    if got:
        _record(entry.period, entry.step, "cycle_step_recognised", actor, result)
    return bool(got)


def note_waiting(
    *, entry: LedgerEntry, at: datetime, reason: str, params: Mapping[str, Any]
) -> None:
    """Write down what a step waits for, if nobody holds it."""
    update_entries(
        of_step(entry.period, entry.step),
        CycleEntry.fence == entry.fence,
        CycleEntry.state != StepState.DONE,
        is_free(at),
        state=StepState.WAITING,
        lease_until=None,
        attempt_count=0,
        reason=reason,
        params=dict(params),
    )


def retry_step(*, period: str, step: CycleStep, at: datetime, actor: Actor) -> None:
    """Let a step that failed be tried at the next tick, however long its back-off is.

    Args:
        period: The month.
        step: The step.
        at: The present instant.
        actor: Who asks for it.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `cycle_step_unknown`.
        RefusedError: `cycle_step_is_done`.
        ConflictError: `cycle_step_running`.
    """
    require_role(actor, TICKING_ROLES)
    state = db.session.scalar(sa.select(CycleEntry.state).where(of_step(period, step)))
    if state is None:
        raise NotFoundError("cycle_step_unknown", period=period, step=step)
    if state is StepState.DONE:
        raise RefusedError("cycle_step_is_done", period=period, step=step)
    free = of_step(period, step), CycleEntry.state != StepState.DONE, is_free(at)
    if not update_entries(*free, state=StepState.WAITING, attempt_count=0, lease_until=None):
        raise ConflictError("cycle_step_running", period=period, step=step)
    _record(period, step, "cycle_step_retried", actor, {})


def _write(claim: Claim, **values: Any) -> None:
    """Write into a claimed step, if the claim still holds."""
    held = (
        of_step(claim.period, claim.step),
        CycleEntry.fence == claim.fence,
        CycleEntry.state == StepState.RUNNING,
    )
    if not update_entries(*held, **values):
        raise ConflictError("cycle_lease_lost", period=claim.period, step=claim.step)


def _record(
    period: str, step: CycleStep, action: str, actor: Actor, details: Mapping[str, Any]
) -> None:
    record_audit(
        actor=actor,
        action=action,
        object_type="cycle_step",
        object_key=f"{period} {step.value}",
        details=details,
    )
