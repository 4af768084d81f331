"""Tasks without figures: one row of a document, and the units that answer for it on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Task, db
from models.vocabulary import UNIT_ROLES, AssignmentRole, Role
from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.queries.directives import list_directives
from tracker.queries.evaluation_rows import task_references
from tracker.queries.tasks import ExpandedAssignment, expand_task, list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids, find_meant_units

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow

_SEES_ALL = (Role.OFFICE_STAFF, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class FoundTask:
    """One row of a document, with the number it is called by.

    Args:
        task: The row.
        reference: Its number, unique within the document.
        directive: The document.
    """

    task: TaskRow
    reference: str
    directive: DirectiveRow


def get_task(task_id: int) -> FoundTask:
    """Return a task by its key.

    Raises:
        NotFoundError: `task_unknown`.
    """
    directive_id = db.session.scalar(sa.select(Task.directive_id).where(Task.id == task_id))
    if directive_id is None:
        raise NotFoundError("task_unknown", value=task_id, directive="–", known="–")
    return next(found for found in list_found(directive_id) if found.task.id == task_id)


def find_task(directive: DirectiveRow, reference: str) -> FoundTask:
    """Return a task by the number people call it by: "7", "IV.1", or its place "#12".

    Raises:
        NotFoundError: `task_unknown`.
    """
    rows = list_found(directive.id)
    wanted = reference.strip()
    for found in rows:
        if wanted in (found.reference, f"#{found.task.ordinal}"):
            return found
    known = ", ".join(found.reference for found in rows)
    raise NotFoundError("task_unknown", value=reference, directive=directive.number, known=known)


def list_found(directive_id: int | None = None, on: date | None = None) -> list[FoundTask]:
    """Return the rows of one document or of all, in printed order.

    Args:
        directive_id: Only this document.
        on: The day whose parties, terms and targets they say; today when None.
    """
    directives = [row for row in list_directives() if directive_id in (None, row.id)]
    tasks = list_tasks((row.id for row in directives), on or today())
    found = []
    for directive in directives:
        own = [task for task in tasks if task.directive_id == directive.id]
        references = task_references(own)
        found += [FoundTask(task, references[task.id], directive) for task in own]
    return found


def parts_of(
    found: FoundTask, directory: UnitDirectory, on: date, *, units_on: date | None = None
) -> list[ExpandedAssignment]:
    """Return the units of a task on a day.

    A document that prints no unit beside a row (the annex of the report on Nghị quyết 131/NQ-CP)
    leaves it to the authority it speaks for.

    Args:
        found: The task.
        directory: Units, groups and successions.
        on: The day whose parties count.
        units_on: The day groups and heirs are resolved at, where it is another one.
    """
    task, day = found.task.on(on), units_on or on
    if task.parties:
        return list(expand_task(task, directory, day))
    return [
        ExpandedAssignment(
            task=task,
            role=AssignmentRole.LEAD,
            unit=unit,
            printed="",
            inherited_from=None,
            is_by_group=False,
        )
        for unit in directory.heirs(found.directive.scope_id, day)
    ]


def unit_ids_of(
    found: FoundTask,
    directory: UnitDirectory,
    day: date | None = None,
    *,
    role: AssignmentRole | None = None,
) -> frozenset[int]:
    """Return the units that have a task today, and those that had it on a further day.

    A unit that has ended since still answers for its work: who has the task today had it on the
    last day of the term too, in the units of that day.

    Args:
        found: The task as it reads today.
        directory: Units, groups and successions.
        day: The further day.
        role: Only units in this role.
    """
    present, due_on = today(), found.task.due_on
    parts = parts_of(found, directory, present)
    if due_on is not None and due_on < present:
        parts += parts_of(found, directory, present, units_on=due_on)
    if day is not None:
        parts += parts_of(found, directory, day)
    return frozenset(part.unit.id for part in parts if role in (None, part.role))


def find_unit_of_task(
    found: FoundTask, text: str, directory: UnitDirectory, day: date | None = None
) -> UnitRow:
    """Return the unit a code or name means for a task: one that has the task, if any does.

    Args:
        found: The task.
        text: Code or name.
        directory: Units, groups and successions.
        day: A further day on which the task's units are looked up.

    Raises:
        ReadingError: As `UnitDirectory.resolve`.
    """
    ids = unit_ids_of(found, directory, day)
    own = [unit for unit in directory.meanings(text) if unit.id in ids]
    return own[0] if own else directory.resolve(text, day or found.task.due_on or today())


def list_meant_units(text: str, directory: UnitDirectory) -> list[int]:
    """Return the keys of the units a code ever meant, else of the one a name means today.

    Raises:
        ReadingError: As `UnitDirectory.resolve`.
    """
    return [unit.id for unit in find_meant_units(text, directory)]


def may_see_task(task_id: int, actor: Actor) -> bool:
    """Return whether a person may read what units report of a task, and their evidence.

    The office and the approvers see every task; people of a unit those it leads or supports, and
    those it led or supported on the last day of their term.

    Args:
        task_id: The task.
        actor: Who asks.
    """
    if actor.role in _SEES_ALL:
        return True
    if actor.role not in UNIT_ROLES:
        return False
    directory = load_directory()
    own = answered_unit_ids(actor, directory) or frozenset()
    found = get_task(task_id)
    due_on = found.task.due_on
    ended_on = due_on if due_on is not None and due_on < today() else None
    return bool(own & unit_ids_of(found, directory, ended_on))
