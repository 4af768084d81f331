"""The outbox (hộp thư đi): what people are to be told, written with the change it tells of.

A message is a row of the caller's transaction: rolled back, it was never said; committed, it is
sent until the mail server takes it or refuses it for good. Sending is in `tracker.jobs.mail`.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models import OutboxMessage, User, db
from models.vocabulary import Role
from tracker.clock import now
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.base import Base
    from models.vocabulary import MessageKind
    from tracker.queries.accounts import Actor
    from tracker.queries.outbox import Letter

LEASE: Final = timedelta(minutes=5)
"""How long a sender may work on a message before another takes it up."""

MOST_ATTEMPTS: Final = 10
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
LONGEST_SUBJECT: Final = 300
LONGEST_ERROR: Final = 300
RETRYING_ROLES: Final = (Role.ADMINISTRATOR, Role.SYSTEM)
NO_ADDRESS: Final = "address_missing"
SWITCHED_OFF: Final = "address_switched_off"


def queue_message(
    *,
    kind: MessageKind,
    user_id: int,
    group_key: str,
    subject: str,
    body: str,
    due_at: datetime,
) -> bool:
    """Write a message to one person, in the caller's transaction; said once, however often asked.

    It goes to the address the person has now. Somebody without one gets it once the address is
    set and the administrator has it sent again: until then it stands among the given up.

    Args:
        kind: Why they are told.
        user_id: Whom.
        group_key: What it is about; with kind and person it names the message.
        subject: One line, in their language.
        body: Plain text, in their language.
        due_at: When it may go out.

    Returns:
        False when that message stands already, or the account was switched off.
    """
    person = db.session.execute(
        sa.select(User.email, User.is_active).where(User.id == user_id)
    ).one()
    if not person.is_active:
        return False
    at = now()
    return insert_once(
        OutboxMessage,
        {
            "kind": kind,
            "user_id": user_id,
            "group_key": group_key,
            "address": person.email,
            "message_id": uuid.uuid4().hex,
            "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
            "body": body,
            "created_at": at,
            "due_at": due_at,
            "attempt_count": 0,
            "unclear_count": 0,
            "failed_at": None if person.email else at,
            "error": "" if person.email else NO_ADDRESS,
        },
    )


def insert_once(table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key stands already; a clash leaves the transaction whole.

    Args:
        table: Where.
        values: The row by attribute name.
    """
    is_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(table).values(values).on_conflict_do_nothing().returning(table.id)
    return db.session.scalar(statement) is not None


def claim_message(message_id: int, *, at: datetime) -> datetime | None:
    """Take a message for sending, so that no other sender does; commit before sending.

    Args:
        message_id: Its key.
        at: Now.

    Returns:
        Until when it is the caller's; what it came to is recorded with this. None when somebody
        else has it, or it needs no sending any more.
    """
    until = at + LEASE
    claimed = _changed(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            OutboxMessage.due_at <= at,
            sa.or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= at),
        )
        .values(
            lease_until=until,
            attempt_count=OutboxMessage.attempt_count + 1,
            # Whoever had it before never said how it ended: the server may have taken it.
            unclear_count=OutboxMessage.unclear_count
            + sa.case((OutboxMessage.lease_until.is_not(None), 1), else_=0),
        )
    )
    return until if claimed else None


def record_sent(letter: Letter, *, lease: datetime, at: datetime) -> bool:
    """Record that the mail server took a message.

    Returns:
        False when the lease had run out and another sender has it.
    """
    return _end(letter, lease, {"sent_at": at, "error": ""})


def record_refused(letter: Letter, *, lease: datetime, at: datetime, error: str) -> bool:
    """Record that a message was refused for good; the administrator's page shows why."""
    return _end(letter, lease, {"failed_at": at, "error": error[:LONGEST_ERROR]})


def record_put_off(
    letter: Letter,
    *,
    lease: datetime,
    at: datetime,
    error: str,
    is_unclear: bool = False,
    counts: bool = True,
) -> bool:
    """Record that a message was not taken this time; it is given up after the last attempt.

    Args:
        letter: The message.
        lease: As `claim_message` gave it.
        at: Now.
        error: What the server or the line said.
        is_unclear: The text was handed over and no answer came: the server may have taken it.
        counts: False when it was not the message's fault; then it is never given up.
    """
    attempts = letter.attempt_count + 1
    values: dict[str, Any] = {"error": error[:LONGEST_ERROR]}
    if is_unclear:
        values["unclear_count"] = OutboxMessage.unclear_count + 1
    if counts and attempts >= MOST_ATTEMPTS:
        values["failed_at"] = at
    else:
        values["due_at"] = at + wait_after(attempts)
    if not counts:
        values["attempt_count"] = letter.attempt_count
    return _end(letter, lease, values)


def wait_after(attempts: int) -> timedelta:
    """Return how long a message waits after so many attempts: 1 minute, doubled, up to 6 hours."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_WAIT)


def record_no_server(error: str, *, at: datetime) -> int:
    """Note at every message that is due why none could be handed over; return how many."""
    return _changed(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            OutboxMessage.due_at <= at,
            OutboxMessage.error != error[:LONGEST_ERROR],
        )
        .values(error=error[:LONGEST_ERROR])
    )


def stop_messages(*, user_id: int, at: datetime) -> int:
    """Give up what waits for a person whose account was switched off; return how many.

    Args:
        user_id: The person.
        at: Now.
    """
    return _changed(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.user_id == user_id,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            # One that is being handed over ends as the mail server says.
            sa.or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= at),
        )
        .values(failed_at=at, error=SWITCHED_OFF)
    )


def retry_message(*, message_id: int, actor: Actor, at: datetime) -> None:
    """Send a message that was given up once more, to the person's present address.

    Args:
        message_id: Its key.
        actor: An administrator or the system.
        at: Now.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `message_missing`.
        RefusedError: `message_not_given_up`, `message_without_address` or
            `message_switched_off`.
    """
    require_role(actor, RETRYING_ROLES)
    found = db.session.execute(
        sa.select(OutboxMessage, User)
        .join(User, User.id == OutboxMessage.user_id)
        .where(OutboxMessage.id == message_id)
    ).first()
    if found is None:
        raise NotFoundError("message_missing", value=message_id)
    message, person = found
    if message.failed_at is None:
        raise RefusedError("message_not_given_up", value=message_id)
    if not person.is_active:
        raise RefusedError("message_switched_off", name=person.display_name)
    if not person.email:
        raise RefusedError("message_without_address", name=person.display_name)
    message.address, message.failed_at, message.error = person.email, None, ""
    message.attempt_count, message.due_at, message.lease_until = 0, at, None
    db.session.flush()
    record_audit(
        actor=actor,
        action="message_retried",
        object_type="outbox_message",
        object_key=str(message_id),
        details={"kind": message.kind.value, "user": person.username},
    )


def _end(letter: Letter, lease: datetime, values: Mapping[str, Any]) -> bool:
    """Record how an attempt ended, if the message is still the caller's."""
    statement = (
        sa.update(OutboxMessage)
        .where(OutboxMessage.id == letter.id, OutboxMessage.lease_until == lease)
        .values({"lease_until": None, **values})
    )
    return _changed(statement) == 1


def _changed(statement: sa.sql.Executable) -> int:
    result = cast("sa.CursorResult[Any]", db.session.execute(statement))
    return result.rowcount
