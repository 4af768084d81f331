"""Pulls as frozen values: runs, their calls, the bytes they brought, and which run speaks."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import PullCall, PullRun, RawBody, Source, User, db
from models.vocabulary import PeriodKind, RunState
from tracker.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


GOOD: Final = (RunState.OK, RunState.OK_WITH_FINDINGS)
"""States of a run whose figures were taken in."""


@dataclass(frozen=True, slots=True)
class PullRunRow:
    """One pull of a source for a period (lần lấy số liệu).

    Args:
        created_by: Display name of who ran it.
        findings: What was odd: {"code", "params"} each.
        quality: What the source says of its own figures: flag → count.
        error_code: Why it failed; empty for a good run.
        accepted_by: Display name of who let a failed run pass.
    """

    id: int
    source_id: int
    source_code: str
    source_name: str
    period: str
    connector: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    created_by: str
    resumed_from_id: int | None
    captured_at: datetime | None
    call_count: int
    row_count: int
    added_count: int
    updated_count: int
    unchanged_count: int
    rejected_count: int
    skipped_count: int
    unit_count: int
    unit_key: str
    batch_id: int | None
    findings: tuple[Mapping[str, Any], ...]
    quality: Mapping[str, int]
    error_code: str
    error_params: Mapping[str, Any]
    accepted_by: str
    accepted_at: datetime | None
    accepted_reason: str

    @property
    def is_good(self) -> bool:
        """Return whether its figures were taken in."""
        return self.state in GOOD


@dataclass(frozen=True, slots=True)
class PullCallRow:
    """One request of a run and what came of it; `error_code` is empty for a good one."""

    id: int
    run_id: int
    ordinal: int
    name: str
    method: str
    url: str
    parameters: Mapping[str, Any]
    status: int | None
    content_type: str
    captured_at: datetime
    duration_ms: int
    byte_count: int
    body_id: int | None
    body_sha256: str
    error_code: str


def list_runs(
    *,
    source: str | None = None,
    period: str | None = None,
    state: RunState | None = None,
    limit: int = 100,
) -> list[PullRunRow]:
    """Return runs, the newest first.

    Args:
        source: Only of the source of that code.
        period: Only for that period.
        state: Only that ended so.
        limit: At most so many.
    """
    statement = _select().order_by(PullRun.id.desc()).limit(limit)
    if source is not None:
        statement = statement.where(Source.code == source)
    if period is not None:
        statement = statement.where(PullRun.period == period)
    if state is not None:
        statement = statement.where(PullRun.state == state)
    return [_row(*row) for row in db.session.execute(statement)]


def get_run(run_id: int) -> PullRunRow:
    """Return the run with that number.

    Raises:
        NotFoundError: `pull_run_unknown`.
    """
    row = db.session.execute(_select().where(PullRun.id == run_id)).first()
    if row is None:
        raise NotFoundError("pull_run_unknown", run=run_id)
    return _row(*row)


def list_calls(run_id: int) -> list[PullCallRow]:
    """Return the calls of a run, in the order they were made."""
    rows = db.session.execute(
        sa.select(PullCall, RawBody.sha256)
        .outerjoin(RawBody, RawBody.id == PullCall.body_id)
        .where(PullCall.run_id == run_id)
        .order_by(PullCall.ordinal)
    )
    return [_call(*row) for row in rows]


def load_body(body_id: int) -> bytes:
    """Return the bytes of a reply as they came.

    Raises:
        NotFoundError: `pull_body_unknown`.
    """
    content = db.session.scalar(sa.select(RawBody.content).where(RawBody.id == body_id))
    if content is None:
        raise NotFoundError("pull_body_unknown", body=body_id)
    return zlib.decompress(content)


def find_last_good_run(source_id: int, kind: PeriodKind | None = None) -> PullRunRow | None:
    """Return the newest run of a source whose figures were taken in.

    Args:
        source_id: The source.
        kind: Only runs for periods of that kind: a month is never held against a year.
    """
    statement = _select().where(PullRun.source_id == source_id, PullRun.state.in_(GOOD))
    if kind is not None:
        statement = statement.where(_is_of(kind))
    row = db.session.execute(statement.order_by(PullRun.id.desc()).limit(1)).first()
    return None if row is None else _row(*row)


def find_resumable(
    source_id: int,
    period: str,
    since: datetime,
    *,
    before: int | None = None,
    with_shrunken: bool = False,
) -> PullRunRow | None:
    """Return the newest run of a source and period, if it was cut short and not long ago.

    A run that ended because a call failed or because it was killed has good replies; those of one
    that failed as a whole are in doubt, and are asked for anew.

    Args:
        source_id: The source.
        period: Text form of the period.
        since: Runs that ended before are too old.
        before: Number of the run that would take it up; None where there is none yet.
        with_shrunken: Whether a run that brought too little will do: somebody accepts it.
    """
    statement = _select().where(PullRun.source_id == source_id, PullRun.period == period)
    if before is not None:
        statement = statement.where(PullRun.id < before)
    row = db.session.execute(statement.order_by(PullRun.id.desc()).limit(1)).first()
    if row is None:
        return None
    run = _row(*row)
    if run.state is not RunState.FAILED or run.finished_at is None or run.finished_at < since:
        return None
    return run if _was_cut_short(run, with_shrunken=with_shrunken) else None


def _was_cut_short(run: PullRunRow, *, with_shrunken: bool) -> bool:
    if run.error_code in ("pull_shrunken", "pull_interrupted"):
        return with_shrunken or run.error_code == "pull_interrupted"
    if run.error_code == "unit_set_changed":
        # Which of the replies is the odd one, nobody knows.
        return False
    bad = sa.select(PullCall.id).where(PullCall.run_id == run.id, PullCall.error_code != "")
    return db.session.scalar(bad.limit(1)) is not None


def find_running(source_id: int) -> PullRunRow | None:
    """Return the newest run of a source that has not ended, as far as anybody knows."""
    row = db.session.execute(
        _select()
        .where(PullRun.source_id == source_id, PullRun.state == RunState.RUNNING)
        .order_by(PullRun.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _row(*row)


def find_last_sign(run_id: int) -> datetime | None:
    """Return when the newest reply of a run came, None when none did."""
    return db.session.scalar(
        sa.select(sa.func.max(PullCall.captured_at)).where(PullCall.run_id == run_id)
    )


def _is_of(kind: PeriodKind) -> sa.ColumnElement[bool]:
    quarter = PullRun.period.like("____-Q_")
    return {
        PeriodKind.MONTH: sa.and_(PullRun.period.like("____-__"), sa.not_(quarter)),
        PeriodKind.QUARTER: quarter,
        PeriodKind.YEAR: PullRun.period.like("____"),
        PeriodKind.MONTH_TO_DATE: PullRun.period.like("%/ytd"),
    }[kind]


def _select() -> sa.Select[PullRun, str, str, str, str]:
    starter, accepter = aliased(User), aliased(User)
    return (
        sa.select(PullRun, Source.code, Source.name, starter.display_name, accepter.display_name)
        .join(Source, Source.id == PullRun.source_id)
        .join(starter, starter.id == PullRun.created_by)
        .outerjoin(accepter, accepter.id == PullRun.accepted_by)
    )


def _row(run: PullRun, code: str, name: str, starter: str, accepter: str | None) -> PullRunRow:
    return PullRunRow(
        id=run.id,
        source_id=run.source_id,
        source_code=code,
        source_name=name,
        period=run.period,
        connector=run.connector,
        state=run.state,
        started_at=run.started_at,
        finished_at=run.finished_at,
        created_by=starter,
        resumed_from_id=run.resumed_from_id,
        captured_at=run.captured_at,
        call_count=run.call_count,
        row_count=run.row_count,
        added_count=run.added_count,
        updated_count=run.updated_count,
        unchanged_count=run.unchanged_count,
        rejected_count=run.rejected_count,
        skipped_count=run.skipped_count,
        unit_count=run.unit_count,
        unit_key=run.unit_key,
        batch_id=run.batch_id,
        findings=tuple(run.findings or ()),
        quality=dict(run.quality or {}),
        error_code=run.error_code,
        error_params=dict(run.error_params or {}),
        accepted_by=accepter or "",
        accepted_at=run.accepted_at,
        accepted_reason=run.accepted_reason,
    )


def _call(call: PullCall, sha256: str | None) -> PullCallRow:
    return PullCallRow(
        id=call.id,
        run_id=call.run_id,
        ordinal=call.ordinal,
        name=call.name,
        method=call.method,
        url=call.url,
        parameters=dict(call.parameters or {}),
        status=call.status,
        content_type=call.content_type,
        captured_at=call.captured_at,
        duration_ms=call.duration_ms,
        byte_count=call.byte_count,
        body_id=call.body_id,
        body_sha256=sha256 or "",
        error_code=call.error_code,
    )
