"""Bands of figures around a target; a target's own value lies with those that reach it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator
from tracker.publishing.pictures.scales import round_step
from tracker.wording.numbers import number_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BANDS: Final = 10
_WITH_ABOVE: Final = frozenset({Comparator.AT_LEAST, Comparator.LESS_THAN})
"""Comparators that leave the target's own value with what is above it."""


@dataclass(frozen=True, slots=True)
class Band:
    """Figures from one value to another.

    Args:
        low: Its lower end.
        high: Its upper end; the same for one value alone.
        has_low: Whether the lower end itself is in it.
        has_high: Whether the upper end is.
    """

    low: Fraction
    high: Fraction
    has_low: bool
    has_high: bool

    @property
    def can_hold(self) -> bool:
        """Return whether any figure lies in it: not where it is one value and leaves that out."""
        return self.low < self.high or (self.low == self.high and self.has_low and self.has_high)


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands in a row, cut at a target.

    Args:
        bands: The lowest first.
        level: The target.
        step: Distance of their edges, counted from the target both ways.
        below: How many lie below the target.
        comparator: How the target is held against.
    """

    bands: tuple[Band, ...]
    level: Fraction
    step: Fraction
    below: int
    comparator: Comparator

    def placer(self) -> Callable[[int, int], int]:
        """Return what tells which band a value lies in, given its numerator and denominator.

        It is one of those the bands were cut for.

        Whole numbers only, worked out beforehand: a country has thousands of units.
        """
        level, step, below = self.level, self.step, self.below
        last = len(self.bands) - 1
        ahead_by, behind_by = level.denominator, level.numerator
        divided_by, whole_by = step.denominator, level.denominator * step.numerator
        is_equal = self.comparator is Comparator.EQUAL
        is_with_above = self.comparator in _WITH_ABOVE

        def place(numerator: int, denominator: int) -> int:
            ahead = numerator * ahead_by - behind_by * denominator
            edge, rest = divmod(ahead * divided_by, denominator * whole_by)
            found = below + edge
            if rest:
                return found + 1 if is_equal and edge >= 0 else found
            # A value on an edge lies in the band that holds that edge; the outermost hold both.
            if not (is_with_above or is_equal):
                found -= 1
            return min(max(found, 0), last)

        return place


def cut_bands(
    lowest: Fraction,
    highest: Fraction,
    level: Fraction,
    comparator: Comparator,
    *,
    most: Fraction | None = None,
) -> Bands:
    """Return bands that hold every value once and are cut at the target, the lowest first.

    Args:
        lowest: The lowest value, 0 or more.
        highest: The highest value.
        level: The target.
        comparator: How it is held against: which side its own value is on; "equal" makes that
            value a band of its own.
        most: The highest value there can be; None for none.
    """
    lowest, highest = min(lowest, level), max(highest, level)
    step = round_step((highest - lowest) / MOST_BANDS) if highest > lowest else Fraction(1)
    top = highest + step if most is None or highest > most else most
    is_with_above = comparator in _WITH_ABOVE
    is_with_below = not is_with_above and comparator is not Comparator.EQUAL
    below, above = ceil((level - lowest) / step) or 1, ceil((highest - level) / step) or 1
    under = [
        Band(
            max(level - step * number, Fraction(0)),
            level - step * (number - 1),
            has_low=not is_with_below or number == below,
            has_high=is_with_below,
        )
        for number in range(below, 0, -1)
    ]
    under = [band for band in under if band.can_hold]
    exact = [Band(level, level, has_low=True, has_high=True)]
    over = [
        Band(
            level + step * (number - 1),
            min(level + step * number, top),
            has_low=is_with_above,
            has_high=not is_with_above or number == above,
        )
        for number in range(1, above + 1)
    ]
    over = [band for band in over if band.can_hold]
    bands = (*under, *(exact if comparator is Comparator.EQUAL else ()), *over)
    return Bands(bands, level, step, len(under), comparator)


def band_text(band: Band) -> str:
    """Return a band in words, saying which of its ends is in it: "từ 90 đến dưới 95"."""
    low, high = number_text(band.low), number_text(band.high)
    if band.low == band.high:
        return sentence("picture_band_exact", {"value": low})
    code = "closed" if band.has_high else "half"
    if not band.has_low:
        code = "above"
    return sentence(f"picture_band_{code}", {"low": low, "high": high})
