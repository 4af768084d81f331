"""Form II.06a of a period, from the dossiers as known now or on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import UnitLevel
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.queries.dossier_counts import count_groups, count_standstills
from tracker.queries.dossier_history import count_replaced_groups, find_newest_as_of
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.unit_counts import count_units
from tracker.queries.units import load_tree
from tracker.rules.count_tables import (
    GROUP_OF,
    CountBy,
    CountEntry,
    FormChoices,
    GroupCounts,
    add_group_counts,
    count_table,
)
from tracker.rules.counts import UnitCounts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from models.vocabulary import DossierStatus, LatenessRule
    from tracker.config import Settings
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.count_tables import CountGroup, CountTable
    from tracker.rules.periods import Period

    _Counts = dict[tuple[int, str | None], GroupCounts]


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """A period's counts and what they rest on.

    Args:
        period: The period.
        first_day: Its first day.
        last_day: Its last day.
        judged_on: Day at whose end open dossiers are judged: the last day, or the past day looked
            at when that is earlier.
        known_on: The past day looked at; None for what is known now.
        data_as_of: Newest day an import describes that these counts could use; None without any.
        is_sample: Whether made-up dossiers are among them.
        table: The table.
    """

    period: Period
    first_day: date
    last_day: date
    judged_on: date
    known_on: date | None
    data_as_of: date | None
    is_sample: bool
    table: CountTable


def build_period_counts(
    period: Period,
    settings: Settings,
    *,
    by: CountBy = CountBy.UNIT,
    known_on: date | None = None,
    unit_ids: Collection[int] | None = None,
    tree: UnitTree | None = None,
) -> PeriodCounts:
    """Return the counts of a period.

    Args:
        period: Month, quarter, year or year to date.
        settings: Cut-off day, rule of lateness, choices of the form.
        by: What the rows are.
        known_on: Past day: only what imports that describe it or an earlier day had said; dossiers
            still open are judged at the end of that day when the period ends later.
        unit_ids: Only of these units; None for all.
        tree: The units, where they are loaded already.

    Raises:
        RefusedError: `counts_as_of_future`, `counts_as_of_before_period`.
    """
    cutoff, present = settings.month_cutoff_day, today()
    first_day, last_day = period.first_day(cutoff), period.last_day(cutoff)
    if known_on is not None and known_on > present:
        raise RefusedError("counts_as_of_future", as_of=known_on, today=present)
    if known_on is not None and known_on < first_day:
        raise RefusedError(
            "counts_as_of_before_period", as_of=known_on, period=period.code, first_day=first_day
        )
    judged_on = last_day if known_on is None else min(last_day, known_on)
    counts = _count(
        first_day,
        judged_on,
        settings.lateness_rule,
        by_field=by is CountBy.FIELD,
        known_on=known_on,
    )
    if unit_ids is not None:
        counts = {key: found for key, found in counts.items() if key[0] in unit_ids}
    choices = FormChoices(settings.form_waiting_in_open, settings.form_returned_in_on_time)
    return PeriodCounts(
        period=period,
        first_day=first_day,
        last_day=last_day,
        judged_on=judged_on,
        known_on=known_on,
        data_as_of=find_newest_as_of(known_on or present),
        is_sample=any(source.is_sample for source in list_dossier_sources(first_day, judged_on)),
        table=count_table(_entries(counts, tree or load_tree()), by, choices),
    )


def _count(
    first_day: date,
    judged_on: date,
    rule: LatenessRule,
    *,
    by_field: bool,
    known_on: date | None,
) -> _Counts:
    counts: dict[tuple[int, str | None], UnitCounts]
    if by_field or known_on is not None:
        counts = count_groups(first_day, judged_on, rule, by_field=by_field, known_on=known_on)
    else:
        units = count_units(first_day, judged_on, rule)
        counts = {(key, None): found for key, found in units.items()}
    standstills = count_standstills(first_day, judged_on, by_field=by_field, known_on=known_on)
    found = _joined(counts, standstills)
    if known_on is None:
        return found
    replaced = _joined(
        *count_replaced_groups(first_day, judged_on, rule, by_field=by_field, known_on=known_on)
    )
    return {
        key: add_group_counts(part[key] for part in (found, replaced) if key in part)
        for key in found.keys() | replaced.keys()
    }


def _joined(
    counts: Mapping[tuple[int, str | None], UnitCounts],
    standstills: Mapping[tuple[int, str | None], Mapping[DossierStatus, int]],
) -> _Counts:
    return {
        key: GroupCounts(counts.get(key, UnitCounts()), standstills.get(key, {}))
        for key in counts.keys() | standstills.keys()
    }


def _entries(counts: _Counts, tree: UnitTree) -> Iterator[CountEntry]:
    for (unit_id, field), found in counts.items():
        unit = _row_unit(unit_id, tree)
        group = GROUP_OF[unit.level]
        if field is None:
            yield CountEntry(group, unit.code, unit.name, found)
        else:
            yield CountEntry(group, "", field, found)


def list_line_units(
    tree: UnitTree, *, group: CountGroup | None = None, code: str = "", name: str = ""
) -> frozenset[int]:
    """Return the keys of the units whose dossiers stand in one line of the form.

    Args:
        tree: Every unit.
        group: Only in this group of the form.
        code: Only in the row of this unit, which holds its divisions and no other unit under it.
        name: Only of the unit with this name, where a code was given to another unit later.
    """
    rows = ((unit.id, _row_unit(unit.id, tree)) for unit in tree.units)
    return frozenset(
        key
        for key, row in rows
        if (group is None or GROUP_OF[row.level] is group)
        and code in ("", row.code)
        and name in ("", row.name)
    )


def _row_unit(unit_id: int, tree: UnitTree) -> UnitRow:
    """Return the unit in whose row dossiers stand: a division's are its parent's."""
    unit = tree.by_id(unit_id)
    while unit.level is UnitLevel.DIVISION and unit.parent_id is not None:
        unit = tree.by_id(unit.parent_id)
    return unit
