"""Numbers as the reader's language writes them: 1.234,5 in Vietnamese, 1,234.5 in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Language
from tracker.rules.numbers import format_count, format_decimal
from tracker.wording.text import spoken_language

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from fractions import Fraction

_ENGLISH_SIGNS: Final = str.maketrans(",.", ".,")
_PLACES: Final = 2


def local_signs(text: str) -> str:
    """Return a number printed the Vietnamese way with the signs of the reader's language.

    Args:
        text: Such as "94,99 % (9.499/10.000)".
    """
    return text if text.isdigit() else find_signs()(text)


def find_signs() -> Callable[[str], str]:
    """Return what `local_signs` does with a text, for many: the language is looked up once."""
    if spoken_language() != Language.ENGLISH:
        return str
    return lambda text: text.translate(_ENGLISH_SIGNS)


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
    numerator, denominator = value.as_integer_ratio()
    cut = numerator * 10**places // denominator
    whole, rest = divmod(abs(cut), 10**places)
    digits = f"{rest:0{places}d}".rstrip("0") if rest else ""
    sign = "-" if cut < 0 else ""
    return local_signs(f"{sign}{format_count(whole)},{digits}".rstrip(","))
