"""The newest pull of every source for a period: which stops the cycle, which was let pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import PullRun, Source, db
from tracker.rules.freshness import Pull, classify_pull, stops_the_cycle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.vocabulary import RunState


@dataclass(frozen=True, slots=True)
class NewestRun:
    """The newest pull of a source for a period."""

    run_id: int
    source_code: str
    state: RunState
    started_at: datetime
    error_code: str
    error_params: Mapping[str, Any]
    accepted_reason: str
    pull: Pull


def list_newest_runs(period: str) -> list[NewestRun]:
    """Return the newest pull of every source that was asked for a period, by source.

    Only the newest counts: a newer good one clears an older failure.

    Args:
        period: Text form of the period.
    """
    newest = sa.select(sa.func.max(PullRun.id)).where(PullRun.period == period)
    rows = db.session.execute(
        sa.select(PullRun, Source.code)
        .join(Source, Source.id == PullRun.source_id)
        .where(PullRun.id.in_(newest.group_by(PullRun.source_id)))
        .order_by(Source.code)
        .execution_options(populate_existing=True)
    )
    return [
        NewestRun(
            run_id=run.id,
            source_code=code,
            state=run.state,
            started_at=run.started_at,
            error_code=run.error_code,
            error_params=run.error_params or {},
            accepted_reason=run.accepted_reason,
            pull=classify_pull(run.state, is_accepted=run.accepted_at is not None),
        )
        for run, code in rows
    ]


def list_stopping_runs(period: str) -> list[NewestRun]:
    """Return the pulls nobody may judge or list a period by: failed, or not ended."""
    return [run for run in list_newest_runs(period) if stops_the_cycle(run.pull)]


def list_accepted_runs(period: str) -> list[NewestRun]:
    """Return the failed pulls of a period that a person let pass."""
    return [run for run in list_newest_runs(period) if run.pull is Pull.ACCEPTED]


def load_age_limits() -> dict[str, int]:
    """Return after how many days figures are stale, by code of the source; those with a limit."""
    rows = db.session.execute(
        sa.select(Source.code, Source.max_age_days).where(Source.max_age_days.is_not(None))
    )
    return {row.code: row.max_age_days for row in rows}
