"""Which units a person of a unit speaks for: the own one and those under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Role
from tracker.clock import today
from tracker.queries.unit_directory import load_directory

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory

UNIT_ROLES: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD)


def own_unit_ids(actor: Actor, directory: UnitDirectory | None = None) -> frozenset[int]:
    """Return the keys of the units a person of a unit speaks for; none for everybody else.

    Args:
        actor: The person.
        directory: Units, when they are loaded already.
    """
    if actor.role not in UNIT_ROLES or actor.unit_id is None:
        return frozenset()
    units = directory or load_directory()
    under = units.descendants(actor.unit_id, today())
    return frozenset({actor.unit_id, *(unit.id for unit in under)})


def is_within(actor: Actor, unit_id: int, directory: UnitDirectory | None = None) -> bool:
    """Return whether a person speaks for a unit, or for all that does its work today.

    What a unit wrote before it was merged is answered by the unit that took it over.

    Args:
        actor: The person.
        unit_id: The unit.
        directory: Units, when they are loaded already.
    """
    if actor.role not in UNIT_ROLES or actor.unit_id is None:
        return False
    units = directory or load_directory()
    own = own_unit_ids(actor, units)
    return unit_id in own or any(heir.id in own for heir in units.heirs(unit_id, today()))


def answered_unit_ids(actor: Actor, directory: UnitDirectory) -> frozenset[int] | None:
    """Return the keys of every unit a person answers for; None for everybody's.

    The same as `is_within` of each unit: also those that were merged into the person's own.

    Args:
        actor: The person.
        directory: Units.
    """
    if actor.role not in UNIT_ROLES:
        return None
    own, present = own_unit_ids(actor, directory), today()
    gone = (unit.id for unit in directory.units if unit.id not in own)
    inherited = {
        key for key in gone if any(heir.id in own for heir in directory.heirs(key, present))
    }
    return own | inherited
