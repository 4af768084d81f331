"""Keeps what a pull brought: each call with its bytes, and the units a source knows."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models import PullCall, RawBody, SourceUnit, db
from tracker.services.pull_runs import require_running

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

_PACKING: Final = 6
"""Level of zlib: what a tenth of a second packs."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call as it is kept.

    Args:
        name: What was asked for, in the connector's words.
        method: "GET", "POST", or "LOCAL" where nothing was called.
        url: Address without a query.
        parameters: Query, body and plain headers; secrets by the name of their variable.
        captured_at: When the reply came, or the call failed.
        status: Status of the reply, None when there is none.
        content_type: What the reply says it is.
        body: Its bytes, None when there are none.
        duration_ms: How long it took; 0 for a reply taken up again.
        error_code: Why the reply was not taken; empty for a good one.
    """

    name: str
    method: str
    url: str
    parameters: Mapping[str, Any]
    captured_at: datetime
    status: int | None = None
    content_type: str = ""
    body: bytes | None = None
    duration_ms: int = 0
    error_code: str = ""


def record_call(*, run_id: int, call: CallRecord) -> None:
    """Write one call of a running run down, with the bytes it brought.

    Raises:
        ConflictError: `pull_run_lost` when the run was ended meanwhile.
    """
    run = require_running(run_id)
    body = call.body
    db.session.add(
        PullCall(
            run_id=run_id,
            ordinal=run.call_count + 1,
            name=call.name,
            method=call.method,
            url=call.url,
            parameters=dict(call.parameters),
            status=call.status,
            content_type=call.content_type[:120],
            captured_at=call.captured_at,
            duration_ms=call.duration_ms,
            byte_count=0 if body is None else len(body),
            body_id=None if body is None else _keep(body),
            error_code=call.error_code,
        )
    )
    run.call_count += 1
    db.session.flush()


def record_source_units(
    *, source_id: int, run_id: int, units: Sequence[tuple[str, str, str, int | None]]
) -> None:
    """Write down which units a run saw, and which of ours each is.

    Args:
        source_id: The source.
        run_id: The run.
        units: Key, code and name at the source, and our unit where it is known.
    """
    known = {
        unit.external_id: unit
        for unit in db.session.scalars(
            sa.select(SourceUnit).where(SourceUnit.source_id == source_id)
        )
    }
    for external_id, code, name, unit_id in units:
        unit = known.get(external_id)
        if unit is None:
            unit = SourceUnit(source_id=source_id, external_id=external_id, first_run_id=run_id)
            db.session.add(unit)
        unit.external_code, unit.external_name = code, name
        unit.last_run_id = run_id
        # What a person said a unit is stays, also in a period it cannot be found for by itself.
        unit.unit_id = unit_id if unit_id is not None else unit.unit_id
    db.session.flush()


def _keep(body: bytes) -> int:
    """Return the key of these bytes, kept once however often they come."""
    sha256 = hashlib.sha256(body).hexdigest()
    by_hash = sa.select(RawBody.id).where(RawBody.sha256 == sha256)
    known = db.session.scalar(by_hash)
    if known is not None:
        return known
    raw = RawBody(sha256=sha256, byte_count=len(body), content=zlib.compress(body, _PACKING))
    try:
        with db.session.begin_nested():
            db.session.add(raw)
    except IntegrityError:
        # Another source brought the same bytes in this very moment.
        return db.session.scalars(by_hash).one()
    return raw.id
