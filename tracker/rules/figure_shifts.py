"""By how much a figure moved from one statement to the next (mức thay đổi), cut, never rounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

HUNDRED = 100


def exact_figure(
    numerator: int | None, denominator: int | None, value: Decimal | None, *, is_percent: bool
) -> Fraction | None:
    """Return a figure as an exact number, None where it says none (nothing over nothing).

    Args:
        numerator: Tử số; None together with the denominator where the source gives no parts.
        denominator: Mẫu số.
        value: The figure where there are no parts.
        is_percent: Whether parts make a percentage; else they make a plain quotient.
    """
    if numerator is not None and denominator is not None:
        if denominator == 0:
            return None
        return Fraction(numerator * (HUNDRED if is_percent else 1), denominator)
    return None if value is None else Fraction(value)


def shift_between(before: Fraction | None, after: Fraction | None) -> Decimal | None:
    """Return by how much a figure moved, cut at two decimals towards zero; None without both.

    Cutting never makes a move look larger than it is.

    Args:
        before: What was stated first.
        after: What is stated now.
    """
    if before is None or after is None:
        return None
    moved = after - before
    hundredths = abs(moved.numerator) * HUNDRED // moved.denominator
    return Decimal(-hundredths if moved < 0 else hundredths).scaleb(-2)


def was_closed(stated_on: date, last_day: date) -> bool:
    """Return whether a statement already spoke of the whole period: a change of it is a revision.

    Args:
        stated_on: The last day the source made the statement.
        last_day: Last day of the period.
    """
    return stated_on >= last_day
