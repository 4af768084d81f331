"""Two sources' statements of one figure held against each other (đối chiếu).

Figures are compared as they were given: parts as whole numbers, never as rounded percentages.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tracker.rules.difference_causes import Pair, explain_absence, explain_difference
from tracker.rules.figures import are_equal, differences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from tracker.rules.difference_causes import DossierFindings, Explanation, Side
    from tracker.rules.figures import Amount


class Result(StrEnum):
    """What a comparison found."""

    EQUAL = "equal"
    DIFFERENT = "different"
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure in two sources.

    Args:
        result: What was found.
        numerator: First less second, where both give parts.
        denominator: The same of the denominators.
        value: First less second as a number, where one gives no parts; percent for a share, cut
            at four decimals.
        explanation: Why they differ; None when they do not.
    """

    result: Result
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    explanation: Explanation | None = None


def compare(
    first: Side,
    second: Side,
    indicator: str,
    *,
    is_percent: bool,
    last_day: date,
    dossiers: DossierFindings | None = None,
) -> Comparison:
    """Hold two sources' statements of one figure against each other.

    Args:
        first: The first source; states the figure, or the second one does.
        second: The second source.
        indicator: Code of the indicator.
        is_percent: Whether parts and values are those of a percentage.
        last_day: Last day of the period.
        dossiers: What comparing the unit's dossiers found; None where a side has none.
    """
    ours, theirs = _stated(first.amount), _stated(second.amount)
    if ours is None:
        return Comparison(Result.ONLY_SECOND, explanation=explain_absence(first))
    if theirs is None:
        return Comparison(Result.ONLY_FIRST, explanation=explain_absence(second))
    numerator, denominator, value = differences(ours, theirs, is_percent=is_percent)
    if are_equal(ours, theirs, is_percent=is_percent):
        return Comparison(Result.EQUAL, numerator, denominator, value)
    pair = Pair(first, second, ours, theirs, indicator, is_percent, last_day, dossiers)
    explanation = explain_difference(pair)
    return Comparison(Result.DIFFERENT, numerator, denominator, value, explanation)


def _stated(amount: Amount | None) -> Amount | None:
    return amount if amount is not None and amount.is_stated else None


def count_results(comparisons: Iterable[Comparison]) -> dict[Result, int]:
    """Return how many comparisons found each result, every result named."""
    found = dict.fromkeys(Result, 0)
    for comparison in comparisons:
        found[comparison.result] += 1
    return found
