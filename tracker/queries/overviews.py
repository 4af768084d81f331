"""What an overview of units holds besides their verdicts: the dossiers of a month, row by row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.vocabulary import UnitLevel
from tracker.clock import past_day
from tracker.queries.coverage import count_coverage
from tracker.queries.dossier_history import count_units_then
from tracker.queries.unit_counts import count_units
from tracker.rules.counts import UnitCounts, sum_counts
from tracker.rules.coverage import Coverage, sum_coverage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from tracker.queries.late_cases import CaseSearch
    from tracker.queries.unit_tree import UnitTree


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """A unit's dossiers in a month, and the papers its late ones owe.

    Args:
        counts: Its counts, both on-time rates among them.
        coverage: Explanations and letters of apology of its late dossiers.
    """

    counts: UnitCounts = field(default_factory=UnitCounts)
    coverage: Coverage = field(default_factory=Coverage)


def load_unit_months(search: CaseSearch, *, needed_after_days: int) -> dict[int, UnitMonth]:
    """Return what each unit with dossiers comes to in a month, by its key.

    Args:
        search: Days, rule and units; what else it asks for is not looked at.
        needed_after_days: Days late from which a letter of apology is owed.
    """
    day = past_day()
    days = search.first_day, search.last_day, search.rule
    counts = count_units(*days) if day is None else count_units_then(*days, day)
    coverage = count_coverage(search, needed_after_days=needed_after_days)
    allowed = counts.keys() | coverage.keys()
    if search.unit_ids is not None:
        allowed = allowed & set(search.unit_ids)
    return {
        key: UnitMonth(counts.get(key, UnitCounts()), coverage.get(key, Coverage()))
        for key in allowed
    }


def sum_months(parts: Iterable[UnitMonth]) -> UnitMonth:
    """Return the months of several units together; none of them contains another's dossiers."""
    parts = tuple(parts)
    if not parts:
        return UnitMonth()
    return UnitMonth(
        sum_counts(part.counts for part in parts), sum_coverage(part.coverage for part in parts)
    )


def fold_months(
    months: Mapping[int, UnitMonth], tree: UnitTree, on: date, apart: Collection[int]
) -> dict[int, UnitMonth]:
    """Return months by the unit in whose row the dossiers stand: each dossier in one row only.

    What a unit left behind is its heir's, where that is one unit. A division's dossiers are those
    of the unit above it, unless it has a row of its own.

    Args:
        months: By the unit the dossiers name.
        tree: The units.
        on: The day units are looked at.
        apart: Divisions with rows of their own.
    """
    rows: dict[int, list[UnitMonth]] = defaultdict(list)
    for unit_id, month in months.items():
        rows[_row_of(unit_id, tree, on, apart)].append(month)
    return {key: sum_months(parts) for key, parts in rows.items()}


def _row_of(unit_id: int, tree: UnitTree, on: date, apart: Collection[int]) -> int:
    unit = tree.by_id(unit_id)
    if not unit.is_valid(on):
        heirs = tree.heirs(unit_id, on)
        unit = heirs[0] if len(heirs) == 1 else unit
    while unit.level is UnitLevel.DIVISION and unit.id not in apart and unit.parent_id is not None:
        unit = tree.parent(unit.id, on) or tree.by_id(unit.parent_id)
    return unit.id
