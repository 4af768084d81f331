"""What each unit's dossiers come to in a period, of one source or of all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Dossier, db
from models.vocabulary import Channel, DelayCause, DossierStatus, UnitLevel
from tracker.queries.dossier_counts import (
    count_groups,
    ended_inside,
    is_late,
    is_overdue,
    of_source,
    standing,
)
from tracker.rules.dossier_measures import DossierSums, ProcessingDays, sum_sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from models.vocabulary import LatenessRule
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class DossierSpan:
    """Which dossiers are counted, and how.

    Args:
        first_day: First day of the period.
        last_day: Last day; open dossiers are judged at its end.
        rule: Whether lateness is judged by day or by minute.
        source_id: Only dossiers of this source; None for all.
    """

    first_day: date
    last_day: date
    rule: LatenessRule
    source_id: int | None = None


def load_dossier_sums(
    span: DossierSpan, tree: UnitTree, days: Mapping[int, ProcessingDays]
) -> dict[int, DossierSums]:
    """Return the sums of every unit with a dossier, and of the provinces they stand under.

    A division's dossiers are those of the unit above it, as in the form II.06a. A province's are
    those of all its units and its own.

    Args:
        span: Which dossiers.
        tree: The units.
        days: How long finished dossiers took, from `sum_processing_days`: no rule changes that.
    """
    counts = count_groups(span.first_day, span.last_day, span.rule, source_id=span.source_id)
    causes = count_causes(span)
    parts: dict[int, list[DossierSums]] = defaultdict(list)
    for unit_id, found in counts.items():
        row = answering_unit(unit_id, tree)
        parts[row.id].append(
            DossierSums(
                counts=found,
                days=days.get(unit_id, ProcessingDays()),
                causes=causes.get(unit_id, {}),
                by_level={row.level: found},
            )
        )
    return add_provinces({key: sum_sums(found) for key, found in parts.items()}, tree, span)


def add_provinces(
    sums: Mapping[int, DossierSums], tree: UnitTree, span: DossierSpan
) -> dict[int, DossierSums]:
    """Return the sums of units with those of the provinces they stand under on the last day."""
    provinces: dict[int, list[DossierSums]] = defaultdict(list)
    for unit_id, found in sums.items():
        province = find_province(unit_id, tree, span.last_day)
        if province is not None:
            provinces[province.id].append(found)
    totals = {key: sum_sums(found, is_total=True) for key, found in provinces.items()}
    return {**sums, **totals}


def answering_unit(unit_id: int, tree: UnitTree) -> UnitRow:
    """Return the unit in whose row dossiers stand: a division's are its parent's."""
    unit = tree.by_id(unit_id)
    while unit.level is UnitLevel.DIVISION and unit.parent_id is not None:
        unit = tree.by_id(unit.parent_id)
    return unit


def find_province(unit_id: int, tree: UnitTree, on: date) -> UnitRow | None:
    """Return the province a unit is or stands under on a day, None when it is under none."""
    unit: UnitRow | None = tree.by_id(unit_id)
    seen: set[int] = set()
    while unit is not None and unit.id not in seen:
        if unit.level is UnitLevel.PROVINCE:
            return unit
        seen.add(unit.id)
        unit = tree.parent(unit.id, on)
    return None


def sum_processing_days(span: DossierSpan, calendar: WorkingCalendar) -> dict[int, ProcessingDays]:
    """Return how long the dossiers finished in a period took, by unit id."""

    @cache
    def took(received_on: date, finished_on: date) -> tuple[int, int]:
        working = calendar.working_days_between(received_on, finished_on)
        return (finished_on - received_on).days, working

    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for unit_id, received_on, finished_on, count in _finished_groups(span):
        days, working = took(received_on, finished_on)
        found = sums[unit_id]
        found[0] += count
        found[1] += days * count
        found[2] += working * count
    return {unit_id: ProcessingDays(*found) for unit_id, found in sums.items()}


def _finished_groups(span: DossierSpan) -> Iterable[Any]:
    keys = Dossier.unit_id, Dossier.received_on, Dossier.finished_on
    return db.session.execute(
        sa.select(*keys, sa.func.count()).where(*_finished(span)).group_by(*keys)
    )


def _finished(span: DossierSpan) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        ended_inside(span.first_day, span.last_day),
        Dossier.status == DossierStatus.FINISHED,
        *of_source(span.source_id),
    )


def count_causes(span: DossierSpan) -> dict[int, dict[DelayCause | None, int]]:
    """Return how many dossiers finished late or stand overdue for each cause, by unit id."""
    overdue = is_overdue(span.last_day, span.rule)
    ended_after, not_ended = standing(span.last_day)
    own = of_source(span.source_id)
    conditions = (
        sa.and_(*_finished(span), is_late(span.rule)),
        sa.and_(ended_after, overdue, *own),
        sa.and_(not_ended, Dossier.status == DossierStatus.OPEN, overdue, *own),
    )
    found: dict[int, dict[DelayCause | None, int]] = defaultdict(lambda: defaultdict(int))
    for condition in conditions:
        rows = db.session.execute(
            sa.select(Dossier.unit_id, Dossier.cause, sa.func.count())
            .where(condition)
            .group_by(Dossier.unit_id, Dossier.cause)
        )
        for unit_id, cause, count in rows:
            found[unit_id][cause] += count
    return {unit_id: dict(causes) for unit_id, causes in found.items()}


def count_without_due(span: DossierSpan) -> dict[int, dict[str, int]]:
    """Return the dossiers of a period that have no due date, finished and open, by unit id."""
    ended_after, not_ended = standing(span.last_day)
    own, no_due = of_source(span.source_id), Dossier.judged_due_on.is_(None)
    still_open = sa.and_(not_ended, Dossier.status == DossierStatus.OPEN)
    conditions = {
        "finished": [sa.and_(*_finished(span), no_due)],
        "open": [sa.and_(ended_after, no_due, *own), sa.and_(still_open, no_due, *own)],
    }
    return _by_name(conditions)


def count_recent(span: DossierSpan, since: date) -> dict[int, dict[str, int]]:
    """Return what happened in a period from a day on: dossiers received, online, finished.

    Args:
        span: Which dossiers.
        since: First day counted.
    """
    received = (
        Dossier.received_on.between(max(since, span.first_day), span.last_day),
        Dossier.status != DossierStatus.NOT_RECEIVED,
        *of_source(span.source_id),
    )
    conditions = {
        "received": [sa.and_(*received)],
        "online": [sa.and_(*received, Dossier.channel == Channel.ONLINE)],
        "finished": [sa.and_(*_finished(span), Dossier.finished_on >= since)],
    }
    return _by_name(conditions)


def fold_counts(
    counts: Mapping[int, Mapping[str, int]], tree: UnitTree, on: date
) -> dict[int, dict[str, int]]:
    """Return counts by the units that answer, and by the provinces they stand under on a day."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for unit_id, named in counts.items():
        unit = answering_unit(unit_id, tree)
        province = find_province(unit.id, tree, on)
        for key in {unit.id} | ({province.id} if province else set()):
            for name, count in named.items():
                found[key][name] += count
    return {key: dict(named) for key, named in found.items()}


def _by_name(
    conditions: Mapping[str, Sequence[sa.ColumnElement[bool]]],
) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(conditions, 0))
    for name, each in conditions.items():
        for condition in each:
            for unit_id, count in _by_unit(condition).items():
                found[unit_id][name] += count
    return dict(found)


def _by_unit(condition: sa.ColumnElement[bool]) -> dict[int, int]:
    statement = sa.select(Dossier.unit_id, sa.func.count()).where(condition)
    rows = db.session.execute(statement.group_by(Dossier.unit_id))
    return {row[0]: row[1] for row in rows}
