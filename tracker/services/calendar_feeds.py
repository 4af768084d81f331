"""Secret addresses of calendars (địa chỉ lịch): made, shown once, taken back."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import CalendarFeed, Unit, db
from tracker.errors import ForbiddenError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.calendar_feeds import FEED_ROLES, may_follow
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.queries.accounts import Actor

TOKEN_BYTES: Final = 32
MOST_FEEDS: Final = 20


def hash_token(token: str) -> str:
    """Return what the table keeps of a secret address: nobody can open the calendar with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_feed(*, actor: Actor, at: datetime, unit_code: str = "") -> str:
    """Make a calendar's secret address and return its secret, the one moment it can be read.

    Args:
        actor: Whose it is.
        at: Now.
        unit_code: The unit whose days it shows; empty for the person's own.

    Raises:
        ForbiddenError: `role_not_allowed` or `feed_unit_not_yours`.
        NotFoundError: `account_unit_unknown`.
        RefusedError: `feed_too_many`.
    """
    require_role(actor, FEED_ROLES)
    unit_id = _unit(actor, unit_code)
    standing = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(CalendarFeed)
        .where(CalendarFeed.user_id == actor.id, CalendarFeed.revoked_at.is_(None))
    )
    if (standing or 0) >= MOST_FEEDS:
        raise RefusedError("feed_too_many", most=MOST_FEEDS)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(
        token_hash=hash_token(token), user_id=actor.id, unit_id=unit_id, created_at=at
    )
    db.session.add(feed)
    db.session.flush()
    record_audit(
        actor=actor,
        action="calendar_feed_added",
        object_type="calendar_feed",
        object_key=str(feed.id),
        details={"unit": unit_code or None},
    )
    return token


def revoke_feed(*, actor: Actor, feed_id: int, at: datetime) -> None:
    """Take one of one's own addresses back: from now on nothing is there.

    Raises:
        NotFoundError: `feed_missing`, also when it is somebody else's.
    """
    feed = db.session.get(CalendarFeed, feed_id)
    if feed is None or feed.user_id != actor.id or feed.revoked_at is not None:
        raise NotFoundError("feed_missing")
    feed.revoked_at = at
    db.session.flush()
    record_audit(
        actor=actor,
        action="calendar_feed_revoked",
        object_type="calendar_feed",
        object_key=str(feed_id),
    )


def _unit(actor: Actor, code: str) -> int | None:
    if not code:
        return None
    unit_id = db.session.scalar(
        sa.select(Unit.id)
        .where(Unit.code == code)
        .order_by(Unit.valid_to.desc(), Unit.id.desc())
        .limit(1)
    )
    if unit_id is None:
        raise NotFoundError("account_unit_unknown", unit=code)
    if not may_follow(actor, unit_id):
        raise ForbiddenError("feed_unit_not_yours", unit=code)
    return unit_id
