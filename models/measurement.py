"""Where figures come from, the imports that brought them, and the figures themselves."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, ScaledDecimal, UtcDateTime, closed_list
from models.vocabulary import BatchKind, SourceKind


class Source(Base):
    """Where figures come from (nguồn số liệu)."""

    __tablename__ = "source"

    code: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(300), default="")
    kind: Mapped[SourceKind] = mapped_column(closed_list(SourceKind, "kind"))
    is_sample: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    #: Which source speaks where several state one figure: the lowest rank, then the newest.
    rank: Mapped[int] = mapped_column(default=100, server_default="100")
    #: Figures older than this many days are stale (số liệu cũ); None sets no limit.
    max_age_days: Mapped[int | None]
    #: Since when no call is made until a person has looked, and the code of what happened.
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_code: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")


class ImportBatch(Base):
    """One import that went in whole (lần nhập), with its counts and the file's hash."""

    __tablename__ = "import_batch"
    __table_args__ = (
        sa.UniqueConstraint("kind", "source_id", "file_sha256", "settings_key"),
        sa.Index("ix_import_batch_kind_created", "kind", "created_at"),
    )

    kind: Mapped[BatchKind] = mapped_column(closed_list(BatchKind, "kind"))
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    file_name: Mapped[str] = mapped_column(sa.String(300))
    file_sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: What else decides the reading of the same bytes: period, mapping.
    settings_key: Mapped[str] = mapped_column(sa.String(120), default="")
    as_of: Mapped[date]
    captured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    row_count: Mapped[int]
    accepted_count: Mapped[int]
    added_count: Mapped[int]
    updated_count: Mapped[int]
    unchanged_count: Mapped[int]
    rejected_count: Mapped[int]
    skipped_count: Mapped[int]
    #: Whether the file said to hold all the source has: what it lacks has vanished.
    is_full: Mapped[bool] = mapped_column(default=False)
    #: The rows that were refused: row, column, value, code.
    errors: Mapped[Any | None] = mapped_column(JsonText)
    #: Sums of the months it touched that did not come out: period, unit_code, identity, both sides.
    identity_failures: Mapped[Any | None] = mapped_column(JsonText)


class Measurement(Base):
    """An actual (số liệu thực hiện); a correction is a new revision, never an overwrite."""

    __tablename__ = "measurement"
    __table_args__ = (
        sa.UniqueConstraint("indicator_id", "unit_id", "period", "source_id", "revision"),
        sa.Index("ix_measurement_period_indicator", "period", "indicator_id", "unit_id"),
        sa.Index("ix_measurement_source_period", "source_id", "period", "as_of"),
        sa.CheckConstraint("numerator >= 0", name="numerator"),
        sa.CheckConstraint("denominator >= 0", name="denominator"),
        sa.CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name="both_parts"),
    )

    indicator_id: Mapped[int] = mapped_column(sa.ForeignKey("indicator.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    period: Mapped[str] = mapped_column(sa.String(12))
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    revision: Mapped[int]
    #: The newest revision of this figure; the flag is bookkeeping, the figures never change.
    is_current: Mapped[bool]
    numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    value: Mapped[Decimal | None] = mapped_column(ScaledDecimal)
    quality: Mapped[str] = mapped_column(sa.String(120), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    as_of: Mapped[date]
    batch_id: Mapped[int] = mapped_column(
        sa.ForeignKey("import_batch.id", ondelete="RESTRICT"), index=True
    )
