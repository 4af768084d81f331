"""How many dossiers each unit has in a period, counted by the database from its indexes alone.

A dossier has an end date exactly when its status is an end (a CHECK of the table), so that three
ranges of one index hold a period: ended in it, ended after it, not ended. What came in is counted
apart, from the index of reception: two independent counts, which the identities hold together.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Dossier, db
from models.vocabulary import Channel, DossierStatus, LatenessRule, Timeliness
from tracker.queries.index_choice import MonthAfter, off_index, took_long
from tracker.rules.counts import UnitCounts
from tracker.rules.lateness import ENDED, HALTED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    Day = date | sa.ColumnElement[date]
    _Named = defaultdict[int, defaultdict[str, int]]
    _Conditions = tuple[sa.ColumnElement[bool], ...]
    _Branch = tuple[sa.ColumnElement[bool], sa.ColumnElement[int]]

FIRST_DAY: Final = sa.bindparam("first_day", type_=sa.Date())
"""The days of a period in a statement put together once, and sent with it each time."""

LAST_DAY: Final = sa.bindparam("last_day", type_=sa.Date())

_ENDED: Final = sorted(ENDED)
_STANDING: Final = sorted({DossierStatus.OPEN, *HALTED})
_CLASSES: Final = tuple(Timeliness)
_CARRIED: Final = 10
"""Added to the number of a class for dossiers received before the period."""

_TOTALS: Final = {
    "finished_early": "finished",
    "finished_on_time": "finished",
    "finished_late": "finished",
    "open_within_term": "open",
    "open_overdue": "open",
}
_RECEIVED: Final = {
    Channel.ONLINE: "received_online",
    Channel.DIRECT: "received_direct",
    Channel.POSTAL: "received_postal",
    None: "received_unstated",
}


def count_groups(
    first_day: date,
    last_day: date,
    rule: LatenessRule,
    *,
    known_on: date | None = None,
    source_id: int | None = None,
) -> dict[int, UnitCounts]:
    """Return the counts of every unit.

    Counts of units as known now come faster from `tracker.queries.unit_counts`, those of fields
    from `tracker.queries.field_counts`. The classes are those of `tracker.rules.lateness.classify`
    with `judged_due_on` for the due date. Dossiers not received by the one-stop desk are in no
    count.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period; open dossiers are judged at its end.
        rule: Whether lateness is judged by day or by minute.
        known_on: Only dossiers whose present facts were known on that day (`tracker.queries.
            dossier_history` has the others); None for all.
        source_id: Only dossiers of this source; then the rows themselves are read. None for all.

    Returns:
        Counts by unit id.
    """
    counts: _Named = defaultdict(lambda: defaultdict(int))
    conditions = *known_by(known_on), *of_source(source_id)
    for by_class in _by_class(first_day, last_day, rule, conditions):
        _add_classes(counts, db.session.execute(by_class))
    received: Iterable[Any] = db.session.execute(_by_channel(first_day, last_day, conditions))
    for unit_id, channel, count in received:
        counts[unit_id]["received"] += count
        counts[unit_id][_RECEIVED[channel]] += count
    return {unit_id: UnitCounts(**named) for unit_id, named in counts.items()}


def known_by(day: date | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the condition of dossiers whose present facts were known on a day; none for all."""
    return () if day is None else (Dossier.as_of <= day,)


def of_source(source_id: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the condition of dossiers of one source; none for all."""
    return () if source_id is None else (off_index(Dossier.source_id) == source_id,)


def count_standstills(
    first_day: date, last_day: date, *, known_on: date | None = None
) -> dict[int, dict[DossierStatus, int]]:
    """Return how many dossiers of a period stand in each status that is neither done nor open.

    Paused and waiting ones apart, returned, withdrawn and refused ones apart; together they are
    `UnitCounts.paused` and `UnitCounts.returned`. Arguments as for `count_groups`.
    """
    halted = sa.and_(standing(last_day)[1], Dossier.status.in_(sorted(HALTED)))
    given_back = sa.and_(
        ended_inside(first_day, last_day), Dossier.status != DossierStatus.FINISHED
    )
    found: dict[int, dict[DossierStatus, int]] = {}
    for condition in (halted, given_back):
        statement = (
            sa.select(Dossier.unit_id, Dossier.status, sa.func.count())
            .where(condition, *known_by(known_on))
            .group_by(Dossier.unit_id, Dossier.status)
        )
        rows: Iterable[Any] = db.session.execute(statement)
        for unit_id, status, count in rows:
            found.setdefault(unit_id, {})[status] = count
    return found


def _add_classes(counts: _Named, rows: Iterable[Any]) -> None:
    for unit_id, group, count in rows:
        is_carried, number = divmod(group, _CARRIED)
        name = _CLASSES[number].value
        unit = counts[unit_id]
        unit[name] += count
        if name in _TOTALS:
            unit[_TOTALS[name]] += count
        if is_carried:
            unit["carried_over"] += count


def _by_class(
    first_day: date, last_day: date, rule: LatenessRule, conditions: _Conditions
) -> list[sa.Select[Any]]:
    ended_after, not_ended = standing(last_day)
    paused = Dossier.status.in_(sorted(HALTED)), _number(Timeliness.PAUSED)
    branches = (
        (ended_inside(first_day, last_day), _finished_class(rule)),
        (ended_after, sa.case(*_open_class(last_day, rule))),
        (not_ended, sa.case(paused, *_open_class(last_day, rule))),
    )
    return [_grouped((condition, *conditions), first_day, number) for condition, number in branches]


def ended_inside(first_day: Day, last_day: Day) -> sa.ColumnElement[bool]:
    """Return the condition of dossiers that ended in a period."""
    return sa.and_(Dossier.finished_on.between(first_day, last_day), Dossier.status.in_(_ENDED))


def standing(last_day: Day) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Return the conditions of dossiers that had not ended when a day was over.

    Two, because an index serves each alone: those that ended later, and those that have not.
    """
    received = off_index(Dossier.received_on) <= last_day
    return (
        sa.and_(Dossier.finished_on > last_day, received, Dossier.status.in_(_ENDED)),
        sa.and_(Dossier.finished_on.is_(None), received, Dossier.status.in_(_STANDING)),
    )


def ended_since(last_day: Day) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Return the first condition of `standing` in two: ended within a month of the day, and later.

    Those that ended later took longer than a month, and are the few of an index of their own:
    however much has been handled since, little of it is read.
    """
    ended_after, _ = standing(last_day)
    month_on = MonthAfter(last_day)
    return (
        sa.and_(ended_after, Dossier.finished_on <= month_on),
        sa.and_(ended_after, Dossier.finished_on > month_on, took_long()),
    )


def is_late(rule: LatenessRule) -> sa.ColumnElement[bool]:
    """Return the condition of finished dossiers that are late."""
    by_day = Dossier.finished_on > Dossier.judged_due_on
    if rule is LatenessRule.BY_DATE:
        return by_day
    on_the_day = Dossier.finished_on == Dossier.judged_due_on
    return sa.or_(by_day, sa.and_(on_the_day, Dossier.finished_minute > Dossier.due_minute))


def is_overdue(last_day: Day, rule: LatenessRule) -> sa.ColumnElement[bool]:
    """Return the condition of standing dossiers that are overdue when a day is over."""
    by_day = Dossier.judged_due_on < last_day
    if rule is LatenessRule.BY_DATE:
        return by_day
    on_the_day = Dossier.judged_due_on == last_day
    return sa.or_(by_day, sa.and_(on_the_day, Dossier.due_minute.is_not(None)))


def is_early(rule: LatenessRule) -> sa.ColumnElement[bool]:
    """Return the condition of finished dossiers that were done before they were due."""
    by_day = Dossier.finished_on < Dossier.judged_due_on
    if rule is LatenessRule.BY_DATE:
        return by_day
    on_the_day = Dossier.finished_on == Dossier.judged_due_on
    return sa.or_(by_day, sa.and_(on_the_day, Dossier.finished_minute < Dossier.due_minute))


def _finished_class(rule: LatenessRule) -> sa.Case[int]:
    return sa.case(
        (Dossier.status != DossierStatus.FINISHED, _number(Timeliness.RETURNED)),
        (is_early(rule), _number(Timeliness.FINISHED_EARLY)),
        (is_late(rule), _number(Timeliness.FINISHED_LATE)),
        else_=_number(Timeliness.FINISHED_ON_TIME),
    )


def _open_class(last_day: date, rule: LatenessRule) -> tuple[_Branch, _Branch]:
    return (
        (is_overdue(last_day, rule), _number(Timeliness.OPEN_OVERDUE)),
        (sa.true(), _number(Timeliness.OPEN_WITHIN_TERM)),
    )


def _number(timeliness: Timeliness) -> sa.ColumnElement[int]:
    # Written into the statement, not sent with it: a CASE of parameters has no type of its own.
    return sa.literal_column(str(_CLASSES.index(timeliness)), sa.Integer)


def _grouped(conditions: _Conditions, first_day: date, number: sa.Case[int]) -> sa.Select[Any]:
    """Return a count of dossiers by unit and by class, the carried over apart.

    Both in one whole number: sorting by it is a quarter faster than by two columns.
    """
    carried = sa.case((Dossier.received_on < first_day, _CARRIED), else_=0)
    group = (carried + number).label("class_group")
    return (
        sa.select(Dossier.unit_id, group, sa.func.count())
        .where(*conditions)
        .group_by(Dossier.unit_id, sa.text("class_group"))
    )


def _by_channel(
    first_day: date, last_day: date, conditions: _Conditions
) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Dossier.unit_id, Dossier.channel, sa.func.count())
        .where(
            Dossier.received_on.between(first_day, last_day),
            Dossier.status != DossierStatus.NOT_RECEIVED,
            *conditions,
        )
        .group_by(Dossier.unit_id, Dossier.channel)
    )
