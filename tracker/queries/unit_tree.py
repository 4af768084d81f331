"""Units in memory: who stood under whom on a day, and who took over from whom."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from models.vocabulary import OPEN_END
from tracker.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from models.vocabulary import SuccessionKind
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One dated event in which a unit's work went to another."""

    predecessor_id: int
    successor_id: int
    effective_on: date
    kind: SuccessionKind


class UnitTree:
    """Every unit with every validity, and what became of it.

    Args:
        units: In the order listings have.
        successions: In the order they were recorded.
    """

    def __init__(self, units: Sequence[UnitRow], successions: Sequence[SuccessionRow]) -> None:
        self.units = tuple(units)
        self.successions = tuple(successions)
        self._by_id = {unit.id: unit for unit in units}
        self._place = {unit.id: place for place, unit in enumerate(units)}
        self._by_code: dict[str, list[UnitRow]] = {}
        for unit in sorted(units, key=lambda unit: unit.valid_from):
            self._by_code.setdefault(unit.code, []).append(unit)
        self._successions: dict[int, list[SuccessionRow]] = {}
        for succession in successions:
            self._successions.setdefault(succession.predecessor_id, []).append(succession)
        self.days_of_change = _days_of_change(units, successions)
        self._stretches: dict[date, int] = {}
        self._children: dict[int | None, dict[int, list[UnitRow]]] = {}

    def by_id(self, unit_id: int) -> UnitRow:
        """Return the unit with that key.

        Raises:
            NotFoundError: `unit_missing`.
        """
        unit = self._by_id.get(unit_id)
        if unit is None:
            raise NotFoundError("unit_missing", value=unit_id)
        return unit

    def meanings(self, code: str) -> tuple[UnitRow, ...]:
        """Return the units that ever had a code, the oldest first."""
        return tuple(self._by_code.get(code, ()))

    def find(self, code: str, on: date) -> UnitRow | None:
        """Return the unit a code means on a day, None when it means none."""
        for unit in self._by_code.get(code, ()):
            if unit.is_valid(on):
                return unit
        return None

    def heirs(self, unit_id: int, on: date) -> tuple[UnitRow, ...]:
        """Return who does a unit's work on a day: itself while valid, then its successors.

        Successors that have ended are followed to theirs. Empty when the unit ended without heir
        or did not exist yet.
        """
        found: dict[int, UnitRow] = {}
        seen: set[int] = set()
        open_ids = [unit_id]
        while open_ids:
            unit = self.by_id(open_ids.pop())
            if unit.id in seen:
                continue
            seen.add(unit.id)
            if unit.is_valid(on):
                found[unit.id] = unit
            else:
                open_ids += [
                    succession.successor_id
                    for succession in self._successions.get(unit.id, ())
                    if succession.effective_on <= on
                ]
        return self.ordered(found.values())

    def parent(self, unit_id: int, on: date) -> UnitRow | None:
        """Return whom a unit stands under on a day.

        A unit that outlives its parent stands under the parent's heir, if that is one unit.
        """
        parent_id = self.by_id(unit_id).parent_id
        if parent_id is None:
            return None
        heirs = self.heirs(parent_id, on)
        return heirs[0] if len(heirs) == 1 else None

    def children(self, unit_id: int, on: date | None) -> tuple[UnitRow, ...]:
        """Return the units directly under a unit on a day, or ever when no day is given."""
        return tuple(self._children_by_parent(on).get(unit_id, ()))

    def descendants(self, unit_id: int, on: date | None) -> tuple[UnitRow, ...]:
        """Return the units under a unit at any depth on a day, or ever when no day is given."""
        children = self._children_by_parent(on)
        found: dict[int, UnitRow] = {}
        open_ids = [unit_id]
        while open_ids:
            for child in children.get(open_ids.pop(), ()):
                if child.id not in found:
                    found[child.id] = child
                    open_ids.append(child.id)
        return self.ordered(found.values())

    def ordered(self, units: Iterable[UnitRow]) -> tuple[UnitRow, ...]:
        """Return units in the order of listings."""
        return tuple(sorted(units, key=lambda unit: self._place[unit.id]))

    def stretch(self, on: date) -> int:
        """Return the number of the stretch of days a day lies in; within one nothing changes."""
        number = self._stretches.get(on)
        if number is None:
            number = self._stretches[on] = bisect_right(self.days_of_change, on)
        return number

    def _children_by_parent(self, on: date | None) -> dict[int, list[UnitRow]]:
        stretch = None if on is None else self.stretch(on)
        children = self._children.get(stretch)
        if children is None:
            children = self._children[stretch] = {}
            for unit in self.units:
                parent_id = self._parent_id(unit, on)
                if parent_id is not None:
                    children.setdefault(parent_id, []).append(unit)
        return children

    def _parent_id(self, unit: UnitRow, on: date | None) -> int | None:
        if on is None:
            return unit.parent_id
        if not unit.is_valid(on):
            return None
        parent = self.parent(unit.id, on)
        return None if parent is None else parent.id


def _days_of_change(units: Iterable[UnitRow], successions: Iterable[SuccessionRow]) -> list[date]:
    """Return the days from which something is other than the day before, ascending."""
    days = {unit.valid_from for unit in units}
    days |= {unit.valid_to + timedelta(days=1) for unit in units if unit.valid_to < OPEN_END}
    days |= {succession.effective_on for succession in successions}
    return sorted(days)
