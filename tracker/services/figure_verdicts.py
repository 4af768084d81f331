"""The verdict on one figure that needs care: what its source says of it, or no parts at all."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from models.types import PLACES
from models.vocabulary import Comparator, Verdict
from tracker.errors import RefusedError
from tracker.rules.levels import TargetLevel, exact, holds
from tracker.rules.rates import Share
from tracker.rules.verdicts import Actual, judge

if TYPE_CHECKING:
    from tracker.queries.evaluation_inputs import Figure
    from tracker.queries.tasks import TargetRow
    from tracker.rules.verdicts import Judgement

SEPARATOR: Final = "|"
"""Between the decisive reason and what else must be known about a verdict."""

NO_REPORT: Final = "NO_NATIONAL_REPORT_DATA"
NOTHING_RECEIVED: Final = "nothing_received"
QUALITY_NOTES: Final = {
    "TEMP_NATIONAL_REPORT_DENOMINATOR": "temporary_denominator",
    "province_wide": "province_wide",
}
"""What a source says of its own figure → what a verdict on it must say."""

_NO_DATA: Final = Verdict.NO_DATA.value
_FROM_ABOVE: Final = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_REACHED: Final = frozenset({"just_reached", "surplus_units", "within_limit", "value_reached"})


def judge_flagged(
    target: TargetRow, figure: Figure, baseline: Figure | None
) -> tuple[str, str, int | None]:
    """Return verdict, reasons and shortfall of a figure its source has something to say about."""
    flags = _flags(figure[4])
    if NO_REPORT in flags:
        return _NO_DATA, "no_national_report", None
    level = TargetLevel(target.comparator, target.value, _baseline(baseline))
    try:
        found = judge(_actual(figure, flags), level)
    except RefusedError:
        # One wrong figure must not stop a province's verdicts, nor be judged.
        return _NO_DATA, "figures_contradict", None
    return found.verdict.value, _codes(found, flags), found.shortfall


def judge_number(target: TargetRow, figure: Figure) -> tuple[Verdict, str]:
    """Return verdict and reasons of a figure that is no percentage: days, points, counts."""
    flags = _flags(figure[4])
    _, numerator, denominator, value, _ = figure
    if NO_REPORT in flags:
        return Verdict.NO_DATA, "no_national_report"
    if NOTHING_RECEIVED in flags or denominator == 0:
        return Verdict.NOT_ARISEN, "not_arisen"
    if target.comparator is Comparator.INCREASE_AT_LEAST:
        return Verdict.NO_DATA, "baseline_unknown"
    if numerator is not None and denominator is not None:
        actual = Fraction(numerator, denominator)
    elif value is not None:
        actual = Fraction(value, 10**PLACES)
    else:
        return Verdict.NO_DATA, "no_figures"
    notes = [note for flag, note in QUALITY_NOTES.items() if flag in flags]
    distance = actual - exact(target.value)
    if holds(target.comparator, distance):
        return Verdict.ACHIEVED, SEPARATOR.join(["reached", *notes])
    reason = "number_above" if distance > 0 else "number_below"
    return Verdict.MISSED, SEPARATOR.join([reason, *notes])


def miss_reason(
    level: tuple[Comparator, int, int], numerator: int, denominator: int, shortfall: int | None
) -> str:
    """Return why a share missed its target; arguments as `judge_parts` takes and gives them."""
    if shortfall is None:
        return "out_of_reach"
    comparator, upper, lower = level
    is_above = comparator in _FROM_ABOVE or (
        comparator is Comparator.EQUAL and numerator * 100 * lower > upper * denominator
    )
    return "excess_units" if is_above else "short_units"


@lru_cache(maxsize=256)
def _flags(quality: str) -> frozenset[str]:
    return frozenset(re.split(r"[|,; ]+", quality)) - {""}


def _actual(figure: Figure, flags: frozenset[str]) -> Actual:
    _, numerator, denominator, value, _ = figure
    return Actual(
        numerator=numerator,
        denominator=denominator,
        value=None if value is None else Decimal(value).scaleb(-PLACES),
        stated_not_arisen=NOTHING_RECEIVED in flags,
    )


def _baseline(figure: Figure | None) -> Share | Decimal | None:
    if figure is None:
        return None
    _, numerator, denominator, value, _ = figure
    if numerator is not None and denominator is not None:
        return Share(numerator, denominator)
    return None if value is None else Decimal(value).scaleb(-PLACES)


def _codes(found: Judgement, flags: frozenset[str]) -> str:
    """Return the decisive reason, then what else must be known, as one stored text."""
    first, *others = (reason.code for reason in found.reasons)
    notes = [note for flag, note in QUALITY_NOTES.items() if flag in flags]
    return SEPARATOR.join(["reached" if first in _REACHED else first, *others, *notes])
