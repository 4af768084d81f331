"""Published months whose figures would be counted otherwise now (tháng đã công bố)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import IntegrityAlert, Publication, db
from models.vocabulary import LatenessRule, PublicationState
from tracker.queries.listed_units import list_listed_units
from tracker.queries.unit_counts import count_units
from tracker.rules.counts import sum_counts
from tracker.rules.month_changes import list_count_changes, list_unit_changes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.rules.month_changes import CountChange


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """The figures of a published month, frozen or counted.

    Args:
        period: The month, "2024-03".
        version: The version that stands published.
        first_day: First day of the month.
        last_day: Last day of the month.
        totals: Counts of all units together.
        units: Counts of each unit, with its code.
        since: The change of the calendar they were counted after; 0 for those of the list.
    """

    period: str
    version: int
    first_day: date
    last_day: date
    totals: Mapping[str, int]
    units: Sequence[Mapping[str, Any]]
    since: int = 0

    def as_figures(self) -> dict[str, Any]:
        """Return what an alert keeps for later imports."""
        return {"version": self.version, "totals": self.totals, "units": self.units}


@dataclass(frozen=True, slots=True)
class MonthChange:
    """A published month whose figures moved.

    Args:
        period: The month, "2024-03".
        version: The version that stands published.
        first_day: First day of the month.
        last_day: Last day of the month.
        totals: What moved in the totals; nothing when a unit lost what another one won.
        unit_codes: Units whose counts moved.
        since: The change of the calendar it is compared with; 0 for the list itself.
    """

    period: str
    version: int
    first_day: date
    last_day: date
    totals: tuple[CountChange, ...]
    unit_codes: tuple[str, ...]
    since: int

    @property
    def is_any(self) -> bool:
        """Return whether anything moved."""
        return bool(self.totals or self.unit_codes)


def list_month_changes(*, touched_from: date) -> list[MonthChange]:
    """Return the published months whose counts differ from what is known, the oldest first.

    Known is what is frozen, or what was counted after the last change of the calendar that moved
    the month: an import is told what it changed itself. Counted with the days and the rule the
    list itself names, whatever the settings say now.

    Args:
        touched_from: The earliest reception among the dossiers that were written: no month that
            ended before it can have changed.
    """
    starts = newest_starts()
    changes = (
        compare_counts(_known(row, starts.get(row.period)), _count(row))
        for row in _list_standing(Publication.last_day >= touched_from)
    )
    return [change for change in changes if change.is_any]


def count_months(first_day: date, last_day: date) -> list[MonthCounts]:
    """Return the figures, as counted now, of the published months that touch a span of days."""
    touching = Publication.last_day >= first_day, Publication.first_day <= last_day
    return [_count(row) for row in _list_standing(*touching)]


def compare_counts(known: MonthCounts, now: MonthCounts) -> MonthChange:
    """Return what moved between two counts of one month."""
    return MonthChange(
        period=now.period,
        version=now.version,
        first_day=now.first_day,
        last_day=now.last_day,
        totals=list_count_changes(known.totals, now.totals),
        unit_codes=tuple(unit.code for unit in list_unit_changes(known.units, now.units)),
        since=known.since,
    )


def newest_starts() -> dict[str, int]:
    """Return the last alert a change of the calendar raised about each month."""
    statement = (
        sa.select(IntegrityAlert.period, sa.func.max(IntegrityAlert.id))
        .where(IntegrityAlert.change_id.is_not(None))
        .group_by(IntegrityAlert.period)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _list_standing(*wanted: sa.ColumnElement[bool]) -> Sequence[Publication]:
    standing = sa.select(Publication).where(
        Publication.state == PublicationState.PUBLISHED, *wanted
    )
    return db.session.scalars(standing.order_by(Publication.first_day)).all()


def _known(row: Publication, start: int | None) -> MonthCounts:
    """Return the figures a month is held against: a new version starts from its own."""
    if start is not None:
        alert = IntegrityAlert
        columns = sa.select(alert.figures, alert.change_id).where(alert.id == start)
        figures, change_id = db.session.execute(columns).one()
        if figures["version"] == row.version:
            return _counts_of(row, figures, since=change_id)
    return _counts_of(row, json.loads(row.content))


def _counts_of(row: Publication, figures: Mapping[str, Any], *, since: int = 0) -> MonthCounts:
    return MonthCounts(
        row.period,
        row.version,
        row.first_day,
        row.last_day,
        figures["totals"],
        figures["units"],
        since,
    )


def _count(row: Publication) -> MonthCounts:
    frozen: dict[str, Any] = json.loads(row.content)
    counts = count_units(row.first_day, row.last_day, LatenessRule(frozen["rule"]))
    units = [{"code": unit.code, **asdict(counts[unit.id])} for unit in list_listed_units(counts)]
    return _counts_of(row, {"totals": asdict(sum_counts(counts.values())), "units": units})
