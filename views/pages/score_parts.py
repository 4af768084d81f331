"""Single components of a unit's points: figures, what was lost, by whose doing, what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.queries.score_targets import list_missed_targets
from tracker.rules.rates import Share
from tracker.rules.score_components import Doing
from tracker.runtime import current_settings
from tracker.wording.scores import (
    doing_text,
    explain_base,
    explain_missing,
    explain_pace,
    list_marks,
    max_text,
)
from views.formatting import show_number, show_percent, show_points
from views.pages.figures import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.queries.score_figures import ComponentRow
    from tracker.queries.score_targets import MissedTarget
    from tracker.queries.scores import ScoreSheet, UnitScore
    from tracker.rules.score_components import ComponentScore, ScoreFigure


@dataclass(frozen=True, slots=True)
class TargetNote:
    """What is missing to one target.

    Args:
        missing: How much, and to what.
        directive: The document that set it.
        is_sample: Whether document or figure is sample data.
        pace: What the rest of the year must bring; may be empty.
        base: What that was worked out from; may be empty.
    """

    missing: str
    directive: str
    is_sample: bool
    pace: str
    base: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """One component, in words and figures.

    Args:
        code: Its code.
        name: What it is called.
        counted: What numerator and denominator count.
        numerator: The numerator; empty where it is not known.
        denominator: The denominator; empty where it is not known.
        percent: The share, cut; empty where there is none.
        score: Points; empty where none are given.
        most: Most it can give.
        lost: Points lost; empty where none are given.
        doing: Whose doing the points are.
        is_own: Whether they are the unit's, at least partly.
        notes: What must be known.
        targets: Targets missed on it.
    """

    code: str
    name: str
    counted: str
    numerator: str
    denominator: str
    percent: str
    score: str
    most: str
    lost: str
    doing: str
    is_own: bool
    notes: list[str]
    targets: list[TargetNote]


def list_target_notes(sheet: ScoreSheet, row: UnitScore) -> Mapping[str, list[TargetNote]]:
    """Return what is missing to each target a unit missed, by component."""
    found: defaultdict[str, list[TargetNote]] = defaultdict(list)
    if row.capture is None:
        return found
    cutoff = current_settings().month_cutoff_day
    for missed in list_missed_targets(
        sheet.period, row.unit.id, row.total, row.capture, cutoff=cutoff
    ):
        found[missed.indicator_code].append(_note(missed))
    return found


def _note(missed: MissedTarget) -> TargetNote:
    return TargetNote(
        missing=explain_missing(missed),
        directive=missed.directive_number,
        is_sample=missed.is_sample,
        pace=explain_pace(missed),
        base=explain_base(missed) if missed.pace else "",
    )


def build_part(
    part: ComponentScore, words: ComponentRow, targets: Mapping[str, list[TargetNote]]
) -> PartLine:
    """Return one component in words and figures."""
    figure = part.figure
    return PartLine(
        code=part.rule.code,
        name=words.name,
        counted=f"{words.numerator_name} / {words.denominator_name}",
        numerator=show_number(figure.numerator) if figure else "",
        denominator=show_number(figure.denominator) if figure else "",
        percent=share_text(figure),
        score=show_points(part.score),
        most=max_text(part.rule.max_points),
        lost=show_points(part.lost),
        doing=doing_text(part.doing),
        is_own=part.doing is not Doing.OTHERS,
        notes=list_marks(part.marks),
        targets=targets.get(part.rule.code, []),
    )


def share_text(figure: ScoreFigure | None) -> str:
    """Return a share in percent, cut; empty where there is none."""
    if figure is None:
        return ""
    if figure.numerator is None or figure.denominator is None:
        return "" if figure.value is None else f"{number_text(figure.value)}\N{NO-BREAK SPACE}%"
    if figure.denominator == 0:
        return ""
    return show_percent(Share(figure.numerator, figure.denominator)).partition(" (")[0]
