"""Missed targets with what their units' heads said of them, and the measures they promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import TargetExplanation, User, db
from models.vocabulary import AssignmentRole, ReviewState, Verdict
from tracker.errors import NotFoundError
from tracker.queries.evaluations import list_evaluations

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from tracker.queries.evaluation_rows import EvaluationRow


@dataclass(frozen=True, slots=True)
class TargetExplanationRow:
    """One version of an explanation; people by their display names."""

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

    def is_overdue(self, present: date) -> bool:
        """Return whether the day promised for the measure has passed."""
        return self.measure_due_on < present


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
        for row in list_evaluations(period)
        if is_missed(row) and (unit_ids is None or row.unit_id in unit_ids)
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
    """Return one missed target as people name it.

    Args:
        period: Text form of the period.
        directive_number: Number of the document.
        reference: Number of its row.
        unit_code: Code of the unit.

    Raises:
        NotFoundError: `target_not_missed`.
    """
    for missed in list_missed_targets(period):
        row = missed.verdict
        named = row.directive_number, row.reference, row.unit_code
        if named == (directive_number, reference, unit_code):
            return missed
    raise NotFoundError("target_not_missed", task=reference, unit=unit_code, period=period)


def is_missed(row: EvaluationRow) -> bool:
    """Return whether a verdict owes an explanation: supporting units are never judged."""
    return row.role is AssignmentRole.LEAD and row.verdict is Verdict.MISSED


def newest_explanations(period: str) -> Mapping[tuple[int, int], TargetExplanationRow]:
    """Return the newest version of each explanation of a period, by task and unit."""
    statement = _select().where(TargetExplanation.period == period)
    rows = db.session.execute(statement.order_by(TargetExplanation.version))
    found = (TargetExplanationRow(*row) for row in rows)
    return {(row.task_id, row.unit_id): row for row in found}


def list_versions(period: str, task_id: int, unit_id: int) -> list[TargetExplanationRow]:
    """Return every version of an explanation, the newest first."""
    statement = _select().where(
        TargetExplanation.period == period,
        TargetExplanation.task_id == task_id,
        TargetExplanation.unit_id == unit_id,
    )
    rows = db.session.execute(statement.order_by(TargetExplanation.version.desc()))
    return [TargetExplanationRow(*row) for row in rows]


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
        )
        .join(writer, writer.id == TargetExplanation.written_by)
        .outerjoin(reviewer, reviewer.id == TargetExplanation.reviewed_by)
    )
