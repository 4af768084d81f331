"""Logging in and out; a login is a row, so that it can be ended from the server."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import User, UserSession, db
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.accounts import find_actor_by_id
from tracker.queries.sessions import hash_token
from tracker.services.audit import record_audit
from tracker.services.login_brake import forgive
from tracker.services.passwords import check_hash

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.queries.accounts import Actor

TOKEN_BYTES: Final = 32
SEEN_EVERY: Final = timedelta(minutes=1)
_TOUCH_PATIENCE_MS: Final = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody proved to be an account's holder.

    Args:
        actor: The account.
        renewed_hash: What to store instead of the password's hash, when that one has aged.
    """

    actor: Actor
    renewed_hash: str | None


def check_password(*, username: str, password: str) -> Proof:
    """Return the account a name and a password belong to.

    Every refusal is the same and takes the same work: no account, no password, switched off.
    Nothing is written, so that the slow hash never holds a lock; `open_session` does the rest.

    Raises:
        RefusedError: `login_failed`.
    """
    row = db.session.execute(
        sa.select(User.id, User.password_hash, User.is_active).where(
            User.username == username.strip().casefold()
        )
    ).first()
    fits, renewed = check_hash(password, row.password_hash if row else "")
    actor = find_actor_by_id(row.id) if row is not None and fits and row.is_active else None
    if actor is None:
        raise RefusedError("login_failed")
    return Proof(actor, renewed)


def open_session(
    *, proof: Proof, address: str, at: datetime, lifetime: timedelta, replaces: str | None = None
) -> str:
    """Record a login and return the secret its cookie carries.

    The secret is made anew at every login, 256 random bits; the table keeps only its hash.

    Args:
        proof: Who it is.
        address: Address the login came from; its failed try is taken back.
        at: Now.
        lifetime: After this the login ends in any case.
        replaces: Secret of the login this browser had before, which ends.
    """
    actor = proof.actor
    if replaces is not None:
        end_by_token(token=replaces)
    if proof.renewed_hash is not None:
        db.session.execute(
            sa.update(User).where(User.id == actor.id).values(password_hash=proof.renewed_hash)
        )
    db.session.execute(
        sa.delete(UserSession).where(UserSession.user_id == actor.id, UserSession.expires_at <= at)
    )
    forgive(username=actor.username, address=address)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(
        UserSession(
            token_hash=hash_token(token),
            user_id=actor.id,
            created_at=at,
            seen_at=at,
            expires_at=at + lifetime,
        )
    )
    db.session.flush()
    record_audit(actor=actor, action="logged_in", object_type="user", object_key=actor.username)
    return token


def end_by_token(*, token: str) -> None:
    """End the login a cookie stands for, if there is one: its old cookie is dead."""
    row = db.session.execute(
        sa.select(UserSession.id, UserSession.user_id).where(
            UserSession.token_hash == hash_token(token)
        )
    ).first()
    if row is None:
        return
    db.session.execute(sa.delete(UserSession).where(UserSession.id == row.id))
    actor = find_actor_by_id(row.user_id)
    if actor is not None:
        record_audit(
            actor=actor, action="logged_out", object_type="user", object_key=actor.username
        )


def end_own_session(*, actor: Actor, session_id: int) -> None:
    """End one of a person's own logins.

    Raises:
        NotFoundError: `session_unknown` when it is not theirs or has ended.
    """
    ended = db.session.execute(
        sa.delete(UserSession)
        .where(UserSession.id == session_id, UserSession.user_id == actor.id)
        .returning(UserSession.id)
    ).all()
    if not ended:
        raise NotFoundError("session_unknown")
    record_audit(actor=actor, action="session_ended", object_type="user", object_key=actor.username)


def end_sessions(*, user_id: int, keep_session_id: int | None = None) -> None:
    """End every login of an account, except perhaps the one that asked for it."""
    ended = sa.delete(UserSession).where(UserSession.user_id == user_id)
    if keep_session_id is not None:
        ended = ended.where(UserSession.id != keep_session_id)
    db.session.execute(ended)


def touch_session(*, session_id: int, at: datetime) -> None:
    """Note that a login was used, in a small transaction of its own.

    The only thing a GET writes. It stands outside the request's unit of work, and gives up when
    another writer holds SQLite's lock: a long import must not keep people from reading.
    """
    seen = sa.update(UserSession).where(UserSession.id == session_id).values(seen_at=at)
    with db.engine.connect() as connection:
        patience = _set_patience(connection, _TOUCH_PATIENCE_MS)
        try:
            connection.execute(seen)
            connection.commit()
        except sa.exc.OperationalError:
            connection.rollback()
        finally:
            if patience is not None:
                _set_patience(connection, patience)


def _set_patience(connection: sa.Connection, milliseconds: int) -> int | None:
    """Set how long SQLite waits for a lock and return what it was; None on other databases."""
    if connection.dialect.name != "sqlite":
        return None
    before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds:d}")
    return int(before)
