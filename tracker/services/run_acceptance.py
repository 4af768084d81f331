"""A person lets a failed pull pass (chấp nhận), with a reason that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import PullRun, Source, db
from models.vocabulary import Role, RunState
from tracker.clock import now
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.rules.freshness import GOOD_STATES
from tracker.services.audit import record_audit
from tracker.services.pull_gate import was_killed
from tracker.services.source_reasons import read_reason

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor

ACCEPTING_ROLES: Final = (Role.OFFICE_STAFF,)
"""Who may let a failed pull pass: it decides what lists and verdicts stand on."""


def accept_run(*, run_id: int, reason: str, actor: Actor) -> str:
    """Let the period of a failed pull go on with the figures of the last good one.

    Nothing of the failed pull is taken in; lists and pages say that it failed and was accepted.

    Args:
        run_id: The newest pull of its source and period.
        reason: Why the figures that stand are good enough; printed on lists drafted with them.
        actor: Who answers for it.

    Returns:
        Text form of the period that may go on.

    Raises:
        NotFoundError: `pull_run_unknown`.
        RefusedError: `run_needs_no_acceptance`, `run_not_newest`, `source_reason_short`,
            `source_reason_long`.
        ConflictError: `run_accepted_already`, `run_still_running`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, ACCEPTING_ROLES)
    reason = read_reason(reason)
    run = _load(run_id)
    _require_acceptable(run)
    run.accepted_at, run.accepted_by, run.accepted_reason = now(), actor.id, reason
    db.session.flush()
    source_code = db.session.scalar(sa.select(Source.code).where(Source.id == run.source_id))
    record_audit(
        actor=actor,
        action="pull_accepted",
        object_type="pull_run",
        object_key=str(run.id),
        details={
            "source": source_code,
            "period": run.period,
            "error": run.error_code,
            "reason": reason,
        },
    )
    return run.period


def _load(run_id: int) -> PullRun:
    # Another person may be accepting it now: who comes second is told so.
    statement = sa.select(PullRun).where(PullRun.id == run_id).with_for_update()
    run = db.session.scalar(statement.execution_options(populate_existing=True))
    if run is None:
        raise NotFoundError("pull_run_unknown", run=run_id)
    return run


def _require_acceptable(run: PullRun) -> None:
    if run.state in GOOD_STATES:
        raise RefusedError("run_needs_no_acceptance", run=run.id)
    if run.accepted_at is not None:
        raise ConflictError("run_accepted_already", run=run.id)
    if run.state is RunState.RUNNING and not was_killed(run.id, run.started_at):
        raise ConflictError("run_still_running", run=run.id)
    same = sa.and_(PullRun.source_id == run.source_id, PullRun.period == run.period)
    newest = db.session.scalar(sa.select(sa.func.max(PullRun.id)).where(same))
    if newest != run.id:
        raise RefusedError("run_not_newest", run=run.id, newest=newest)
