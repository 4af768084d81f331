"""Brings an installation to life: tables, the system account, the seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import User, db
from models.vocabulary import Language, Role
from tracker.clock import now
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
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
    from tracker.queries.accounts import Actor


@dataclass(frozen=True, slots=True)
class InitReport:
    """What `tracker init` did; zeros when everything was there."""

    added: dict[str, int]


def run_init() -> InitReport:
    """Create or upgrade the database and load the seeds that are missing."""
    upgrade_database()
    with transaction():
        actor = _ensure_system_account()
        added = {
            "units": load_units_seed(actor=actor),
            "successions": load_successions_seed(actor=actor),
            "groups": load_groups_seed(actor=actor),
            "calendar": load_calendar_seed(actor=actor),
            "indicators": load_indicator_seeds(actor=actor),
            "directives": len(load_directive_seeds(actor=actor)),
        }
    return InitReport(added)


def _ensure_system_account() -> Actor:
    known = db.session.scalar(sa.select(User.id).where(User.username == SYSTEM_USERNAME))
    if known is None:
        db.session.add(
            User(
                username=SYSTEM_USERNAME,
                display_name="Dòng lệnh",
                role=Role.SYSTEM,
                created_at=now(),
                language=Language.VIETNAMESE,
            )
        )
        db.session.flush()
    return get_actor(SYSTEM_USERNAME)
