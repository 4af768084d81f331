"""Extensions of tasks (gia hạn): the whole chain, with the day first set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import TaskExtension, Unit, User, db
from tracker.clock import local
from tracker.queries.known import recorded

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """One later day granted.

    Args:
        id: Its key.
        task_id: The task.
        unit_id: Whose day moves; None for every unit of the task.
        unit_code: Its code; empty for every unit.
        unit_name: Its name; empty for every unit.
        original_due_on: The day first set.
        due_on: The new last day.
        document: What grants it.
        reason: Why.
        granted_by: Who recorded it.
        granted_at: When: it speaks from this day on.
    """

    id: int
    task_id: int
    unit_id: int | None
    unit_code: str
    unit_name: str
    original_due_on: date
    due_on: date
    document: str
    reason: str
    granted_by: str
    granted_at: datetime

    @property
    def granted_on(self) -> date:
        """Return the local day it was recorded on."""
        return local(self.granted_at).date()


def list_task_extensions(
    task_ids: Collection[int] | None = None, unit_ids: Collection[int] | None = None
) -> list[ExtensionRow]:
    """Return extensions in the order they were granted.

    Args:
        task_ids: Only of these tasks.
        unit_ids: Only those that move these units' days, those of every unit included.
    """
    statement = (
        sa.select(
            TaskExtension.id,
            TaskExtension.task_id,
            TaskExtension.unit_id,
            sa.func.coalesce(Unit.code, ""),
            sa.func.coalesce(Unit.name, ""),
            TaskExtension.original_due_on,
            TaskExtension.due_on,
            TaskExtension.document,
            TaskExtension.reason,
            User.display_name,
            TaskExtension.granted_at,
        )
        .join(User, User.id == TaskExtension.granted_by)
        .outerjoin(Unit, Unit.id == TaskExtension.unit_id)
        .where(recorded(TaskExtension.granted_at))
        .order_by(TaskExtension.id)
    )
    if task_ids is not None:
        statement = statement.where(TaskExtension.task_id.in_(task_ids))
    if unit_ids is not None:
        own = sa.or_(TaskExtension.unit_id.is_(None), TaskExtension.unit_id.in_(unit_ids))
        statement = statement.where(own)
    return [ExtensionRow(*row) for row in db.session.execute(statement)]
