"""Verdicts read from the database: what many rows have in common is looked up once."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Evaluation, EvaluationRun, ImportBatch, Measurement, Source, Task, db
from models.vocabulary import AssignmentRole
from tracker.clock import today
from tracker.queries.directives import list_directives
from tracker.queries.evaluation_rows import EvaluationRow, task_references
from tracker.queries.indicators import list_indicators
from tracker.queries.known import recorded, stands, stated_on
from tracker.queries.tasks import list_tasks
from tracker.queries.units import load_tree
from tracker.rules.periods import read_period
from tracker.rules.products import read_reason
from tracker.rules.task_states import Window
from tracker.runtime import current_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.queries.directives import DirectiveRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow

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
    "run_id",
    "as_of",
    "revision",
    "captured_at",
    "is_sample",
)
"""What a row says just as the database has it, in the order it is asked for."""


def read_evaluations(
    period: str,
    directive_id: int | None,
    only: Sequence[sa.ColumnElement[bool]],
    tree: UnitTree | None,
) -> list[EvaluationRow]:
    """Return the verdicts that stand, by document, row, role (leads first) and unit.

    Args:
        period: Text form of the period.
        directive_id: The document, where the conditions name one: others are not read.
        only: Conditions of `Task` and `Evaluation`.
        tree: The units, where they are loaded already.
    """
    found = db.session.connection().execute(_standing(period).where(*only)).all()
    if not found:
        return []
    tree = tree or load_tree()
    maker = _RowMaker(period, directive_id, {unit.id: unit for unit in tree.units})
    rows = [maker.row(*row) for row in found]
    places = {unit.id: place for place, unit in enumerate(tree.units)}
    order = maker.directive_places
    rows.sort(
        key=lambda row: (
            order[row.directive_id],
            row.ordinal,
            row.role != AssignmentRole.LEAD,
            places[row.unit_id],
        )
    )
    return rows


def _standing(period: str) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Evaluation.task_id,
            Evaluation.unit_id,
            Evaluation.reason,
            Source.code,
            Measurement.quality,
            Evaluation.role,
            Evaluation.verdict,
            Evaluation.numerator,
            Evaluation.denominator,
            Evaluation.value,
            Evaluation.comparator,
            Evaluation.target,
            Evaluation.shortfall,
            Evaluation.measurement_id,
            Evaluation.run_id,
            stated_on(),
            Measurement.revision,
            ImportBatch.captured_at,
            Source.is_sample,
        )
        .join(Task, Task.id == Evaluation.task_id)
        .outerjoin(Measurement, Measurement.id == Evaluation.measurement_id)
        .outerjoin(ImportBatch, ImportBatch.id == Measurement.batch_id)
        .outerjoin(Source, Source.id == Measurement.source_id)
        .where(Evaluation.period == period, stands())
    )


class _RowMaker:
    """Makes the rows of one period."""

    def __init__(self, period: str, directive_id: int | None, units: Mapping[int, UnitRow]) -> None:
        directives = {
            row.id: row
            for row in list_directives()
            if directive_id is None or row.id == directive_id
        }
        cutoff = current_settings().month_cutoff_day
        on = Window.of(read_period(period), today(), cutoff).read_on
        counted = {row.id: row.numerator_name for row in list_indicators()}
        provisional = _provisional(period, directives)
        self.directive_places = {key: place for place, key in enumerate(directives)}
        self._samples = {key: row.is_sample for key, row in directives.items()}
        self._units = units
        self._read = cache(read_reason)
        self._tasks = {
            task.id: _task_facts(task, reference, on)
            | {
                "period": period,
                "counted": counted.get(task.indicator_id or 0, ""),
                "is_provisional": provisional[task.directive_id],
            }
            for task, reference in _referenced(directives, on)
        }

    def row(
        self,
        task_id: int,
        unit_id: int,
        stored_reason: str,
        source_code: str | None,
        quality: str | None,
        *as_found: Any,
    ) -> EvaluationRow:
        """Return one verdict; Args as `_standing` asks for them."""
        unit = self._units[unit_id]
        reason, notes, days = self._read(stored_reason)
        facts = self._tasks[task_id].copy()
        facts.update(zip(_AS_FOUND, as_found, strict=True))
        facts["is_sample"] = self._samples[facts["directive_id"]] or bool(facts["is_sample"])
        if days:
            facts["due_on"] = _day(days, "first") or facts["due_on"]
            facts["held_to_on"], facts["done_on"] = _day(days, "due"), _day(days, "done")
        return EvaluationRow(
            unit_id=unit.id,
            unit_code=unit.code,
            unit_name=unit.name,
            unit_level=unit.level,
            reason=reason,
            notes=notes,
            source_code=source_code or "",
            quality=quality or "",
            **facts,
        )


def _referenced(directives: Mapping[int, DirectiveRow], on: date) -> Iterable[tuple[TaskRow, str]]:
    """Yield the rows of documents as they read on a day, each with its number."""
    tasks = list_tasks(directives, on)
    for key in directives:
        own = [task for task in tasks if task.directive_id == key]
        references = task_references(own)
        yield from ((task, references[task.id]) for task in own)


def _task_facts(task: TaskRow, reference: str, on: date) -> dict[str, Any]:
    return {
        "directive_id": task.directive_id,
        "directive_number": task.directive_number,
        "task_id": task.id,
        "ordinal": task.ordinal,
        "section": task.section,
        "number": task.number,
        "reference": reference,
        "text": task.text,
        "schedule_kind": task.schedule_kind,
        "due_on": task.due_on,
        "follows": task.follows,
        "unit_of_measure": task.measured_in(on),
        "indicator_id": task.indicator_id,
        "indicator_code": task.indicator_code,
    }


def _provisional(period: str, directive_ids: Iterable[int]) -> dict[int, bool]:
    """Return for each document what the newest run that covers it says of the period."""
    runs = db.session.execute(
        sa.select(EvaluationRun.directive_id, EvaluationRun.is_provisional)
        .where(EvaluationRun.period == period, recorded(EvaluationRun.started_at))
        .order_by(EvaluationRun.id)
    )
    found = dict.fromkeys(directive_ids, False)
    for only, is_provisional in runs:
        for directive_id in found if only is None else (only,):
            found[directive_id] = is_provisional
    return found


def _day(days: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(days[name]) if name in days else None
