"""The dossiers of a unit in a month (hồ sơ của đơn vị): its own row, and those under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import UnitLevel
from tracker.clock import today
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.late_cases import search_month
from tracker.queries.overviews import UnitMonth, fold_months
from tracker.queries.unit_scopes import answered_by, with_under
from tracker.rules.coverage import Coverage
from tracker.rules.periods import month_of
from tracker.rules.scorecards import month_in
from tracker.runtime import current_settings
from views.access import may_open
from views.formatting import show_period
from views.pages.overview_dossiers import DossierBasis, DossierLines, load_both
from views.pages.overview_months import tell_data_end
from views.pages.past import PastDay, find_data_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.pages.freshness import Headline
    from views.pages.heat_table import Cell, Column, Line


@dataclass(frozen=True, slots=True)
class UnitDossiers:
    """A unit's month, and what its rows are made of.

    Args:
        period: The month.
        first_day: First day counted.
        last_day: Last day counted; open dossiers are judged at its end.
        data_as_of: Newest day an import describes; None without any.
        past_text: The month before.
        columns: What is counted.
        cells: The unit's figures, its divisions' among them, in the order of the columns; empty
            where it had no dossiers in this month and the one before.
        coverage: Papers its late dossiers owe.
        below: Units that have rows of their own under it.
        months: Months by the unit in whose row they stand, the unit's divisions apart.
        lines: Makes those rows.
        is_sample: Whether made-up data are in it.
        headline: What must be said of data that end early.
    """

    period: Period
    first_day: date
    last_day: date
    data_as_of: date | None
    past_text: str
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    coverage: Coverage
    below: tuple[UnitRow, ...]
    months: Mapping[int, UnitMonth]
    lines: DossierLines
    is_sample: bool
    headline: Headline

    def sum(self, name: str, units: Sequence[UnitRow]) -> Line:
        """Return units together: parts summed, then divided."""
        return self.lines.sum(name, units)


def list_below(unit: UnitRow, directory: UnitDirectory, on: date) -> tuple[UnitRow, ...]:
    """Return the units under one that have rows of their own, by level and name.

    Divisions stand under the unit they are part of, so only its own have rows.

    Args:
        unit: The unit.
        directory: Units.
        on: The day units are looked at.
    """
    own = {each.id for each in directory.children(unit.id, on)}
    return tuple(
        each
        for each in directory.descendants(unit.id, on)
        if each.level is not UnitLevel.DIVISION or each.id in own
    )


def load_unit_dossiers(
    unit: UnitRow, directory: UnitDirectory, period: Period | None, *, is_newest: bool = False
) -> UnitDossiers:
    """Return a unit's dossiers in a month; a fixed number of statements.

    Args:
        unit: The unit.
        directory: Units.
        period: What the month is the last one of; None for the newest month with data.
        is_newest: Whether the newest month with data is shown, whatever the period, with what
            the unit answers for today: what units that ended since had is their heirs'. A unit
            that ended itself is shown as it was.
    """
    settings = current_settings()
    cutoff, days = settings.month_cutoff_day, find_data_days(PastDay(None, "", ""))
    month = month_of(days.newest_on, cutoff) if period is None or is_newest else month_in(period)
    before = month.previous()
    on = today() if is_newest and unit.is_valid(today()) else month.last_day(cutoff)
    heirs = with_under((heir.id for heir in directory.heirs(unit.id, on)), directory)
    scope = heirs | answered_by(unit.id, directory, on)
    search = search_month(month, settings, scope)
    now, past = load_both(
        search,
        search_month(before, settings, scope),
        needed_after_days=settings.apology.needed_after_days,
    )
    may_list = may_open("explanations.index")
    basis = DossierBasis(month, on, search, now, past, show_period(before), None, may_list)
    whole = [fold_months(months, directory, on, ()) for months in (now, past)]
    below = list_below(unit, directory, on)
    apart = {each.id for each in below if each.level is UnitLevel.DIVISION}
    rows = [fold_months(months, directory, on, apart) for months in (now, past)] if apart else whole
    own = DossierLines(basis, whole[0], whole[1], directory)
    sources = list_dossier_sources(search.first_day, search.last_day)
    return UnitDossiers(
        period=month,
        first_day=search.first_day,
        last_day=search.last_day,
        data_as_of=days.as_of,
        past_text=basis.past_text,
        columns=own.columns(),
        cells=own.cells(unit) if any(unit.id in months for months in whole) else (),
        coverage=whole[0][unit.id].coverage if unit.id in whole[0] else Coverage(),
        below=below,
        months=rows[0],
        lines=DossierLines(basis, rows[0], rows[1], directory),
        is_sample=any(source.is_sample for source in sources),
        headline=tell_data_end(search.first_day, month.last_day(cutoff), days),
    )
