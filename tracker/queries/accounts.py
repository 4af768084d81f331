"""Who acts: accounts as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import Unit, User, db
from tracker.errors import ForbiddenError, NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.vocabulary import Language, Role

SYSTEM_USERNAME: Final = "cli"
"""The account of commands and clock processes: it may import and draft, never approve."""

SYSTEM_NAME: Final = "Dòng lệnh"
"""How that account is called where names of people stand."""


@dataclass(frozen=True, slots=True)
class Actor:
    """An account as the rest of the product sees it."""

    id: int
    username: str
    display_name: str
    role: Role
    unit_id: int | None
    unit_name: str
    is_active: bool
    language: Language


def _select() -> sa.Select[User, str]:
    return sa.select(User, Unit.name).outerjoin(Unit, Unit.id == User.unit_id)


def _actor(user: User, unit_name: str | None) -> Actor:
    return Actor(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        unit_id=user.unit_id,
        unit_name=unit_name or "",
        is_active=user.is_active,
        language=user.language,
    )


def get_actor(username: str) -> Actor:
    """Return the account of that name.

    Raises:
        NotFoundError: `user_unknown`.
        RefusedError: `user_inactive` when it was switched off.
    """
    row = db.session.execute(_select().where(User.username == username)).first()
    if row is None:
        raise NotFoundError("user_unknown", username=username)
    actor = _actor(row[0], row[1])
    if not actor.is_active:
        raise RefusedError("user_inactive", username=username)
    return actor


def find_actor_by_id(user_id: int) -> Actor | None:
    """Return the account with that key, active or not."""
    row = db.session.execute(_select().where(User.id == user_id)).first()
    return None if row is None else _actor(row[0], row[1])


def list_actors() -> list[Actor]:
    """Return every account, by name."""
    rows = db.session.execute(_select().order_by(User.username)).all()
    return [_actor(user, unit_name) for user, unit_name in rows]


def find_email(user_id: int) -> str:
    """Return where an account's digests go; empty when nobody said."""
    return db.session.scalar(sa.select(User.email).where(User.id == user_id)) or ""


def require_role(actor: Actor, roles: Iterable[Role]) -> None:
    """Refuse an actor whose role is not among those that may act.

    Raises:
        ForbiddenError: `role_not_allowed`.
    """
    if actor.role not in tuple(roles):
        raise ForbiddenError("role_not_allowed", username=actor.username, role=actor.role)
