"""Everything the verdict of one task and unit was decided from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from tracker.queries.evaluation_history import list_past_verdicts
from tracker.queries.evaluations import list_evaluations
from tracker.queries.measurement_history import list_figure_history
from tracker.queries.measurements import list_measurements
from tracker.services.evaluations import EVALUATING_ROLES
from tracker.wording.verdicts import explain_verdict
from views.access import current_actor
from views.pages.assignment_marks import find_part_mark
from views.pages.figures import actual_text, figure_text, via_text
from views.pages.revisions import list_revisions, origin_of
from views.pages.target_explanations import find_panel
from views.pages.target_pictures import list_part_pictures
from views.pages.task_work import find_work
from views.pages.units import unit_url
from views.pages.verdict_moves import Moves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models.vocabulary import Verdict
    from tracker.queries.accounts import Actor
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.measurements import MeasurementRow
    from tracker.queries.task_extensions import ExtensionRow
    from tracker.queries.tasks import ExpandedAssignment
    from tracker.queries.unit_tree import UnitTree
    from views.pages.assignment_marks import PartMark
    from views.pages.frame import Frame
    from views.pages.pictures import Shown
    from views.pages.revisions import Origin, RevisionLine
    from views.pages.target_explanations import ExplanationPanel
    from views.pages.targets import TargetLine
    from views.pages.task_work import ReportLine
    from views.pages.verdict_moves import Moved


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one source.

    Args:
        text: The figure with its parts.
        row: The statement that stands.
        is_used: Whether the verdict was decided on it.
        origin: When it was taken, by whom, with which import or pull.
        revisions: Every change of it, the newest first.
    """

    text: str
    row: MeasurementRow
    is_used: bool
    origin: Origin
    revisions: tuple[RevisionLine, ...]


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
        figures: What each source says of the period, with every change of it.
        past: Verdicts of all periods, replaced ones included.
        can_evaluate: Whether this person may have the period judged.
        reports: What the unit reported of a task without figures, for who may read it.
        extensions: Later days granted to the unit, in order.
        work_url: The page of that work; empty for a task that is measured.
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
    reports: tuple[ReportLine, ...] = ()
    extensions: Sequence[ExtensionRow] = ()
    work_url: str = ""

    @property
    def explanation(self) -> ExplanationPanel | None:
        """Return what the unit said of a missed target, as far as this person may see it."""
        return find_panel(self.row, current_actor())

    @property
    def answer(self) -> PartMark | None:
        """Return whether the unit took the part on or disputes it; None while it said nothing."""
        part = self.part
        return find_part_mark(part.task.id, part.unit.id, part.role, current_actor())

    @property
    def moved(self) -> Moved | None:
        """Return what the verdict was before the last run that turned it; None where none did."""
        row = self.row
        if row is None:
            return None
        return Moves(row.period, [row.unit_id], task_id=row.task_id).of(row)

    @property
    def pictures(self) -> list[Shown]:
        """Return the trend of the unit's own figures; nothing while there are too few."""
        return list_part_pictures(self.frame, self.part)

    @property
    def used(self) -> Figure | None:
        """Return the figure the verdict was decided on, where it is the one that stands."""
        return next((figure for figure in self.figures if figure.is_used), None)

    @property
    def revisions(self) -> list[RevisionLine]:
        """Return every change of every source's figure, source by source."""
        return [line for figure in self.figures for line in figure.revisions]


def build_evidence(
    frame: Frame,
    line: TargetLine,
    part: ExpandedAssignment,
    actor: Actor,
    *,
    tree: UnitTree | None = None,
) -> EvidencePage:
    """Return everything the verdict of one task and unit was decided from.

    Args:
        frame: Document and period.
        line: The task's summary.
        part: The unit's part in it.
        actor: Who looks.
        tree: The units, where they are loaded already.
    """
    rows = list_evaluations(frame.period.code, frame.directive.id, part.unit.id, tree=tree)
    row = next((row for row in rows if row.task_id == part.task.id), None)
    return EvidencePage(
        frame=frame,
        line=line,
        part=part,
        row=row,
        actual=actual_text(row) if row else "",
        sentence=explain_verdict(row) if row else "",
        via=via_text(part),
        unit_url=unit_url(part.unit),
        figures=list_figures(frame, part, row),
        past=list_past(frame, part),
        can_evaluate=actor.role in EVALUATING_ROLES,
        **find_work(frame, part, actor),
    )


def list_figures(frame: Frame, part: ExpandedAssignment, row: EvaluationRow | None) -> list[Figure]:
    """Return what each source says of a unit in the period, the one that speaks first."""
    task = part.task
    if not task.indicator_code:
        return []
    used = row.measurement_id if row else None
    code, period, unit_id = task.indicator_code, frame.period.code, part.unit.id
    history = list_figure_history(indicator_code=code, unit_id=unit_id, period=period)
    return [
        Figure(
            figure_text(found.numerator, found.denominator, found.value, task.unit_of_measure),
            found,
            is_used=found.id == used,
            origin=origin_of(history[found.source_code][-1]),
            revisions=list_revisions(
                history[found.source_code], task.unit_of_measure, frame.last_day
            ),
        )
        for found in list_measurements(periods=[period], indicator_code=code, unit_ids=[unit_id])
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
