"""The units of the seeds, for tests that need nothing else of them."""

from __future__ import annotations

from tracker.paths import DEMO_SEEDS
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.services.seed_units import load_groups_seed, load_successions_seed, load_units_seed
from tracker.transaction import transaction


def load_units() -> None:
    """Load units, successions and all groups, the sample data's too."""
    actor = get_actor(SYSTEM_USERNAME)
    with transaction():
        load_units_seed(actor=actor)
        load_successions_seed(actor=actor)
        load_groups_seed(actor=actor)
        load_groups_seed(actor=actor, folder=DEMO_SEEDS)
