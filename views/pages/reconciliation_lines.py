"""One figure of a reconciliation in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from tracker.publishing.reconciliation_texts import difference_text
from tracker.rules.canonical import canonical_json, sha256_hex
from tracker.rules.figures import cut_fraction
from tracker.rules.numbers import format_decimal
from tracker.rules.reconciliation import Result
from tracker.rules.targets import PERCENT
from tracker.wording.labels import label
from tracker.wording.numbers import local_signs
from tracker.wording.reconciliation import explain_cause
from views.formatting import show_number
from views.pages.figures import figure_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.publishing.reconciliation import ReconciledRow
    from tracker.publishing.reconciliation_sides import Stated
    from tracker.rules.figures import Amount
    from tracker.rules.reconciliation import Comparison

MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in both sources, in words.

    Args:
        row: The figure.
        first: What the first source says.
        second: What the second one says.
        difference: First less second.
        points: The same in percentage points; empty where that says nothing.
        cause: Why they differ, in a word; empty where they do not.
        explanation: Why, in a sentence.
    """

    row: ReconciledRow
    first: str
    second: str
    difference: str
    points: str
    cause: str
    explanation: str


def build_lines(rows: Iterable[ReconciledRow]) -> list[Line]:
    """Return figures in words."""
    return [build_line(row) for row in rows]


def build_line(row: ReconciledRow) -> Line:
    """Return one figure of both sources in words."""
    cause = row.cause
    unit = row.indicator.unit_of_measure
    return Line(
        row=row,
        first=stated_text(row.first, unit),
        second=stated_text(row.second, unit),
        difference=difference_text(row.comparison).replace("-", MINUS).replace(".", ","),
        points=_points(row, unit),
        cause="" if cause is None else label(cause),
        explanation=explain_cause(row.comparison.explanation),
    )


def stated_text(stated: Stated | None, unit_of_measure: str) -> str:
    """Return what a source says of a figure; a dash where it says nothing."""
    if stated is None or not stated.amount.is_stated:
        return "–"
    amount = stated.amount
    if amount.denominator and unit_of_measure != PERCENT:
        exact = Fraction(amount.numerator or 0, amount.denominator)
        parts = f"{show_number(amount.numerator)}/{show_number(amount.denominator)}"
        return f"{number_text(cut_fraction(exact, 2))}\N{NO-BREAK SPACE}{unit_of_measure} ({parts})"
    return figure_text(amount.numerator, amount.denominator, amount.value, unit_of_measure)


def _points(row: ReconciledRow, unit_of_measure: str) -> str:
    comparison = row.comparison
    if row.first is None or row.second is None or comparison.result is not Result.DIFFERENT:
        return ""
    if unit_of_measure != PERCENT:
        return ""
    ours, theirs = percent_of(row.first.amount), percent_of(row.second.amount)
    if ours is None or theirs is None:
        return ""
    shown = local_signs(format_decimal(cut_fraction(ours - theirs, 2), 2)).replace("-", MINUS)
    return str(_("%(number)s điểm %%", number=shown)).replace(" ", "\N{NO-BREAK SPACE}")


def percent_of(amount: Amount) -> Fraction | None:
    """Return a figure as one number: percent of its parts, else its value; None for neither."""
    if amount.denominator is None:
        return None if amount.value is None else Fraction(amount.value)
    if amount.denominator == 0:
        return None
    return Fraction((amount.numerator or 0) * 100, amount.denominator)


def seen_hash(row: ReconciledRow) -> str:
    """Return the hash of both figures: whoever judges them must have seen these."""
    return sha256_hex(canonical_json(row.snapshot))


def seen_judgement(row: ReconciledRow) -> str:
    """Return when what was made of a figure was written; empty while nobody has."""
    return row.judged.updated_at.isoformat() if row.judged else ""


def result_text(comparison: Comparison) -> str:
    """Return what a comparison found, in a word."""
    texts = {
        Result.EQUAL: _("Khớp"),
        Result.DIFFERENT: _("Khác nhau"),
        Result.ONLY_FIRST: _("Chỉ có ở nguồn A"),
        Result.ONLY_SECOND: _("Chỉ có ở nguồn B"),
    }
    return str(texts[comparison.result])
