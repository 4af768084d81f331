"""Every verdict one task and unit ever got, those that were replaced included."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Evaluation, EvaluationRun, User, db
from tracker.queries.known import recorded, was_by_then

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from models.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class PastVerdict:
    """One verdict of a task and a unit.

    Args:
        period: Text form of the period.
        verdict: What was found.
        numerator: Tử số.
        denominator: Mẫu số.
        value: The figure where there are no parts.
        decided_at: When it was decided.
        decided_by: Who had the period judged.
        replaced_at: When another one took its place; None for the one that stands.
    """

    period: str
    verdict: Verdict
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    decided_at: datetime
    decided_by: str
    replaced_at: datetime | None


def list_past_verdicts(task_id: int, unit_id: int) -> list[PastVerdict]:
    """Return the verdicts of a task and a unit, newest period and newest decision first."""
    closing = aliased(EvaluationRun)
    statement = (
        sa.select(
            Evaluation.period,
            Evaluation.verdict,
            Evaluation.numerator,
            Evaluation.denominator,
            Evaluation.value,
            EvaluationRun.started_at,
            User.display_name,
            closing.started_at,
        )
        .join(EvaluationRun, EvaluationRun.id == Evaluation.run_id)
        .join(User, User.id == EvaluationRun.created_by)
        .outerjoin(closing, closing.id == Evaluation.superseded_run_id)
        .where(
            Evaluation.task_id == task_id,
            Evaluation.unit_id == unit_id,
            recorded(EvaluationRun.started_at),
        )
        .order_by(Evaluation.period.desc(), Evaluation.id.desc())
    )
    rows = (PastVerdict(*row) for row in db.session.execute(statement))
    return [row if was_by_then(row.replaced_at) else replace(row, replaced_at=None) for row in rows]
