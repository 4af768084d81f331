"""Keeps the book of pulls: a run opens, its calls are written down, it ends; nothing is rewritten.

Figures go in with `tracker.services.measurements`; here stands what was asked and what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import PullRun, Source, db
from models.vocabulary import RunState
from tracker.clock import local, now
from tracker.errors import ConflictError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.pull_runs import find_last_sign, list_runs
from tracker.services.audit import record_audit
from tracker.services.import_batches import IMPORTING_ROLES, register_source
from tracker.wording.stored import explain_inside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.vocabulary import SourceKind
    from tracker.queries.accounts import Actor
    from tracker.rules.periods import Period

SILENT_AFTER: Final = timedelta(minutes=15)
"""A run without a sign of life for so long was killed: two attempts of a call take two minutes."""
_STOPS_LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a good run came to; counts as `tracker.importing.report.ImportReport` has them."""

    batch_id: int | None
    captured_at: datetime | None
    row_count: int
    added_count: int
    updated_count: int
    unchanged_count: int
    rejected_count: int
    skipped_count: int
    unit_count: int
    unit_key: str
    findings: tuple[Mapping[str, Any], ...]
    quality: Mapping[str, int]


def start_run(
    *,
    source_code: str,
    source_kind: SourceKind,
    rank: int,
    period: Period,
    connector: str,
    actor: Actor,
    max_age_days: int | None = None,
) -> tuple[int, int]:
    """Open a run, if the source may be asked; return the source's key and the run's number.

    A run of the source that has given no sign of life for a quarter of an hour was killed: it is
    marked so. The source is held until the transaction ends, so that two runs cannot both begin.

    Args:
        source_code: The source; one named for the first time is registered.
        source_kind: What a new source is.
        rank: Which source speaks where several state one figure, for a new one.
        period: What is asked for.
        connector: Which connector asks.
        actor: Who has it asked.
        max_age_days: Age limit of its figures, where the file of sources gives one.

    Raises:
        ForbiddenError: `role_not_allowed`.
        RefusedError: `source_stopped`, `source_code_invalid`.
        ConflictError: `pull_running`.
    """
    require_role(actor, IMPORTING_ROLES)
    source_id, is_new = register_source(code=source_code, kind=source_kind)
    source = db.session.get_one(Source, source_id)
    if is_new:
        source.rank = rank
    if max_age_days is not None:
        source.max_age_days = max_age_days
    require_not_stopped(source.code, source.stopped_at, source.stopped_code)
    _end_killed_runs(source, actor)
    run = PullRun(
        source_id=source_id,
        period=period.code,
        connector=connector,
        state=RunState.RUNNING,
        started_at=now(),
        created_by=actor.id,
    )
    db.session.add(run)
    db.session.flush()
    return source_id, run.id


def require_not_stopped(code: str, stopped_at: datetime | None, stopped_code: str) -> None:
    """Refuse to ask a source that waits for a person.

    Raises:
        RefusedError: `source_stopped`.
    """
    if stopped_at is None:
        return
    runs = list_runs(source=code, state=RunState.FAILED, limit=_STOPS_LOOKED_AT)
    found = (run.error_params for run in runs if run.error_code == stopped_code)
    raise RefusedError(
        "source_stopped",
        source=code,
        stopped_on=local(stopped_at).strftime("%d/%m/%Y %H:%M"),
        reason=explain_inside(stopped_code, next(found, None)),
    )


def name_resumed(*, run_id: int, resumed_from_id: int) -> None:
    """Note whose replies a run takes up."""
    require_running(run_id).resumed_from_id = resumed_from_id
    db.session.flush()


def fail_run(
    *,
    run_id: int,
    code: str,
    params: Mapping[str, Any],
    actor: Actor,
    stops_source: bool = False,
) -> None:
    """End a run badly: nothing of it became a figure.

    Args:
        run_id: A running run; one that was ended meanwhile is left as it is.
        code: Code of what happened, with its sentence in `tracker.wording`.
        params: Values the sentence quotes.
        actor: Who ran it.
        stops_source: Whether no call may be made until a person has looked.
    """
    run = db.session.get_one(PullRun, run_id, with_for_update=True)
    if run.state is not RunState.RUNNING:
        return
    source = db.session.get_one(Source, run.source_id)
    # Asked for first: from its state on, the row is frozen.
    captured_at = find_last_sign(run_id)
    run.state = RunState.FAILED
    run.finished_at = now()
    run.captured_at = captured_at
    run.error_code = code
    run.error_params = {name: _plain(value) for name, value in params.items()}
    if stops_source:
        source.stopped_at = now()
        source.stopped_code = code
    db.session.flush()
    _audit(run, source.code, "source_stopped" if stops_source else "pull_failed", actor)


def end_run(*, run_id: int, result: RunResult, actor: Actor, details: Mapping[str, Any]) -> None:
    """End a run well; its figures go in with the same transaction.

    Args:
        run_id: A running run.
        result: What it came to.
        actor: Who ran it.
        details: What else the audit trail should say.

    Raises:
        ConflictError: `pull_run_lost` when the run was ended meanwhile: somebody else may have
            taken its place.
    """
    run = require_running(run_id)
    run.state = RunState.OK_WITH_FINDINGS if result.findings else RunState.OK
    run.finished_at = now()
    run.captured_at = result.captured_at
    run.batch_id = result.batch_id
    run.row_count = result.row_count
    run.added_count = result.added_count
    run.updated_count = result.updated_count
    run.unchanged_count = result.unchanged_count
    run.rejected_count = result.rejected_count
    run.skipped_count = result.skipped_count
    run.unit_count = result.unit_count
    run.unit_key = result.unit_key
    run.findings = [dict(finding) for finding in result.findings]
    run.quality = dict(result.quality)
    db.session.flush()
    source = db.session.get_one(Source, run.source_id)
    _audit(run, source.code, "pulled", actor, details)


def require_running(run_id: int) -> PullRun:
    """Return a run that has not ended, held until the transaction does.

    Raises:
        ConflictError: `pull_run_lost`.
    """
    run = db.session.get_one(PullRun, run_id, with_for_update=True)
    if run.state is not RunState.RUNNING:
        raise ConflictError("pull_run_lost", run=run_id)
    return run


def _end_killed_runs(source: Source, actor: Actor) -> None:
    runs = db.session.scalars(
        sa.select(PullRun).where(PullRun.source_id == source.id, PullRun.state == RunState.RUNNING)
    ).all()
    for run in runs:
        signs = filter(None, (run.started_at, find_last_sign(run.id)))
        if max(signs) > now() - SILENT_AFTER:
            raise ConflictError(
                "pull_running",
                source=source.code,
                run=run.id,
                started_on=local(run.started_at).strftime("%d/%m/%Y %H:%M"),
            )
        fail_run(run_id=run.id, code="pull_interrupted", params={}, actor=actor)


def _plain(value: object) -> object:
    """Return a value of a sentence as JSON keeps it."""
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, float, bool, type(None))) else str(value)


def _audit(
    run: PullRun,
    source: str,
    action: str,
    actor: Actor,
    details: Mapping[str, Any] | None = None,
) -> None:
    record_audit(
        actor=actor,
        action=action,
        object_type="pull_run",
        object_key=str(run.id),
        details={
            "source": source,
            "period": run.period,
            "connector": run.connector,
            "state": run.state.value,
            "calls": run.call_count,
            **({"error": run.error_code} if run.error_code else {}),
            **(details or {}),
        },
    )
