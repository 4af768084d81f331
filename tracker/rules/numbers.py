"""How figures are read and printed in Vietnamese: 1.234.567 is grouped, 24,13 has decimals."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Context, Decimal
from typing import Final, Literal

from tracker.errors import ReadingError
from tracker.rules.text import clean

DotMeaning = Literal["groups", "decimals"]
"""What a caller knows a lone dot before three digits to mean."""

_COUNT: Final = re.compile(r"\d{1,18}|[1-9]\d{0,2}(?:\.\d{3}){1,5}", re.ASCII)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3}){1,5}", re.ASCII)
_DECIMAL: Final = re.compile(
    r"(?P<sign>-?)(?P<whole>\d{1,18}|[1-9]\d{0,2}(?:\.\d{3}){1,5})"
    r"(?:,(?P<decimals>\d{1,12}))?(?: ?%)?",
    re.ASCII,
)
_DOTTED: Final = re.compile(r"(?P<number>-?\d{1,18}\.\d{1,12})(?: ?%)?", re.ASCII)
_SWAP: Final = str.maketrans(",.", ".,")
_EXACT: Final = Context(prec=60, rounding=ROUND_DOWN)


def read_count(text: str) -> int:
    """Return a whole number of things (số lượng), never negative.

    In a count a dot before exactly three digits groups thousands: "1.234" is 1234.

    Args:
        text: ASCII digits, optionally grouped by dots; at most 18 digits.

    Raises:
        ReadingError: `number_ambiguous` for a comma before three digits (thousands in English,
            decimals in Vietnamese); `number_unreadable` for anything else that is no count.
    """
    written = clean(text)
    if _COUNT.fullmatch(written):
        return int(written.replace(".", ""))
    if _GROUPED.fullmatch(written.replace(",", ".")) and "." not in written:
        raise ReadingError("number_ambiguous", value=text)
    raise ReadingError("number_unreadable", value=text)


def read_decimal(text: str, *, dot: DotMeaning | None = None) -> Decimal:
    """Return a number with decimals, exactly as written; a percent sign after it is allowed.

    A comma starts the decimals ("24,13", "1.234,5"); several dots group thousands ("1.234.567"). A
    lone dot starts decimals where it cannot group ("24.13", "0.125", "1234.500"). Where it could
    do both ("1.004") the number is refused unless the caller knows.

    Args:
        text: ASCII digits, at most 18 before and 12 after the decimal sign, "-" in front allowed.
        dot: What a lone dot before exactly three digits means in this file or column.

    Raises:
        ReadingError: `number_ambiguous` or `number_unreadable`.
    """
    written = clean(text)
    if match := _DECIMAL.fullmatch(written):
        whole = match["whole"]
        if whole.count(".") == 1 and match["decimals"] is None and dot != "groups":
            if dot is None:
                raise ReadingError("number_ambiguous", value=text)
            return Decimal(match["sign"] + whole)
        return Decimal(f"{match['sign']}{whole.replace('.', '')}.{match['decimals'] or ''}")
    if match := _DOTTED.fullmatch(written):
        return Decimal(match["number"])
    raise ReadingError("number_unreadable", value=text)


def format_count(value: int) -> str:
    """Return a count as printed: 1234567 is "1.234.567"."""
    return f"{value:,}".replace(",", ".")


def format_decimal(value: Decimal, places: int) -> str:
    """Return a number as printed: Decimal("1094.99") with two places is "1.094,99".

    Args:
        value: The number, finite. Digits beyond `places` are cut, never rounded, so that a target
            missed by a hair never looks reached.
        places: Decimals printed, zeros included.
    """
    shown = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    if not shown:
        shown = abs(shown)  # a cut -0,001 is plain 0,00
    return f"{shown:,f}".translate(_SWAP)
