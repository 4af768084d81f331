"""Pulls as rows for tests: runs that ended this way or that, their calls, a source's units."""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, datetime
from typing import Any

from models import PullCall, PullRun, RawBody, Source, SourceUnit, db
from models.vocabulary import RunState
from tests.factories import make_source
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor

STARTED = datetime(2024, 4, 2, 1, 0, tzinfo=UTC)


def source_id_of(code: str) -> int:
    """Return the key of a source, added where it is new."""
    found = db.session.query(Source).filter_by(code=code).one_or_none()
    return make_source(code) if found is None else found.id


def make_run(
    source: str = "CONG",
    period: str = "2024-03",
    state: RunState = RunState.OK,
    *,
    error: str = "",
    accepted: str = "",
    **more: Any,
) -> int:
    """Add a run, ended unless it runs; return its number."""
    actor_id = get_actor(SYSTEM_USERNAME).id
    started_at = more.pop("started_at", STARTED)
    run = PullRun(
        source_id=source_id_of(source),
        period=period,
        connector="portal",
        state=state,
        started_at=started_at,
        finished_at=None if state is RunState.RUNNING else started_at,
        created_by=actor_id,
        error_code=error or ("pull_interrupted" if state is RunState.FAILED else ""),
        **more,
    )
    if accepted:
        run.accepted_at, run.accepted_by, run.accepted_reason = started_at, actor_id, accepted
    db.session.add(run)
    db.session.commit()
    return run.id


def make_call(run_id: int, body: bytes | None = b"{}", **more: Any) -> str:
    """Add a call with the bytes it brought; return their hash."""
    sha256 = ""
    body_id = None
    if body is not None:
        sha256 = hashlib.sha256(body).hexdigest()
        known = db.session.query(RawBody).filter_by(sha256=sha256).one_or_none()
        raw = known or RawBody(sha256=sha256, byte_count=len(body), content=zlib.compress(body))
        db.session.add(raw)
        db.session.flush()
        body_id = raw.id
    values = {
        "name": "progress",
        "method": "GET",
        "url": "https://cong.example/api",
        "parameters": {"query": {"month": "3"}},
        "status": 201,
        "content_type": "application/json",
        "captured_at": STARTED,
        "duration_ms": 1234,
        "byte_count": 0 if body is None else len(body),
        **more,
    }
    ordinal = db.session.query(PullCall).filter_by(run_id=run_id).count() + 1
    db.session.add(PullCall(run_id=run_id, ordinal=ordinal, body_id=body_id, **values))
    db.session.commit()
    return sha256


def make_source_unit(
    run_id: int, external_id: str, name: str = "", unit_id: int | None = None
) -> None:
    """Add a unit as the source of a run knows it."""
    run = db.session.get_one(PullRun, run_id)
    db.session.add(
        SourceUnit(
            source_id=run.source_id,
            external_id=external_id,
            external_code="",
            external_name=name,
            unit_id=unit_id,
            first_run_id=run_id,
            last_run_id=run_id,
        )
    )
    db.session.commit()
