"""Rows of a directive with their parts, and the units each comes down to on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Assignment, Directive, Indicator, Target, Task, db
from models.vocabulary import AssignmentRole, Comparator, ScheduleKind, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from decimal import Decimal

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party of a task: as printed, and the unit or group it means (phân công)."""

    assignment_id: int
    role: AssignmentRole
    printed: str
    condition: str
    unit_id: int | None
    group_id: int | None
    reading: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """How much is asked (chỉ tiêu), on which days, and the words it was printed in."""

    comparator: Comparator
    value: Decimal
    baseline_year: int | None
    unit_of_measure: str
    phrase: str
    valid_from: date
    valid_to: date
    reading: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of a directive (nhiệm vụ)."""

    id: int
    directive_id: int
    directive_number: str
    ordinal: int
    section: str
    section_title: str
    number: str
    text: str
    kind: TaskKind
    indicator_id: int | None
    indicator_code: str
    indicator_levels: frozenset[str]
    unit_of_measure: str
    schedule_kind: ScheduleKind | None
    schedule_phrase: str
    first_day: date | None
    due_on: date | None
    follows: str
    product: str
    legal_basis: str
    reading: str
    note: str
    parties: tuple[PartyRow, ...]
    targets: tuple[TargetRow, ...]

    def printed(self, role: AssignmentRole) -> tuple[str, ...]:
        """Return the names of one role as printed, with what narrows them."""
        return tuple(
            f"{party.printed} {party.condition}".strip()
            for party in self.parties
            if party.role == role
        )

    def target_on(self, day: date) -> TargetRow | None:
        """Return the target in force on a day, if the task has one."""
        return next((t for t in self.targets if t.valid_from <= day <= t.valid_to), None)


@dataclass(frozen=True, slots=True)
class ExpandedAssignment:
    """One task come down to one unit, with how the unit came to it."""

    task: TaskRow
    role: AssignmentRole
    unit: UnitRow
    printed: str
    #: The unit whose work this one took over, when the document named that one.
    inherited_from: UnitRow | None
    is_by_group: bool


def list_tasks(directive_ids: Iterable[int]) -> list[TaskRow]:
    """Return the rows of the documents, in printed order, in four queries."""
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
    return [
        _row(task, number, indicator, parties[task.id], targets[task.id])
        for task, number, indicator in tasks
    ]


def expand_task(task: TaskRow, directory: UnitDirectory, on: date) -> Iterator[ExpandedAssignment]:
    """Yield the units a task comes down to on a day, each once.

    A unit named by itself keeps that part even where a group of the other part includes it
    (Văn phòng UBND tỉnh supports what "các sở, ban ngành" lead); lead wins over supporting.

    Args:
        task: The row of the document.
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
    """Return the units all the tasks come down to on a day."""
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
                assignment_id=part.id,
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


def _row(
    task: Task,
    number: str,
    indicator: Indicator | None,
    parties: list[PartyRow],
    targets: list[TargetRow],
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
    )
