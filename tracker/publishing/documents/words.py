"""Wording several documents share: periods, figures with their parts, days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import PeriodKind
from tracker.rules.numbers import format_count, format_decimal
from tracker.rules.rates import Share, percent_text
from tracker.rules.targets import PERCENT

if TYPE_CHECKING:
    from decimal import Decimal

    from tracker.rules.periods import Period

ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
NO_PARTS: Final = "(số báo cáo, không kèm tử số, mẫu số)"


def period_words(period: Period) -> str:
    """Return a period as a document's title names it: "tháng 03 năm 2024", "quý II năm 2023"."""
    number, year = period.number, period.year
    return {
        PeriodKind.MONTH: f"tháng {number:02d} năm {year}",
        PeriodKind.QUARTER: f"quý {roman(number)} năm {year}",
        PeriodKind.YEAR: f"năm {year}",
        PeriodKind.MONTH_TO_DATE: f"lũy kế đến hết tháng {number:02d} năm {year}",
    }[period.kind]


def roman(number: int) -> str:
    """Return a number from 1 as Roman numerals."""
    tens, rest = divmod(number, 10)
    return "X" * tens + (ROMAN[rest - 1] if rest else "")


def figure_text(
    numerator: int | None, denominator: int | None, value: Decimal | None, unit_of_measure: str
) -> str:
    """Return a figure with its parts, cut, never rounded; without parts it says so.

    Args:
        numerator: Part; None where the source has none.
        denominator: Whole; None where the source has none.
        value: What the source states.
        unit_of_measure: "%" or words.
    """
    if unit_of_measure == PERCENT:
        if numerator is not None and denominator is not None:
            return percent_text(Share(numerator, denominator))
        return "" if value is None else f"{number_text(value)} % {NO_PARTS}"
    if value is not None:
        return f"{number_text(value)} {unit_of_measure}".rstrip()
    if numerator is None or denominator is None:
        return ""
    parts = f"{format_count(numerator)}/{format_count(denominator)}"
    return f"{parts} {unit_of_measure}".rstrip()


def number_text(value: Decimal) -> str:
    """Return a number without idle zeros, cut at two decimals: 90, 95,5."""
    text = format_decimal(value, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text
