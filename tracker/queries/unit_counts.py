"""How many dossiers each unit has in a period, as known now: what the late list begins with.

The same counts as `tracker.queries.dossier_counts.count_groups`, in the order of the indexes: a
day and a unit lie together there, so that a database counts as it reads and never sorts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Dossier, db
from models.vocabulary import Channel, DossierStatus, LatenessRule
from tracker.queries.dossier_counts import (
    FIRST_DAY,
    LAST_DAY,
    ended_inside,
    ended_since,
    is_early,
    is_late,
    is_overdue,
    standing,
)
from tracker.rules.counts import UnitCounts
from tracker.rules.lateness import HALTED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


_HALTED: Final = sorted(HALTED)
_CHANNELS: Final = {f"received_{channel.value}": channel for channel in Channel}


def count_units(
    first_day: date, last_day: date, rule: LatenessRule = LatenessRule.BY_DATE
) -> dict[int, UnitCounts]:
    """Return the counts of every unit that has a dossier in a period.

    The classes are those of `tracker.rules.lateness.classify` with `judged_due_on` for the due
    date. Dossiers not received by the one-stop desk are in no count.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period; open dossiers are judged at its end.
        rule: Whether lateness is judged by day or by minute.

    Returns:
        Counts by unit id.
    """
    tallies: defaultdict[int, Counter[str]] = defaultdict(Counter)
    days = {"first_day": first_day, "last_day": last_day}
    for statement in _statements(rule):
        found = db.session.connection().execute(statement, days)
        names = list(found.keys())[1:]
        for unit_id, *numbers in found.all():
            tally = tallies[unit_id]
            for name, number in zip(names, numbers, strict=True):
                tally[name] += number
    return {unit_id: _counts(tally) for unit_id, tally in tallies.items()}


@cache
def _statements(rule: LatenessRule) -> tuple[sa.Select[Any], ...]:
    """Return what is asked of a period: what ended in it, what was open after it, what came in.

    Put together once: that takes longer than the counting of a small office's month.
    """
    by_end, by_reception = Dossier.finished_on, Dossier.received_on
    is_finished, is_halted = Dossier.status == DossierStatus.FINISHED, Dossier.status.in_(_HALTED)
    carried = {"carried_over": Dossier.received_on < FIRST_DAY}
    ended = {
        "finished": is_finished,
        "finished_early": sa.and_(is_finished, is_early(rule)),
        "finished_late": sa.and_(is_finished, is_late(rule)),
    }
    overdue = is_overdue(LAST_DAY, rule)
    still = {"paused": is_halted, "open_overdue": sa.and_(~is_halted, overdue)}
    came_in = sa.and_(
        Dossier.received_on.between(FIRST_DAY, LAST_DAY),
        Dossier.status != DossierStatus.NOT_RECEIVED,
    )
    channels = {name: Dossier.channel == channel for name, channel in _CHANNELS.items()}
    return (
        _counted("ended", by_end, ended_inside(FIRST_DAY, LAST_DAY), {**ended, **carried}),
        *(
            _counted("standing", by_end, since, {"open_overdue": overdue, **carried})
            for since in ended_since(LAST_DAY)
        ),
        _counted("standing", by_end, standing(LAST_DAY)[1], {**still, **carried}),
        _counted("received", by_reception, came_in, channels),
    )


def _counted(
    name: str,
    day: sa.orm.InstrumentedAttribute[Any],
    condition: sa.ColumnElement[bool],
    parts: Mapping[str, sa.ColumnElement[bool]],
) -> sa.Select[Any]:
    """Return a count of dossiers by unit, and of parts of them.

    Args:
        name: What the dossiers are called.
        day: The day that leads the index, the unit being second.
        condition: Which dossiers.
        parts: Conditions by the name of what they count.
    """
    counts = [sa.func.count().label(name)]
    counts += [sa.func.count().filter(part).label(each) for each, part in parts.items()]
    daily = (
        sa.select(Dossier.unit_id, *counts).where(condition).group_by(day, Dossier.unit_id)
    ).subquery()
    unit_id, *numbers = daily.c
    sums = [sa.cast(sa.func.sum(number), sa.Integer).label(number.name) for number in numbers]
    return sa.select(unit_id, *sums).group_by(unit_id)


def _counts(tally: Counter[str]) -> UnitCounts:
    """Return the counts of a unit: what has no name of its own is what the named ones leave."""
    early, late, overdue = (
        tally[name] for name in ("finished_early", "finished_late", "open_overdue")
    )
    still_open = tally["standing"] - tally["paused"]
    stated = {name: tally[name] for name in _CHANNELS}
    return UnitCounts(
        carried_over=tally["carried_over"],
        received=tally["received"],
        received_unstated=tally["received"] - sum(stated.values()),
        **stated,
        finished=tally["finished"],
        finished_early=early,
        finished_on_time=tally["finished"] - early - late,
        finished_late=late,
        open=still_open,
        open_within_term=still_open - overdue,
        open_overdue=overdue,
        paused=tally["paused"],
        returned=tally["ended"] - tally["finished"],
    )
