"""Calendar feeds: whose they are, and whose days each shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import CalendarFeed, Unit, db
from models.vocabulary import UNIT_ROLES, Role
from tracker.errors import NotFoundError
from tracker.queries.accounts import find_actor_by_id
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids, is_within, with_under

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory

OFFICE_ROLES: Final = frozenset({Role.OFFICE_STAFF, Role.APPROVER})
FEED_ROLES: Final = (*UNIT_ROLES, Role.OFFICE_STAFF, Role.APPROVER)
"""Whose work has days; an administrator's has none."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One of a person's calendars that stands."""

    id: int
    unit_code: str
    unit_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as its address opens it.

    Args:
        actor: Whose it is.
        unit_name: The unit whose days it shows; empty for the person's own.
        unit_ids: The units whose days it shows; None for what all units share.
    """

    actor: Actor
    unit_name: str
    unit_ids: frozenset[int] | None


def list_feeds(user_id: int) -> list[FeedRow]:
    """Return a person's calendars that were not taken back, the oldest first."""
    rows = db.session.execute(
        sa.select(
            CalendarFeed.id,
            sa.func.coalesce(Unit.code, ""),
            sa.func.coalesce(Unit.name, ""),
            CalendarFeed.created_at,
        )
        .outerjoin(Unit, Unit.id == CalendarFeed.unit_id)
        .where(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id)
    )
    return [FeedRow(*row) for row in rows]


def may_follow(actor: Actor, unit_id: int, directory: UnitDirectory | None = None) -> bool:
    """Return whether a person may have a unit's calendar: their own, or any for the office."""
    return actor.role in OFFICE_ROLES or is_within(actor, unit_id, directory)


def get_feed(token_hash: str) -> Feed:
    """Return the calendar of a secret address; rights are looked at anew each time.

    Args:
        token_hash: Hash of the secret.

    Raises:
        NotFoundError: `feed_missing` when it never was, was taken back, its person was switched
            off, or may no longer see the unit.
    """
    row = db.session.execute(
        sa.select(CalendarFeed.user_id, CalendarFeed.unit_id, Unit.name)
        .outerjoin(Unit, Unit.id == CalendarFeed.unit_id)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None))
    ).first()
    actor = None if row is None else find_actor_by_id(row.user_id)
    if row is None or actor is None or not actor.is_active or actor.role not in FEED_ROLES:
        raise NotFoundError("feed_missing")
    directory = load_directory()
    if row.unit_id is None:
        return Feed(actor, "", answered_unit_ids(actor, directory))
    if not may_follow(actor, row.unit_id, directory):
        raise NotFoundError("feed_missing")
    return Feed(actor, row.name, with_under([row.unit_id], directory))
