"""Verdicts that turned: what stood before, what stands, when a run replaced it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Evaluation, EvaluationRun, Measurement, Task, User, db
from models.vocabulary import AssignmentRole
from tracker.clock import day_end
from tracker.queries.known import recorded
from tracker.rules.verdict_moves import Ground, list_causes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from decimal import Decimal

    from models.vocabulary import Verdict
    from tracker.rules.verdict_moves import MoveCause


@dataclass(frozen=True, slots=True)
class VerdictMove:
    """The last time the verdict on a task and a unit turned in a period.

    Args:
        before: What was found before.
        numerator: Tử số of the figure then.
        denominator: Mẫu số.
        value: The figure where there are no parts.
        since: When that had been decided.
        after: What was found instead.
        at: When the run that found it began.
        by: Who had the period judged.
        causes: What of its grounds was another.
    """

    before: Verdict
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    since: datetime
    after: Verdict
    at: datetime
    by: str
    causes: tuple[MoveCause, ...]


def list_verdict_moves(
    period: str, unit_ids: Collection[int], *, task_id: int | None = None
) -> dict[tuple[int, int], VerdictMove]:
    """Return the verdicts of a period that turned, by task and unit; one query.

    Args:
        period: Text form of the period.
        unit_ids: Of these units; named, so that the index of units is used.
        task_id: Only of this row of a document.
    """
    statement = _rows().where(
        Evaluation.period == period,
        Evaluation.unit_id.in_(sorted(unit_ids)),
        recorded(EvaluationRun.started_at),
    )
    if task_id is not None:
        statement = statement.where(Evaluation.task_id == task_id)
    found: dict[tuple[int, int], VerdictMove] = {}
    last: dict[tuple[int, int], sa.Row[Any]] = {}
    for row in db.session.execute(statement):
        key = row.task_id, row.unit_id
        before = last.get(key)
        last[key] = row
        if before is not None and before.verdict is not row.verdict:
            found[key] = _move(before, row)
    return found


def list_verdicts_replaced_since(
    period: str, directive_id: int, day: date
) -> dict[tuple[int, int], Verdict]:
    """Return the verdicts that stood at the end of a day and were replaced later; one query.

    Args:
        period: Text form of the period.
        directive_id: The document.
        day: The day.

    Returns:
        By task and unit; what is found now may be the same again.
    """
    deciding, closing = aliased(EvaluationRun), aliased(EvaluationRun)
    end = day_end(day)
    rows = db.session.execute(
        sa.select(Evaluation.task_id, Evaluation.unit_id, Evaluation.verdict)
        .join(Task, Task.id == Evaluation.task_id)
        .join(deciding, deciding.id == Evaluation.run_id)
        .join(closing, closing.id == Evaluation.superseded_run_id)
        .where(
            Evaluation.period == period,
            Evaluation.role == AssignmentRole.LEAD,
            Task.directive_id == directive_id,
            deciding.started_at < end,
            closing.started_at >= end,
        )
    )
    return {(task_id, unit_id): verdict for task_id, unit_id, verdict in rows}


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Evaluation.task_id,
            Evaluation.unit_id,
            Evaluation.role,
            Evaluation.verdict,
            Evaluation.reason,
            Evaluation.numerator,
            Evaluation.denominator,
            Evaluation.value,
            Evaluation.comparator,
            Evaluation.target,
            Evaluation.measurement_id,
            Measurement.source_id,
            EvaluationRun.started_at,
            EvaluationRun.rule_version,
            User.display_name,
        )
        .join(EvaluationRun, EvaluationRun.id == Evaluation.run_id)
        .join(User, User.id == EvaluationRun.created_by)
        .outerjoin(Measurement, Measurement.id == Evaluation.measurement_id)
        .order_by(Evaluation.id)
    )


def _move(before: sa.Row[Any], after: sa.Row[Any]) -> VerdictMove:
    return VerdictMove(
        before=before.verdict,
        numerator=before.numerator,
        denominator=before.denominator,
        value=before.value,
        since=before.started_at,
        after=after.verdict,
        at=after.started_at,
        by=after.display_name,
        causes=list_causes(_ground(before), _ground(after)),
    )


def _ground(row: sa.Row[Any]) -> Ground:
    return Ground(
        role=row.role,
        verdict=row.verdict,
        reason=row.reason,
        comparator=row.comparator,
        target=row.target,
        measurement_id=row.measurement_id,
        source_id=row.source_id,
        rule_version=row.rule_version,
    )
