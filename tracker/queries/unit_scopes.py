"""Which units a person answers for: one rule for pages, commands, digests and calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import UNIT_ROLES
from tracker.clock import present_day, today
from tracker.errors import ForbiddenError
from tracker.queries.unit_directory import load_directory
from tracker.queries.units import load_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow


def with_under(unit_ids: Iterable[int], tree: UnitTree) -> frozenset[int]:
    """Return the keys of units and of all that ever stood under them."""
    found = set(unit_ids)
    return frozenset(found.union(unit.id for key in found for unit in tree.descendants(key, None)))


def find_meant_units(
    text: str, directory: UnitDirectory, on: date | None = None
) -> tuple[UnitRow, ...]:
    """Return the units of whatever years a code means, else the one a name means on a day.

    Args:
        text: As typed.
        directory: Units.
        on: The day; today if not given.

    Raises:
        ReadingError: As `UnitDirectory.resolve`.
    """
    return directory.meanings(text) or (directory.resolve(text, on or today()),)


def list_meant_unit_ids(text: str, on: date | None = None) -> frozenset[int]:
    """Return the keys of the units a text means and of all under them; as `find_meant_units`."""
    directory = load_directory()
    return with_under((unit.id for unit in find_meant_units(text, directory, on)), directory)


def answered_unit_ids(actor: Actor, tree: UnitTree) -> frozenset[int] | None:
    """Return the keys of the units a person answers for; None for everybody's.

    Those their unit answers for today (`answered_by`), whatever day is looked back at: who took
    over a unit's work reads its past. Nothing for somebody without a unit.

    Args:
        actor: The person.
        tree: Units.
    """
    if actor.role not in UNIT_ROLES:
        return None
    if actor.unit_id is None:
        return frozenset()
    return answered_by(actor.unit_id, tree, present_day())


def answered_by(unit_id: int, tree: UnitTree, on: date) -> frozenset[int]:
    """Return the keys of the units a unit answers for on a day.

    Itself, what stands or ever stood under it, and ended units whose work one of these does by
    then, with what ended under them: what a unit left behind is answered by its heir.

    Args:
        unit_id: The unit.
        tree: Units.
        on: The day.
    """
    own = with_under([unit_id], tree)
    # What outlived the unit it stood under stands under that one's heir.
    own |= {unit.id for unit in tree.descendants(unit_id, on)}
    ended = {unit.id for unit in tree.units if unit.valid_to < on}
    left = {key for key in ended - own if any(heir.id in own for heir in tree.heirs(key, on))}
    return own | (with_under(left, tree) & ended)


def is_within(actor: Actor, unit_id: int, tree: UnitTree | None = None) -> bool:
    """Return whether a unit is one of those a person of a unit answers for.

    Args:
        actor: The person; nobody else is within a unit, whatever they may see.
        unit_id: The unit.
        tree: Units, when they are loaded already.
    """
    return unit_id in (answered_unit_ids(actor, tree or load_tree()) or ())


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
    outside = sorted(set(unit_ids) - (answered_unit_ids(actor, tree) or frozenset()))
    if outside:
        name = tree.by_id(outside[0]).name
        raise ForbiddenError("unit_not_yours", username=actor.username, unit=name)
