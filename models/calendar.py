"""The calendar of record: days off, swapped days, make-up Saturdays, each with its document."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import closed_list
from models.vocabulary import DayEffect


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
