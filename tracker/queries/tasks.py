"""Rows of a directive with their parts, and the units each comes down to on a day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Assignment, Directive, Indicator, Target, Task, TaskChange, db
from models.vocabulary import AssignmentRole
from tracker.queries.known import recorded
from tracker.queries.task_rows import (
    ExpandedAssignment,
    PartyRow,
    TargetRow,
    TaskChangeRow,
    TaskRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow

__all__ = [
    "ExpandedAssignment",
    "PartyRow",
    "TargetRow",
    "TaskRow",
    "expand_task",
    "expand_tasks",
    "list_tasks",
]


def list_tasks(directive_ids: Iterable[int], on: date) -> list[TaskRow]:
    """Return the rows of the documents, in printed order, in five queries.

    Args:
        directive_ids: The documents.
        on: The day whose parties, terms and targets the rows say; `TaskRow.on` gives another's.
    """
    ids = tuple(directive_ids)
    tasks = db.session.execute(
        sa.select(Task, Directive.number, Indicator)
        .join(Directive, Directive.id == Task.directive_id)
        .outerjoin(Indicator, Indicator.id == Task.indicator_id)
        .where(Task.directive_id.in_(ids))
        .order_by(Task.directive_id, Task.ordinal)
    ).all()
    parties = _parties(ids)
    targets = _targets(ids)
    changes = _changes(ids)
    return [
        _row(
            task, number, indicator, parties[task.id], targets[task.id], changes.get(task.id, ())
        ).on(on)
        for task, number, indicator in tasks
    ]


def expand_task(task: TaskRow, directory: UnitDirectory, on: date) -> Iterator[ExpandedAssignment]:
    """Yield the units a task comes down to on a day, each once.

    A unit named by itself keeps that part even where a group of the other part includes it
    (Văn phòng UBND tỉnh supports what "các sở, ban ngành" lead); lead wins over supporting.

    Args:
        task: The row of the document, as it reads on the day that counts (`TaskRow.on`).
        directory: Units, groups and successions.
        on: The day groups and heirs are resolved at.
    """
    taken: set[int] = set()
    found: list[tuple[int, ExpandedAssignment]] = []
    ranked = sorted(
        enumerate(task.parties),
        key=lambda item: (item[1].unit_id is None, item[1].role != AssignmentRole.LEAD, item[0]),
    )
    for position, party in ranked:
        for unit, source in _units_of(party, directory, on):
            if unit.id not in taken:
                taken.add(unit.id)
                found.append(
                    (
                        position,
                        ExpandedAssignment(
                            task=task,
                            role=party.role,
                            unit=unit,
                            printed=party.printed,
                            inherited_from=source,
                            is_by_group=party.group_id is not None,
                        ),
                    )
                )
    # Stable: printed order of the parties, then the directory's order of the units.
    yield from (assignment for _, assignment in sorted(found, key=lambda item: item[0]))


def expand_tasks(
    tasks: Iterable[TaskRow], directory: UnitDirectory, on: date
) -> list[ExpandedAssignment]:
    """Return the units all the tasks come down to on a day, as they read on it."""
    return [assignment for task in tasks for assignment in expand_task(task, directory, on)]


def _units_of(
    party: PartyRow, directory: UnitDirectory, on: date
) -> Iterator[tuple[UnitRow, UnitRow | None]]:
    if party.group_id is not None:
        for member in directory.group_members(party.group_id, on):
            yield member.unit, member.inherited_from
    elif party.unit_id is not None:
        named = directory.by_id(party.unit_id)
        for heir in directory.heirs(party.unit_id, on):
            yield heir, None if heir.id == named.id else named


def _parties(directive_ids: tuple[int, ...]) -> dict[int, list[PartyRow]]:
    found: dict[int, list[PartyRow]] = defaultdict(list)
    statement = (
        sa.select(Assignment)
        .join(Task, Task.id == Assignment.task_id)
        .where(Task.directive_id.in_(directive_ids))
        .order_by(Assignment.task_id, Assignment.role, Assignment.position)
    )
    for part in db.session.scalars(statement):
        found[part.task_id].append(
            PartyRow(
                role=part.role,
                printed=part.printed,
                condition=part.condition,
                unit_id=part.unit_id,
                group_id=part.group_id,
                reading=part.reading,
            )
        )
    return found


def _targets(directive_ids: tuple[int, ...]) -> dict[int, list[TargetRow]]:
    found: dict[int, list[TargetRow]] = defaultdict(list)
    statement = (
        sa.select(Target)
        .join(Task, Task.id == Target.task_id)
        .where(Task.directive_id.in_(directive_ids))
        .order_by(Target.task_id, Target.valid_from)
    )
    for target in db.session.scalars(statement):
        found[target.task_id].append(
            TargetRow(
                comparator=target.comparator,
                value=target.value,
                baseline_year=target.baseline_year,
                unit_of_measure=target.unit_of_measure,
                phrase=target.phrase,
                valid_from=target.valid_from,
                valid_to=target.valid_to,
                reading=target.reading,
            )
        )
    return found


def _changes(directive_ids: tuple[int, ...]) -> dict[int, tuple[TaskChangeRow, ...]]:
    """Return the changes on record, by task, in the order they speak."""
    rows = db.session.execute(
        sa.select(
            TaskChange.task_id,
            TaskChange.id,
            TaskChange.kind,
            TaskChange.effective_on,
            TaskChange.after,
            TaskChange.made_at,
            TaskChange.undoes_id,
        )
        .join(Task, Task.id == TaskChange.task_id)
        .where(Task.directive_id.in_(directive_ids), recorded(TaskChange.made_at))
        .order_by(TaskChange.effective_on, TaskChange.id)
    ).all()
    undone = {row.undoes_id for row in rows}
    found: dict[int, list[TaskChangeRow]] = defaultdict(list)
    for row in rows:
        stands = row.undoes_id is None and row.id not in undone
        found[row.task_id].append(
            TaskChangeRow(row.id, row.kind, row.effective_on, row.after, row.made_at, stands)
        )
    return {task_id: tuple(changes) for task_id, changes in found.items()}


def _row(
    task: Task,
    number: str,
    indicator: Indicator | None,
    parties: list[PartyRow],
    targets: list[TargetRow],
    changes: tuple[TaskChangeRow, ...],
) -> TaskRow:
    return TaskRow(
        id=task.id,
        directive_id=task.directive_id,
        directive_number=number,
        ordinal=task.ordinal,
        section=task.section,
        section_title=task.section_title,
        number=task.number,
        text=task.text,
        kind=task.kind,
        indicator_id=task.indicator_id,
        indicator_code=indicator.code if indicator else "",
        indicator_levels=frozenset(filter(None, indicator.levels.split("|")))
        if indicator
        else frozenset(),
        unit_of_measure=indicator.unit_of_measure if indicator else "",
        schedule_kind=task.schedule_kind,
        schedule_phrase=task.schedule_phrase,
        first_day=task.first_day,
        due_on=task.due_on,
        follows=task.follows,
        product=task.product,
        legal_basis=task.legal_basis,
        reading=task.reading,
        note=task.note,
        parties=tuple(parties),
        targets=tuple(targets),
        changes=changes,
    )
