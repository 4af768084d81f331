"""Whether a unit takes an assignment on (tiếp nhận), and the dispute when it does not."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import UtcDateTime, closed_list
from models.vocabulary import AssignmentRole, DisputeState, ProposalKind, RefusalReason


class AssignmentAcceptance(Base):
    """A unit's head has taken a part in a task on."""

    __tablename__ = "assignment_acceptance"
    __table_args__ = (sa.UniqueConstraint("task_id", "unit_id", "role"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    role: Mapped[AssignmentRole] = mapped_column(closed_list(AssignmentRole, "role"))
    accepted_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssignmentDispute(Base):
    """A unit's head has refused a part in a task: why, what instead, and what was decided."""

    __tablename__ = "assignment_dispute"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> refused_by", name="two_persons"),
        # One dispute at a time about a unit's part.
        sa.Index(
            "uq_assignment_dispute_open",
            "task_id",
            "unit_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_assignment_dispute_state_decide_by", "state", "decide_by"),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="RESTRICT"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    #: The part it was given when it refused.
    role: Mapped[AssignmentRole] = mapped_column(closed_list(AssignmentRole, "role"))
    reason: Mapped[RefusalReason] = mapped_column(closed_list(RefusalReason, "reason"))
    text: Mapped[str] = mapped_column(sa.Text)
    proposal: Mapped[ProposalKind] = mapped_column(closed_list(ProposalKind, "proposal"))
    proposed_unit_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True
    )
    proposed_role: Mapped[AssignmentRole | None] = mapped_column(
        closed_list(AssignmentRole, "proposed_role")
    )
    proposed_due_on: Mapped[date | None]
    refused_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Last day the arbiter has, as counted when it was refused.
    decide_by: Mapped[date]
    state: Mapped[DisputeState] = mapped_column(closed_list(DisputeState, "state"))
    #: The person named to decide; None leaves it to whoever approves.
    arbiter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    #: What the proposed unit says, once.
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    commented_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    commented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[str] = mapped_column(sa.Text, default="")
    #: The document that decides; must be there where the assignment moves.
    document: Mapped[str] = mapped_column(sa.String(300), default="")
    #: What was moved: may differ from what was proposed.
    moved: Mapped[ProposalKind | None] = mapped_column(closed_list(ProposalKind, "moved"))
    moved_unit_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("unit.id", ondelete="RESTRICT"), index=True
    )
    moved_role: Mapped[AssignmentRole | None] = mapped_column(
        closed_list(AssignmentRole, "moved_role")
    )
    moved_due_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    withdrawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
