"""From exact values to whole places on paper, and the round numbers an axis is divided by."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

STEPS: Final = 5
"""Into how many the values are divided at least."""

_FINE: Final = 10**6
_ROOM: Final = 7
"""The lowest value stands so high that its figure fits under it: a seventh of the axis."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis and where it lies.

    Args:
        low: Value at its start.
        high: Value at its end; above `low`.
        step: Distance of its marks.
        start: Place of `low`, units.
        end: Place of `high`; smaller than `start` on an axis that goes up.
    """

    low: Fraction
    high: Fraction
    step: Fraction
    start: int
    end: int

    def placer(self) -> Callable[[Fraction], int]:
        """Return what tells where a value stands; two never change their order, but may coincide.

        Whole numbers only, worked out beforehand: fractions are slow to divide.
        """
        start, (low, parts) = self.start, self.low.as_integer_ratio()
        slope = Fraction(self.end - start) / (self.high - self.low)
        times, divided_by = slope.numerator, slope.denominator * parts

        def place(value: Fraction) -> int:
            numerator, denominator = value.as_integer_ratio()
            ahead = numerator * parts - low * denominator
            return start + ahead * times // (divided_by * denominator)

        return place

    def marks(self) -> list[Fraction]:
        """Return the values marked on it, both ends among them."""
        count = (self.high - self.low) // self.step
        return [self.low + self.step * number for number in range(count + 1)]


def fit_scale(
    values: Iterable[Fraction], start: int, end: int, *, most: Fraction | None = None
) -> Scale:
    """Return an axis that shows all values and is marked at round numbers.

    It never goes below 0, nor above `most` where no value does.

    Args:
        values: What it must show, 0 or more each; at least one.
        start: Place of its low end, units.
        end: Place of its high end.
        most: The highest value there can be, such as 100 for percent; None for none.
    """
    lowest, highest = extremes([value.as_integer_ratio() for value in values])
    spread = highest - lowest or max(abs(highest) / 10, Fraction(1))
    step = round_step(spread / STEPS)
    low, high = (lowest // step) * step, -((-highest) // step) * step
    if high == highest != most:
        high += step
    if low > 0 and (lowest - low) * _ROOM <= high - low:
        low -= step
    return Scale(low, high, step, start, end)


def round_step(least: Fraction) -> Fraction:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not below a number.

    Args:
        least: Above 0.
    """
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 < least:
        power *= 10
    return next(power * times for times in (1, 2, 5, 10) if power * times >= least)


def extremes(ratios: Sequence[tuple[int, int]]) -> tuple[Fraction, Fraction]:
    """Return the lowest and the highest of values, exactly.

    Args:
        ratios: Numerator and denominator of each, at least one. Fractions are slow to compare:
            whole numbers sort out most of them.
    """
    cut = [numerator * _FINE // denominator for numerator, denominator in ratios]
    lowest, highest = min(cut), max(cut)
    low = [ratio for whole, ratio in zip(cut, ratios, strict=True) if whole == lowest]
    high = [ratio for whole, ratio in zip(cut, ratios, strict=True) if whole == highest]
    return min(Fraction(*ratio) for ratio in low), max(Fraction(*ratio) for ratio in high)
