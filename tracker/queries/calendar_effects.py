"""The dossiers a change of the calendar touches, grouped so that a million of them are few rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Dossier, Publication, Unit, db
from models.vocabulary import DossierStatus, LatenessRule, PublicationState
from tracker.queries.dossier_counts import ended_inside, is_late, is_overdue, standing
from tracker.rules.calendar_effects import DueGroup, LateSpan
from tracker.rules.lateness import HALTED
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

_STANDING = sorted({DossierStatus.OPEN, *HALTED})


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many open dossiers of a unit move."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Example:
    """One open dossier that moves; its code is for staff only."""

    id: int
    code: str
    unit_name: str
    due_on: date
    judged_due_on: date


@dataclass(frozen=True, slots=True)
class PublishedMonth:
    """A month with a list that stands published."""

    period: str
    version: int
    first_day: date
    last_day: date


def list_due_groups(due_days: Collection[date], rule: LatenessRule) -> list[DueGroup]:
    """Return the dossiers due on some days, those that stand alike as one.

    Args:
        due_days: Due days as printed.
        rule: Minutes keep dossiers apart only where the rule compares them.
    """
    if not due_days:
        return []
    no_minute = sa.literal_column("NULL", sa.SmallInteger)
    by_minute = rule is LatenessRule.BY_INSTANT
    columns = (
        Dossier.due_on,
        Dossier.due_minute if by_minute else no_minute.label("due_minute"),
        Dossier.finished_on,
        Dossier.finished_minute if by_minute else no_minute.label("finished_minute"),
        Dossier.status,
    )
    keys = [column for column in columns if not isinstance(column, sa.Label)]
    statement = (
        sa.select(*columns, sa.func.count())
        .where(Dossier.due_on.in_(sorted(due_days)))
        .group_by(*keys)
    )
    rows: sa.Result[*tuple[Any, ...]] = db.session.execute(statement)
    return [DueGroup(*row) for row in rows]


def count_open_by_unit(due_days: Collection[date]) -> list[UnitCount]:
    """Return how many open dossiers are due on some days, most first."""
    if not due_days:
        return []
    count = sa.func.count().label("count")
    statement = (
        sa.select(Unit.code, Unit.name, count)
        .join(Dossier, Dossier.unit_id == Unit.id)
        .where(Dossier.due_on.in_(sorted(due_days)), Dossier.status.in_(_STANDING))
        .group_by(Unit.id, Unit.code, Unit.name)
        .order_by(Unit.code, Unit.id)
    )
    found = [UnitCount(*row) for row in db.session.execute(statement)]
    return sorted(found, key=lambda each: (-each.count, sort_key(each.name)))


def list_examples(due_days: Collection[date], limit: int) -> list[Example]:
    """Return the first open dossiers due on some days."""
    if not due_days:
        return []
    statement = (
        sa.select(Dossier.id, Dossier.code, Unit.name, Dossier.due_on, Dossier.judged_due_on)
        .join(Unit, Unit.id == Dossier.unit_id)
        .where(Dossier.due_on.in_(sorted(due_days)), Dossier.status.in_(_STANDING))
        .order_by(Dossier.due_on, Dossier.code, Dossier.id)
        .limit(limit)
    )
    rows: sa.Result[*tuple[Any, ...]] = db.session.execute(statement)
    return [Example(*row) for row in rows]


def list_published_months() -> list[PublishedMonth]:
    """Return the months with a list that stands published, in order."""
    statement = (
        sa.select(
            Publication.period, Publication.version, Publication.first_day, Publication.last_day
        )
        .where(Publication.state == PublicationState.PUBLISHED)
        .order_by(Publication.first_day, Publication.period)
    )
    return [PublishedMonth(*row) for row in db.session.execute(statement)]


def list_late_spans(first_day: date, last_day: date, rule: LatenessRule) -> list[LateSpan]:
    """Return the dossiers a month's list names as late or overdue, those alike in days as one."""
    ended_after, not_ended = standing(last_day)
    overdue = is_overdue(last_day, rule)
    finished = sa.and_(
        ended_inside(first_day, last_day), Dossier.status == DossierStatus.FINISHED, is_late(rule)
    )
    found: defaultdict[tuple[date, date, date], int] = defaultdict(int)
    for due_on, judged_on, end_on, count in _spans(finished, Dossier.finished_on):
        found[due_on, judged_on, end_on] += count
    still_open = sa.and_(not_ended, Dossier.status == DossierStatus.OPEN)
    for condition in (ended_after, still_open):
        for due_on, judged_on, count in _spans(sa.and_(condition, overdue)):
            found[due_on, judged_on, last_day] += count
    return [LateSpan(*days, count) for days, count in found.items()]


def _spans(
    condition: sa.ColumnElement[bool], *more: sa.orm.InstrumentedAttribute[date | None]
) -> sa.Result[*tuple[Any, ...]]:
    columns = (Dossier.due_on, Dossier.judged_due_on, *more)
    return db.session.execute(
        sa.select(*columns, sa.func.count()).where(condition).group_by(*columns)
    )


def count_open_due_by_year() -> dict[int, int]:
    """Return how many open dossiers are due in each year."""
    year = sa.extract("year", Dossier.due_on).label("year")
    statement = (
        sa.select(year, sa.func.count())
        .where(Dossier.status.in_(_STANDING), Dossier.due_on.is_not(None))
        .group_by(sa.text("year"))
    )
    return {int(found): count for found, count in db.session.execute(statement)}
