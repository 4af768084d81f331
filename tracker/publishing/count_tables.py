"""Form II.06a of a period, from the dossiers as known now or on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from models.vocabulary import UnitLevel
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.queries.dossier_counts import count_groups, count_standstills
from tracker.queries.dossier_history import count_replaced_groups, find_newest_as_of
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.field_counts import count_fields
from tracker.queries.unit_counts import count_units
from tracker.queries.units import load_tree
from tracker.rules.count_tables import (
    GROUP_OF,
    CountBy,
    CountEntry,
    FormChoices,
    GroupCounts,
    count_table,
)
from tracker.rules.counts import UnitCounts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from models.vocabulary import DossierStatus, LatenessRule
    from tracker.config import Settings
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.count_tables import CountGroup, CountTable
    from tracker.rules.periods import Period

Key = TypeVar("Key")


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
    span = _Span(first_day, judged_on, settings.lateness_rule, known_on)
    tree = tree or load_tree()
    entries = (_field_entries if by is CountBy.FIELD else _unit_entries)(span, tree, unit_ids)
    choices = FormChoices(settings.form_waiting_in_open, settings.form_returned_in_on_time)
    return PeriodCounts(
        period=period,
        first_day=first_day,
        last_day=last_day,
        judged_on=judged_on,
        known_on=known_on,
        data_as_of=find_newest_as_of(known_on or present),
        is_sample=any(source.is_sample for source in list_dossier_sources(first_day, judged_on)),
        table=count_table(entries, by, choices),
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """The days counted, how lateness is judged, and the past day looked at."""

    first_day: date
    judged_on: date
    rule: LatenessRule
    known_on: date | None


def _unit_entries(
    span: _Span, tree: UnitTree, unit_ids: Collection[int] | None
) -> Iterator[CountEntry]:
    days = span.first_day, span.judged_on
    if span.known_on is None:
        counts = count_units(*days, span.rule)
    else:
        counts = count_groups(*days, span.rule, known_on=span.known_on)
    standstills = count_standstills(*days, known_on=span.known_on)
    found = [*_joined(counts, standstills).items()]
    found += [(unit_id, counts) for (unit_id, _), counts in _replaced(span, by_field=False)]
    for unit_id, part in found:
        if unit_ids is None or unit_id in unit_ids:
            unit = _row_unit(unit_id, tree)
            yield CountEntry(GROUP_OF[unit.level], unit.code, unit.name, part)


def _field_entries(
    span: _Span, tree: UnitTree, unit_ids: Collection[int] | None
) -> Iterator[CountEntry]:
    groups = {unit.id: GROUP_OF[_row_unit(unit.id, tree).level] for unit in tree.units}
    found = count_fields(
        span.first_day,
        span.judged_on,
        span.rule,
        groups,
        unit_ids=unit_ids,
        known_on=span.known_on,
    )
    for (group, field), part in found.items():
        yield CountEntry(group, "", field, part)
    for (unit_id, named), part in _replaced(span, by_field=True):
        if unit_ids is None or unit_id in unit_ids:
            yield CountEntry(groups[unit_id], "", named or "", part)


def _replaced(
    span: _Span, *, by_field: bool
) -> Iterable[tuple[tuple[int, str | None], GroupCounts]]:
    """Return what was known otherwise on the past day; nothing without one."""
    if span.known_on is None:
        return ()
    counts, standstills = count_replaced_groups(
        span.first_day, span.judged_on, span.rule, by_field=by_field, known_on=span.known_on
    )
    return _joined(counts, standstills).items()


def _joined(
    counts: Mapping[Key, UnitCounts], standstills: Mapping[Key, Mapping[DossierStatus, int]]
) -> dict[Key, GroupCounts]:
    return {
        key: GroupCounts(counts.get(key, UnitCounts()), standstills.get(key, {}))
        for key in counts.keys() | standstills.keys()
    }


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
