"""What other units mean for tasks given to groups: who gains or loses them, from which day."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.vocabulary import OPEN_END, OPEN_START, AssignmentRole
from tracker.queries.task_parties import list_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracker.queries.task_parties import FoundTask
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """One group assignment that comes down to other units.

    Args:
        directive: Number of the document.
        number: Number of the task.
        role: The part the group plays.
        group: Its name.
        from_day: The first day it comes down to other units.
        gained: Codes of the units that get the task then.
        lost: Codes of the units that have it no more.
    """

    directive: str
    number: str
    role: AssignmentRole
    group: str
    from_day: date
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def effects_key(effects: Sequence[GroupEffect], *, of: str) -> str:
    """Return what tells shown effects, and what they are the effects of, from any others.

    Args:
        effects: What was shown.
        of: What they are the effects of: the hash of a file, a name.

    Returns:
        Empty when there are none: nobody needs to see nothing.
    """
    if not effects:
        return ""
    told = json.dumps([of, *map(asdict, effects)], default=str, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def list_group_effects(before: UnitDirectory, after: UnitDirectory) -> list[GroupEffect]:
    """Return the group assignments that come down to other units, task by task, day by day.

    A day stands for all that follow it until the next one that is listed.

    Args:
        before: The units as they were.
        after: The units as they would be.
    """
    days = sorted(_changed_days(before, after))
    if not days:
        return []
    found = list_found()
    compared = _Compared(before, after)
    return [effect for task in found for effect in _effects(task, days, compared)]


def _changed_days(before: UnitDirectory, after: UnitDirectory) -> set[date]:
    """Return the days from which groups may come down to other units than they did."""
    old = {unit.id: unit for unit in before.units}
    new = {unit.id: unit for unit in after.units}
    days: set[date] = set()
    if (before.successions, before.groups) != (after.successions, after.groups):
        # Who takes over from whom, or who belongs together, is told of no day of its own.
        days.update(before.days_of_change, after.days_of_change)
    differing: Iterable[UnitRow] = (
        unit
        for key in old.keys() | new.keys()
        if old.get(key) != new.get(key)
        for unit in (old.get(key), new.get(key))
        if unit is not None
    )
    for unit in differing:
        days.add(unit.valid_from)
        if unit.valid_to != OPEN_END:
            days.add(unit.valid_to + timedelta(days=1))
    return days


class _Compared:
    """Members of groups before and after, each compared once for a day."""

    def __init__(self, before: UnitDirectory, after: UnitDirectory) -> None:
        self.after = after
        self._before = before
        self._known: dict[tuple[int, date], tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def of(self, group_id: int, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the codes of the units a group gains and loses on a day."""
        key = group_id, day
        if key not in self._known:
            was = [m.unit.code for m in self._before.group_members(group_id, day)]
            now = [m.unit.code for m in self.after.group_members(group_id, day)]
            gained = tuple(code for code in now if code not in set(was))
            lost = tuple(code for code in was if code not in set(now))
            self._known[key] = gained, lost
        return self._known[key]


def _effects(found: FoundTask, days: Iterable[date], compared: _Compared) -> Iterator[GroupEffect]:
    directive = found.directive
    starts = directive.effective_from or directive.issued_on or OPEN_START
    ends = directive.effective_to or OPEN_END
    inside = sorted({max(day, starts) for day in days if max(day, starts) <= ends})
    last: dict[tuple[AssignmentRole, int], tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for day in inside:
        for party in found.task.on(day).parties:
            if party.group_id is None:
                continue
            key, change = (party.role, party.group_id), compared.of(party.group_id, day)
            if change != last.get(key, ((), ())):
                last[key] = change
                group = compared.after.group(party.group_id).name
                number = directive.number
                yield GroupEffect(number, found.reference, party.role, group, day, *change)
