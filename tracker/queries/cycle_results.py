"""What a step of the monthly cycle left behind, read in the transaction of its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import EvaluationRun, OutboxMessage, Publication, db
from models.vocabulary import PublicationState

if TYPE_CHECKING:
    from datetime import date


def find_evaluation_counts(period: str) -> tuple[int, int]:
    """Return how many verdicts the newest evaluation of a period looked at, and how many changed.

    Args:
        period: Text form of the period.
    """
    newest = db.session.execute(
        sa.select(EvaluationRun.cell_count, EvaluationRun.changed_count)
        .where(EvaluationRun.period == period)
        .order_by(EvaluationRun.id.desc())
        .limit(1)
    ).first()
    return (newest.cell_count, newest.changed_count) if newest else (0, 0)


def count_reminders(period: str) -> int:
    """Return how many messages reminded people of a month's list so far."""
    reminding = OutboxMessage.group_key.startswith(f"remind:{period}:", autoescape=True)
    return db.session.scalar(sa.select(sa.func.count()).where(reminding)) or 0


def find_published_version(period: str) -> int | None:
    """Return the version of a month's list that stands published."""
    standing = Publication.state == PublicationState.PUBLISHED
    return db.session.scalar(
        sa.select(sa.func.max(Publication.version)).where(Publication.period == period, standing)
    )


def find_reply_until(period: str) -> date | None:
    """Return the last day of the window of a month's newest list; None for no window."""
    return db.session.scalar(
        sa.select(Publication.reply_until)
        .where(Publication.period == period)
        .order_by(Publication.version.desc())
        .limit(1)
    )
