"""Changes of tasks after they came in: who answers, by when, how much; never rewritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime, closed_list
from models.vocabulary import TaskChangeKind


class TaskChange(Base):
    """One change of a task's parties, term or target (sửa phân công), or the undoing of one.

    What the document prints stays in `task`, `assignment` and `target`; a change speaks from its
    day on (`tracker.queries.task_rows`).
    """

    __tablename__ = "task_change"
    __table_args__ = (sa.Index("ix_task_change_bulk_key", "bulk_key"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[TaskChangeKind] = mapped_column(closed_list(TaskChangeKind, "kind"))
    #: First day the change speaks for.
    effective_on: Mapped[date]
    #: What stood on that day, and what stands from it on; none where no target stood.
    before: Mapped[Any] = mapped_column(JsonText, nullable=True)
    after: Mapped[Any] = mapped_column(JsonText, nullable=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    #: The document that says so; empty where none was named.
    document: Mapped[str] = mapped_column(sa.String(300), default="")
    #: The change this one undoes; a change is undone once.
    undoes_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("task_change.id", ondelete="RESTRICT"), unique=True
    )
    #: The same for all that was changed in one go; empty for a single change.
    bulk_key: Mapped[str] = mapped_column(sa.String(32), default="")
    #: Whether the person knew that it reaches into a period already judged or published.
    is_into_closed: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
