"""Whom digests are for, and what was told already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import DigestDay, Escalation, OutboxMessage, User, db
from models.vocabulary import MessageKind, Role
from tracker.queries.accounts import Actor
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.waiting import Reader

if TYPE_CHECKING:
    from datetime import date

    from models.vocabulary import EscalationLevel, Language
    from tracker.queries.unit_directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who may get a digest."""

    reader: Reader
    display_name: str
    language: Language


def is_queued(on: date) -> bool:
    """Return whether the digests of a day were queued."""
    return db.session.scalar(sa.select(DigestDay.id).where(DigestDay.on == on)) is not None


def find_told_before(on: date) -> date | None:
    """Return the day of the last digests before a day; None for none."""
    return db.session.scalar(sa.select(sa.func.max(DigestDay.on)).where(DigestDay.on < on))


def list_addressees(directory: UnitDirectory) -> list[Addressee]:
    """Return everybody with an account that is on and an address, by key.

    Args:
        directory: Units, for who speaks for which.
    """
    users = db.session.scalars(
        sa.select(User)
        .where(User.is_active, User.email != "", User.role.not_in((Role.PUBLIC, Role.SYSTEM)))
        .order_by(User.id)
    )
    return [
        Addressee(make_reader(_actor(user), directory), user.display_name, user.language)
        for user in users
    ]


def make_reader(actor: Actor, directory: UnitDirectory | None = None) -> Reader:
    """Return a person as whoever work waits for.

    Args:
        actor: The person.
        directory: Units, when they are loaded already.
    """
    units = answered_unit_ids(actor, directory or load_directory())
    return Reader(actor.id, actor.role, units or frozenset())


def list_told() -> dict[int, set[tuple[str, EscalationLevel]]]:
    """Return what was passed on to each account in a digest that was sent: duty and level."""
    was_sent = sa.exists().where(
        OutboxMessage.kind == MessageKind.DIGEST,
        OutboxMessage.user_id == Escalation.user_id,
        OutboxMessage.group_key == sa.cast(Escalation.told_on, sa.String),
        OutboxMessage.sent_at.is_not(None),
    )
    rows = db.session.execute(
        sa.select(Escalation.user_id, Escalation.subject_key, Escalation.level).where(was_sent)
    )
    told: dict[int, set[tuple[str, EscalationLevel]]] = {}
    for user_id, key, level in rows:
        told.setdefault(user_id, set()).add((key, level))
    return told


def _actor(user: User) -> Actor:
    return Actor(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        unit_id=user.unit_id,
        unit_name="",
        is_active=user.is_active,
        language=user.language,
    )
