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
PROVINCE_WIDE: Final = "province_wide"
"""The figure is the province's, repeated at a unit that is not answerable for it."""
MEANING_UNSURE: Final = "meaning_unsure"
"""Nobody can say yet what the source counts there, so nobody is judged by it."""
QUALITY_NOTES: Final = {"TEMP_NATIONAL_REPORT_DENOMINATOR": "temporary_denominator"}
"""What a source says of its own figure → what a verdict on it must say."""

_SILENT: Final = {NO_REPORT: "no_national_report", MEANING_UNSURE: MEANING_UNSURE}
"""Flags of a figure that stands where there is no figure to judge → the reason."""
_NO_DATA: Final = Verdict.NO_DATA.value
_FROM_ABOVE: Final = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_REACHED: Final = frozenset({"just_reached", "surplus_units", "within_limit", "value_reached"})


def judge_flagged(
    target: TargetRow, figure: Figure, baseline: Figure | None, *, is_province: bool
) -> tuple[str, str, int | None]:
    """Return verdict, reasons and shortfall of a figure its source has something to say about.

    Args:
        target: What is asked.
        figure: What was reached.
        baseline: What an increase is counted from.
        is_province: Whether the unit is the province itself: only it answers for its figure.
    """
    flags = _flags(figure[4])
    set_apart = _set_apart(flags, is_province=is_province)
    if set_apart is not None:
        return set_apart[0].value, set_apart[1], None
    level = TargetLevel(
        target.comparator, target.value, _baseline(baseline, is_province=is_province)
    )
    try:
        found = judge(_actual(figure, flags), level)
    except RefusedError:
        # One wrong figure must not stop a province's verdicts, nor be judged.
        return _NO_DATA, "figures_contradict", None
    return found.verdict.value, _codes(found, flags), found.shortfall


def judge_number(target: TargetRow, figure: Figure, *, is_province: bool) -> tuple[Verdict, str]:
    """Return verdict and reasons of a figure that is no percentage: days, points, counts.

    Args as for `judge_flagged`.
    """
    flags = _flags(figure[4])
    _, numerator, denominator, value, _ = figure
    set_apart = _set_apart(flags, is_province=is_province)
    if set_apart is not None:
        return set_apart
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


def _set_apart(flags: frozenset[str], *, is_province: bool) -> tuple[Verdict, str] | None:
    """Return verdict and reason of a figure nobody may be held to; None for any other."""
    for flag, reason in _SILENT.items():
        if flag in flags:
            return Verdict.NO_DATA, reason
    if PROVINCE_WIDE in flags and not is_province:
        return Verdict.NOT_APPLICABLE, PROVINCE_WIDE
    return None


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


def _baseline(figure: Figure | None, *, is_province: bool) -> Share | Decimal | None:
    if figure is None or _set_apart(_flags(figure[4]), is_province=is_province) is not None:
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
