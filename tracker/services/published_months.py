"""Published months whose figures would be counted otherwise now (tháng đã công bố)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Publication, db
from models.vocabulary import LatenessRule, PublicationState
from tracker.queries.listed_units import list_listed_units
from tracker.queries.unit_counts import count_units
from tracker.rules.counts import sum_counts
from tracker.rules.month_changes import list_count_changes, list_unit_changes

if TYPE_CHECKING:
    from datetime import date

    from tracker.rules.month_changes import CountChange


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
    """

    period: str
    version: int
    first_day: date
    last_day: date
    totals: tuple[CountChange, ...]
    unit_codes: tuple[str, ...]


def list_month_changes(*, touched_from: date) -> list[MonthChange]:
    """Return the published months whose counts differ from what is frozen, the oldest first.

    Counted with the days and the rule the list itself names, whatever the settings say now.

    Args:
        touched_from: The earliest reception among the dossiers that were written: no month that
            ended before it can have changed.
    """
    standing = sa.select(Publication).where(
        Publication.state == PublicationState.PUBLISHED, Publication.last_day >= touched_from
    )
    rows = db.session.scalars(standing.order_by(Publication.first_day)).all()
    changes = (_compare(row) for row in rows)
    return [change for change in changes if change.totals or change.unit_codes]


def _compare(row: Publication) -> MonthChange:
    frozen: dict[str, Any] = json.loads(row.content)
    counts = count_units(row.first_day, row.last_day, LatenessRule(frozen["rule"]))
    units = [{"code": unit.code, **asdict(counts[unit.id])} for unit in list_listed_units(counts)]
    changed = list_unit_changes(frozen["units"], units)
    return MonthChange(
        period=row.period,
        version=row.version,
        first_day=row.first_day,
        last_day=row.last_day,
        totals=list_count_changes(frozen["totals"], asdict(sum_counts(counts.values()))),
        unit_codes=tuple(change.code for change in changed),
    )
