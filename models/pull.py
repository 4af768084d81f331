"""Pulls of figures: each run, each call with the bytes it brought, and a source's own units."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime, closed_list
from models.vocabulary import RunState


class PullRun(Base):
    """One pull of one source for one period (lần lấy số liệu); once ended it never changes."""

    __tablename__ = "pull_run"
    __table_args__ = (sa.Index("ix_pull_run_source_period", "source_id", "period"),)

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    period: Mapped[str] = mapped_column(sa.String(12))
    connector: Mapped[str] = mapped_column(sa.String(24))
    state: Mapped[RunState] = mapped_column(closed_list(RunState, "state"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    #: The run whose replies this one took up again, where it was cut short.
    resumed_from_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("pull_run.id", ondelete="RESTRICT")
    )
    #: When the source gave out the newest reply; None until there is one.
    captured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    call_count: Mapped[int] = mapped_column(default=0)
    row_count: Mapped[int] = mapped_column(default=0)
    added_count: Mapped[int] = mapped_column(default=0)
    updated_count: Mapped[int] = mapped_column(default=0)
    unchanged_count: Mapped[int] = mapped_column(default=0)
    rejected_count: Mapped[int] = mapped_column(default=0)
    skipped_count: Mapped[int] = mapped_column(default=0)
    #: How many units the source named, and SHA-256 of their keys in order: the set as it was.
    unit_count: Mapped[int] = mapped_column(default=0)
    unit_key: Mapped[str] = mapped_column(sa.String(64), default="")
    #: The import its figures went in with; None where nothing was taken in.
    batch_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("import_batch.id", ondelete="RESTRICT"), index=True
    )
    #: What is odd about it: a list of {code, params}.
    findings: Mapped[Any | None] = mapped_column(JsonText)
    #: What the source says of its own figures: flag → count.
    quality: Mapped[Any | None] = mapped_column(JsonText)
    #: Why it failed: a code of `tracker.wording` with its values.
    error_code: Mapped[str] = mapped_column(sa.String(60), default="")
    error_params: Mapped[Any | None] = mapped_column(JsonText)
    #: Who let a failed run pass, and why; the figures in force stay those of the last good run.
    accepted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_reason: Mapped[str] = mapped_column(sa.Text, default="")


class RawBody(Base):
    """The bytes of a reply as they came, packed with zlib; kept once however often they come."""

    __tablename__ = "raw_body"

    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    byte_count: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class PullCall(Base):
    """One request to a source and what came of it; no secret is ever among its parameters."""

    __tablename__ = "pull_call"
    __table_args__ = (sa.UniqueConstraint("run_id", "ordinal"),)

    run_id: Mapped[int] = mapped_column(sa.ForeignKey("pull_run.id", ondelete="RESTRICT"))
    ordinal: Mapped[int]
    #: What was asked for, in the connector's words: "progress", "statistics".
    name: Mapped[str] = mapped_column(sa.String(60))
    method: Mapped[str] = mapped_column(sa.String(8))
    url: Mapped[str] = mapped_column(sa.Text)
    parameters: Mapped[Any | None] = mapped_column(JsonText)
    status: Mapped[int | None]
    content_type: Mapped[str] = mapped_column(sa.String(120), default="")
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    duration_ms: Mapped[int]
    byte_count: Mapped[int] = mapped_column(default=0)
    body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("raw_body.id", ondelete="RESTRICT"))
    #: Why the reply was not taken; empty for a good one.
    error_code: Mapped[str] = mapped_column(sa.String(60), default="")


class SourceUnit(Base):
    """A unit as a source knows it (mã đơn vị bên nguồn), and which of ours it is."""

    __tablename__ = "source_unit"
    __table_args__ = (sa.UniqueConstraint("source_id", "external_id"),)

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    external_id: Mapped[str] = mapped_column(sa.String(120))
    external_code: Mapped[str] = mapped_column(sa.String(120), default="")
    external_name: Mapped[str] = mapped_column(sa.Text, default="")
    #: None while nobody has said which of our units it is.
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    first_run_id: Mapped[int] = mapped_column(sa.ForeignKey("pull_run.id", ondelete="RESTRICT"))
    last_run_id: Mapped[int] = mapped_column(sa.ForeignKey("pull_run.id", ondelete="RESTRICT"))
