"""The verdicts that stand on one task or one unit, period after period, as light rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Directive, Evaluation, EvaluationRun, Measurement, Source, Task, db
from models.vocabulary import AssignmentRole, Verdict
from tracker.queries.known import recorded, stands
from tracker.rules.products import read_reason

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from models.vocabulary import Comparator

SHARED_FIGURE: Final = "province_wide"
"""Note of a figure that is the whole province's, not the unit's own."""

BASELINE_UNKNOWN: Final = "baseline_unknown"


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One verdict of a lead.

    Args:
        period: Text form of the period.
        directive_id: Key of the document.
        task_id: Key of its row.
        unit_id: Key of the unit.
        verdict: What was found.
        numerator: Tử số, None where there are no parts.
        denominator: Mẫu số.
        value: The figure as the source states it.
        comparator: How it was held against the target.
        target: Level asked for then.
        is_shared: Whether the figure is the whole province's.
        is_sample: Whether document or figure is sample data.
        has_figure: Whether the figure can be taken for one (`is_figure`).
    """

    period: str
    directive_id: int
    task_id: int
    unit_id: int
    verdict: Verdict
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    comparator: Comparator | None
    target: Decimal | None
    is_shared: bool
    is_sample: bool
    has_figure: bool


def list_verdict_series(
    periods: Collection[str],
    *,
    task_ids: Collection[int] | None = None,
    unit_ids: Collection[int] | None = None,
) -> list[SeriesRow]:
    """Return the standing verdicts of leads on measured tasks, by period, task and unit.

    One statement, however many periods.

    Args:
        periods: Text forms of the periods.
        task_ids: Only these rows of documents; None for all.
        unit_ids: Only these units; None for all.
    """
    statement = (
        sa.select(
            Evaluation.period,
            Task.directive_id,
            Evaluation.task_id,
            Evaluation.unit_id,
            Evaluation.verdict,
            Evaluation.numerator,
            Evaluation.denominator,
            Evaluation.value,
            Evaluation.comparator,
            Evaluation.target,
            Evaluation.reason,
            sa.or_(Directive.is_sample, sa.func.coalesce(Source.is_sample, sa.false())),
        )
        .join(Task, Task.id == Evaluation.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(Measurement, Measurement.id == Evaluation.measurement_id)
        .outerjoin(Source, Source.id == Measurement.source_id)
        .where(
            Evaluation.period.in_(sorted(periods)),
            stands(),
            Evaluation.role == AssignmentRole.LEAD,
            Task.indicator_id.is_not(None),
        )
        .order_by(Evaluation.period, Task.directive_id, Task.ordinal, Evaluation.unit_id)
    )
    if task_ids is not None:
        statement = statement.where(Evaluation.task_id.in_(sorted(task_ids)))
    if unit_ids is not None:
        statement = statement.where(Evaluation.unit_id.in_(sorted(unit_ids)))
    read = cache(read_reason)
    return [_row(*row, read) for row in db.session.connection().execute(statement).all()]


def list_led_directives(unit_id: int) -> list[int]:
    """Return the keys of the documents a unit was ever judged by as a lead, in order."""
    statement = (
        sa.select(Task.directive_id)
        .join(Evaluation, Evaluation.task_id == Task.id)
        .join(EvaluationRun, EvaluationRun.id == Evaluation.run_id)
        .where(
            Evaluation.unit_id == unit_id,
            Evaluation.role == AssignmentRole.LEAD,
            recorded(EvaluationRun.started_at),
        )
        .distinct()
        .order_by(Task.directive_id)
    )
    return list(db.session.scalars(statement))


def is_figure(verdict: object, reason: str) -> bool:
    """Return whether what stands beside a verdict can be taken for a figure of the unit.

    Not where "no data" was found, whatever the source says besides, unless what was missing is
    the year an increase is counted from.

    Args:
        verdict: What was found.
        reason: Code of the decisive reason.
    """
    return verdict is not Verdict.NO_DATA or reason == BASELINE_UNKNOWN


def _row(*found: Any) -> SeriesRow:
    """Return one row of what was asked for; what reads its reason comes last."""
    *facts, stored_reason, is_sample, read = found
    decisive, notes, _ = read(stored_reason)
    is_shared = SHARED_FIGURE in (decisive, *notes)
    return SeriesRow(*(*facts, is_shared, bool(is_sample), is_figure(facts[4], decisive)))
