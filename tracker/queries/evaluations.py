"""Verdicts as frozen rows: who reached what in a period, by which figure, how far from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import Evaluation, EvaluationRun, ImportBatch, Measurement, Source, Task, User, db
from models.vocabulary import AssignmentRole
from tracker.queries.directives import list_directives
from tracker.queries.evaluation_rows import EvaluationRow, task_references
from tracker.queries.indicators import list_indicators
from tracker.queries.tasks import list_tasks
from tracker.queries.units import load_tree
from tracker.rules.periods import read_period
from tracker.rules.products import read_reason
from tracker.runtime import current_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from models.vocabulary import Verdict
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow


__all__ = [
    "EvaluatedPeriod",
    "EvaluationRow",
    "Matrix",
    "MatrixCell",
    "list_evaluated_periods",
    "list_evaluations",
    "load_matrix",
    "task_references",
]


@dataclass(frozen=True, slots=True)
class EvaluatedPeriod:
    """A period that was judged, with its last run."""

    period: str
    is_provisional: bool
    run_id: int
    started_at: datetime
    run_by: str
    cell_count: int
    changed_count: int


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One part of one unit in one task, and what became of it."""

    role: AssignmentRole
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Matrix:
    """Tasks × units of one document in one period; keys only, names come from their own queries."""

    period: str
    directive_id: int
    task_ids: tuple[int, ...]
    unit_ids: tuple[int, ...]
    cells: Mapping[tuple[int, int], MatrixCell]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What many rows have in common, looked up once."""

    period: str
    on: date
    directives: Mapping[int, DirectiveRow]
    tasks: Mapping[int, TaskRow]
    references: Mapping[int, str]
    counted: Mapping[int, str]
    units: Mapping[int, UnitRow]
    provisional: Mapping[int, bool]


_AS_FOUND: Final = (
    "role",
    "verdict",
    "numerator",
    "denominator",
    "value",
    "comparator",
    "target",
    "shortfall",
    "measurement_id",
    "as_of",
    "run_id",
    "revision",
    "captured_at",
)
"""What a row says just as the database has it."""


def list_evaluations(
    period: str,
    directive_id: int | None = None,
    unit_id: int | None = None,
    *,
    task_id: int | None = None,
    tree: UnitTree | None = None,
) -> list[EvaluationRow]:
    """Return the verdicts that stand, by document, row, role (leads first) and unit.

    Args:
        period: Text form of the period.
        directive_id: Only this document.
        unit_id: Only this unit.
        task_id: Only this row of a document.
        tree: The units, where they are loaded already.
    """
    columns = Task.directive_id, Evaluation.unit_id, Evaluation.task_id
    asked = zip(columns, (directive_id, unit_id, task_id), strict=True)
    only = [column == value for column, value in asked if value is not None]
    found = db.session.execute(_standing(period).where(*only)).all()
    if not found:
        return []
    shared = _load_shared(period, directive_id, tree or load_tree())
    places = {key: place for place, key in enumerate(shared.units)}
    order = {key: place for place, key in enumerate(shared.directives)}
    rows = [_row(shared, row) for row in found]
    rows.sort(
        key=lambda row: (
            order[row.directive_id],
            row.ordinal,
            row.role != AssignmentRole.LEAD,
            places[row.unit_id],
        )
    )
    return rows


def list_evaluated_periods() -> list[EvaluatedPeriod]:
    """Return the periods that were judged, the newest first, each with its last run."""
    newest = sa.select(sa.func.max(EvaluationRun.id)).group_by(EvaluationRun.period)
    rows = db.session.execute(
        sa.select(
            EvaluationRun.period,
            EvaluationRun.is_provisional,
            EvaluationRun.id,
            EvaluationRun.started_at,
            User.display_name,
            EvaluationRun.cell_count,
            EvaluationRun.changed_count,
        )
        .join(User, User.id == EvaluationRun.created_by)
        .where(EvaluationRun.id.in_(newest))
        .order_by(EvaluationRun.period.desc())
    )
    return [EvaluatedPeriod(*row) for row in rows]


def load_matrix(period: str, directive_id: int, *, tree: UnitTree | None = None) -> Matrix:
    """Return the responsibility matrix of a document, empty before its first evaluation.

    Args:
        period: Text form of the period.
        directive_id: The document.
        tree: The units, where they are loaded already.
    """
    rows = db.session.execute(
        sa.select(Evaluation.task_id, Evaluation.unit_id, Evaluation.role, Evaluation.verdict)
        .join(Task, Task.id == Evaluation.task_id)
        .where(
            Evaluation.period == period,
            Evaluation.superseded_run_id.is_(None),
            Task.directive_id == directive_id,
        )
        .order_by(Task.ordinal)
    )
    cells = {(task, unit): MatrixCell(role, verdict) for task, unit, role, verdict in rows}
    present = {unit for _, unit in cells}
    return Matrix(
        period=period,
        directive_id=directive_id,
        task_ids=tuple(dict.fromkeys(task for task, _ in cells)),
        unit_ids=tuple(unit.id for unit in (tree or load_tree()).units if unit.id in present),
        cells=cells,
    )


def _standing(period: str) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(
            Task.directive_id,
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
            Evaluation.shortfall,
            Evaluation.measurement_id,
            Evaluation.run_id,
            Measurement.as_of,
            Measurement.quality,
            Measurement.revision,
            ImportBatch.captured_at,
            Source.code.label("source_code"),
            Source.is_sample.label("is_sample"),
        )
        .join(Task, Task.id == Evaluation.task_id)
        .outerjoin(Measurement, Measurement.id == Evaluation.measurement_id)
        .outerjoin(ImportBatch, ImportBatch.id == Measurement.batch_id)
        .outerjoin(Source, Source.id == Measurement.source_id)
        .where(Evaluation.period == period, Evaluation.superseded_run_id.is_(None))
    )


def _load_shared(period: str, directive_id: int | None, tree: UnitTree) -> _Shared:
    directives = {
        row.id: row for row in list_directives() if directive_id is None or row.id == directive_id
    }
    on = read_period(period).last_day(current_settings().month_cutoff_day)
    tasks = {task.id: task for task in list_tasks(directives, on)}
    references: dict[int, str] = {}
    for key in directives:
        references |= task_references(task for task in tasks.values() if task.directive_id == key)
    return _Shared(
        period=period,
        on=on,
        directives=directives,
        tasks=tasks,
        references=references,
        counted={row.id: row.numerator_name for row in list_indicators()},
        units={unit.id: unit for unit in tree.units},
        provisional=_provisional(period, directives),
    )


def _provisional(period: str, directive_ids: Iterable[int]) -> dict[int, bool]:
    """Return for each document what the newest run that covers it says of the period."""
    runs = db.session.execute(
        sa.select(EvaluationRun.directive_id, EvaluationRun.is_provisional)
        .where(EvaluationRun.period == period)
        .order_by(EvaluationRun.id)
    )
    found = dict.fromkeys(directive_ids, False)
    for only, is_provisional in runs:
        for directive_id in found if only is None else (only,):
            found[directive_id] = is_provisional
    return found


def _row(shared: _Shared, found: sa.Row[*tuple[object, ...]]) -> EvaluationRow:
    task, unit = shared.tasks[found.task_id], shared.units[found.unit_id]
    reason, notes, days = read_reason(found.reason)
    return EvaluationRow(
        period=shared.period,
        directive_id=task.directive_id,
        directive_number=task.directive_number,
        is_sample=shared.directives[task.directive_id].is_sample or bool(found.is_sample),
        task_id=task.id,
        ordinal=task.ordinal,
        section=task.section,
        number=task.number,
        reference=shared.references[task.id],
        text=task.text,
        schedule_kind=task.schedule_kind,
        due_on=_day(days, "first") or task.due_on,
        held_to_on=_day(days, "due"),
        done_on=_day(days, "done"),
        follows=task.follows,
        unit_id=unit.id,
        unit_code=unit.code,
        unit_name=unit.name,
        unit_level=unit.level,
        reason=reason,
        notes=notes,
        unit_of_measure=task.measured_in(shared.on),
        indicator_id=task.indicator_id,
        indicator_code=task.indicator_code,
        counted=shared.counted.get(task.indicator_id or 0, ""),
        source_code=found.source_code or "",
        quality=found.quality or "",
        is_provisional=shared.provisional[task.directive_id],
        **{name: getattr(found, name) for name in _AS_FOUND},
    )


def _day(days: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(days[name]) if name in days else None
