"""What the units under a unit do (đơn vị bên dưới): one line each, who stands worst first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import request, url_for
from flask_babel import gettext as _

from models.vocabulary import Verdict
from tracker.queries.overviews import UnitMonth
from tracker.queries.scorecards import count_led_targets
from tracker.rules.scorecards import PRESSING, Standing
from tracker.wording.labels import label
from views.formatting import show_number
from views.pages.filters import build_options
from views.pages.marks import Mark, list_marks
from views.pages.units import unit_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.pages.filters import Option
    from views.pages.heat_table import Cell, Column
    from views.pages.unit_dossiers import UnitDossiers

SORT: Final = "xep-don-vi"
BY_NAME: Final = "ten"
"""Value of `xep-don-vi` that puts units in the order of levels and names."""

_JUDGED: Final = (Verdict.ACHIEVED, Verdict.MISSED)


@dataclass(frozen=True, slots=True)
class UnderLine:
    """One unit, or all of them together.

    Args:
        name: What it says.
        code: Its code; empty for the sum.
        level: Its level, in words.
        url: Its scorecard; empty for the sum.
        reached: Targets reached of those judged: "12/20"; empty without any.
        pressing: Results that must be looked into, with the targets behind each.
        cells: Its dossiers, in the order of the columns.
    """

    name: str
    code: str
    level: str
    url: str
    reached: str
    pressing: tuple[tuple[Mark, str], ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class UnderPart:
    """The units under a unit; their lines are made only where they are shown.

    Args:
        period: The period their targets were judged in; None for no targets.
        dossiers: The month, and which units there are.
        verdicts: How each unit's targets were judged.
        units: The units with anything to show, in the order asked for.
        idle: Names of the units without targets and dossiers.
        sorts: Orders to choose from.
    """

    period: Period | None
    dossiers: UnitDossiers
    verdicts: Mapping[int, Mapping[Verdict, int]]
    units: tuple[UnitRow, ...]
    idle: tuple[str, ...]
    sorts: tuple[Option, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return what is counted of dossiers."""
        return self.dossiers.columns

    def lines(self, units: Iterable[UnitRow]) -> list[UnderLine]:
        """Return some of the units, one line each."""
        return [self._line(unit) for unit in units]

    def total(self) -> UnderLine | None:
        """Return all of them together; None for fewer than two."""
        if len(self.units) < 2:
            return None
        line = self.dossiers.lines.sum(str(_("các đơn vị bên dưới")), self.units)
        every: Counter[Verdict] = Counter()
        for unit in self.units:
            every.update(self.verdicts.get(unit.id, {}))
        pressing = tuple((mark, "") for mark in _pressing(every))
        cells = tuple(cell for cell in line.cells if cell is not None)
        return UnderLine(line.name, "", "", "", _reached(every), pressing, cells)

    def _line(self, unit: UnitRow) -> UnderLine:
        found = self.verdicts.get(unit.id, {})
        return UnderLine(
            unit.name,
            unit.code,
            label(unit.level),
            scorecard_url(unit, self.period),
            _reached(found),
            tuple((mark, scorecard_url(unit, self.period, mark.word)) for mark in _pressing(found)),
            self.dossiers.lines.cells(unit),
        )


def scorecard_url(unit: UnitRow, period: Period | None, result: str = "") -> str:
    """Return the address of a unit's scorecard.

    Args:
        unit: The unit.
        period: The period; the usual one where none is given.
        result: Word of the result its targets are narrowed to; empty for all.
    """
    values: dict[str, Any] = {
        "code": unit.code,
        "ngay": unit_day(unit),
        "ky": period.code if period else None,
        "ket-qua": result or None,
    }
    return url_for("scorecards.show", **values)


def build_under(dossiers: UnitDossiers, period: Period | None) -> UnderPart:
    """Return the units under a unit; one query more than their dossiers took.

    Args:
        dossiers: The month, and which units there are.
        period: The period their targets were judged in; None for no targets.
    """
    verdicts = (
        count_led_targets(period.code, [unit.id for unit in dossiers.below]) if period else {}
    )
    busy = [unit for unit in dossiers.below if unit.id in verdicts or unit.id in dossiers.months]
    if request.args.get(SORT, "") != BY_NAME:
        # Stable: those that stand alike keep the order of names.
        busy.sort(key=lambda unit: _standing(unit, verdicts, dossiers).badness, reverse=True)
    return UnderPart(
        period=period,
        dossiers=dossiers,
        verdicts=verdicts,
        units=tuple(busy),
        idle=tuple(unit.name for unit in dossiers.below if unit not in busy),
        sorts=build_options(
            [("", str(_("Kém nhất trước"))), (BY_NAME, str(_("Cấp, tên đơn vị")))],
            request.args.get(SORT, ""),
        ),
    )


def _standing(
    unit: UnitRow, verdicts: Mapping[int, Mapping[Verdict, int]], dossiers: UnitDossiers
) -> Standing:
    counts = dossiers.months.get(unit.id, UnitMonth()).counts
    return Standing(verdicts.get(unit.id, {}), counts.finished_late, counts.open_overdue)


def _reached(verdicts: Mapping[Verdict, int]) -> str:
    judged = sum(verdicts.get(each, 0) for each in _JUDGED)
    achieved = verdicts.get(Verdict.ACHIEVED, 0)
    return f"{show_number(achieved)}/{show_number(judged)}" if judged else ""


def _pressing(verdicts: Mapping[Verdict, int]) -> tuple[Mark, ...]:
    return list_marks({each.value: verdicts.get(each, 0) for each in PRESSING})
