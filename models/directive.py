"""The documents that hand work down (văn bản giao việc)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Directive(Base):
    """One document; its number is kept as printed, or marked as our reference where none is."""

    __tablename__ = "directive"

    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    number: Mapped[str] = mapped_column(sa.String(120), unique=True)
    number_folded: Mapped[str] = mapped_column(sa.String(120), index=True)
    is_number_printed: Mapped[bool] = mapped_column(default=True)
    title: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.String(60), default="")
    issuer: Mapped[str] = mapped_column(sa.String(300), default="")
    issued_on: Mapped[date | None]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    #: The province or department whose units the document addresses.
    scope_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    document: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    is_seed: Mapped[bool] = mapped_column(default=False)
    batch_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("import_batch.id", ondelete="RESTRICT"), index=True
    )
