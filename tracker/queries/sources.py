"""Sources of figures as people decide about them: rank, age limit, newest pull, periods."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import ImportBatch, Measurement, PullRun, Source, db
from tracker.errors import NotFoundError
from tracker.rules.freshness import GOOD_STATES, Pull, classify_pull

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from models.vocabulary import RunState, SourceKind


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source (nguồn số liệu) and how its newest pull went.

    Args:
        id: Its key.
        code: Its code.
        name: What people call it.
        kind: What it is.
        is_sample: Whether it holds sample data.
        note: Anything else.
        rank: Which source speaks: the lowest.
        max_age_days: After how many days its figures are stale; None for no limit.
        stopped_at: Since when it is not asked until a person has looked.
        stopped_code: Why.
        as_of: Newest day an import of it describes; None before the first.
        imported_at: When that newest import went in.
        run_id: Its newest pull; None when it never was pulled.
        run_period: What that pull asked for.
        run_state: How it ended.
        run_at: When it began.
        error_code: Why it failed.
        error_params: Values of that reason.
        pull: How it stands.
        good_run_id: Its last good pull.
        good_period: What that one asked for.
        good_at: When it ended.
        periods: Periods it has figures of, the newest first.
    """

    id: int
    code: str
    name: str
    kind: SourceKind
    is_sample: bool
    note: str
    rank: int
    max_age_days: int | None
    stopped_at: datetime | None
    stopped_code: str
    as_of: date | None
    imported_at: datetime | None
    run_id: int | None
    run_period: str
    run_state: RunState | None
    run_at: datetime | None
    error_code: str
    error_params: Mapping[str, Any]
    pull: Pull
    good_run_id: int | None
    good_period: str
    good_at: datetime | None
    periods: tuple[str, ...]


_GOOD: Final = sorted(GOOD_STATES)


def list_sources() -> list[SourceRow]:
    """Return every source, the one that speaks first; two queries."""
    periods = _list_periods()
    return [_row(row, periods) for row in db.session.execute(_select())]


def get_source(code: str) -> SourceRow:
    """Return one source.

    Raises:
        NotFoundError: `source_code_unknown`.
    """
    rows = list_sources()
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        known = ", ".join(sorted(row.code for row in rows))
        raise NotFoundError("source_code_unknown", value=code, known=known or "–")
    return found


def _select() -> sa.Select[*tuple[Any, ...]]:
    newest, good = aliased(PullRun, name="newest"), aliased(PullRun, name="good")

    def newest_of(table: type[PullRun | ImportBatch], *more: sa.ColumnElement[bool]) -> Any:
        wanted = sa.select(sa.func.max(table.id)).where(table.source_id == Source.id, *more)
        return wanted.correlate(Source).scalar_subquery()

    as_of = sa.select(sa.func.max(ImportBatch.as_of)).where(ImportBatch.source_id == Source.id)
    return (
        sa.select(
            Source,
            as_of.correlate(Source).scalar_subquery(),
            ImportBatch.created_at,
            newest,
            good,
        )
        .outerjoin(ImportBatch, ImportBatch.id == newest_of(ImportBatch))
        .outerjoin(newest, newest.id == newest_of(PullRun))
        .outerjoin(good, good.id == newest_of(PullRun, PullRun.state.in_(_GOOD)))
        .order_by(Source.rank, Source.code)
        .execution_options(populate_existing=True)
    )


def _list_periods() -> dict[int, tuple[str, ...]]:
    """Return the periods of every source, a step in an index for each: not a look at every row."""

    def after(source_id: Any, *more: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
        wanted = sa.select(sa.func.min(Measurement.period))
        return wanted.where(Measurement.source_id == source_id, *more).scalar_subquery()

    step = sa.select(Source.id.label("source_id"), after(Source.id).label("period")).cte(
        "step", recursive=True
    )
    following = after(step.c.source_id, Measurement.period > step.c.period)
    steps = step.union_all(sa.select(step.c.source_id, following).where(step.c.period.is_not(None)))
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(steps).where(steps.c.period.is_not(None)).order_by(steps.c.period.desc())
    )
    for source_id, period in rows:
        found[source_id].append(period)
    return {source_id: tuple(periods) for source_id, periods in found.items()}


def _row(row: Any, periods: Mapping[int, tuple[str, ...]]) -> SourceRow:
    source, as_of, imported_at, newest, good = row
    return SourceRow(
        id=source.id,
        code=source.code,
        name=source.name,
        kind=source.kind,
        is_sample=source.is_sample,
        note=source.note,
        rank=source.rank,
        max_age_days=source.max_age_days,
        stopped_at=source.stopped_at,
        stopped_code=source.stopped_code,
        as_of=as_of,
        imported_at=imported_at,
        run_id=newest.id if newest else None,
        run_period=newest.period if newest else "",
        run_state=newest.state if newest else None,
        run_at=newest.started_at if newest else None,
        error_code=newest.error_code if newest else "",
        error_params=(newest.error_params or {}) if newest else {},
        pull=classify_pull(
            newest.state if newest else None,
            is_accepted=bool(newest and newest.accepted_at is not None),
        ),
        good_run_id=good.id if good else None,
        good_period=good.period if good else "",
        good_at=good.finished_at if good else None,
        periods=periods.get(source.id, ()),
    )
