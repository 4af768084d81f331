"""Missed targets with what their units' heads said of them, and the measures they promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import MeasureReport, TargetExplanation, User, db
from models.vocabulary import AssignmentRole, ReviewState, TaskState, Verdict
from tracker.errors import NotFoundError
from tracker.queries.evaluations import list_evaluations
from tracker.queries.known import recorded, reviewed_then
from tracker.rules.measures import measure_state

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from tracker.queries.evaluation_rows import EvaluationRow


@dataclass(frozen=True, slots=True)
class TargetExplanationRow:
    """One version of an explanation; people by their display names.

    Args:
        report_version: Which report of the measure is the newest; 0 for none.
        done_on: Day the measure was carried out; None while it was not.
    """

    id: int
    period: str
    task_id: int
    unit_id: int
    version: int
    state: ReviewState
    text: str
    measure: str
    measure_due_on: date
    written_at: datetime
    written_by_id: int
    written_by: str
    reviewed_at: datetime | None
    reviewed_by: str
    review_note: str
    report_version: int = 0
    done_on: date | None = None

    def measure_state(self, present: date) -> TaskState | None:
        """Return where the measure stands; None where what promised it was sent back."""
        if self.state is ReviewState.SENT_BACK:
            return None
        return measure_state(self.measure_due_on, self.done_on, present)

    def is_overdue(self, present: date) -> bool:
        """Return whether the measure was not carried out by the day promised for it."""
        return self.measure_state(present) is TaskState.OVERDUE


@dataclass(frozen=True, slots=True)
class MeasureReportRow:
    """What was reported of a measure: carried out on a day, or None for taken back."""

    explanation_id: int
    version: int
    done_on: date | None
    note: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class MissedTarget:
    """A target a unit missed, with its newest explanation.

    Args:
        verdict: The verdict that stands.
        newest: The newest version; None while nothing was written.
    """

    verdict: EvaluationRow
    newest: TargetExplanationRow | None

    @property
    def state(self) -> ReviewState | None:
        """Return where its explanation stands; None while it is owed."""
        return None if self.newest is None else self.newest.state

    @property
    def is_owed(self) -> bool:
        """Return whether the unit must write: nothing yet, or sent back."""
        return self.newest is None or self.newest.state is ReviewState.SENT_BACK


def list_missed_targets(period: str, unit_ids: Collection[int] | None = None) -> list[MissedTarget]:
    """Return the targets missed in a period, by document, row and unit.

    Args:
        period: Text form of the period.
        unit_ids: Only of these units; None for all.
    """
    newest = newest_explanations(period)
    return [
        MissedTarget(row, newest.get((row.task_id, row.unit_id)))
        for row in list_evaluations(
            period, unit_ids=unit_ids, role=AssignmentRole.LEAD, verdict=Verdict.MISSED
        )
    ]


def find_missed_target(period: str, task_id: int, unit_id: int) -> MissedTarget | None:
    """Return one missed target, None where the verdict that stands is another."""
    rows = list_evaluations(period, unit_id=unit_id)
    row = next((row for row in rows if row.task_id == task_id and is_missed(row)), None)
    if row is None:
        return None
    versions = list_versions(period, task_id, unit_id)
    return MissedTarget(row, versions[0] if versions else None)


def get_missed_target(
    period: str, directive_number: str, reference: str, unit_code: str
) -> MissedTarget:
    """Return one missed target as people name it, also one that was reached after all since.

    Args:
        period: Text form of the period.
        directive_number: Number of the document.
        reference: Number of its row.
        unit_code: Code of the unit.

    Raises:
        NotFoundError: `target_not_missed` where nothing is owed and nothing was written.
    """
    for row in list_evaluations(period):
        named = row.directive_number, row.reference, row.unit_code
        if named != (directive_number, reference, unit_code):
            continue
        versions = list_versions(period, row.task_id, row.unit_id)
        if versions or is_missed(row):
            return MissedTarget(row, versions[0] if versions else None)
    raise NotFoundError("target_not_missed", task=reference, unit=unit_code, period=period)


def is_missed(row: EvaluationRow) -> bool:
    """Return whether a verdict owes an explanation: supporting units are never judged."""
    return row.role is AssignmentRole.LEAD and row.verdict is Verdict.MISSED


def newest_explanations(period: str) -> Mapping[tuple[int, int], TargetExplanationRow]:
    """Return the newest version of each explanation of a period, by task and unit."""
    statement = _select().where(TargetExplanation.period == period)
    rows = db.session.execute(statement.order_by(TargetExplanation.version))
    found = (reviewed_then(TargetExplanationRow(*row)) for row in rows)
    return {(row.task_id, row.unit_id): row for row in found}


def list_versions(period: str, task_id: int, unit_id: int) -> list[TargetExplanationRow]:
    """Return every version of an explanation, the newest first."""
    statement = _select().where(
        TargetExplanation.period == period,
        TargetExplanation.task_id == task_id,
        TargetExplanation.unit_id == unit_id,
    )
    rows = db.session.execute(statement.order_by(TargetExplanation.version.desc()))
    return [reviewed_then(TargetExplanationRow(*row)) for row in rows]


def list_measure_reports(period: str, task_id: int, unit_id: int) -> list[MeasureReportRow]:
    """Return everything reported of the measures promised for one target, the newest first."""
    rows = db.session.execute(
        sa.select(
            MeasureReport.explanation_id,
            MeasureReport.version,
            MeasureReport.done_on,
            MeasureReport.note,
            MeasureReport.recorded_at,
            User.display_name,
        )
        .join(TargetExplanation, TargetExplanation.id == MeasureReport.explanation_id)
        .join(User, User.id == MeasureReport.recorded_by)
        .where(
            TargetExplanation.period == period,
            TargetExplanation.task_id == task_id,
            TargetExplanation.unit_id == unit_id,
            recorded(MeasureReport.recorded_at),
        )
        .order_by(TargetExplanation.version.desc(), MeasureReport.version.desc())
    )
    return [MeasureReportRow(*row) for row in rows]


def is_newest_report() -> sa.ColumnElement[bool]:
    """Return the condition that a report of a measure is the one that stands."""
    later = aliased(MeasureReport)
    is_later = sa.exists().where(
        later.explanation_id == MeasureReport.explanation_id,
        later.version > MeasureReport.version,
        recorded(later.recorded_at),
    )
    return sa.and_(recorded(MeasureReport.recorded_at), ~is_later)


def is_done(explanation_id: sa.SQLColumnExpression[int]) -> sa.ColumnElement[bool]:
    """Return the condition that the measure of an explanation was carried out, and stands so.

    Args:
        explanation_id: The column that names the explanation.
    """
    return sa.exists().where(
        MeasureReport.explanation_id == explanation_id,
        MeasureReport.done_on.is_not(None),
        is_newest_report(),
    )


def _select() -> sa.Select[*tuple[Any, ...]]:
    writer, reviewer = aliased(User), aliased(User)
    return (
        sa.select(
            TargetExplanation.id,
            TargetExplanation.period,
            TargetExplanation.task_id,
            TargetExplanation.unit_id,
            TargetExplanation.version,
            TargetExplanation.state,
            TargetExplanation.text,
            TargetExplanation.measure,
            TargetExplanation.measure_due_on,
            TargetExplanation.written_at,
            TargetExplanation.written_by,
            writer.display_name,
            TargetExplanation.reviewed_at,
            sa.func.coalesce(reviewer.display_name, ""),
            TargetExplanation.review_note,
            sa.func.coalesce(MeasureReport.version, 0),
            MeasureReport.done_on,
        )
        .join(writer, writer.id == TargetExplanation.written_by)
        .outerjoin(reviewer, reviewer.id == TargetExplanation.reviewed_by)
        .outerjoin(
            MeasureReport,
            sa.and_(MeasureReport.explanation_id == TargetExplanation.id, is_newest_report()),
        )
        .where(recorded(TargetExplanation.written_at))
    )
