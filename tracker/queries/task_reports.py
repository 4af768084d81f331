"""What units reported of tasks without figures, every version of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import TaskReport, Unit, User, db
from models.vocabulary import ReviewState
from tracker.errors import NotFoundError
from tracker.queries.known import awaited, recorded, reviewed_then

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TaskReportRow:
    """One report of a unit on a task (báo cáo thực hiện).

    Args:
        id: Its key.
        task_id: The task.
        unit_id: The unit that reports.
        unit_code: Its code.
        unit_name: Its name.
        version: Which report of the unit on the task, from 1.
        state: What was made of it.
        text: What was done.
        product: What was handed over.
        done_on: Day of delivery; None for a note of progress.
        link: Where the product can be seen.
        written_by_id: Who wrote it.
        written_by: The same by name.
        written_at: When.
        reviewed_by: Who reviewed it; empty before.
        reviewed_at: When.
        review_note: What they said.
    """

    id: int
    task_id: int
    unit_id: int
    unit_code: str
    unit_name: str
    version: int
    state: ReviewState
    text: str
    product: str
    done_on: date | None
    link: str
    written_by_id: int
    written_by: str
    written_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    review_note: str

    @property
    def is_waiting(self) -> bool:
        """Return whether nobody has reviewed it."""
        return self.state is ReviewState.SUBMITTED


def list_task_reports(
    *,
    task_ids: Collection[int] | None = None,
    unit_ids: Collection[int] | None = None,
    state: ReviewState | None = None,
) -> list[TaskReportRow]:
    """Return reports by task, unit and version, the newest version first.

    Args:
        task_ids: Only these tasks.
        unit_ids: Only these units.
        state: Only those in this state.
    """
    statement = _rows()
    if task_ids is not None:
        statement = statement.where(TaskReport.task_id.in_(task_ids))
    if unit_ids is not None:
        statement = statement.where(TaskReport.unit_id.in_(unit_ids))
    if state is not None:
        statement = statement.where(TaskReport.state == state)
    order = (TaskReport.task_id, Unit.name, TaskReport.unit_id, TaskReport.version.desc())
    rows = db.session.execute(statement.order_by(*order))
    return [reviewed_then(TaskReportRow(*row)) for row in rows]


def get_task_report(report_id: int) -> TaskReportRow:
    """Return one report.

    Raises:
        NotFoundError: `task_report_missing`.
    """
    row = db.session.execute(_rows().where(TaskReport.id == report_id)).first()
    if row is None:
        raise NotFoundError("task_report_missing", value=report_id)
    return TaskReportRow(*row)


def find_awaited_tasks() -> frozenset[int]:
    """Return the keys of the tasks with a delivery that nobody has reviewed."""
    statement = sa.select(TaskReport.task_id).where(
        awaited(TaskReport.state, TaskReport.reviewed_at),
        recorded(TaskReport.written_at),
        TaskReport.done_on.is_not(None),
    )
    return frozenset(db.session.scalars(statement))


def find_newest_version(task_id: int, unit_id: int) -> int:
    """Return the number of a unit's newest report on a task, 0 before the first."""
    newest = db.session.scalar(
        sa.select(sa.func.max(TaskReport.version)).where(
            TaskReport.task_id == task_id, TaskReport.unit_id == unit_id
        )
    )
    return newest or 0


def _rows() -> sa.Select[*tuple[Any, ...]]:
    writer, reviewer = aliased(User), aliased(User)
    return (
        sa.select(
            TaskReport.id,
            TaskReport.task_id,
            TaskReport.unit_id,
            Unit.code,
            Unit.name,
            TaskReport.version,
            TaskReport.state,
            TaskReport.text,
            TaskReport.product,
            TaskReport.done_on,
            TaskReport.link,
            TaskReport.written_by,
            writer.display_name,
            TaskReport.written_at,
            sa.func.coalesce(reviewer.display_name, ""),
            TaskReport.reviewed_at,
            TaskReport.review_note,
        )
        .join(Unit, Unit.id == TaskReport.unit_id)
        .join(writer, writer.id == TaskReport.written_by)
        .outerjoin(reviewer, reviewer.id == TaskReport.reviewed_by)
        .where(recorded(TaskReport.written_at))
    )
