"""Where an overview stands among the units: which one, what is above, what stands under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_plus, urlencode

from flask import request
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, UnitLevel
from tracker.errors import ReadingError
from tracker.rules.text import fold
from tracker.wording.labels import label
from tracker.wording.sentences import explain
from views.formatting import show_unit
from views.looking_back import bare_url, kept_day
from views.navigation import same_page
from views.pages.filters import Tab, matches
from views.pages.words import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow

EVERYTHING: Final = "tat-ca"
"""Value of `cap` that shows the units at every depth."""

KEPT: Final = ("che-do", "van-ban", "ky")
"""Query values that go with the reader from unit to unit."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, and what is asked for under it.

    Args:
        unit: The unit; None when there is none at all.
        trail: The units above it, the highest first.
        text: The unit as typed.
        refused: Why it cannot be found; empty when it can.
        children: Units directly under it on the day.
        below: Units under it at any depth.
        scope: Value of `cap`: empty for those directly under it, a level, or `EVERYTHING`.
        search: What is searched for, as typed.
        start: What the address of every unit's overview begins with: document and period kept.
    """

    unit: UnitRow | None
    trail: tuple[UnitRow, ...]
    text: str
    refused: str
    children: tuple[UnitRow, ...]
    below: tuple[UnitRow, ...]
    scope: str
    search: str
    start: str

    @property
    def is_leaf(self) -> bool:
        """Return whether nothing stands under the unit on that day."""
        return not self.below

    def url_of(self, unit: UnitRow) -> str:
        """Return the address of a unit's overview."""
        return f"{self.start}{quote_plus(unit.code)}"

    def rows(self) -> list[UnitRow]:
        """Return the units asked for: level, then parent, then name in Vietnamese order."""
        return self._found(self._of(self.scope))

    def tabs(self) -> list[Tab]:
        """Return the depths and levels to choose from, with the units each would show."""
        texts = {"": _("Trực thuộc")}
        present = {unit.level for unit in self.below}
        texts |= {word: label(level) for word, level in LEVELS.items() if level in present}
        if len(self.below) > len(self.children):
            texts[EVERYTHING] = _("Mọi cấp bên dưới")
        return [
            Tab(
                str(text),
                len(self._found(self._of(scope))),
                same_page(cap=scope or None),
                is_current=scope == self.scope,
            )
            for scope, text in texts.items()
        ]

    def _of(self, scope: str) -> Sequence[UnitRow]:
        if not scope:
            return self.children
        level = LEVELS.get(scope)
        return [unit for unit in self.below if level is None or unit.level is level]

    def _found(self, units: Iterable[UnitRow]) -> list[UnitRow]:
        wanted = fold(self.search)
        return [
            unit
            for unit in units
            if matches(wanted, (unit.name, unit.short_name, unit.code, *unit.aliases))
        ]


def find_place(
    directory: UnitDirectory,
    on: date,
    usual: UnitRow | None,
    allowed: frozenset[int] | None = None,
) -> Place:
    """Return the place an address asks for.

    Args:
        directory: Units.
        on: The day units are looked at: history follows them.
        usual: The unit where none is asked for.
        allowed: Only these units stand under it; None for all.
    """

    def seen(units: tuple[UnitRow, ...]) -> tuple[UnitRow, ...]:
        return tuple(each for each in units if allowed is None or each.id in allowed)

    text, refused, unit = request.args.get("don-vi", "").strip(), "", usual
    if text:
        try:
            unit = directory.resolve(text, on)
        except ReadingError as error:
            refused = explain(error)
    scope = request.args.get("cap", "")
    return Place(
        unit=unit,
        trail=_trail(directory, unit, on),
        text=text,
        refused=refused,
        children=seen(directory.children(unit.id, on)) if unit else (),
        below=seen(directory.descendants(unit.id, on)) if unit else (),
        scope=scope if scope == EVERYTHING or scope in LEVELS else "",
        search=request.args.get("tim", "").strip(),
        start=_start(),
    )


def list_peers(place: Place, directory: UnitDirectory, on: date) -> list[UnitRow]:
    """Return the units of the same level under the same unit; none where it is the only one.

    Args:
        place: The unit.
        directory: Units.
        on: The day they are looked at.
    """
    if place.unit is None or not place.trail:
        return []
    beside = directory.children(place.trail[-1].id, on)
    found = [each for each in beside if each.level is place.unit.level]
    return found if len(found) > 1 else []


def stands_under(place: Place, unit: UnitRow, directory: UnitDirectory, on: date) -> str:
    """Return the name of the unit right above one, where the place has several such; else empty."""
    if not place.scope:
        return ""
    above = directory.parent(unit.id, on)
    is_place = above is None or place.unit is None or above.id == place.unit.id
    return "" if is_place else show_unit(above)


def own_unit(actor: Actor, directory: UnitDirectory, on: date) -> UnitRow | None:
    """Return the unit a person of a unit starts from on a day; None for everybody else."""
    if actor.role not in UNIT_ROLES or actor.unit_id is None:
        return None
    heirs = directory.heirs(actor.unit_id, on)
    return heirs[0] if heirs else None


def scope_unit(scope_id: int, directory: UnitDirectory, on: date) -> UnitRow:
    """Return the unit a document was issued for, as it is on a day; who is above where it ended."""
    unit: UnitRow | None = directory.by_id(scope_id)
    for _height in LEVELS:
        if unit is None:
            break
        heirs = directory.heirs(unit.id, on)
        if heirs:
            return heirs[0]
        unit = directory.by_id(unit.parent_id) if unit.parent_id else None
    return directory.by_id(scope_id)


def fullest_province(counts: dict[int, int], directory: UnitDirectory, on: date) -> UnitRow | None:
    """Return the province with the most dossiers; None where there is no province that day.

    Args:
        counts: Dossiers by unit id.
        directory: Units.
        on: The day.
    """
    provinces = [
        unit for unit in directory.units if unit.level is UnitLevel.PROVINCE and unit.is_valid(on)
    ]

    def total(province: UnitRow) -> int:
        below = (province, *directory.descendants(province.id, on))
        return sum(counts.get(unit.id, 0) for unit in below)

    return max(provinces, key=total, default=None)


def _start() -> str:
    """Return what the address of every unit's overview begins with."""
    kept = {name: request.args[name] for name in KEPT if request.args.get(name)}
    return f"{bare_url('overviews.show')}?{urlencode({**kept, **kept_day(), 'don-vi': ''})}"


def _trail(directory: UnitDirectory, unit: UnitRow | None, on: date) -> tuple[UnitRow, ...]:
    found: list[UnitRow] = []
    seen: set[int] = set()
    above = unit
    while above is not None and above.id not in seen:
        seen.add(above.id)
        above = directory.parent(above.id, on)
        if above is not None:
            found.append(above)
    return tuple(reversed(found))
