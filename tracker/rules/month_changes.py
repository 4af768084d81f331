"""What moved in the figures of a month since they were frozen (số liệu tháng đã công bố)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from tracker.rules.counts import UnitCounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMES: Final = tuple(field.name for field in fields(UnitCounts))
_NOTHING: Final[Mapping[str, Any]] = dict.fromkeys(_NAMES, 0)


@dataclass(frozen=True, slots=True)
class CountChange:
    """One count that moved.

    Args:
        name: Which count, as `UnitCounts` names it.
        before: As it was frozen.
        after: As it would be counted now.
    """

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What moved in the counts of one unit."""

    code: str
    counts: tuple[CountChange, ...]


def list_count_changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[CountChange, ...]:
    """Return the counts that moved, in the order of `UnitCounts`.

    Args:
        before: Counts by name as frozen; one it lacks was not counted then, and is no change.
        after: Counts by name now.
    """
    return tuple(
        CountChange(name, int(before[name]), int(after[name]))
        for name in _NAMES
        if name in before and name in after and int(before[name]) != int(after[name])
    )


def list_unit_changes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[UnitChange, ...]:
    """Return the units whose counts moved, by code; a unit on one side only counts as nothing.

    Args:
        before: Units as frozen: "code" and counts by name.
        after: The same now.
    """
    old = {str(unit["code"]): unit for unit in before}
    new = {str(unit["code"]): unit for unit in after}
    changes = (
        UnitChange(code, list_count_changes(old.get(code, _NOTHING), new.get(code, _NOTHING)))
        for code in sorted(old.keys() | new.keys())
    )
    return tuple(change for change in changes if change.counts)
