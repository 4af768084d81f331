"""Targets as whole numbers, and the one comparison of a share with a target (so sánh chỉ tiêu)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator, Verdict
from tracker.errors import RefusedError
from tracker.rules.rates import HUNDRED, Share

if TYPE_CHECKING:
    from decimal import Decimal

# Plain names: looking a member up on its class costs more than the comparison itself.
_AT_LEAST: Final = Comparator.AT_LEAST
_MORE_THAN: Final = Comparator.MORE_THAN
_EQUAL: Final = Comparator.EQUAL
_AT_MOST: Final = Comparator.AT_MOST
_LESS_THAN: Final = Comparator.LESS_THAN
_MISSED: Final = Verdict.MISSED
# Answers made once: a million new tuples keep the garbage collector busy longer than the judging.
_KEPT: Final = 1000
_MISSED_BY: Final = tuple((_MISSED, missing) for missing in range(_KEPT))
_REACHED: Final = (Verdict.ACHIEVED, 0)
_OUT_OF_REACH: Final = (Verdict.MISSED, None)
_NOTHING_AROSE: Final = (Verdict.NOT_ARISEN, None)


@dataclass(frozen=True, slots=True)
class TargetLevel:
    """What was to be reached (mức chỉ tiêu).

    Args:
        comparator: How the actual is held against the value.
        value: Percent, or percentage points for an increase.
        baseline: What an increase is counted from: parts, or a percent without parts.
    """

    comparator: Comparator
    value: Decimal
    baseline: Share | Decimal | None = None


def holds(comparator: Comparator, distance: int | Fraction) -> bool:
    """Return whether an actual stands on the right side of a target; the rule itself.

    Args:
        comparator: Any but an increase, which `resolve_level` turns into "at least".
        distance: Actual minus target in any unit: only its sign is read.

    Raises:
        RefusedError: `baseline_unknown`, for an increase.
    """
    if comparator == _AT_LEAST:
        return distance >= 0
    if comparator == _EQUAL:
        return distance == 0
    if comparator == _MORE_THAN:
        return distance > 0
    if comparator == _AT_MOST:
        return distance <= 0
    if comparator == _LESS_THAN:
        return distance < 0
    raise RefusedError("baseline_unknown", comparator=comparator)


def judge_parts(
    numerator: int,
    denominator: int,
    comparator: Comparator,
    value_numerator: int,
    value_denominator: int,
) -> tuple[Verdict, int | None]:
    """Return the verdict and the shortfall of a share; the one place where they are decided.

    Whole numbers only and no object built for a success: this runs a million times in a row.

    Args:
        numerator: Count of the part as given by the source.
        denominator: Count of the whole; 0 (of 0) is what a source states when nothing arose.
        comparator: Any but an increase, which `resolve_level` turns into "at least".
        value_numerator: Percent of the target, times `value_denominator`.
        value_denominator: Above 0; (95, 1) is 95 %, (191, 2) is 95.5 %.

    Returns:
        The verdict; then how many units are missing (too many, for a target from above), 0 when
        achieved, None when no numerator of this denominator would do or nothing arose.

    Raises:
        RefusedError: `negative_part`, `numerator_exceeds_denominator`, `baseline_unknown`.

    Source:
        reference/domain-vn.md, 9.3: unrounded numerator and denominator are compared.
    """
    if not 0 <= numerator <= denominator:
        raise refused_parts(numerator, denominator)
    if denominator == 0:
        return _NOTHING_AROSE
    scale = HUNDRED * value_denominator
    distance = numerator * scale - value_numerator * denominator
    # The commonest comparator is worked out here, to spare a million calls.
    if comparator == _AT_LEAST:
        if distance >= 0:
            return _REACHED
        missing = -(distance // scale)
        if numerator + missing > denominator:
            return _OUT_OF_REACH
        return _MISSED_BY[missing] if missing < _KEPT else (_MISSED, missing)
    if holds(comparator, distance):
        return _REACHED
    return _miss(numerator, *reach(denominator, comparator, value_numerator, value_denominator))


def _miss(numerator: int, lowest: int, highest: int) -> tuple[Verdict, int | None]:
    if lowest > highest:
        return _OUT_OF_REACH
    missing = lowest - numerator if numerator < lowest else numerator - highest
    return _MISSED_BY[missing] if missing < _KEPT else (_MISSED, missing)


def reach(
    denominator: int, comparator: Comparator, value_numerator: int, value_denominator: int
) -> tuple[int, int]:
    """Return the lowest and the highest numerator that reach a target; empty if lowest > highest.

    Args:
        denominator: Count of the whole, above 0.
        comparator: As for `judge_parts`, which refuses an increase.
        value_numerator: As for `judge_parts`.
        value_denominator: As for `judge_parts`.
    """
    wanted = value_numerator * denominator
    scale = HUNDRED * value_denominator
    floor = wanted // scale
    ceiling = -(-wanted // scale)
    lowest, highest = 0, denominator
    if comparator == _AT_LEAST:
        lowest = ceiling
    elif comparator == _EQUAL:
        lowest, highest = ceiling, floor
    elif comparator == _MORE_THAN:
        lowest = floor + 1
    elif comparator == _AT_MOST:
        highest = floor
    else:
        highest = ceiling - 1
    # Conditions, not max() and min(): those cost more than all the arithmetic.
    return lowest if lowest > 0 else 0, highest if highest < denominator else denominator


def refused_parts(numerator: int, denominator: int) -> RefusedError:
    """Return the refusal of parts that cannot be a share."""
    code = "negative_part" if min(numerator, denominator) < 0 else "numerator_exceeds_denominator"
    return RefusedError(code, numerator=numerator, denominator=denominator)


def resolve_level(target: TargetLevel) -> tuple[Comparator, int, int] | None:
    """Return a target as `judge_parts` takes it; None for an increase without a baseline.

    An increase of at least 5 points over 1 of 3 is "at least 38 1/3 %", exactly.

    Raises:
        RefusedError: `value_not_finite`.
    """
    level = exact(target.value)
    if target.comparator is not Comparator.INCREASE_AT_LEAST:
        return target.comparator, level.numerator, level.denominator
    baseline = target.baseline
    if isinstance(baseline, Share):
        if baseline.denominator == 0:
            return None
        level += Fraction(HUNDRED * baseline.numerator, baseline.denominator)
    elif baseline is not None:
        level += exact(baseline)
    else:
        return None
    return _AT_LEAST, level.numerator, level.denominator


def exact(value: Decimal) -> Fraction:
    """Return a stated number as the fraction it is exactly.

    Raises:
        RefusedError: `value_not_finite`.
    """
    if not value.is_finite():
        raise RefusedError("value_not_finite", value=str(value))
    return Fraction(value)
