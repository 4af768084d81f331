"""What a comparison of two sources may rest on beside the figures: recent dossiers, unlike ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tracker.clock import today
from tracker.queries.dossier_measures import (
    answering_unit,
    count_recent,
    find_province,
    fold_counts,
)
from tracker.queries.dossier_overlaps import DossierPair, count_dossier_differences
from tracker.rules.difference_causes import DossierFindings, Side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.publishing.reconciliation_sides import Frame, LoadedSide, Stated

RECENT_DAYS: Final = 3
"""How many days a dossier may take to reach the other system before that is no delay any more."""


@dataclass(frozen=True, slots=True)
class SideReader:
    """Gives a side's part of a comparison, figure by figure.

    Args:
        side: What the source says.
        units: Units it says anything of.
        indicators: Indicators it states of any unit.
        recent: What came or ended in the last days before the other side was captured, by unit.
    """

    side: LoadedSide
    units: frozenset[int]
    indicators: frozenset[int]
    recent: Mapping[int, Mapping[str, int]]

    def read(self, unit_id: int, indicator_id: int, code: str) -> Side:
        """Return all the source can say about one figure."""
        side = self.side
        stated = side.figures.get((unit_id, indicator_id))
        return Side(
            amount=stated.amount if stated else None,
            source=side.source.code,
            has_unit=unit_id in self.units,
            has_indicator=indicator_id in self.indicators,
            unmapped_count=side.unmapped_count,
            as_of=self._as_of(stated),
            alternatives=side.alternatives.get(unit_id, {}).get(code, ()),
            received=side.received.get(unit_id, {}),
            recent=self.recent.get(unit_id, {}),
            recent_days=RECENT_DAYS,
        )

    def _as_of(self, stated: Stated | None) -> date | None:
        """Return the day a figure knows of: that of the dossiers behind it, where there are any."""
        if self.side.span is None and stated is not None and stated.as_of is not None:
            return stated.as_of
        return self.side.as_of


def read_side(side: LoadedSide, other: LoadedSide, frame: Frame) -> SideReader:
    """Return the reader of a side, with what it has that may not have reached the other one.

    Args:
        side: The side read.
        other: The other one; the last days before its newest figures count as recent.
        frame: Period, units, calendar.
    """
    recent: Mapping[int, Mapping[str, int]] = {}
    if side.span is not None and other.as_of is not None:
        since = min(other.as_of, today()) - timedelta(days=RECENT_DAYS - 1)
        if since <= side.span.last_day:
            counts = count_recent(side.span, since)
            recent = fold_counts(counts, frame.tree, side.span.last_day)
    stated = [key for key, found in side.figures.items() if found.amount.is_stated]
    return SideReader(
        side=side,
        units=frozenset(unit_id for unit_id, _ in stated),
        indicators=frozenset(indicator_id for _, indicator_id in stated),
        recent=recent,
    )


def find_dossier_pair(first: LoadedSide, second: LoadedSide, frame: Frame) -> DossierPair | None:
    """Return whose dossiers can be compared one by one; None where a side has none of its own."""
    if first.span is None or second.span is None:
        return None
    ours, theirs = first.span.source_id, second.span.source_id
    # The built-in source counts those of all the others: it has none of its own.
    if ours is None or theirs is None:
        return None
    return DossierPair(ours, theirs, frame.first_day, frame.judged_on)


def find_unlike_dossiers(
    pair: DossierPair | None, frame: Frame
) -> dict[int, DossierFindings] | None:
    """Return what comparing dossiers found, by the units they concern and the provinces above.

    Args:
        pair: Whose dossiers; None where they cannot be compared.
        frame: Period, units, calendar.
    """
    if pair is None:
        return None
    found: dict[int, dict[str, int]] = {}
    for (ours, theirs), count in count_dossier_differences(pair).items():
        name = "only_second" if ours is None else "only_first" if theirs is None else "differing"
        units = {answering_unit(each, frame.tree).id for each in (ours, theirs) if each}
        provinces = (find_province(each, frame.tree, frame.judged_on) for each in units)
        for unit_id in units | {province.id for province in provinces if province}:
            own = found.setdefault(unit_id, {})
            own[name] = own.get(name, 0) + count
    return {unit_id: DossierFindings(**counts) for unit_id, counts in found.items()}
