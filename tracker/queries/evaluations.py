"""Verdicts as frozen rows: who reached what in a period, by which figure, how far from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Evaluation, EvaluationRun, Task, User, db
from tracker.queries.evaluation_reading import read_evaluations
from tracker.queries.evaluation_rows import EvaluationRow, task_references
from tracker.queries.known import recorded, stands
from tracker.queries.units import load_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from models.vocabulary import AssignmentRole, Verdict
    from tracker.queries.unit_tree import UnitTree


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


def list_evaluations(
    period: str,
    directive_id: int | None = None,
    unit_id: int | None = None,
    *,
    task_id: int | None = None,
    unit_ids: Collection[int] | None = None,
    role: AssignmentRole | None = None,
    verdict: Verdict | None = None,
    tree: UnitTree | None = None,
) -> list[EvaluationRow]:
    """Return the verdicts that stand, by document, row, role (leads first) and unit.

    Args:
        period: Text form of the period.
        directive_id: Only this document.
        unit_id: Only this unit.
        task_id: Only this row of a document.
        unit_ids: Only these units; None for all.
        role: Only leads, or only those that support.
        verdict: Only this result.
        tree: The units, where they are loaded already.
    """
    asked = (
        (Task.directive_id, directive_id),
        (Evaluation.unit_id, unit_id),
        (Evaluation.task_id, task_id),
        (Evaluation.role, role),
        (Evaluation.verdict, verdict),
    )
    only = [column == value for column, value in asked if value is not None]
    if unit_ids is not None:
        only.append(Evaluation.unit_id.in_(sorted(unit_ids)))
    return read_evaluations(period, directive_id, only, tree)


def list_evaluated_periods() -> list[EvaluatedPeriod]:
    """Return the periods that were judged, the newest first, each with its last run."""
    newest = sa.select(sa.func.max(EvaluationRun.id)).where(recorded(EvaluationRun.started_at))
    newest = newest.group_by(EvaluationRun.period)
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
            stands(),
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
