"""What became otherwise for each unit when a draft list was made anew (dự thảo lập lại)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.rules.list_replies import ANNEXES, row_key
from tracker.rules.month_changes import list_unit_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.list_replies import RowKey
    from tracker.rules.month_changes import CountChange


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A dossier that is late by other days than the draft before said."""

    code: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What became otherwise for one unit.

    Args:
        unit_code: The unit.
        came: Codes of the dossiers that came into its rows.
        went: Codes of those that went.
        moved: Those that are late by other days.
        counts: Its counts that moved.
    """

    unit_code: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[MovedRow, ...]
    counts: tuple[CountChange, ...]


def list_draft_changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[DraftChange, ...]:
    """Return the units for which something became otherwise, by code.

    Rows are matched by dossier; one that another unit has now goes from the one and comes to the
    other.

    Args:
        before: The staff's list as it was.
        after: The staff's list as it is now.
    """
    counts = {change.code: change.counts for change in list_unit_changes(*_units(before, after))}
    old, new = _rows(before), _rows(after)
    changes = (
        _change(code, old.get(code, {}), new.get(code, {}), counts.get(code, ()))
        for code in sorted(old.keys() | new.keys() | counts.keys())
    )
    return tuple(
        change for change in changes if change.came or change.went or change.moved or change.counts
    )


def count_rows(content: Mapping[str, Any]) -> dict[str, int]:
    """Return how many rows each unit has in the annexes, by its code."""
    return {code: len(rows) for code, rows in _rows(content).items()}


def _units(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Any, Any]:
    return before["units"], after["units"]


def _rows(content: Mapping[str, Any]) -> dict[str, dict[RowKey, int]]:
    found: dict[str, dict[RowKey, int]] = {}
    for annex in ANNEXES:
        for row in content[annex]:
            found.setdefault(str(row["unit_code"]), {})[row_key(row)] = int(row["days_late"])
    return found


def _change(
    unit_code: str,
    old: Mapping[RowKey, int],
    new: Mapping[RowKey, int],
    counts: tuple[CountChange, ...],
) -> DraftChange:
    return DraftChange(
        unit_code=unit_code,
        came=tuple(key[1] for key in sorted(new.keys() - old.keys())),
        went=tuple(key[1] for key in sorted(old.keys() - new.keys())),
        moved=tuple(
            MovedRow(key[1], old[key], new[key])
            for key in sorted(old.keys() & new.keys())
            if old[key] != new[key]
        ),
        counts=counts,
    )
