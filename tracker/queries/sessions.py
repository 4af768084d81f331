"""Logins that are still good, as frozen values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import UserSession, db
from models.vocabulary import Role
from tracker.queries.accounts import find_actor_by_id

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.queries.accounts import Actor

ADMINISTRATOR_IDLE: Final = timedelta(minutes=15)
"""Administrators are logged out sooner, whatever the setting (reference/reliability.md L3)."""


@dataclass(frozen=True, slots=True)
class Login:
    """One login (phiên đăng nhập) that is good at the moment it was read.

    Args:
        id: Key of the row, to end it by.
        actor: The account as it is now: role, unit and language are read afresh every time.
        created_at: When the person logged in.
        seen_at: The last request, to the minute.
        expires_at: When it ends in any case.
    """

    id: int
    actor: Actor
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def hash_token(token: str) -> str:
    """Return what the table keeps of a cookie's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_login(token: str, *, at: datetime, idle: timedelta) -> Login | None:
    """Return the login a cookie stands for, None when it ended or never was.

    Args:
        token: The cookie's secret, as sent.
        at: Now.
        idle: How long a login may go without a request.
    """
    row = db.session.execute(
        sa.select(
            UserSession.id,
            UserSession.user_id,
            UserSession.created_at,
            UserSession.seen_at,
            UserSession.expires_at,
        ).where(UserSession.token_hash == hash_token(token))
    ).first()
    if row is None or row.expires_at <= at:
        return None
    actor = find_actor_by_id(row.user_id)
    if actor is None or not actor.is_active or row.seen_at + _idle(actor, idle) <= at:
        return None
    return Login(row.id, actor, row.created_at, row.seen_at, row.expires_at)


def list_logins(actor: Actor, *, at: datetime, idle: timedelta) -> list[Login]:
    """Return an account's logins that are still good, the last used first."""
    rows = db.session.execute(
        sa.select(
            UserSession.id, UserSession.created_at, UserSession.seen_at, UserSession.expires_at
        )
        .where(
            UserSession.user_id == actor.id,
            UserSession.expires_at > at,
            UserSession.seen_at > at - _idle(actor, idle),
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    ).all()
    return [Login(row.id, actor, row.created_at, row.seen_at, row.expires_at) for row in rows]


def _idle(actor: Actor, idle: timedelta) -> timedelta:
    return min(idle, ADMINISTRATOR_IDLE) if actor.role is Role.ADMINISTRATOR else idle
