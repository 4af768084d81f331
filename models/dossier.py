"""Administrative cases (hồ sơ TTHC), what they were before, and what was rewritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import JsonText, UtcDateTime, closed_list
from models.vocabulary import AlertKind, Channel, DelayCause, DossierStatus


class Procedure(Base):
    """One administrative procedure (thủ tục hành chính) as the files name it."""

    __tablename__ = "procedure"
    __table_args__ = (sa.UniqueConstraint("code", "name", "field"),)

    code: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.Text, default="")
    field: Mapped[str] = mapped_column(sa.Text, default="")


class Dossier(Base):
    """One case as last known; days and minutes are local (Asia/Ho_Chi_Minh) wall time."""

    __tablename__ = "dossier"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "code"),
        # These three hold all a period's counts ask for, so that no row itself is read; day and
        # unit come first, so that nothing is sorted.
        sa.Index(
            "ix_dossier_finished",
            "finished_on",
            "unit_id",
            "judged_due_on",
            "received_on",
            "status",
            "finished_minute",
            "due_minute",
            "procedure_id",
        ),
        sa.Index(
            "ix_dossier_received", "received_on", "unit_id", "status", "channel", "procedure_id"
        ),
        # What took more than a month: few, and all that may have stood open long before it ended.
        sa.Index(
            "ix_dossier_long",
            "finished_on",
            "unit_id",
            "judged_due_on",
            "received_on",
            "status",
            "due_minute",
            sqlite_where=sa.text("finished_on > date(received_on, '+31 days')"),
            postgresql_where=sa.text("finished_on > received_on + 31"),
        ),
        # The rows of a late list, without those beside them that were in time.
        sa.Index(
            "ix_dossier_late",
            "finished_on",
            sqlite_where=sa.text("finished_on > judged_due_on"),
            postgresql_where=sa.text("finished_on > judged_due_on"),
        ),
        sa.CheckConstraint("due_on IS NULL OR due_on >= received_on", name="due"),
        sa.CheckConstraint("finished_on IS NULL OR finished_on >= received_on", name="finished"),
        # What has ended has an end date, what is open has none: ranges of it find a month.
        sa.CheckConstraint(
            "status = 'not_received' OR (finished_on IS NOT NULL) = "
            "(status IN ('finished', 'returned', 'withdrawn', 'refused'))",
            name="ended",
        ),
    )

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(sa.String(80))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id", ondelete="RESTRICT"))
    procedure_id: Mapped[int] = mapped_column(sa.ForeignKey("procedure.id", ondelete="RESTRICT"))
    #: The official who holds the case; public only under a recorded order.
    officer: Mapped[str] = mapped_column(sa.String(120), default="")
    received_on: Mapped[date]
    received_minute: Mapped[int | None] = mapped_column(sa.SmallInteger)
    due_on: Mapped[date | None]
    due_minute: Mapped[int | None] = mapped_column(sa.SmallInteger)
    #: The due day as lateness is judged by: the next working day where it falls on a day off
    #: (Civil Code 148). Follows `due_on` and the calendar of record, never a letter of apology.
    judged_due_on: Mapped[date | None]
    #: End of processing (kết thúc xử lý), the event lateness is judged by.
    finished_on: Mapped[date | None]
    finished_minute: Mapped[int | None] = mapped_column(sa.SmallInteger)
    #: Hand-over to the citizen (trả kết quả), kept for the record.
    returned_on: Mapped[date | None]
    status: Mapped[DossierStatus] = mapped_column(closed_list(DossierStatus, "status"))
    channel: Mapped[Channel | None] = mapped_column(closed_list(Channel, "channel"))
    #: The term as the source words it ("10 ngày làm việc"); empty when it says nothing.
    term_text: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    supplement_count: Mapped[int | None] = mapped_column(sa.SmallInteger)
    cause: Mapped[DelayCause | None] = mapped_column(closed_list(DelayCause, "cause"))
    as_of: Mapped[date]
    revision: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id", ondelete="RESTRICT"))


class DossierRevision(Base):
    """What a dossier was before an import changed it."""

    __tablename__ = "dossier_revision"
    __table_args__ = (sa.UniqueConstraint("dossier_id", "revision"),)

    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id", ondelete="RESTRICT"))
    revision: Mapped[int]
    #: The facts that were replaced, by column name, and the import they had come with.
    facts: Mapped[Any] = mapped_column(JsonText)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id", ondelete="RESTRICT"))
    replaced_by_batch_id: Mapped[int] = mapped_column(
        sa.ForeignKey("import_batch.id", ondelete="RESTRICT"), index=True
    )


class IntegrityAlert(Base):
    """A rewriting of known facts that a person must close with a reason."""

    __tablename__ = "integrity_alert"
    __table_args__ = (
        sa.Index("ix_integrity_alert_open", "closed_at", "kind"),
        sa.CheckConstraint("(batch_id IS NULL) <> (change_id IS NULL)", name="one_cause"),
    )

    kind: Mapped[AlertKind] = mapped_column(closed_list(AlertKind, "kind"))
    dossier_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("dossier.id", ondelete="RESTRICT"), index=True
    )
    #: The import that raised it; None for one a change of the calendar raised.
    batch_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("import_batch.id", ondelete="RESTRICT"), index=True
    )
    change_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("calendar_change.id", ondelete="RESTRICT"), index=True
    )
    #: The days whose lists it can change; the last one is open for a dossier not ended.
    first_day: Mapped[date]
    last_day: Mapped[date]
    #: The published month whose figures moved, "2024-03"; empty for a rewriting of one dossier.
    period: Mapped[str] = mapped_column(sa.String(12), default="")
    details: Mapped[Any] = mapped_column(JsonText)
    #: The month's figures after a change of the calendar: the next import is held against them.
    figures: Mapped[Any | None] = mapped_column(JsonText, deferred=True)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Who is to look into it; None until somebody is named.
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="RESTRICT"))
    closing_reason: Mapped[str] = mapped_column(sa.Text, default="")
