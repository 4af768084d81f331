"""A database with the units of the seeds only, made once a module and copied for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import Store, close_database, settings_for
from tracker.paths import DEMO_SEEDS
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.runtime import create_runtime
from tracker.services.seed_units import load_groups_seed, load_successions_seed, load_units_seed
from tracker.transaction import transaction

if TYPE_CHECKING:
    from pathlib import Path


def make_units_template(store: Store, empty_template: str, instance: Path) -> str:
    """Return the address of a database that holds units, successions and groups."""
    url = store.create(empty_template)
    with create_runtime(settings_for(url, instance)).app_context():
        load_units()
        close_database()
    return url


def load_units() -> None:
    """Load units, successions and all groups, the sample data's too."""
    actor = get_actor(SYSTEM_USERNAME)
    with transaction():
        load_units_seed(actor=actor)
        load_successions_seed(actor=actor)
        load_groups_seed(actor=actor)
        load_groups_seed(actor=actor, folder=DEMO_SEEDS)
