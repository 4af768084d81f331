"""The day's digests as rows of the outbox: all of a day in one transaction, by whoever is first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import DigestDay, Escalation, OutboxMessage, db
from models.vocabulary import MessageKind
from tracker.services.outbox import insert_once, queue_message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from tracker.rules.digests import Passed


def begin_day(*, on: date, at: datetime, message_count: int) -> bool:
    """Take a day's digests upon oneself.

    Args:
        on: The day.
        at: Now.
        message_count: How many messages follow in the same transaction.

    Returns:
        False when somebody has queued them already.
    """
    return insert_once(DigestDay, {"on": on, "queued_at": at, "message_count": message_count})


def queue_digest(
    *,
    user_id: int,
    on: date,
    at: datetime,
    subject: str,
    body: str,
    passed: Iterable[Passed],
) -> bool:
    """Queue one person's digest and remember what was passed on to them with it.

    An earlier digest that never left gives way to it: the new one names all that still waits.

    Args:
        user_id: Whom.
        on: The day; with the person it names the message.
        at: Now.
        subject: One line.
        body: Plain text.
        passed: Late duties of others they are told of.

    Returns:
        False when they have that day's digest already.
    """
    is_new = queue_message(
        kind=MessageKind.DIGEST,
        user_id=user_id,
        group_key=on.isoformat(),
        subject=subject,
        body=body,
        due_at=at,
    )
    if not is_new:
        return False
    db.session.execute(
        sa.delete(OutboxMessage).where(
            OutboxMessage.kind == MessageKind.DIGEST,
            OutboxMessage.user_id == user_id,
            OutboxMessage.group_key < on.isoformat(),
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            OutboxMessage.lease_until.is_(None),
            OutboxMessage.unclear_count == 0,
        )
    )
    for each in passed:
        db.session.execute(
            sa.delete(Escalation).where(
                Escalation.subject_key == each.item.key,
                Escalation.level == each.level,
                Escalation.user_id == user_id,
            )
        )
        insert_once(
            Escalation,
            {
                "subject_key": each.item.key,
                "level": each.level,
                "user_id": user_id,
                "told_on": on,
            },
        )
    return True
