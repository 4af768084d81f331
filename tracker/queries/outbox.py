"""Messages of the outbox: what is due, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import OutboxMessage, User, db
from tracker.queries.name_places import person_places

if TYPE_CHECKING:
    from datetime import datetime

    from models.vocabulary import MessageKind


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is sent.

    Args:
        id: Its key.
        message_id: What tells it from every other, the same at every attempt.
        address: Where it goes.
        subject: One line.
        body: Plain text.
        created_at: When it was written.
        attempt_count: Attempts before this one.
    """

    id: int
    message_id: str
    address: str
    subject: str
    body: str
    created_at: datetime
    attempt_count: int


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as the administrator sees it; `unclear_count`: it may have come that often too."""

    id: int
    kind: MessageKind
    user: str
    username: str
    address: str
    subject: str
    body: str
    created_at: datetime
    due_at: datetime
    attempt_count: int
    unclear_count: int
    sent_at: datetime | None
    failed_at: datetime | None
    error: str

    @property
    def state(self) -> MessageState:
        """Return where it stands."""
        if self.sent_at is not None:
            return MessageState.SENT
        return MessageState.WAITING if self.failed_at is None else MessageState.GIVEN_UP


def _value(column: MessageColumn) -> sa.ColumnElement[Any]:
    if column is MessageColumn.PERSON:
        return person_places(OutboxMessage.user_id)
    is_created = column is MessageColumn.CREATED
    value: Any = OutboxMessage.id if is_created else OutboxMessage.attempt_count
    return value.expression  # type: ignore[no-any-return] # a column


_CONDITIONS: Final = {
    MessageState.WAITING: (OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None)),
    MessageState.SENT: (OutboxMessage.sent_at.is_not(None),),
    MessageState.GIVEN_UP: (OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_not(None)),
}


def find_due_letter(at: datetime, *, after: int = 0) -> Letter | None:
    """Return the next message nobody works on that may go out.

    Args:
        at: Now.
        after: Only those with a higher key: each is tried once a round.
    """
    row = db.session.execute(
        sa.select(
            OutboxMessage.id,
            OutboxMessage.message_id,
            OutboxMessage.address,
            OutboxMessage.subject,
            OutboxMessage.body,
            OutboxMessage.created_at,
            OutboxMessage.attempt_count,
        )
        .where(
            *_CONDITIONS[MessageState.WAITING],
            OutboxMessage.id > after,
            OutboxMessage.due_at <= at,
            sa.or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= at),
        )
        .order_by(OutboxMessage.id)
        .limit(1)
    ).first()
    return None if row is None else Letter(*row)


def count_messages() -> dict[MessageState, int]:
    """Return how many messages stand where."""
    counts = [
        sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)
        for conditions in _CONDITIONS.values()
    ]
    row = db.session.execute(sa.select(*counts)).one()
    return dict(zip(_CONDITIONS, map(int, row), strict=True))


def count_given_up() -> int:
    """Return how many messages were given up."""
    return count_messages()[MessageState.GIVEN_UP]


class MessageColumn(StrEnum):
    """What a listing of messages can be sorted by."""

    CREATED = "created"
    PERSON = "person"
    ATTEMPTS = "attempts"


def list_messages(
    state: MessageState | None = None,
    *,
    by: MessageColumn = MessageColumn.CREATED,
    is_descending: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> list[MessageRow]:
    """Return messages; those alike in what they are sorted by the newest first.

    Args:
        state: Only those that stand there; None for all.
        by: What they are sorted by.
        is_descending: Whether the highest come first.
        offset: How many to leave out.
        limit: At most so many.
    """
    value = _value(by)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            OutboxMessage.id,
            OutboxMessage.kind,
            User.display_name,
            User.username,
            OutboxMessage.address,
            OutboxMessage.subject,
            OutboxMessage.body,
            OutboxMessage.created_at,
            OutboxMessage.due_at,
            OutboxMessage.attempt_count,
            OutboxMessage.unclear_count,
            OutboxMessage.sent_at,
            OutboxMessage.failed_at,
            OutboxMessage.error,
        )
        .join(User, User.id == OutboxMessage.user_id)
        .where(*(_CONDITIONS[state] if state else ()))
        .order_by(value.desc() if is_descending else value.asc(), OutboxMessage.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [MessageRow(*row) for row in db.session.execute(statement)]


def list_given_up_ids() -> list[int]:
    """Return the keys of the messages that were given up, the oldest first."""
    statement = sa.select(OutboxMessage.id).where(*_CONDITIONS[MessageState.GIVEN_UP])
    return list(db.session.scalars(statement.order_by(OutboxMessage.id)))


def count_without_address() -> int:
    """Return how many people who can log in have no address."""
    statement = sa.select(sa.func.count()).select_from(User)
    return (
        db.session.scalar(
            statement.where(User.is_active, User.email == "", User.password_hash != "")
        )
        or 0
    )
