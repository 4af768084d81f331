"""What a late dossier and a missed target owe: an explanation, an apology, and the right of reply.

Rows are versions: what was sent back stays, the next version follows it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime, closed_list
from models.vocabulary import (
    ApologyRegime,
    DelayCause,
    LetterChannel,
    LetterState,
    ObjectionState,
    ReviewState,
)


class Explanation(Base):
    """Why a dossier is late, said to the head of the unit (giải trình)."""

    __tablename__ = "explanation"
    __table_args__ = (
        sa.UniqueConstraint("dossier_id", "version"),
        sa.CheckConstraint("reviewed_by IS NULL OR reviewed_by <> written_by", name="two_persons"),
    )

    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id", ondelete="RESTRICT"))
    version: Mapped[int]
    #: The unit that answers: the dossier's own when it was written.
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    state: Mapped[ReviewState] = mapped_column(closed_list(ReviewState, "state"))
    cause: Mapped[DelayCause] = mapped_column(closed_list(DelayCause, "cause"))
    text: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_note: Mapped[str] = mapped_column(sa.Text, default="")


class ApologyLetter(Base):
    """An apology with a new promised day; it never moves the due date (domain-vn.md 3.5).

    A draft may be written anew; `drafted_by` and `drafted_at` tell of the words that stand.
    """

    __tablename__ = "apology_letter"
    __table_args__ = (
        sa.UniqueConstraint("dossier_id", "ordinal"),
        sa.CheckConstraint("signed_by IS NULL OR signed_by <> drafted_by", name="two_persons"),
    )

    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id", ondelete="RESTRICT"))
    ordinal: Mapped[int]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    regime: Mapped[ApologyRegime] = mapped_column(closed_list(ApologyRegime, "regime"))
    state: Mapped[LetterState] = mapped_column(closed_list(LetterState, "state"))
    reason: Mapped[str] = mapped_column(sa.Text)
    #: None where the result was there when the letter was written: it promises nothing.
    promised_on: Mapped[date | None]
    #: The last day the letter was to be sent by, as counted when it was drafted.
    send_by: Mapped[date | None]
    drafted_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    signed_on: Mapped[date | None]
    signed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    sent_on: Mapped[date | None]
    channel: Mapped[LetterChannel | None] = mapped_column(closed_list(LetterChannel, "channel"))
    sent_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    cancelling_reason: Mapped[str] = mapped_column(sa.Text, default="")


class TargetExplanation(Base):
    """Why a unit missed a target, and the measure its head promises with a day."""

    __tablename__ = "target_explanation"
    __table_args__ = (
        sa.UniqueConstraint("period", "task_id", "unit_id", "version"),
        sa.CheckConstraint("reviewed_by IS NULL OR reviewed_by <> written_by", name="two_persons"),
    )

    period: Mapped[str] = mapped_column(sa.String(12))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int]
    state: Mapped[ReviewState] = mapped_column(closed_list(ReviewState, "state"))
    text: Mapped[str] = mapped_column(sa.Text)
    measure: Mapped[str] = mapped_column(sa.Text)
    measure_due_on: Mapped[date]
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_note: Mapped[str] = mapped_column(sa.Text, default="")


class MeasureReport(Base):
    """What became of a promised measure: done on a day, or not after all; the newest stands."""

    __tablename__ = "measure_report"
    __table_args__ = (sa.UniqueConstraint("explanation_id", "version"),)

    explanation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("target_explanation.id", ondelete="RESTRICT")
    )
    version: Mapped[int]
    #: Day it was carried out; None takes back what was reported before.
    done_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.Text)
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Objection(Base):
    """A unit's objection to a row of a draft list (phản hồi), and what the office decided."""

    __tablename__ = "objection"
    __table_args__ = (sa.Index("ix_objection_publication_state", "publication_id", "state"),)

    publication_id: Mapped[int] = mapped_column(
        sa.ForeignKey("publication.id", ondelete="RESTRICT")
    )
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    #: The row it is about; None when it is about the unit's counts.
    dossier_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("dossier.id", ondelete="RESTRICT"), index=True
    )
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ObjectionState] = mapped_column(closed_list(ObjectionState, "state"))
    raised_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str] = mapped_column(sa.Text, default="")


class ReplyUnit(Base):
    """A unit that was shown its rows of a draft list, and whether it has answered.

    What was asked stands here, so that nobody has to read the list to know who is waited for.
    """

    __tablename__ = "reply_unit"
    __table_args__ = (sa.UniqueConstraint("publication_id", "unit_id"),)

    publication_id: Mapped[int] = mapped_column(
        sa.ForeignKey("publication.id", ondelete="RESTRICT")
    )
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    #: Its rows in the annexes of the draft; a unit without any need not answer.
    row_count: Mapped[int]
    #: When it objected, or said that it does not object; None while it is waited for.
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    #: It answered that it does not object (không có ý kiến).
    is_waiver: Mapped[bool] = mapped_column(default=False)
    #: What became otherwise for it when the draft was made anew: one entry for each time.
    changes: Mapped[Any] = mapped_column(JsonText, default=list)


class EvidenceFile(Base):
    """A file handed in as evidence (minh chứng): kept as it came, served only as a download."""

    __tablename__ = "evidence_file"
    __table_args__ = (sa.Index("ix_evidence_file_object", "object_type", "object_key"),)

    #: What it belongs to: "objection", "task_report"; and its key.
    object_type: Mapped[str] = mapped_column(sa.String(40))
    object_key: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(300))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    byte_count: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskReport(Base):
    """What a unit says of a task without figures: progress, or done on a day, with evidence."""

    __tablename__ = "task_report"
    __table_args__ = (
        sa.UniqueConstraint("task_id", "unit_id", "version"),
        sa.CheckConstraint("reviewed_by IS NULL OR reviewed_by <> written_by", name="two_persons"),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int]
    state: Mapped[ReviewState] = mapped_column(closed_list(ReviewState, "state"))
    text: Mapped[str] = mapped_column(sa.Text)
    #: What was handed over (sản phẩm); empty for a note of progress.
    product: Mapped[str] = mapped_column(sa.Text, default="")
    #: The day the product was handed over; None for a note of progress.
    done_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(sa.String(500), default="")
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_note: Mapped[str] = mapped_column(sa.Text, default="")


class TaskExtension(Base):
    """A later day granted for a task (gia hạn); the day first set is kept beside it."""

    __tablename__ = "task_extension"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="RESTRICT"), index=True)
    #: Whose day moves; None for every unit of the task.
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    original_due_on: Mapped[date]
    due_on: Mapped[date]
    #: The document that grants it.
    document: Mapped[str] = mapped_column(sa.String(300))
    reason: Mapped[str] = mapped_column(sa.Text)
    granted_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
