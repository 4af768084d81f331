"""How a person's unit stands and who waits for whom, below what waits for that person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import UNIT_ROLES
from tracker.clock import today
from views.pages.home_waits import build_waits
from views.pages.scorecard_pages import build_scorecard_page, may_see

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.waiting_work import Waiting
    from views.pages.home_waits import Waits
    from views.pages.scorecard_pages import ScorecardPage


@dataclass(frozen=True, slots=True)
class UnitHome:
    """A person's unit.

    Args:
        page: Its scorecard, its dossiers in the newest month with data, the units under it.
        waits: Who waits for whom.
        card_url: Its scorecard as a page of its own; empty where that is not theirs to open.
    """

    page: ScorecardPage
    waits: Waits
    card_url: str


def build_unit_home(actor: Actor, waiting: Waiting, directory: UnitDirectory) -> UnitHome | None:
    """Return how a person's unit stands; None for whoever has no unit.

    Args:
        actor: The person.
        waiting: What waits for them and at others.
        directory: Units.
    """
    if actor.role not in UNIT_ROLES or actor.unit_id is None:
        return None
    heirs = directory.heirs(actor.unit_id, today())
    # Where several took its work over, or nobody did, its people still look at the unit itself.
    unit = heirs[0] if len(heirs) == 1 else directory.by_id(actor.unit_id)
    page = build_scorecard_page(unit, directory, is_newest_month=True)
    card_url = page.card_url if may_see(actor, unit, directory) else ""
    return UnitHome(page, build_waits(actor, unit, waiting, directory), card_url)
