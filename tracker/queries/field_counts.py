"""How many dossiers each field (lĩnh vực) has in a period, in each group of the form.

The same classes and the same two counts as `tracker.queries.dossier_counts`. Dossiers are counted
by procedure first, all they are split by in one whole number: looking the field of every dossier up
and sorting names takes twice as long. SQLite would sort those numbers, too, to count them: it hands
them out a day at a time, the days lying in the order of the indexes, and takes a third as long.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Dossier, Procedure, db
from models.vocabulary import Channel, DossierStatus, Timeliness
from tracker.queries.dossier_counts import (
    ended_inside,
    ended_since,
    is_early,
    is_late,
    is_overdue,
    known_by,
    standing,
)
from tracker.queries.index_choice import off_index
from tracker.rules.count_tables import STANDSTILLS, CountGroup, GroupCounts
from tracker.rules.counts import UnitCounts
from tracker.rules.lateness import HALTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import InstrumentedAttribute

    from models.vocabulary import LatenessRule

    _Number = sa.ColumnElement[int]
    _Day = sa.ColumnElement[Any] | InstrumentedAttribute[Any]
    _Part = tuple[_Day, sa.ColumnElement[bool], _Number]

_JUDGED: Final = (
    Timeliness.FINISHED_EARLY,
    Timeliness.FINISHED_ON_TIME,
    Timeliness.FINISHED_LATE,
    Timeliness.OPEN_WITHIN_TERM,
    Timeliness.OPEN_OVERDUE,
)
_KINDS: Final = (*_JUDGED, *STANDSTILLS)
_CARRIED: Final = len(_KINDS)
"""Added to the number of a kind for dossiers received before the period."""

_RECEIVED: Final = (*(f"received_{channel.value}" for channel in Channel), "received_unstated")
_MOST: Final = 2 * _CARRIED + len(_RECEIVED)
"""Numbers of what is counted: kinds, kinds that were carried over, channels."""

_PLACES: Final = len(CountGroup) * _MOST
"""The same for every group of units."""


def count_fields(
    first_day: date,
    last_day: date,
    rule: LatenessRule,
    groups: Mapping[int, CountGroup],
    *,
    unit_ids: Collection[int] | None = None,
    known_on: date | None = None,
) -> dict[tuple[CountGroup, str], GroupCounts]:
    """Return the counts of every field that has a dossier in a period.

    Dossiers not received by the one-stop desk are in no count.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period; open dossiers are judged at its end.
        rule: Whether lateness is judged by day or by minute.
        groups: The group each unit's dossiers are counted in.
        unit_ids: Only of these units; None for all.
        known_on: Only dossiers whose present facts were known on that day; None for all.

    Returns:
        Counts by group and field, "" for the procedures no file told the field of.
    """
    if unit_ids is not None and not unit_ids:
        return {}
    asked = {key: groups[key] for key in unit_ids} if unit_ids is not None else groups
    names = sorted(set(asked.values()))
    conditions = list(known_by(known_on))
    if unit_ids is not None:
        conditions.append(Dossier.unit_id.in_(sorted(asked)))
    group = _group_number(asked, names)
    tallies: defaultdict[tuple[CountGroup, str], list[int]] = defaultdict(_nothing)
    parts = *_by_class(first_day, last_day, rule), _by_channel(first_day, last_day)
    asked_for = [
        (day, sa.and_(condition, *conditions), group * _written(_MOST) + number)
        for day, condition, number in parts
    ]
    for field, found, count in _counted(asked_for):
        place, kind = divmod(found, _MOST)
        tallies[names[place], field][kind] += count
    return {key: _group_counts(tally) for key, tally in tallies.items()}


def _counted(parts: Sequence[_Part]) -> Iterator[tuple[str, int, int]]:
    """Yield field, number and how many dossiers have both.

    Args:
        parts: The day that leads the index, which dossiers, and their number below `_PLACES`.
    """
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        yield from _counted_here(parts)
        return
    for _day, condition, number in parts:
        yield from connection.execute(_grouped(condition, number))


def _counted_here(parts: Sequence[_Part]) -> Iterator[tuple[str, int, int]]:
    """Yield the same of the numbers of each day, which the database hands out as one text."""
    connection, counts = db.session.connection(), Counter[str]()
    fields = dict(connection.execute(sa.select(Procedure.id, Procedure.field)).all())
    for (text,) in connection.execute(sa.union_all(*(_listed(*part) for part in parts))).all():
        counts.update(text.split(","))
    for whole, count in counts.items():
        procedure, number = divmod(int(whole), _PLACES)
        yield fields[procedure], number, count


def _listed(day: _Day, condition: sa.ColumnElement[bool], number: _Number) -> sa.Select[str]:
    """Return the whole numbers of the dossiers of each day, a comma between them."""
    whole = sa.cast(Dossier.procedure_id * _written(_PLACES) + number, sa.Text)
    return sa.select(sa.func.aggregate_strings(whole, ",")).where(condition).group_by(day)


def _grouped(condition: sa.ColumnElement[bool], number: _Number) -> sa.Select[str, int, int]:
    """Return how many dossiers have each number, by field."""
    whole = (Dossier.procedure_id * _written(_PLACES) + number).label("whole_number")
    found = (
        sa.select(whole, sa.func.count().label("dossiers"))
        .where(condition)
        .group_by(sa.text("whole_number"))
        .subquery()
    )
    rest = (found.c.whole_number % _written(_PLACES)).label("place")
    count = sa.cast(sa.func.sum(found.c.dossiers), sa.Integer)
    return (
        sa.select(Procedure.field, rest, count)
        .join(found, Procedure.id == found.c.whole_number // _written(_PLACES))
        .group_by(Procedure.field, sa.text("place"))
    )


def _group_number(groups: Mapping[int, CountGroup], names: Sequence[CountGroup]) -> _Number:
    """Return the number of a dossier's group; that with most units is found by one look-up."""
    members: dict[int, list[int]] = {number: [] for number in range(len(names))}
    for unit_id, group in groups.items():
        members[names.index(group)].append(unit_id)
    *others, rest = sorted(members, key=lambda number: len(members[number]))
    if not others:
        return _written(rest)
    named = [(Dossier.unit_id.in_(sorted(members[each])), _written(each)) for each in others]
    elsewhere = sorted(unit_id for each in others for unit_id in members[each])
    return sa.case((Dossier.unit_id.in_(elsewhere), sa.case(*named)), else_=_written(rest))


def _by_class(first_day: date, last_day: date, rule: LatenessRule) -> list[_Part]:
    in_time = sa.case(
        (is_early(rule), _kind(Timeliness.FINISHED_EARLY)),
        (is_late(rule), _kind(Timeliness.FINISHED_LATE)),
        else_=_kind(Timeliness.FINISHED_ON_TIME),
    )
    finished = Dossier.status == DossierStatus.FINISHED
    still_open = sa.case(
        (is_overdue(last_day, rule), _kind(Timeliness.OPEN_OVERDUE)),
        else_=_kind(Timeliness.OPEN_WITHIN_TERM),
    )
    statuses = [(Dossier.status == status, _kind(status)) for status in STANDSTILLS]
    carried = sa.case((Dossier.received_on < first_day, _written(_CARRIED)), else_=_written(0))
    day, ended = Dossier.finished_on, ended_inside(first_day, last_day)
    soon, later = ended_since(last_day)
    return [
        (day, ended, carried + sa.case((finished, in_time), *statuses)),
        (day, soon, carried + still_open),
        # Sorted, for they are few: the order of days would have SQLite read all that ended since.
        (off_index(day), later, carried + still_open),
        (day, standing(last_day)[1], carried + sa.case(*statuses, else_=still_open)),
    ]


def _by_channel(first_day: date, last_day: date) -> _Part:
    came_in = sa.and_(
        Dossier.received_on.between(first_day, last_day),
        Dossier.status != DossierStatus.NOT_RECEIVED,
    )
    numbers = [_written(2 * _CARRIED + place) for place in range(len(_RECEIVED))]
    stated = [
        (Dossier.channel == channel, number)
        for channel, number in zip(Channel, numbers, strict=False)
    ]
    return Dossier.received_on, came_in, sa.case(*stated, else_=numbers[-1])


def _kind(kind: Timeliness | DossierStatus) -> _Number:
    return _written(_KINDS.index(kind))


def _written(number: int) -> _Number:
    # Written into the statement, not sent with it: a CASE of parameters has no type of its own.
    return sa.literal_column(str(number), sa.Integer)


def _nothing() -> list[int]:
    return [0] * _MOST


def _group_counts(tally: Sequence[int]) -> GroupCounts:
    """Return the counts of one place: kinds, kinds that were carried over, channels."""
    inside, carried = tally[:_CARRIED], tally[_CARRIED : 2 * _CARRIED]
    received = tally[2 * _CARRIED :]
    sums = [sum(both) for both in zip(inside, carried, strict=True)]
    judged, standstills = sums[: len(_JUDGED)], sums[len(_JUDGED) :]
    statuses = {each: count for each, count in zip(STANDSTILLS, standstills, strict=True) if count}
    paused = sum(statuses.get(status, 0) for status in HALTED)
    early, on_time, late, within, overdue = judged
    counts = UnitCounts(
        carried_over=sum(carried),
        received=sum(received),
        **dict(zip(_RECEIVED, received, strict=True)),
        **{kind.value: count for kind, count in zip(_JUDGED, judged, strict=True)},
        finished=early + on_time + late,
        open=within + overdue,
        paused=paused,
        returned=sum(standstills) - paused,
    )
    return GroupCounts(counts, statuses)
