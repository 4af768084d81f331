"""What was decided: runs, verdicts, and the published lists that froze them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import ScaledDecimal, UtcDateTime, closed_list
from models.vocabulary import AssignmentRole, Comparator, PublicationState, Verdict


class EvaluationRun(Base):
    """One evaluation of a period: when, by whom, from data known up to when."""

    __tablename__ = "evaluation_run"

    period: Mapped[str] = mapped_column(sa.String(12), index=True)
    directive_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("directive.id", ondelete="RESTRICT")
    )
    #: True while the period has not ended: its verdicts may still turn.
    is_provisional: Mapped[bool]
    rule_version: Mapped[str] = mapped_column(sa.String(40))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    cell_count: Mapped[int]
    changed_count: Mapped[int]


class Evaluation(Base):
    """The verdict of one task for one unit in one period, with all it was decided from."""

    __tablename__ = "evaluation"
    __table_args__ = (
        # One verdict stands; those it replaced keep the run that replaced them.
        sa.Index(
            "uq_evaluation_standing",
            "period",
            "task_id",
            "unit_id",
            unique=True,
            sqlite_where=sa.text("superseded_run_id IS NULL"),
            postgresql_where=sa.text("superseded_run_id IS NULL"),
        ),
        sa.Index("ix_evaluation_unit_period", "unit_id", "period"),
    )

    period: Mapped[str] = mapped_column(sa.String(12))
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    role: Mapped[AssignmentRole] = mapped_column(closed_list(AssignmentRole, "role"))
    verdict: Mapped[Verdict] = mapped_column(closed_list(Verdict, "verdict"))
    #: Why, as a code of `tracker.wording`; the sentence is made when it is shown.
    reason: Mapped[str] = mapped_column(sa.String(60))
    numerator: Mapped[int | None] = mapped_column(sa.BigInteger)
    denominator: Mapped[int | None] = mapped_column(sa.BigInteger)
    value: Mapped[Decimal | None] = mapped_column(ScaledDecimal)
    comparator: Mapped[Comparator | None] = mapped_column(closed_list(Comparator, "comparator"))
    target: Mapped[Decimal | None] = mapped_column(ScaledDecimal)
    #: How many more in the numerator would reach the target (negative: to spare).
    shortfall: Mapped[int | None] = mapped_column(sa.BigInteger)
    measurement_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("measurement.id", ondelete="RESTRICT")
    )
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("evaluation_run.id", ondelete="RESTRICT"))
    superseded_run_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("evaluation_run.id", ondelete="RESTRICT")
    )


class Publication(Base):
    """One version of a month's late list (danh sách chậm muộn); published content is frozen."""

    __tablename__ = "publication"
    __table_args__ = (
        sa.UniqueConstraint("period", "version"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", name="two_persons"),
    )

    period: Mapped[str] = mapped_column(sa.String(12), index=True)
    version: Mapped[int]
    state: Mapped[PublicationState] = mapped_column(closed_list(PublicationState, "state"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    as_of: Mapped[date]
    is_sample: Mapped[bool]
    #: Canonical JSON as the public gets it, byte for byte; `sha256` is the hash of these bytes.
    content: Mapped[str] = mapped_column(sa.Text)
    #: The same list with full dossier codes and officers, for staff; its hash is in `content`.
    internal_content: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    previous_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    audit_head: Mapped[str] = mapped_column(sa.String(64), default="")
    drafted_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why this version was made (a correction) and why it was closed.
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    closing_reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: The units' right of reply: since when, and through which day, they may object.
    reply_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply_until: Mapped[date | None]
    #: From this day on the public page shows only that the list was there.
    take_down_on: Mapped[date | None]
