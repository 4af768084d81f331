"""Numbers as the reader's language writes them: 1.234,5 in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from flask_babel import get_locale

from models.vocabulary import Language
from tracker.rules.numbers import format_count, format_decimal

_ENGLISH_SIGNS: Final = str.maketrans(",.", ".,")
_PLACES: Final = 2


def local_signs(text: str) -> str:
    """Return a number printed the Vietnamese way with the signs of the reader's language.

    Args:
        text: Such as "94,99 % (9.499/10.000)".
    """
    locale = get_locale()
    is_english = locale is not None and locale.language == Language.ENGLISH
    return text.translate(_ENGLISH_SIGNS) if is_english else text


def count_text(value: int) -> str:
    """Return a count with its thousands grouped."""
    return local_signs(format_count(value))


def decimal_text(value: Decimal, places: int) -> str:
    """Return a number with so many decimals, cut, never rounded: "1.094,90".

    Args:
        value: The number, finite.
        places: Decimals printed, zeros included.
    """
    return local_signs(format_decimal(value, places))


def number_text(value: Fraction | Decimal | int, places: int = _PLACES) -> str:
    """Return a number without idle zeros, cut, never rounded: "94,99", "95".

    Args:
        value: The number, 0 or more.
        places: Decimals kept at most.
    """
    exact = Fraction(value)
    cut = Decimal(f"{exact.numerator * 10**places // exact.denominator}e-{places}")
    text = format_decimal(cut, places)
    return local_signs(text.rstrip("0").rstrip(",") if "," in text else text)
