"""The dossiers two sources do not have alike in a period, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.clock import today
from tracker.errors import RefusedError
from tracker.publishing.reconciliation_sources import find_source
from tracker.queries.dossier_overlaps import DossierPair
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.units import load_tree
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.dossier_overlaps import FieldDifference
    from tracker.queries.reconciliation import SourceRow
    from tracker.queries.unit_tree import UnitTree
    from tracker.rules.periods import Period


@dataclass(frozen=True, slots=True)
class DossierComparison:
    """Which dossiers are compared, and with what they are read.

    Args:
        period: The period.
        first: The first source.
        second: The second source.
        pair: Which dossiers.
        tree: The units, for their names.
    """

    period: Period
    first: SourceRow
    second: SourceRow
    pair: DossierPair
    tree: UnitTree

    def value(self, field: FieldDifference, value: Any) -> Any:
        """Return one side's value of a field: a unit by its code, anything else as it is."""
        is_unit = field.name == "unit_id" and value is not None
        return self.tree.by_id(value).code if is_unit else value


def compare_dossiers(
    *, period: str, first: str, second: str, settings: Settings
) -> DossierComparison:
    """Return which dossiers of two sources can be compared one by one in a period.

    Args:
        period: Text form of the period.
        first: Code of a source.
        second: Code of another one.
        settings: Cut-off day.

    Raises:
        ReadingError: `period_unreadable`.
        NotFoundError: `reconcile_source_unknown`.
        RefusedError: `reconcile_same_source`, `reconcile_no_dossiers`.
    """
    wanted = read_period(period)
    if first == second:
        raise RefusedError("reconcile_same_source", value=first)
    ours, theirs = find_source(first), find_source(second)
    first_day = wanted.first_day(settings.month_cutoff_day)
    last_day = wanted.last_day(settings.month_cutoff_day)
    judged_on = max(first_day, min(last_day, today()))
    known = {source.id for source in list_dossier_sources(first_day, judged_on)}
    if ours.id not in known or theirs.id not in known:
        raise RefusedError("reconcile_no_dossiers", first=first, second=second)
    pair = DossierPair(ours.id, theirs.id, first_day, judged_on)
    return DossierComparison(wanted, ours, theirs, pair, load_tree())
