"""The lines of a unit's scorecard: targets it leads, tasks without figures, what it supports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.rules.scorecards import urgency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from markupsafe import Markup

    from models.vocabulary import Verdict
    from tracker.queries.evaluations import EvaluationRow
    from views.pages.marks import Mark
    from views.pages.verdict_moves import Moved


@dataclass(frozen=True, slots=True)
class CardLine:
    """One target a unit leads.

    Args:
        number: Its number in the document.
        directive: Number of the document.
        text: The task as printed.
        indicator: Code of what is measured.
        url: The evidence of the verdict.
        trend: How it went from period to period, beside its target, as a small picture; may be
            empty.
        trend_url: The same in full.
        target: What is asked, in words.
        actual: What was reached, with its parts.
        verdict: What was found.
        distance: How far it is from the target, in whole units.
        notes: What else must be known of the figure; may be empty.
        before: What was reached the period before, with its parts; empty where it is not known.
        before_verdict: What was found then; None where nothing was.
        points: How much more it is, in points or units; None where that cannot be told.
        change: The same with its sign.
        pace: What the rest of the year must bring; empty where no rule tells.
        base: What that was worked out from.
        is_sample: Whether document or figure is sample data.
        row: The verdict itself.
        moved: What it was before the last run that turned it; None where none did.
    """

    number: str
    directive: str
    text: str
    indicator: str
    url: str
    trend: Markup
    trend_url: str
    target: str
    actual: str
    verdict: Verdict
    distance: str
    notes: str
    before: str
    before_verdict: Verdict | None
    points: Decimal | None
    change: str
    pace: str
    base: str
    is_sample: bool
    row: EvaluationRow
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One task without figures that a unit leads."""

    number: str
    directive: str
    text: str
    url: str
    term: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True)
class SupportLine:
    """One task a unit supports, and how those that lead it stand."""

    number: str
    directive: str
    text: str
    url: str
    leads: tuple[Mark, ...]
    leads_url: str


def worst_first(lines: Sequence[CardLine]) -> list[CardLine]:
    """Return targets missed first, then those that wait for something, in printed order each."""
    return sorted(lines, key=lambda line: urgency(line.verdict))
