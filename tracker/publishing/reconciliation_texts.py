"""Figures and differences of a reconciliation as scripts and spreadsheets read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.rules.reconciliation import Result

if TYPE_CHECKING:
    from decimal import Decimal

    from tracker.publishing.reconciliation_sides import Stated
    from tracker.rules.reconciliation import Comparison


def amount_text(stated: Stated | None) -> str:
    """Return a figure as "n/d" or as its value with a decimal point; empty where none is stated."""
    if stated is None:
        return ""
    amount = stated.amount
    if amount.denominator is not None:
        return f"{amount.numerator}/{amount.denominator}"
    return "" if amount.value is None else number_text(amount.value)


def difference_text(comparison: Comparison) -> str:
    """Return first less second: "0" where they agree, "-1/0" for parts, "-0.3" for a number."""
    if comparison.result is Result.EQUAL:
        return "0"
    if comparison.denominator is not None:
        return f"{comparison.numerator}/{comparison.denominator}"
    return "" if comparison.value is None else number_text(comparison.value)


def number_text(value: Decimal) -> str:
    """Return a number with a decimal point, without idle zeros and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
