"""Brings an installation to life: tables, the system account, the seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import User, db
from models.vocabulary import Language, Role
from tracker.clock import now
from tracker.queries.accounts import SYSTEM_NAME, SYSTEM_USERNAME, get_actor
from tracker.queries.group_effects import effects_key, list_group_effects
from tracker.queries.unit_directory import load_directory
from tracker.runtime import upgrade_database
from tracker.services.seed_directives import load_directive_seeds, load_indicator_seeds
from tracker.services.seed_units import (
    load_calendar_seed,
    load_groups_seed,
    load_successions_seed,
    load_units_seed,
)
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor
    from tracker.queries.group_effects import GroupEffect


@dataclass(frozen=True, slots=True)
class InitReport:
    """What `tracker init` did; zeros when everything was there.

    Args:
        added: Kind of seed → how many were added.
        unseen: Tasks given to groups that newer seeds would bring down to other units. While
            nobody has seen them no seeds are loaded.
        effects_key: What tells that they were seen; empty when there are none.
    """

    added: dict[str, int]
    unseen: Sequence[GroupEffect] = ()
    effects_key: str = ""


class _UnseenError(Exception):
    def __init__(self, effects: Sequence[GroupEffect], key: str) -> None:
        super().__init__(key)
        self.effects = effects
        self.key = key


def run_init(*, effects_seen: str = "") -> InitReport:
    """Create or upgrade the database and load the seeds that are missing.

    Args:
        effects_seen: The key an earlier run told with the tasks of groups it would change.
    """
    upgrade_database()
    with transaction():
        actor = _ensure_system_account()
    try:
        with transaction():
            return InitReport(_load_seeds(actor, effects_seen))
    except _UnseenError as error:
        return InitReport({}, error.effects, error.key)


def _load_seeds(actor: Actor, effects_seen: str) -> dict[str, int]:
    before = load_directory()
    added = {
        "units": load_units_seed(actor=actor),
        "successions": load_successions_seed(actor=actor),
        "groups": load_groups_seed(actor=actor),
    }
    if before.units:
        effects = list_group_effects(before, load_directory())
        key = effects_key(effects, of="seeds")
        if key != effects_seen and effects:
            raise _UnseenError(effects, key)
    return {
        **added,
        "calendar": load_calendar_seed(actor=actor),
        "indicators": load_indicator_seeds(actor=actor),
        "directives": len(load_directive_seeds(actor=actor)),
    }


def _ensure_system_account() -> Actor:
    known = db.session.scalar(sa.select(User.id).where(User.username == SYSTEM_USERNAME))
    if known is None:
        db.session.add(
            User(
                username=SYSTEM_USERNAME,
                display_name=SYSTEM_NAME,
                role=Role.SYSTEM,
                created_at=now(),
                language=Language.VIETNAMESE,
            )
        )
        db.session.flush()
    return get_actor(SYSTEM_USERNAME)
