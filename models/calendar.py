"""The calendar of record: days off, swapped days, make-up Saturdays, each with its document."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime, closed_list
from models.vocabulary import CalendarChangeState, DayEffect


class CalendarDay(Base):
    """One day the calendar of record says something about; plain weekends need no row."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column("on_day", unique=True)
    effect: Mapped[DayEffect] = mapped_column(closed_list(DayEffect, "effect"))
    kind: Mapped[str] = mapped_column(sa.String(40), default="")
    name: Mapped[str] = mapped_column(sa.String(200))
    pair_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[str] = mapped_column(sa.String(60), default="")


class CalendarChange(Base):
    """One change of the calendar of record (thay đổi lịch), whole or not at all."""

    __tablename__ = "calendar_change"
    __table_args__ = (
        sa.CheckConstraint(
            "closed_by IS NULL OR state <> 'applied' OR closed_by <> created_by", name="two_persons"
        ),
        sa.CheckConstraint("(version IS NOT NULL) = (state = 'applied')", name="numbered"),
    )

    #: Number of the calendar it made; the calendar as first loaded is number 0.
    version: Mapped[int | None] = mapped_column(unique=True)
    #: Number of the calendar it was previewed on; on a later one it is previewed again.
    based_on: Mapped[int]
    state: Mapped[CalendarChangeState] = mapped_column(closed_list(CalendarChangeState, "state"))
    document: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    #: What it moved, counted when it was applied: due days, verdicts, published months.
    effect: Mapped[Any | None] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    #: When and by whom it was applied or cancelled.
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))


class CalendarChangeDay(Base):
    """One day of a change: its row before and after; no row is an ordinary day."""

    __tablename__ = "calendar_change_day"
    __table_args__ = (sa.UniqueConstraint("change_id", "on_day"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_change.id", ondelete="RESTRICT"))
    on: Mapped[date] = mapped_column("on_day")
    #: The row of `calendar_day` by column name; null where the day has none.
    before: Mapped[Any | None] = mapped_column(JsonText)
    after: Mapped[Any | None] = mapped_column(JsonText)
