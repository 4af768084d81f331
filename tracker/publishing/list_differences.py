"""How a frozen list differs from what would be drafted from today's data (khác bản đã công bố)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tracker.publishing.late_list import build_late_list
from tracker.queries.objections import load_replies
from tracker.rules.list_replies import apply_replies
from tracker.rules.month_changes import list_count_changes, list_unit_changes
from tracker.rules.periods import cutoff_of, read_period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.config import Settings
    from tracker.queries.publications import PublicationRow
    from tracker.rules.month_changes import CountChange, UnitChange


@dataclass(frozen=True, slots=True)
class DossierChange:
    """One dossier that stands in one of the two lists only, or otherwise.

    Args:
        annex: "finished_late" or "open_overdue".
        code: Its code, in full.
        unit_code: Its unit, as the list that has it says.
        days_before: Days late as frozen; None when it was not in the annex.
        days_after: Days late now; None when it would not be in the annex.
    """

    annex: str
    code: str
    unit_code: str
    days_before: int | None
    days_after: int | None


@dataclass(frozen=True, slots=True)
class ListDifference:
    """What would be otherwise in a list drafted now.

    Args:
        totals: Counts of the totals that moved.
        units: Units whose counts moved, by code.
        dossiers: Dossiers that come, go, or are late by other days; by annex and code.
        unit_names: Names of the units of either list, by code.
    """

    totals: tuple[CountChange, ...]
    units: tuple[UnitChange, ...]
    dossiers: tuple[DossierChange, ...]
    unit_names: Mapping[str, str]

    @property
    def is_any(self) -> bool:
        """Return whether anything differs."""
        return bool(self.totals or self.units or self.dossiers)


def compare_with_now(publication: PublicationRow, settings: Settings) -> ListDifference:
    """Return how a version differs from what would be drafted now; nothing is written.

    It counts the month anew, so it is made when asked for, never on each view.

    Args:
        publication: The version, with its internal content.
        settings: Rule of lateness, masking of codes.

    Raises:
        RefusedError: `late_list_no_data`.
    """
    frozen = publication.internal
    # The days are those of the list, whatever the office has chosen since.
    cutoff = cutoff_of(publication.first_day, publication.last_day)
    same_days = replace(settings, month_cutoff_day=cutoff)
    facts = build_late_list(read_period(publication.period), same_days)
    # An upheld objection takes its row out of a list drafted now, as it did before.
    _public, now = apply_replies(
        facts.public, facts.internal, load_replies(publication.period, None, None)
    )
    return ListDifference(
        totals=list_count_changes(frozen["totals"], now["totals"]),
        units=list_unit_changes(frozen["units"], now["units"]),
        dossiers=tuple(
            change
            for annex in ("finished_late", "open_overdue")
            for change in _list_changes(annex, frozen[annex], now[annex])
        ),
        unit_names={unit["code"]: unit["name"] for unit in (*frozen["units"], *now["units"])},
    )


def _list_changes(
    annex: str, before: list[Mapping[str, Any]], after: list[Mapping[str, Any]]
) -> list[DossierChange]:
    # A dossier another unit has now goes from the one and comes to the other.
    old = {_key(row): row for row in before}
    new = {_key(row): row for row in after}
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        days = [None if row is None else int(row["days_late"]) for row in (was, now)]
        if days[0] != days[1]:
            unit_code = str((now or was or {})["unit_code"])
            found.append(DossierChange(annex, key[0], unit_code, *days))
    return found


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["code"]), str(row["unit_code"])
