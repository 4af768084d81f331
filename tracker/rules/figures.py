"""Two statements of one figure as exact numbers: whether they agree, and by how much not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tracker.rules.rates import HUNDRED

NOTHING_RECEIVED: Final = "nothing_received"
"""Flag of a source that writes 0 where nothing arose."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as one source states it: both parts, or a value.

    Args:
        numerator: Tử số; None together with the denominator.
        denominator: Mẫu số; 0 means that nothing arose.
        value: The figure where there are no parts.
        quality: Flags of the source, "|" between them.
    """

    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    quality: str = ""

    @property
    def is_stated(self) -> bool:
        """Return whether it says anything; null is not 0."""
        return self.denominator is not None or self.value is not None

    @property
    def snapshot(self) -> list[int | str | None]:
        """Return what it says as JSON keeps it, to know later whether it moved."""
        value = None if self.value is None else str(self.value.normalize())
        return [self.numerator, self.denominator, value]


def are_equal(first: Amount, second: Amount, *, is_percent: bool) -> bool:
    """Return whether two statements are the same.

    Parts are equal when both parts are. A number without parts agrees with parts that come to it
    within one unit of its last decimal, for nobody knows how its source rounded. A zero that its
    source flags as "nothing received" agrees with nothing over nothing.

    Args:
        first: One statement.
        second: The other.
        is_percent: Whether a number without parts is a percentage.
    """
    if first.denominator is not None and second.denominator is not None:
        parts = first.numerator, first.denominator
        return parts == (second.numerator, second.denominator)
    if first.value is not None and second.value is not None:
        return first.value == second.value
    parts_of, number = (first, second) if second.denominator is None else (second, first)
    exact, value = _number(parts_of, is_percent=is_percent), number.value or Decimal(0)
    if exact is None:
        return value == 0 and NOTHING_RECEIVED in number.quality.split("|")
    return abs(exact - Fraction(value)) < _last_unit(value)


def differences(
    first: Amount, second: Amount, *, is_percent: bool
) -> tuple[int | None, int | None, Decimal | None]:
    """Return the first less the second: of numerators, of denominators, or as a number.

    Args:
        first: One statement.
        second: The other.
        is_percent: Whether a number without parts is a percentage.

    Returns:
        Both parts where both statements have them; else the difference as a number, cut at four
        decimals, None over nothing.
    """
    if first.denominator is not None and second.denominator is not None:
        numerators = (first.numerator or 0) - (second.numerator or 0)
        return numerators, first.denominator - second.denominator, None
    ours = _number(first, is_percent=is_percent)
    theirs = _number(second, is_percent=is_percent)
    if ours is None or theirs is None:
        return None, None, None
    if first.value is not None and second.value is not None:
        return None, None, first.value - second.value
    return None, None, cut_fraction(ours - theirs, 4)


def cut_fraction(number: Fraction, places: int) -> Decimal:
    """Return a number cut towards zero, never rounded, at so many decimals."""
    scaled = abs(number) * 10**places
    sign = "-" if number < 0 else ""
    return Decimal(f"{sign}{scaled.numerator // scaled.denominator}e-{places}")


def _number(amount: Amount, *, is_percent: bool) -> Fraction | None:
    """Return a figure as one number, None over nothing."""
    if amount.denominator is None:
        return Fraction(amount.value or 0)
    if amount.denominator == 0:
        return None
    return Fraction((amount.numerator or 0) * (HUNDRED if is_percent else 1), amount.denominator)


def _last_unit(value: Decimal) -> Fraction:
    exponent = value.normalize().as_tuple().exponent
    # A percentage printed without idle zeros (85.50 as 85.5) is still one of two decimals.
    return Fraction(1, 10 ** max(-int(exponent), 2))
