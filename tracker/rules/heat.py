"""How strongly a cell of an overview is coloured (mức độ): fixed limits, told beside the table."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator
from tracker.rules.levels import exact
from tracker.rules.rates import HUNDRED, Share

if TYPE_CHECKING:
    from decimal import Decimal

NEAR_POINTS: Final = 5
"""A miss by less than so many percentage points is near."""

FAR_POINTS: Final = 20
"""A miss by so many percentage points or more is far."""

HIGH_PERCENT: Final = 95
"""The share of dossiers the 2024 annex of Kon Tum asks to be finished in time (rows IV.1-IV.3)."""


class Heat(StrEnum):
    """How strongly a cell is coloured."""

    NEAR = "near"
    SHORT = "short"
    FAR = "far"
    FULL = "full"
    HIGH = "high"
    LOW = "low"


def heat_of_miss(actual: Share | Decimal, comparator: Comparator, target: Decimal) -> Heat | None:
    """Return how far a miss lies from its target; None where that is no distance in points.

    Args:
        actual: What was reached: parts, or a percentage without parts.
        comparator: How it was held against the target; an increase has a level of its own.
        target: Percent.
    """
    if comparator is Comparator.INCREASE_AT_LEAST:
        return None
    if isinstance(actual, Share):
        reached, whole = HUNDRED * actual.numerator, actual.denominator
        if whole == 0:
            return None
    else:
        reached, whole = exact(actual).as_integer_ratio()
    asked, parts = _ratio(target)
    # Whole numbers, not fractions: a table has thousands of cells.
    distance, point = abs(reached * parts - asked * whole), whole * parts
    if distance >= FAR_POINTS * point:
        return Heat.FAR
    return Heat.NEAR if distance < NEAR_POINTS * point else Heat.SHORT


@lru_cache(maxsize=256)
def _ratio(target: Decimal) -> tuple[int, int]:
    """Return a target as two whole numbers; a document has few."""
    return exact(target).as_integer_ratio()


def heat_of_share(share: Share) -> Heat | None:
    """Return how a share nobody set a target for is coloured; None over nothing.

    Args:
        share: Of what should be whole: dossiers in time, explanations, letters of apology.
    """
    if share.denominator == 0:
        return None
    if share.numerator >= share.denominator:
        return Heat.FULL
    is_high = share.numerator * HUNDRED >= HIGH_PERCENT * share.denominator
    return Heat.HIGH if is_high else Heat.LOW
