"""Which period and which province a page of points is about (kỳ, tỉnh)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from models.vocabulary import UnitLevel
from tracker.clock import today
from tracker.errors import NotFoundError, ReadingError
from tracker.queries.scored_periods import list_scored_periods, list_scored_unit_ids
from tracker.queries.scores import province_of
from tracker.rules.periods import month_of, read_period
from tracker.runtime import current_settings
from tracker.wording.sentences import explain
from views.formatting import show_period
from views.pages.filters import build_options
from views.pages.freshness import build_headline

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.pages.filters import Option
    from views.pages.freshness import Headline


ALL_PROVINCES: Final = "tat-ca"
"""Value of `tinh` that puts the provinces themselves side by side."""


@dataclass(frozen=True, slots=True)
class ScoreFrame:
    """What the address asks for.

    Args:
        period: The period.
        on: Its last day: units are those of that day.
        period_text: The period as typed, or the newest with figures.
        refused: Why it cannot be read; empty when it can.
        periods: Periods with figures, and the one looked at.
        province: The province; None for all of them, or when there is no unit at all.
        provinces: Provinces to choose from.
        is_all: Whether all provinces are asked for, side by side.
        headline: What must be said of the period's figures before anybody reads them.
    """

    period: Period
    on: date
    period_text: str
    refused: str
    periods: tuple[Option, ...]
    province: UnitRow | None
    provinces: tuple[Option, ...]
    is_all: bool
    headline: Headline


def find_score_frame(tree: UnitTree) -> ScoreFrame:
    """Return what the address asks for; without a period the newest that has figures.

    Raises:
        NotFoundError: `unit_code_unknown`, for a province there is none of.
    """
    known, cutoff = list_scored_periods(), current_settings().month_cutoff_day
    text, refused = request.args.get("ky", "").strip(), ""
    period = read_period(known[0]) if known else month_of(today(), cutoff)
    if text:
        try:
            period = read_period(text)
        except ReadingError as error:
            refused = explain(error)
    on = period.last_day(cutoff)
    province, provinces = _find_province(tree, period, on)
    codes = dict.fromkeys([*known, period.code])
    return ScoreFrame(
        period=period,
        on=on,
        period_text=text or period.code,
        refused=refused,
        periods=build_options(((code, show_period(code)) for code in codes), period.code),
        province=province,
        provinces=provinces,
        is_all=request.args.get("tinh", "") == ALL_PROVINCES,
        headline=build_headline(period.code),
    )


def _find_province(
    tree: UnitTree, period: Period, on: date
) -> tuple[UnitRow | None, tuple[Option, ...]]:
    """Return the province asked for, else the one with the most figures, and the choices."""
    counts: Counter[int] = Counter()
    for unit_id in list_scored_unit_ids(period.code):
        above = province_of(tree.by_id(unit_id), tree, on)
        if above is not None:
            counts[above.id] += 1
    shown = [unit for unit in tree.units if unit.level is UnitLevel.PROVINCE and unit.is_valid(on)]
    asked = request.args.get("tinh", "").strip()
    if asked == ALL_PROVINCES:
        chosen = None
    elif asked:
        chosen = next((unit for unit in shown if unit.code == asked), None)
        if chosen is None:
            raise NotFoundError("unit_code_unknown", value=asked)
    else:
        chosen = max(shown, key=lambda unit: counts[unit.id], default=None)
    every = (ALL_PROVINCES, str(_("Mọi tỉnh, thành phố")))
    return chosen, build_options(
        [every, *((unit.code, unit.name) for unit in shown)],
        chosen.code if chosen else ALL_PROVINCES,
    )
