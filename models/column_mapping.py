"""How a source's files name their columns, as somebody said once and for all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime


class ColumnMapping(Base):
    """One saved way to tell the columns of a source's files (cách ghép cột)."""

    __tablename__ = "column_mapping"
    __table_args__ = (sa.UniqueConstraint("source_id", "name"),)

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(sa.String(60))
    #: Heading as the files print it → key of the column it means.
    columns: Mapped[Any] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
