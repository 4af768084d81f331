"""Whose letters and explanations a person sees and acts on: of the own unit and those under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.clock import today
from tracker.errors import ForbiddenError
from tracker.queries.unit_scopes import UNIT_ROLES
from tracker.queries.units import load_tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.queries.accounts import Actor
    from tracker.queries.unit_tree import UnitTree


def units_of(actor: Actor, tree: UnitTree) -> frozenset[int] | None:
    """Return the units a person acts for; None for all, nothing for somebody without a unit.

    The own unit, what stands or ever stood under it, and ended units whose work one of these does
    today: what a unit left behind is answered by its heir.

    Args:
        actor: The person.
        tree: Units.
    """
    if actor.role not in UNIT_ROLES:
        return None
    if actor.unit_id is None:
        return frozenset()
    present = today()
    own = {actor.unit_id, *(unit.id for unit in tree.descendants(actor.unit_id, None))}
    ended = (unit for unit in tree.units if unit.valid_to < present and unit.id not in own)
    left = {
        unit.id for unit in ended if any(heir.id in own for heir in tree.heirs(unit.id, present))
    }
    return frozenset(own | left)


def require_units(actor: Actor, unit_ids: Collection[int]) -> None:
    """Refuse to act for a unit that is not the person's.

    Args:
        actor: The person.
        unit_ids: Whose matters are acted on.

    Raises:
        ForbiddenError: `unit_not_yours`.
    """
    if actor.role not in UNIT_ROLES:
        return
    tree = load_tree()
    outside = sorted(set(unit_ids) - (units_of(actor, tree) or frozenset()))
    if outside:
        name = tree.by_id(outside[0]).name
        raise ForbiddenError("unit_not_yours", username=actor.username, unit=name)
