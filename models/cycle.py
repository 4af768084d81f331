"""The monthly cycle's ledger, what people are told, and the files of a published list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime, closed_list
from models.vocabulary import CycleStep, EscalationLevel, MessageKind, StepState


class CycleEntry(Base):
    """One step of one month (bước của chu trình): claimed once, by whoever is first."""

    __tablename__ = "cycle_entry"
    __table_args__ = (sa.UniqueConstraint("period", "step"),)

    period: Mapped[str] = mapped_column(sa.String(12))
    step: Mapped[CycleStep] = mapped_column(closed_list(CycleStep, "step"))
    state: Mapped[StepState] = mapped_column(closed_list(StepState, "state"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Who works on it holds the lease; every write carries the fence it was given.
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fence: Mapped[int] = mapped_column(default=0)
    attempt_count: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: What it waits for or why it stopped: a code of `tracker.wording` with its values.
    reason: Mapped[str] = mapped_column(sa.String(60), default="")
    params: Mapped[Any | None] = mapped_column(JsonText)
    #: What it left behind: the run, the version, the counts.
    result: Mapped[Any | None] = mapped_column(JsonText)


class OutboxMessage(Base):
    """A message to one person, written with the change it tells of and sent after it."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        # One digest a day: the second writer of the same day finds the first one's row.
        sa.UniqueConstraint("kind", "user_id", "group_key"),
        sa.Index("ix_outbox_message_due", "sent_at", "due_at"),
    )

    kind: Mapped[MessageKind] = mapped_column(closed_list(MessageKind, "kind"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    group_key: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(254))
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt_count: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Given up after the last attempt; the administrator's page says so.
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(sa.String(300), default="")
    #: Attempts that ended without an answer after the text was handed over: the mail server may
    #: have taken it each time.
    unclear_count: Mapped[int] = mapped_column(default=0)


class DigestDay(Base):
    """A day whose digests were queued (ngày đã lập thư tổng hợp): whoever is first does it."""

    __tablename__ = "digest_day"

    on: Mapped[date] = mapped_column("on_day", unique=True)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    message_count: Mapped[int]


class Escalation(Base):
    """A late duty somebody above was told of (chuyển cấp): each person once."""

    __tablename__ = "escalation"
    __table_args__ = (sa.UniqueConstraint("subject_key", "level", "user_id"),)

    #: Which duty: its kind, whose it is, and the day it was due.
    subject_key: Mapped[str] = mapped_column(sa.String(200))
    level: Mapped[EscalationLevel] = mapped_column(closed_list(EscalationLevel, "level"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    told_on: Mapped[date]


class CalendarFeed(Base):
    """A read-only calendar at a secret address; the table holds only the secret's hash."""

    __tablename__ = "calendar_feed"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    #: The unit whose days it shows; None for the person's own.
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RenderedFile(Base):
    """One format of a published version, byte for byte as everybody gets it."""

    __tablename__ = "rendered_file"
    __table_args__ = (sa.UniqueConstraint("publication_id", "format"),)

    publication_id: Mapped[int] = mapped_column(
        sa.ForeignKey("publication.id", ondelete="RESTRICT")
    )
    format: Mapped[str] = mapped_column(sa.String(12))
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    byte_count: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    rendered_at: Mapped[datetime] = mapped_column(UtcDateTime)
