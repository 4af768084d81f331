"""Rows of a directive, who plays which part in them, and how much is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import ScaledDecimal, closed_list
from models.vocabulary import AssignmentRole, Comparator, ScheduleKind, TaskKind


class Task(Base):
    """One row of a directive (nhiệm vụ), with its term read beside the printed phrase."""

    __tablename__ = "task"
    __table_args__ = (sa.UniqueConstraint("directive_id", "ordinal"),)

    directive_id: Mapped[int] = mapped_column(sa.ForeignKey("directive.id", ondelete="RESTRICT"))
    ordinal: Mapped[int]
    section: Mapped[str] = mapped_column(sa.String(60), default="")
    section_title: Mapped[str] = mapped_column(sa.Text, default="")
    number: Mapped[str] = mapped_column(sa.String(20), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[TaskKind] = mapped_column(closed_list(TaskKind, "kind"))
    indicator_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("indicator.id", ondelete="RESTRICT"), index=True
    )
    schedule_kind: Mapped[ScheduleKind | None] = mapped_column(
        closed_list(ScheduleKind, "schedule_kind")
    )
    schedule_phrase: Mapped[str] = mapped_column(sa.Text, default="")
    first_day: Mapped[date | None]
    due_on: Mapped[date | None]
    #: The document whose pace the term follows (theo tiến độ Đề án 06).
    follows: Mapped[str] = mapped_column(sa.Text, default="")
    product: Mapped[str] = mapped_column(sa.Text, default="")
    legal_basis: Mapped[str] = mapped_column(sa.Text, default="")
    #: How an unclear print was read; empty when it was read straight.
    reading: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")


class Assignment(Base):
    """The part one unit or group plays in a task (phân công), as printed and as understood."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.UniqueConstraint("task_id", "role", "position"),
        sa.CheckConstraint(
            "NOT (unit_id IS NOT NULL AND group_id IS NOT NULL)", name="unit_or_group"
        ),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="CASCADE"))
    role: Mapped[AssignmentRole] = mapped_column(closed_list(AssignmentRole, "role"))
    position: Mapped[int]
    printed: Mapped[str] = mapped_column(sa.String(300))
    condition: Mapped[str] = mapped_column(sa.String(300), default="")
    unit_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True
    )
    group_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("unit_group.id", ondelete="RESTRICT"), index=True
    )
    reading: Mapped[str] = mapped_column(sa.Text, default="")


class Target(Base):
    """How much a task asks (chỉ tiêu), valid for a span of days; the printed phrase is kept."""

    __tablename__ = "target"
    __table_args__ = (sa.UniqueConstraint("task_id", "valid_from"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="CASCADE"))
    comparator: Mapped[Comparator] = mapped_column(closed_list(Comparator, "comparator"))
    value: Mapped[Decimal] = mapped_column(ScaledDecimal)
    baseline_year: Mapped[int | None]
    unit_of_measure: Mapped[str] = mapped_column(sa.String(40), default="%")
    phrase: Mapped[str] = mapped_column(sa.Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    reading: Mapped[str] = mapped_column(sa.Text, default="")
