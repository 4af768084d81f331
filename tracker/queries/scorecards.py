"""What a unit's scorecard is made of besides its rows: periods, and results counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Evaluation, EvaluationRun, Task, db
from models.vocabulary import AssignmentRole, Verdict
from tracker.queries.known import stands
from tracker.queries.verdict_series import BASELINE_UNKNOWN
from tracker.rules.products import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    Tally = Mapping[Verdict, int]


def list_judged_periods(
    *, unit_ids: Collection[int] | None = None, directive_id: int | None = None
) -> dict[str, bool]:
    """Return the periods in which leads were judged, each with whether it has any figure.

    `tracker.rules.scorecards.usual_period` chooses one of them. One query, in no order.

    Args:
        unit_ids: Only of these units; None for all.
        directive_id: Only by this document; None for all.
    """
    runs = sa.select(EvaluationRun.period).distinct().subquery()
    # One verdict a period is enough: the rest of them need not be read.
    judged = sa.exists().where(
        Evaluation.period == runs.c.period, Evaluation.role == AssignmentRole.LEAD, stands()
    )
    if unit_ids is not None:
        judged = judged.where(Evaluation.unit_id.in_(sorted(unit_ids)))
    if directive_id is not None:
        tasks = sa.select(Task.id).where(Task.directive_id == directive_id)
        judged = judged.where(Evaluation.task_id.in_(tasks))
    has_figures = judged.where(has_figure()).label("has_figures")
    found = db.session.execute(sa.select(runs.c.period, has_figures).where(judged))
    return {period: bool(has_any) for period, has_any in found}


def has_figure() -> sa.ColumnElement[bool]:
    """Return the condition that a figure stands behind a verdict, as `SeriesRow.has_figure`."""
    return sa.and_(
        Evaluation.measurement_id.is_not(None),
        sa.or_(
            Evaluation.verdict != Verdict.NO_DATA,
            Evaluation.reason == BASELINE_UNKNOWN,
            Evaluation.reason.startswith(f"{BASELINE_UNKNOWN}{SEPARATOR}", autoescape=True),
        ),
    )


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
    return statement.where(stands())


def _tally(statement: sa.Select[*tuple[Any, ...]]) -> dict[int, Tally]:
    found: defaultdict[int, Counter[Verdict]] = defaultdict(Counter)
    for key, verdict, count in db.session.execute(statement):
        found[key][verdict] = count
    return dict(found)
