"""Everything the verdict of one task and unit was decided from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from tracker.queries.evaluation_history import list_past_verdicts
from tracker.queries.measurements import list_measurements
from views.pages.figures import figure_text

if TYPE_CHECKING:
    from datetime import datetime

    from models.vocabulary import Verdict
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.measurements import MeasurementRow
    from tracker.queries.tasks import ExpandedAssignment
    from views.pages.frame import Frame
    from views.pages.targets import TargetLine


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one source."""

    text: str
    row: MeasurementRow
    is_used: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A verdict of this or another period."""

    period: str
    verdict: Verdict
    actual: str
    decided_at: datetime
    decided_by: str
    replaced_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Everything the verdict of one task and unit was decided from.

    Args:
        frame: Document and period.
        line: The task's summary.
        part: The unit's part in it.
        row: The verdict; None while not evaluated.
        actual: What was reached.
        sentence: Why.
        via: How the unit came to the task.
        unit_url: The unit's page.
        figures: What each source says of the period.
        past: Verdicts of all periods, replaced ones included.
        can_evaluate: Whether this person may have the period judged.
    """

    frame: Frame
    line: TargetLine
    part: ExpandedAssignment
    row: EvaluationRow | None
    actual: str
    sentence: str
    via: str
    unit_url: str
    figures: list[Figure]
    past: list[Past]
    can_evaluate: bool


def list_figures(frame: Frame, part: ExpandedAssignment, row: EvaluationRow | None) -> list[Figure]:
    """Return what each source says of a unit in the period, the best source first."""
    task = part.task
    if not task.indicator_code:
        return []
    used = row.measurement_id if row else None
    return [
        Figure(
            figure_text(found.numerator, found.denominator, found.value, task.unit_of_measure),
            found,
            is_used=found.id == used,
        )
        for found in list_measurements(
            periods=[frame.period.code],
            indicator_code=task.indicator_code,
            unit_ids=[part.unit.id],
        )
    ]


def list_past(frame: Frame, part: ExpandedAssignment) -> list[Past]:
    """Return the verdicts of all periods, replaced ones included, the newest first."""
    task = part.task
    unit = task.unit_of_measure
    return [
        Past(
            period=found.period,
            verdict=found.verdict,
            actual=figure_text(found.numerator, found.denominator, found.value, unit),
            decided_at=found.decided_at,
            decided_by=found.decided_by,
            replaced_at=found.replaced_at,
            url=url_for(
                "targets.evidence",
                directive=frame.directive.code,
                ordinal=task.ordinal,
                unit_code=part.unit.code,
                ky=found.period,
            ),
        )
        for found in list_past_verdicts(task.id, part.unit.id)
    ]
