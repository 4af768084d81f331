"""Groups that documents address, and who belongs to one on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import UnitGroup, UnitGroupAlias, UnitGroupMember, db
from models.vocabulary import UnitLevel
from tracker.rules.text import fold

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group by rule (levels, kinds), by list (members), or both (nhóm đơn vị)."""

    id: int
    code: str
    name: str
    scope_id: int
    levels: frozenset[UnitLevel]
    kinds: frozenset[str]
    member_ids: tuple[int, ...]
    aliases: tuple[str, ...]
    source: str
    note: str

    def takes(self, unit: UnitRow) -> bool:
        """Return whether the rule takes in a unit of the scope."""
        return unit.level in self.levels and (not self.kinds or fold(unit.kind) in self.kinds)


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A unit of a group on a day, and the earlier member whose place it took, if any."""

    unit: UnitRow
    inherited_from: UnitRow | None


def list_groups() -> list[GroupRow]:
    """Return every group by code; three queries."""
    members: dict[int, list[int]] = {}
    for group_id, unit_id in db.session.execute(
        sa.select(UnitGroupMember.group_id, UnitGroupMember.unit_id).order_by(UnitGroupMember.id)
    ):
        members.setdefault(group_id, []).append(unit_id)
    aliases: dict[int, list[str]] = {}
    for group_id, alias in db.session.execute(
        sa.select(UnitGroupAlias.group_id, UnitGroupAlias.alias).order_by(UnitGroupAlias.id)
    ):
        aliases.setdefault(group_id, []).append(alias)
    groups = db.session.scalars(sa.select(UnitGroup).order_by(UnitGroup.code))
    return [
        GroupRow(
            id=group.id,
            code=group.code,
            name=group.name,
            scope_id=group.scope_id,
            levels=frozenset(UnitLevel(level) for level in _parts(group.levels)),
            kinds=frozenset(fold(kind) for kind in _parts(group.kinds)),
            member_ids=tuple(members.get(group.id, ())),
            aliases=tuple(aliases.get(group.id, ())),
            source=group.source,
            note=group.note,
        )
        for group in groups
    ]


def members_of(tree: UnitTree, group: GroupRow, on: date) -> tuple[GroupMember, ...]:
    """Return who belongs to a group on a day, in the order of listings.

    By rule: the units of the scope valid that day. Once the scope itself has ended: the heirs, of
    the same level, of every unit that was a member; so a document of a merged province still
    reaches the communes on its land and no others. By list: the units named, or their heirs.
    """
    places: dict[int, list[UnitRow]] = {}
    scope = tree.by_id(group.scope_id)
    if scope.is_valid(on):
        for unit in tree.descendants(scope.id, on):
            if group.takes(unit):
                places[unit.id] = [unit]
    elif scope.valid_to < on:
        for unit in tree.descendants(scope.id, None):
            if group.takes(unit):
                _hand_down(tree, unit, on, places, level=unit.level)
    for unit_id in group.member_ids:
        _hand_down(tree, tree.by_id(unit_id), on, places, level=None)
    units = tree.ordered(tree.by_id(unit_id) for unit_id in places)
    return tuple(GroupMember(unit, _inherited_from(unit, places[unit.id])) for unit in units)


def _inherited_from(unit: UnitRow, members: list[UnitRow]) -> UnitRow | None:
    """Return whose place a unit took: none's, that of the member of its name, or the first's."""
    if unit in members:
        return None
    named_alike = [member for member in members if fold(member.name) == fold(unit.name)]
    return (named_alike or members)[0]


def _hand_down(
    tree: UnitTree,
    member: UnitRow,
    on: date,
    places: dict[int, list[UnitRow]],
    *,
    level: UnitLevel | None,
) -> None:
    for heir in tree.heirs(member.id, on):
        if level is None or heir.level is level:
            places.setdefault(heir.id, []).append(member)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]
