"""Two sources held against each other for a period (đối chiếu): every unit, every indicator.

pandas joins the two tables; what a pair of figures means is decided by the rules alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.vocabulary import DifferenceCause, DifferenceState
from tracker.clock import past_day, today
from tracker.errors import NotFoundError, RefusedError
from tracker.publishing.reconciliation_evidence import (
    find_dossier_pair,
    find_unlike_dossiers,
    read_side,
)
from tracker.publishing.reconciliation_sides import Frame, counted_sources, load_side
from tracker.publishing.reconciliation_sources import find_source, nothing_to_compare
from tracker.queries.calendar import load_calendar
from tracker.queries.differences import load_differences
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.indicators import list_indicators
from tracker.queries.units import load_tree
from tracker.rules.difference_causes import DossierFindings
from tracker.rules.periods import read_period
from tracker.rules.reconciliation import Result, compare
from tracker.rules.targets import PERCENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from models.vocabulary import LatenessRule
    from tracker.config import Settings
    from tracker.publishing.reconciliation_evidence import SideReader
    from tracker.publishing.reconciliation_sides import LoadedSide, Stated
    from tracker.queries.differences import DifferenceRow
    from tracker.queries.dossier_overlaps import DossierPair
    from tracker.queries.dossier_sources import DossierSource
    from tracker.queries.indicators import IndicatorRow
    from tracker.queries.reconciliation import SourceRow
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from tracker.rules.reconciliation import Comparison


@dataclass(frozen=True, slots=True)
class ReconciledRow:
    """One figure in both sources, and what people made of it.

    Args:
        unit: Whose figure it is.
        indicator: What is measured.
        first: What the first source says; None when it says nothing.
        second: What the second one says.
        comparison: What the rules found.
        state: Open, explained or settled; None where there is no difference.
        judged: What somebody wrote about it; None until somebody did.
        has_moved: Whether a figure moved since it was judged, which opened it again.
    """

    unit: UnitRow
    indicator: IndicatorRow
    first: Stated | None
    second: Stated | None
    comparison: Comparison
    state: DifferenceState | None
    judged: DifferenceRow | None
    has_moved: bool

    @property
    def cause(self) -> DifferenceCause | None:
        """Return why they differ: what a person settled on, else what the rules found."""
        found = self.comparison.explanation
        if self.judged is not None and self.state is not DifferenceState.OPEN:
            return self.judged.cause
        return None if found is None else found.cause

    @property
    def snapshot(self) -> list[list[int | str | None] | None]:
        """Return both figures as they are kept with a judgement, the first source's first."""
        return [
            None if side is None else side.amount.snapshot for side in (self.first, self.second)
        ]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Two sources over one period.

    Args:
        period: The period.
        first_day: Its first day.
        last_day: Its last day.
        first: The first source.
        second: The second source.
        rows: Every figure either of them states, by indicator, then in the order of units.
        dossiers: Whose dossiers can be compared one by one; None where a side has none.
        as_of: Newest day of the figures of either side.
        dossier_sources: Sources of the dossiers that were counted, of either side.
        rule: How their lateness was judged.
    """

    period: Period
    first_day: date
    last_day: date
    first: SourceRow
    second: SourceRow
    rows: tuple[ReconciledRow, ...]
    dossiers: DossierPair | None
    as_of: tuple[date | None, date | None]
    dossier_sources: tuple[DossierSource, ...]
    rule: LatenessRule


def reconcile(
    *,
    period: str,
    first: str,
    second: str,
    settings: Settings,
    unit_ids: Collection[int] | None = None,
) -> Reconciliation:
    """Hold two sources against each other for a period.

    Args:
        period: Text form of the period.
        first: Code of a source.
        second: Code of another one.
        settings: Cut-off day and rule of lateness.
        unit_ids: Only figures of these units; None for all.

    Raises:
        ReadingError: `period_unreadable`.
        NotFoundError: `reconcile_source_unknown`.
        RefusedError: `reconcile_same_source`, `reconcile_period_empty`.
    """
    wanted = read_period(period)
    if first == second:
        raise RefusedError("reconcile_same_source", value=first)
    sources = find_source(first), find_source(second)
    indicators = {row.id: row for row in list_indicators()}
    frame = _frame(wanted, settings, indicators)
    sides = load_side(sources[0], frame), load_side(sources[1], frame)
    for side in sides:
        if not any(stated.amount.is_stated for stated in side.figures.values()):
            raise nothing_to_compare(side.source, sources, wanted)
    pair = find_dossier_pair(*sides, frame)
    judge = _Judge(
        first=read_side(sides[0], sides[1], frame),
        second=read_side(sides[1], sides[0], frame),
        frame=frame,
        dossiers=find_unlike_dossiers(pair, frame),
        judged=load_differences(wanted.code, (sources[0].id, sources[1].id)),
    )
    rows = [
        judge.row(frame.tree.by_id(unit_id), indicators[indicator_id])
        for unit_id, indicator_id in _joined(*sides)
        if unit_ids is None or unit_id in unit_ids
    ]
    order = {unit.id: place for place, unit in enumerate(frame.tree.units)}
    places = {key: place for place, key in enumerate(indicators)}
    rows.sort(key=lambda row: (places[row.indicator.id], order[row.unit.id]))
    return Reconciliation(
        period=wanted,
        first_day=frame.first_day,
        last_day=frame.last_day,
        first=sources[0],
        second=sources[1],
        rows=tuple(rows),
        dossiers=pair,
        as_of=(sides[0].as_of, sides[1].as_of),
        dossier_sources=counted_sources(sides, frame),
        rule=frame.rule,
    )


def find_row(found: Reconciliation, unit_id: int, indicator: str) -> ReconciledRow:
    """Return one figure of a reconciliation.

    Raises:
        NotFoundError: `reconcile_row_missing`.
    """
    for row in found.rows:
        if row.unit.id == unit_id and row.indicator.code == indicator:
            return row
    raise NotFoundError("reconcile_row_missing", indicator=indicator)


def _frame(period: Period, settings: Settings, indicators: Mapping[int, IndicatorRow]) -> Frame:
    first_day = period.first_day(settings.month_cutoff_day)
    last_day = period.last_day(settings.month_cutoff_day)
    judged_on = max(first_day, min(last_day, today()))
    return Frame(
        period=period.code,
        first_day=first_day,
        last_day=last_day,
        judged_on=judged_on,
        rule=settings.lateness_rule,
        tree=load_tree(),
        calendar=load_calendar(),
        codes={key: row.code for key, row in indicators.items()},
        keys={row.code: key for key, row in indicators.items()},
        dossier_sources=_dossier_sources(first_day, judged_on),
    )


def _dossier_sources(first_day: date, judged_on: date) -> list[DossierSource]:
    """Return the sources with dossiers; none of the past, of which only what was stated is known.

    Dossiers are counted as they stand now, and their past is that of the days imports describe.
    """
    return [] if past_day() is not None else list_dossier_sources(first_day, judged_on)


def _joined(first: LoadedSide, second: LoadedSide) -> Iterator[tuple[int, int]]:
    """Yield unit and indicator of every figure either side states: an outer join of both tables."""
    # Loaded only where a reconciliation is made: it takes longer than a page.
    import pandas as pd

    columns = ["unit_id", "indicator_id"]
    tables = [
        pd.DataFrame(
            [key for key, stated in side.figures.items() if stated.amount.is_stated],
            columns=columns,
        )
        for side in (first, second)
    ]
    joined = tables[0].merge(tables[1], how="outer", on=columns)
    for unit_id, indicator_id in joined.itertuples(index=False, name=None):
        yield int(unit_id), int(indicator_id)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Compares one figure after the other, and finds what people made of it."""

    first: SideReader
    second: SideReader
    frame: Frame
    dossiers: Mapping[int, DossierFindings] | None
    judged: Mapping[tuple[int, int], DifferenceRow]

    def row(self, unit: UnitRow, indicator: IndicatorRow) -> ReconciledRow:
        """Return one figure in both sources."""
        key = unit.id, indicator.id
        comparison = self._compare(unit.id, indicator)
        row = ReconciledRow(
            unit=unit,
            indicator=indicator,
            first=self.first.side.figures.get(key),
            second=self.second.side.figures.get(key),
            comparison=comparison,
            state=None,
            judged=self.judged.get((indicator.id, unit.id)),
            has_moved=False,
        )
        if comparison.result is Result.EQUAL:
            return row
        has_moved = row.judged is not None and row.judged.judged != self.ordered(row.snapshot)
        is_open = row.judged is None or has_moved
        state = DifferenceState.OPEN if is_open or row.judged is None else row.judged.state
        return replace(row, state=state, has_moved=has_moved)

    def ordered(self, snapshot: list[Any]) -> list[Any]:
        """Return both figures in the order they are kept in: the source of the lower key first."""
        is_turned = self.first.side.source.id > self.second.side.source.id
        return snapshot[::-1] if is_turned else snapshot

    def _compare(self, unit_id: int, indicator: IndicatorRow) -> Comparison:
        dossiers = None
        if self.dossiers is not None:
            dossiers = self.dossiers.get(unit_id, DossierFindings())
        return compare(
            self.first.read(unit_id, indicator.id, indicator.code),
            self.second.read(unit_id, indicator.id, indicator.code),
            indicator.code,
            is_percent=indicator.unit_of_measure == PERCENT,
            last_day=self.frame.last_day,
            dossiers=dossiers,
        )
