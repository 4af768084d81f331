"""The overview of dossiers (tổng quan hồ sơ): late ones, both on-time rates, papers, by unit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import UnitLevel
from tracker.queries.overviews import UnitMonth, fold_months, load_unit_months, sum_months
from tracker.rules.heat import Heat, heat_of_share
from tracker.rules.rates import Share
from tracker.wording.labels import label
from views.formatting import show_number, show_percent
from views.pages.form_rows import SIGN
from views.pages.heat_table import Cell, Column, Group, HeatTable, Line
from views.pages.overview_cells import signed
from views.pages.overview_figures import list_figures
from views.pages.overview_place import stands_under
from views.pages.words import LATE_KINDS, word_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.queries.late_cases import CaseSearch
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.pages.overview_figures import Figure
    from views.pages.overview_place import Place

    Months = Mapping[int, UnitMonth]

RATE_ICONS: Final[Mapping[Heat, str]] = {
    Heat.FULL: "check-circle-fill",
    Heat.HIGH: "dash-circle",
    Heat.LOW: "x-octagon-fill",
}


@dataclass(frozen=True, slots=True)
class DossierBasis:
    """The dossiers of a month and of the one before, by unit.

    Args:
        period: The month.
        on: The day units are looked at.
        search: Which days were counted.
        now: By the unit the dossiers name.
        before: The same of the month before.
        past_text: Its name.
        allowed: Units this person may see; None for all.
        may_list: Whether this person may open explanations and letters.
    """

    period: Period
    on: date
    search: CaseSearch
    now: Months
    before: Months
    past_text: str
    allowed: frozenset[int] | None
    may_list: bool


def load_both(
    search: CaseSearch, past: CaseSearch, *, needed_after_days: int
) -> tuple[Months, Months]:
    """Return a month and the one before; a fixed number of statements.

    Args:
        search: The month.
        past: The month before.
        needed_after_days: Days late from which a letter of apology is owed.
    """
    return (
        load_unit_months(search, needed_after_days=needed_after_days),
        load_unit_months(past, needed_after_days=needed_after_days),
    )


def build_dossier_table(
    basis: DossierBasis, place: Place, directory: UnitDirectory
) -> tuple[HeatTable, tuple[str, ...]]:
    """Return the units under a unit side by side, and the names of those without dossiers.

    Each dossier stands in one row, so that sums count it once. A division's stand in the row of
    the unit above it, unless divisions have rows of their own.

    Args:
        basis: The month's dossiers.
        place: The unit, and which units under it.
        directory: Units.
    """
    top = place.unit
    below = place.rows()
    apart = {unit.id for unit in below if unit.level is UnitLevel.DIVISION}
    now, before = (
        fold_months(months, directory, basis.on, apart) for months in (basis.now, basis.before)
    )
    maker = DossierLines(basis, now, before, directory, place)
    groups: list[Group] = []
    is_plain = top is not None and not place.scope and not place.search
    if top and is_plain and _may_see(top, basis) and (top.id in now or place.is_leaf):
        groups.append(Group(str(_("Chính đơn vị này")), (maker.line(top, is_own=True),)))
    busy = [unit for unit in below if unit.id in now or unit.id in before]
    for level, found in groupby(busy, lambda unit: unit.level):
        members = list(found)
        lines = tuple(maker.line(unit) for unit in members)
        total = maker.sum(label(level), members) if len(members) > 1 else None
        groups.append(Group(label(level), lines, total))
    total = None
    if top and is_plain and not place.is_leaf:
        every = [unit for unit in (top, *place.below) if _may_see(unit, basis)]
        total = maker.sum(str(_("%(unit)s và mọi đơn vị bên dưới", unit=top.name)), every)
    idle = tuple(unit.name for unit in below if unit not in busy)
    return HeatTable(maker.columns(), tuple(groups), total), idle


def _may_see(unit: UnitRow, basis: DossierBasis) -> bool:
    return basis.allowed is None or unit.id in basis.allowed


def _find_heirs(basis: DossierBasis, directory: UnitDirectory) -> frozenset[int]:
    """Return the units whose rows hold dossiers that name a unit which ended."""
    found: set[int] = set()
    for key in basis.now:
        if directory.by_id(key).is_valid(basis.on):
            continue
        for heir in directory.heirs(key, basis.on):
            above = heir.parent_id if heir.level is UnitLevel.DIVISION else None
            found |= {heir.id, above or heir.id}
    return frozenset(found)


class DossierLines:
    """Makes the rows of one month; without a place units stand by themselves."""

    def __init__(
        self,
        basis: DossierBasis,
        now: Months,
        before: Months,
        directory: UnitDirectory,
        place: Place | None = None,
    ) -> None:
        self._basis = basis
        self._now = now
        self._before = before
        self._directory = directory
        self._figures = list_figures()
        self._place = place
        self._heirs = _find_heirs(basis, directory)
        self._words = {
            Heat.FULL: str(_("đủ 100 %")),
            Heat.HIGH: str(_("từ 95 %")),
            Heat.LOW: str(_("dưới 95 %")),
        }

    def columns(self) -> tuple[Column, ...]:
        """Return the columns; of counts the highest, of rates the lowest is the worst."""
        change = str(_("so với %(period)s", period=self._basis.past_text))
        count = (str(_("số hồ sơ")), change)
        rate = (str(_("tỷ lệ %")), str(_("tử số")), str(_("mẫu số")), change)
        return tuple(
            Column(
                key=figure.key,
                short="",
                text=figure.text,
                note="",
                url="",
                fields=count if figure.kind else rate,
                is_worst_high=figure.kind is not None,
            )
            for figure in self._figures
        )

    def line(self, unit: UnitRow, *, is_own: bool = False) -> Line:
        """Return a unit's row."""
        note = url = ""
        if self._place is not None:
            note = stands_under(self._place, unit, self._directory, self._basis.on)
            url = "" if is_own else self._place.url_of(unit)
        return Line(unit.name, unit.code, note, url, self.cells(unit))

    def cells(self, unit: UnitRow) -> tuple[Cell, ...]:
        """Return a unit's figures, in the order of the columns."""
        now = self._now.get(unit.id, UnitMonth())
        # Where the month before has data, a unit that is not in them had nothing.
        before = self._before.get(unit.id, UnitMonth()) if self._before else None
        below = self._directory.descendants(unit.id, None)
        has_units = any(each.level is not UnitLevel.DIVISION for each in below)
        return tuple(
            self._cell(figure, now, before, self._url(figure, unit, has_units=has_units))
            for figure in self._figures
        )

    def sum(self, name: str, units: Sequence[UnitRow]) -> Line:
        """Return the row of units together: parts summed, then divided."""
        now, before = (
            sum_months(months[unit.id] for unit in units if unit.id in months)
            for months in (self._now, self._before)
        )
        cells = tuple(
            self._cell(figure, now, before if self._before else None, "")
            for figure in self._figures
        )
        return Line(str(_("Cộng: %(group)s", group=name)), "", "", "", cells)

    def _cell(self, figure: Figure, now: UnitMonth, before: UnitMonth | None, url: str) -> Cell:
        value = figure.read(now)
        past = None if before is None else figure.read(before)
        if isinstance(value, int):
            gained = value - past if isinstance(past, int) else None
            door = url if value else ""
            change, values = signed(gained), (value, gained)
            return Cell("count", "", show_number(value), "", "", change, door, value, values)
        return self._rate(value, past if isinstance(past, Share) else None, url)

    def _rate(self, share: Share, past: Share | None, url: str) -> Cell:
        heat = heat_of_share(share)
        number, _bracket, parts = show_percent(share).partition(" (")
        percent, earlier = share.percent, past.percent if past else None
        points = None if percent is None or earlier is None else percent - earlier
        is_some = bool(share.denominator)
        return Cell(
            mark=heat.value if heat else "none",
            icon=RATE_ICONS[heat] if heat else "",
            number=number,
            parts=parts.removesuffix(")"),
            word=self._words[heat] if heat else str(_("không phát sinh")),
            change=signed(points),
            url=url if is_some else "",
            order=Fraction(share.numerator, share.denominator) if is_some else None,
            values=(percent, share.numerator, share.denominator, points),
        )

    def _url(self, figure: Figure, unit: UnitRow, *, has_units: bool) -> str:
        """Return where exactly these dossiers are listed; empty where no listing has just them."""
        if unit.id in self._heirs:
            return ""
        if figure.kind is not None:
            query: dict[str, Any] = {
                "loai": word_of(LATE_KINDS, figure.kind),
                "thang": self._basis.period.code,
            }
            if has_units:
                query["dong"] = f"{unit.code}{SIGN}{unit.name}"
            else:
                query["don-vi"] = unit.code
            return url_for("dossiers.index", **query)
        if not figure.endpoint or has_units or not self._basis.may_list:
            return ""
        query = {"thang": self._basis.period.code, "don-vi": unit.code}
        return url_for(figure.endpoint, **query)
