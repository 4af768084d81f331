"""What people made of a difference between two sources."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime, closed_list
from models.vocabulary import DifferenceCause, DifferenceState


class Difference(Base):
    """A difference somebody has taken up (chênh lệch đối chiếu); the figures are computed anew."""

    __tablename__ = "difference"
    __table_args__ = (
        sa.UniqueConstraint(
            "period",
            "first_source_id",
            "second_source_id",
            "indicator_id",
            "unit_id",
            name="uq_difference_figure",
        ),
    )

    period: Mapped[str] = mapped_column(sa.String(12))
    first_source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    second_source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    state: Mapped[DifferenceState] = mapped_column(closed_list(DifferenceState, "state"))
    cause: Mapped[DifferenceCause] = mapped_column(closed_list(DifferenceCause, "cause"))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    #: Both sides as they stood when it was judged: when they move, it is open again.
    judged: Mapped[Any] = mapped_column(JsonText)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
