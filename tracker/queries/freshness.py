"""How fresh the figures of periods are: per source its newest day, its newest and last good run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Measurement, PullRun, Source, db
from models.vocabulary import RunState
from tracker.clock import past_day
from tracker.queries.known import is_current, recorded, stated_on, was_by_then
from tracker.rules.freshness import (
    GOOD_STATES,
    Freshness,
    Pull,
    age_in_days,
    classify_freshness,
    classify_pull,
)
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from models.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class SourceFreshness:
    """What one source has for one period, and how its newest pull for it went.

    Args:
        period: Text form of the period.
        source_code: The source.
        source_name: What people call it.
        source_kind: What it is.
        rank: Which source speaks: the lowest first.
        max_age_days: Its age limit; None for none.
        as_of: Newest day its figures of the period describe; None when it has none.
        run_id: Its newest pull for the period; None when there never was one.
        run_state: How that run ended.
        run_at: When it ended, or began while it runs.
        error_code: Why it failed.
        error_params: Values of that reason.
        accepted_reason: Why somebody let it pass; empty when nobody did.
        good_run_id: Its last good pull for the period.
        good_at: When that one ended.
        pull: How the newest pull stands.
        freshness: What must be said before the figures are read.
        age_days: How many days the figures lag; 0 for none.
        last_day: Last day of the period.
    """

    period: str
    source_code: str
    source_name: str
    source_kind: SourceKind
    rank: int
    max_age_days: int | None
    as_of: date | None
    run_id: int | None
    run_state: RunState | None
    run_at: datetime | None
    error_code: str
    error_params: Mapping[str, Any]
    accepted_reason: str
    good_run_id: int | None
    good_at: datetime | None
    pull: Pull
    freshness: Freshness
    age_days: int
    last_day: date


_GOOD: Final = sorted(GOOD_STATES)


def load_freshness(
    periods: Iterable[str], *, on: date, cutoff: int | None
) -> dict[str, tuple[SourceFreshness, ...]]:
    """Return what every source that feeds a period has for it; one query for all periods.

    A source feeds a period when it has a figure of it, or was ever asked for it.

    Args:
        periods: Text forms of the periods.
        on: The present day.
        cutoff: Last day of the office's month, None for calendar months.

    Returns:
        Period → sources, the one that speaks first; a period nobody feeds has an empty tuple.
    """
    wanted = sorted(set(periods))
    found: dict[str, list[SourceFreshness]] = {period: [] for period in wanted}
    if not wanted:
        return {}
    for row in db.session.execute(_select(wanted)):
        found[row.period].append(_row(row, on, cutoff))
    return {period: tuple(rows) for period, rows in found.items()}


def find_period_freshness(
    period: str, *, on: date, cutoff: int | None
) -> tuple[SourceFreshness, ...]:
    """Return what every source that feeds one period has for it; Args as `load_freshness`."""
    return load_freshness([period], on=on, cutoff=cutoff)[period]


def _select(periods: Sequence[str]) -> sa.Select[*tuple[Any, ...]]:
    asked = (
        sa.union_all(*(sa.select(sa.literal(each, sa.String).label("period")) for each in periods))
    ).subquery("asked")
    known = () if past_day() is None else (is_current(),)
    begun, ended = recorded(PullRun.started_at), recorded(PullRun.finished_at)
    newest_day = _of_pair(sa.func.max(stated_on()), Measurement, asked.c.period, *known)
    newest = aliased(PullRun, name="newest")
    newest_id = _of_pair(sa.func.max(PullRun.id), PullRun, asked.c.period, begun)
    good = aliased(PullRun, name="good")
    is_good = sa.and_(PullRun.state.in_(_GOOD), ended)
    good_id = _of_pair(sa.func.max(PullRun.id), PullRun, asked.c.period, is_good)
    return (
        sa.select(
            asked.c.period,
            Source.code,
            Source.name,
            Source.kind,
            Source.rank,
            Source.max_age_days,
            newest_day.label("as_of"),
            newest.id.label("run_id"),
            newest.state,
            newest.started_at,
            newest.finished_at,
            newest.error_code,
            newest.error_params,
            newest.accepted_at,
            newest.accepted_reason,
            good.id.label("good_run_id"),
            good.finished_at.label("good_at"),
        )
        .select_from(asked)
        .join(Source, sa.true())
        .outerjoin(newest, newest.id == newest_id)
        .outerjoin(good, good.id == good_id)
        .where(sa.or_(newest_day.is_not(None), newest.id.is_not(None)))
        .order_by(asked.c.period, Source.rank, Source.code)
    )


def _of_pair(
    wanted: sa.ColumnElement[Any],
    table: type[Measurement | PullRun],
    period: sa.ColumnElement[str],
    *more: sa.ColumnElement[bool],
) -> sa.ScalarSelect[Any]:
    """Return one value of a source and period: a seek in an index, however many rows there are."""
    return (
        sa.select(wanted)
        .where(table.source_id == Source.id, table.period == period, *more)
        .correlate(Source, period.table)
        .scalar_subquery()
    )


def _row(row: Any, on: date, cutoff: int | None) -> SourceFreshness:
    last_day = read_period(row.period).last_day(cutoff)
    # What became of a run after the day looked at was not known: it was running, or not accepted.
    is_known = row.finished_at is None or was_by_then(row.finished_at)
    is_accepted = was_by_then(row.accepted_at)
    state = row.state if is_known else RunState.RUNNING
    pull = classify_pull(state, is_accepted=is_accepted)
    return SourceFreshness(
        period=row.period,
        source_code=row.code,
        source_name=row.name,
        source_kind=row.kind,
        rank=row.rank,
        max_age_days=row.max_age_days,
        as_of=row.as_of,
        run_id=row.run_id,
        run_state=state,
        run_at=(row.finished_at if is_known else None) or row.started_at,
        error_code=(row.error_code if is_known else None) or "",
        error_params=(row.error_params if is_known else None) or {},
        accepted_reason=(row.accepted_reason if is_accepted else None) or "",
        good_run_id=row.good_run_id,
        good_at=row.good_at,
        pull=pull,
        freshness=classify_freshness(
            as_of=row.as_of,
            last_day=last_day,
            on=on,
            max_age_days=row.max_age_days,
            pull=pull,
        ),
        age_days=0 if row.as_of is None else age_in_days(row.as_of, last_day, on),
        last_day=last_day,
    )
