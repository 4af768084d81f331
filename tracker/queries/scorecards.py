"""What a unit's scorecard is made of besides its rows: periods, and results counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Evaluation, EvaluationRun, Task, db
from models.vocabulary import AssignmentRole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from models.vocabulary import Verdict

    Tally = Mapping[Verdict, int]


def list_judged_periods(unit_ids: Collection[int]) -> list[str]:
    """Return the periods in which a unit of several was judged as a lead, in no order.

    Args:
        unit_ids: The units.
    """
    runs = sa.select(EvaluationRun.period).distinct().subquery()
    # One verdict a period is enough: the rest of them need not be read.
    is_judged = sa.exists().where(
        Evaluation.period == runs.c.period,
        Evaluation.unit_id.in_(sorted(unit_ids)),
        Evaluation.role == AssignmentRole.LEAD,
        Evaluation.superseded_run_id.is_(None),
    )
    return list(db.session.scalars(sa.select(runs.c.period).where(is_judged)))


def count_led_targets(period: str, unit_ids: Collection[int]) -> dict[int, Tally]:
    """Return how each unit's measured targets were judged, by its key; one query.

    Args:
        period: Text form of the period.
        unit_ids: The units; those that lead nothing are left out.
    """
    statement = _standing(
        sa.select(Evaluation.unit_id, Evaluation.verdict, sa.func.count())
        .join(Task, Task.id == Evaluation.task_id)
        .where(
            Evaluation.period == period,
            Evaluation.unit_id.in_(sorted(unit_ids)),
            Evaluation.role == AssignmentRole.LEAD,
            Task.indicator_id.is_not(None),
        )
        .group_by(Evaluation.unit_id, Evaluation.verdict)
    )
    return _tally(statement)


def count_leads(period: str, task_ids: Collection[int]) -> dict[int, Tally]:
    """Return how the units that lead each task were judged, by the task's key; one query.

    Args:
        period: Text form of the period.
        task_ids: The tasks.
    """
    statement = _standing(
        sa.select(Evaluation.task_id, Evaluation.verdict, sa.func.count())
        .where(
            Evaluation.period == period,
            Evaluation.task_id.in_(sorted(task_ids)),
            Evaluation.role == AssignmentRole.LEAD,
        )
        .group_by(Evaluation.task_id, Evaluation.verdict)
    )
    return _tally(statement)


def count_results(period: str) -> dict[int, Tally]:
    """Return how the units that lead were judged in a period, by the document's key; one query.

    Args:
        period: Text form of the period.
    """
    statement = _standing(
        sa.select(Task.directive_id, Evaluation.verdict, sa.func.count())
        .join(Task, Task.id == Evaluation.task_id)
        .where(Evaluation.period == period, Evaluation.role == AssignmentRole.LEAD)
        .group_by(Task.directive_id, Evaluation.verdict)
    )
    return _tally(statement)


def _standing(statement: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return statement.where(Evaluation.superseded_run_id.is_(None))


def _tally(statement: sa.Select[*tuple[Any, ...]]) -> dict[int, Tally]:
    found: defaultdict[int, Counter[Verdict]] = defaultdict(Counter)
    for key, verdict, count in db.session.execute(statement):
        found[key][verdict] = count
    return dict(found)
