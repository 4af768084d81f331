"""Shares kept as two whole numbers (tỷ lệ), summed by their parts and shown cut, never rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.rules.numbers import format_count

if TYPE_CHECKING:
    from collections.abc import Iterable

HUNDRED: Final = 100
NO_PERCENT: Final = "\N{EN DASH}"
"""Stands where a percentage would, when nothing over nothing is shown."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both as counts; never stored as a percentage.

    Args:
        numerator: How many of the whole; may exceed the denominator (120 of a plan of 100).
        denominator: The whole; 0 means that nothing arose (không phát sinh).

    Raises:
        RefusedError: `negative_part`, if either is below zero.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.numerator < 0 or self.denominator < 0:
            raise RefusedError(
                "negative_part", numerator=self.numerator, denominator=self.denominator
            )

    def __add__(self, other: Share) -> Share:
        """Return the share of both wholes together; percentages are never averaged."""
        return Share(self.numerator + other.numerator, self.denominator + other.denominator)

    @property
    def has_percent(self) -> bool:
        """Whether there is a percentage to tell: over nothing there is none."""
        return self.denominator > 0

    @property
    def percent(self) -> Decimal | None:
        """Percent cut at two decimals, None where there is none; above 100 if the parts say so."""
        if not self.has_percent:
            return None
        return cut_percent(self.numerator, self.denominator, may_exceed=True)


def sum_shares(shares: Iterable[Share]) -> Share:
    """Return the share of all the wholes together; 0 of 0 when there are none.

    Args:
        shares: Shares of units none of which contains another; a unit and its own children
            must never both be among them.
    """
    numerator = denominator = 0
    for share in shares:
        numerator += share.numerator
        denominator += share.denominator
    return Share(numerator, denominator)


def cut_percent(
    numerator: int, denominator: int, places: int = 2, *, may_exceed: bool = False
) -> Decimal | None:
    """Return how many percent the numerator is of the denominator, cut, never rounded.

    Cutting never lifts a figure over a target: 94.999 % stays 94.99, not 95.00.

    Args:
        numerator: Count of the part.
        denominator: Count of the whole.
        places: Decimals kept; 0 or more.
        may_exceed: Whether more than the whole is meaningful (against a plan).

    Returns:
        Percent with exactly `places` decimals; None when the denominator is 0.

    Raises:
        RefusedError: `negative_part`; `numerator_exceeds_denominator` unless it may.

    Source:
        Báo cáo 1270/BC-TCTTTg of 27 December 2017: 16 051 of 16 274 printed as 98,62 %.
    """
    if numerator < 0 or denominator < 0:
        raise RefusedError("negative_part", numerator=numerator, denominator=denominator)
    if numerator > denominator and not may_exceed:
        raise RefusedError(
            "numerator_exceeds_denominator", numerator=numerator, denominator=denominator
        )
    if denominator == 0:
        return None
    # Built from text: arithmetic on a Decimal would round at the precision of the context.
    return Decimal(f"{numerator * HUNDRED * 10**places // denominator}e-{places}")


def percent_text(share: Share) -> str:
    """Return the percentage as people read it, with its parts: "94,99 % (9.499/10.000)".

    Two decimals always, except that exactly 100 % and exactly 0 % are whole: both are statements
    about every single case, while "0,00 %" is what a cut leaves of 1 in 100.000.
    Where there is no percentage to tell, as of nothing over nothing, a dash stands: "– (0/0)".
    """
    percent, parts = percent_texts(share)
    return f"{percent} ({parts})"


def percent_texts(share: Share) -> tuple[str, str]:
    """Return what `percent_text` says in two: "94,99 %" and "9.499/10.000"."""
    numerator, denominator = share.numerator, share.denominator
    parts = f"{format_count(numerator)}/{format_count(denominator)}"
    if not share.has_percent:
        return NO_PERCENT, parts
    if numerator in (0, denominator):
        return ("100 %" if numerator else "0 %"), parts
    # In whole numbers, not by decimals: tables have thousands of shares.
    whole, rest = divmod(numerator * HUNDRED * HUNDRED // denominator, HUNDRED)
    return f"{format_count(whole)},{rest:02d} %", parts
