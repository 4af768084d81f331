"""Units as frozen values: listings, and one unit by its code or key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Unit, UnitAlias, UnitSuccession, db
from models.vocabulary import OPEN_END, OPEN_START, UnitLevel
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.unit_tree import SuccessionRow, UnitTree
from tracker.rules.dates import format_date
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

_RANKS: Final = {level: rank for rank, level in enumerate(UnitLevel)}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit for the days it existed under one code (đơn vị)."""

    id: int
    code: str
    name: str
    short_name: str
    level: UnitLevel
    kind: str
    parent_id: int | None
    parent_code: str
    valid_from: date
    valid_to: date
    aliases: tuple[str, ...] = ()

    def is_valid(self, on: date) -> bool:
        """Return whether the unit exists on a day."""
        return self.valid_from <= on <= self.valid_to


def list_units(
    *, as_of: date | None = None, under: str | None = None, level: UnitLevel | None = None
) -> list[UnitRow]:
    """Return units by level, then parent, then name in Vietnamese order.

    Args:
        as_of: Only units valid that day; without it every validity of every unit.
        under: Code of a unit; only what stands under it, at any depth. Nothing stands under a
            unit that is not valid on `as_of`.
        level: Only units of that level.

    Raises:
        NotFoundError: `unit_code_unknown`.
        RefusedError: `unit_code_several` when `under` has meant several units and no day is given.
    """
    tree = load_tree()
    units: Sequence[UnitRow] = tree.units
    if under is not None:
        root = _pick(tree.meanings(under), under, as_of)
        units = () if root is None else tree.descendants(root.id, as_of)
    return [
        unit
        for unit in units
        if (as_of is None or unit.is_valid(as_of)) and (level is None or unit.level is level)
    ]


def get_unit(code: str, on: date | None = None) -> UnitRow:
    """Return the unit a code means.

    Args:
        code: Code as stored.
        on: The day in question; needed when the code has meant several units.

    Raises:
        NotFoundError: `unit_code_unknown`, or `unit_code_not_valid` when it means none that day.
        RefusedError: `unit_code_several` when it has meant several and no day is given.
    """
    meanings = _fetch_units(Unit.code == code)
    unit = _pick(meanings, code, on)
    if unit is None:
        raise NotFoundError("unit_code_not_valid", value=code, on=on, choices=describe(meanings))
    return unit


def get_unit_by_id(unit_id: int) -> UnitRow:
    """Return the unit with that key.

    Raises:
        NotFoundError: `unit_missing`.
    """
    units = _fetch_units(Unit.id == unit_id)
    if not units:
        raise NotFoundError("unit_missing", value=unit_id)
    return units[0]


def load_tree() -> UnitTree:
    """Return every unit and succession; three queries, however many there are."""
    rows = db.session.execute(
        sa.select(
            UnitSuccession.predecessor_id,
            UnitSuccession.successor_id,
            UnitSuccession.effective_on,
            UnitSuccession.kind,
        ).order_by(UnitSuccession.effective_on, UnitSuccession.id)
    )
    successions = [SuccessionRow(*row) for row in rows]
    return UnitTree(_in_order(_fetch_units()), successions)


def describe(units: Iterable[UnitRow]) -> tuple[str, ...]:
    """Return units as a person tells them apart: name, code and days."""
    return tuple(
        f"{unit.name} ({unit.code}, {describe_days(unit.valid_from, unit.valid_to)})"
        for unit in units
    )


def describe_days(valid_from: date, valid_to: date) -> str:
    """Return a validity as people read it: "01/07/2025 – …"."""
    first = "…" if valid_from == OPEN_START else format_date(valid_from)
    last = "…" if valid_to == OPEN_END else format_date(valid_to)
    return f"{first} \u2013 {last}"


def _pick(meanings: Sequence[UnitRow], code: str, on: date | None) -> UnitRow | None:
    if not meanings:
        raise NotFoundError("unit_code_unknown", value=code)
    if on is not None:
        return next((unit for unit in meanings if unit.is_valid(on)), None)
    if len(meanings) > 1:
        raise RefusedError("unit_code_several", value=code, choices=describe(meanings))
    return meanings[0]


def _fetch_units(*conditions: sa.ColumnElement[bool]) -> list[UnitRow]:
    """Return units, the oldest meaning of a code first; two queries."""
    aliases: dict[int, list[str]] = {}
    for unit_id, alias in db.session.execute(
        sa.select(UnitAlias.unit_id, UnitAlias.alias)
        .join(Unit, Unit.id == UnitAlias.unit_id)
        .where(*conditions)
        .order_by(UnitAlias.id)
    ):
        aliases.setdefault(unit_id, []).append(alias)
    parent = aliased(Unit)
    rows = db.session.execute(
        sa.select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.short_name,
            Unit.level,
            Unit.kind,
            Unit.parent_id,
            sa.func.coalesce(parent.code, "").label("parent_code"),
            Unit.valid_from,
            Unit.valid_to,
        )
        .outerjoin(parent, parent.id == Unit.parent_id)
        .where(*conditions)
        .order_by(Unit.code, Unit.valid_from)
    )
    return [UnitRow(**row, aliases=tuple(aliases.get(row["id"], ()))) for row in rows.mappings()]


def _in_order(units: Sequence[UnitRow]) -> list[UnitRow]:
    """Return units by level, then parent, then name."""
    by_id = {unit.id: unit for unit in units}

    def path(unit: UnitRow) -> tuple[object, ...]:
        names: list[tuple[object, ...]] = []
        above: UnitRow | None = unit
        while above is not None and len(names) < len(_RANKS):
            key = (_RANKS[above.level], sort_key(above.name), above.valid_from, above.code)
            names.append(key)
            above = by_id.get(above.parent_id or 0)
        return tuple(reversed(names))

    # Parents first by their own path, so that a province's communes stay together.
    return sorted(units, key=lambda unit: (_RANKS[unit.level], path(unit)[:-1], path(unit)[-1]))
