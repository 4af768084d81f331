"""What is known of every unit while units are being written, and the checks a new one must pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import Unit, UnitAlias, db
from models.vocabulary import OPEN_END, OPEN_START
from tracker.errors import RefusedError
from tracker.queries.units import describe_days
from tracker.rules.text import clean, fold
from tracker.rules.unit_names import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from datetime import date

    from models.vocabulary import UnitLevel

_LONGEST: Final = {"code": 40, "name": 300, "short_name": 120, "kind": 40}
_LONGEST_ALIAS: Final = 300


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """What somebody says about a unit; None is what they say nothing about.

    Args:
        valid_from: First day; `OPEN_START` when it began before the records do.
        valid_to: Last day; `OPEN_END` while it goes on.
        aliases: Further spellings; those already known stay.
        row: Row number in the file it comes from.
    """

    code: str
    name: str
    level: UnitLevel
    parent_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    short_name: str | None = None
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    evidence: str | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What one draft did to its unit.

    Args:
        before: Old values of what changed; empty for a new unit.
        after: New values of what changed.
    """

    unit: Unit
    is_new: bool
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


class UnitBook:
    """Every unit by its code; units saved here are flushed by `finish`, never committed."""

    def __init__(self) -> None:
        self._by_code: dict[str, list[Unit]] = {}
        for unit in db.session.scalars(sa.select(Unit).order_by(Unit.code, Unit.valid_from)):
            self._by_code.setdefault(unit.code, []).append(unit)
        self._aliases: dict[int, set[str]] = {}
        for unit_id, folded in db.session.execute(sa.select(UnitAlias.unit_id, UnitAlias.folded)):
            self._aliases.setdefault(unit_id, set()).add(folded)
        self._new_aliases: list[tuple[Unit, str]] = []

    def find(self, code: str, on: date) -> Unit | None:
        """Return the unit a code means on a day; when it means none, the latest before it."""
        earlier = [unit for unit in self._by_code.get(code, ()) if unit.valid_from <= on]
        return max(earlier, key=lambda unit: unit.valid_from, default=None)

    def latest(self, code: str) -> Unit | None:
        """Return the unit a code meant last."""
        return self.find(code, OPEN_END)

    def known(self, code: str, valid_from: date) -> Unit | None:
        """Return the unit with that code from exactly that day on."""
        units = self._by_code.get(code, ())
        return next((unit for unit in units if unit.valid_from == valid_from), None)

    def save(self, draft: UnitDraft) -> Change:
        """Add a unit or change the one with this code and first day.

        Without a first day the latest unit of the code is meant.

        Raises:
            RefusedError: `unit_code_missing`, `unit_code_unusable`, `unit_name_missing`,
                `unit_text_too_long`, `unit_end_before_start`, `unit_validity_overlap`,
                `unit_parent_unknown`, `unit_parent_not_yet`, `unit_parent_ended` or
                `unit_parent_circular`, each with `column` and `value`. The book is unchanged.
        """
        _require_texts(draft)
        code = clean(draft.code)
        day = draft.valid_from
        unit = self.latest(code) if day is None else self.known(code, day)
        first, last = self._days(draft, unit)
        self._require_free(code, first, last, unit)
        parent_id = self._parent_id(draft, unit, first, last)
        values: dict[str, object] = {
            "name": clean(draft.name),
            "short_name": _said(draft.short_name, unit.short_name if unit else ""),
            "level": draft.level,
            "kind": _said(draft.kind, unit.kind if unit else kind_of(draft.name)),
            "parent_id": parent_id,
            "valid_to": last,
            "evidence": _said(draft.evidence, unit.evidence if unit else ""),
        }
        if unit is None:
            return self._add(code, first, values, draft.aliases)
        return self._change(unit, values, draft.aliases)

    def finish(self) -> None:
        """Write what is still to be written."""
        db.session.flush()
        db.session.add_all(
            UnitAlias(unit_id=unit.id, alias=alias, folded=fold(alias))
            for unit, alias in self._new_aliases
        )
        self._new_aliases.clear()
        db.session.flush()

    def add_aliases(self, unit: Unit, aliases: Sequence[str]) -> list[str]:
        """Give a unit the spellings it does not have yet and return those."""
        known = self._aliases.setdefault(self._id(unit), set()) if aliases else set()
        added = _new_spellings(aliases, (unit.name, unit.short_name), known)
        known.update(map(fold, added))
        self._new_aliases += [(unit, alias) for alias in added]
        return added

    def _add(
        self, code: str, first: date, values: Mapping[str, object], aliases: Sequence[str]
    ) -> Change:
        unit = Unit(code=code, valid_from=first, name_folded=fold(str(values["name"])), **values)
        db.session.add(unit)
        self._by_code.setdefault(code, []).append(unit)
        # A new unit has no key yet, and asking for it would write units one by one.
        added = _new_spellings(aliases, (unit.name, unit.short_name), frozenset())
        self._new_aliases += [(unit, alias) for alias in added]
        return Change(unit, is_new=True)

    def _change(self, unit: Unit, values: Mapping[str, object], aliases: Sequence[str]) -> Change:
        before: dict[str, str] = {}
        after: dict[str, str] = {}
        for name, value in values.items():
            if getattr(unit, name) != value:
                before[name], after[name] = str(getattr(unit, name)), str(value)
                setattr(unit, name, value)
        unit.name_folded = fold(unit.name)
        added = self.add_aliases(unit, aliases)
        if added:
            before["aliases"], after["aliases"] = "", "|".join(added)
        return Change(unit, is_new=False, before=before, after=after)

    def _id(self, unit: Unit) -> int:
        if unit in db.session.new:
            db.session.flush()
        return unit.id

    def _days(self, draft: UnitDraft, unit: Unit | None) -> tuple[date, date]:
        first = unit.valid_from if unit else draft.valid_from or OPEN_START
        last = draft.valid_to or (unit.valid_to if unit else OPEN_END)
        if last < first:
            raise RefusedError(
                "unit_end_before_start", column="valid_to", value=last, first_day=first
            )
        return first, last

    def _require_free(self, code: str, first: date, last: date, unit: Unit | None) -> None:
        clashes = [
            other
            for other in self._by_code.get(code, ())
            if other is not unit and other.valid_from <= last and first <= other.valid_to
        ]
        if clashes:
            choices = tuple(
                f"{other.name} ({describe_days(other.valid_from, other.valid_to)})"
                for other in clashes
            )
            raise RefusedError(
                "unit_validity_overlap", column="valid_from", value=code, choices=choices
            )

    def _parent_id(
        self, draft: UnitDraft, unit: Unit | None, first: date, last: date
    ) -> int | None:
        if draft.parent_code is None:
            return unit.parent_id if unit else None
        code = clean(draft.parent_code)
        if not code:
            return None
        if code not in self._by_code:
            raise RefusedError("unit_parent_unknown", column="parent_code", value=code)
        parent = self._parent_on(code, first, last)
        if unit is not None:
            self._require_no_circle(unit, parent)
        return self._id(parent)

    def _parent_on(self, code: str, first: date, last: date) -> Unit:
        """Return the meaning of the parent's code on the child's first day.

        A child whose first day is not recorded stands under what the code means on its last.
        """
        is_recorded = first != OPEN_START
        parent = self.find(code, first if is_recorded else last)
        if parent is None:
            earliest = min(unit.valid_from for unit in self._by_code[code])
            raise RefusedError(
                "unit_parent_not_yet", column="parent_code", value=code, first_day=earliest
            )
        if is_recorded and parent.valid_to < first:
            raise RefusedError(
                "unit_parent_ended", column="parent_code", value=code, last_day=parent.valid_to
            )
        return parent

    def _require_no_circle(self, unit: Unit, parent: Unit) -> None:
        if self._id(parent) == unit.parent_id:
            return
        by_id = {self._id(other): other for units in self._by_code.values() for other in units}
        above: Unit | None = parent
        while above is not None:
            if above is unit:
                raise RefusedError("unit_parent_circular", column="parent_code", value=parent.code)
            above = by_id.get(above.parent_id or 0)


def _new_spellings(aliases: Sequence[str], own_names: Sequence[str], known: Set[str]) -> list[str]:
    """Return the spellings to add, one of each key.

    Of "Đăk" and "Đắk", which have one key, the one that is no name of the unit's says more.
    """
    own = {name.casefold() for name in own_names}
    spellings: dict[str, str] = {}
    for alias in filter(None, map(clean, aliases)):
        chosen = spellings.get(fold(alias))
        says_more = chosen is not None and chosen.casefold() in own and alias.casefold() not in own
        if fold(alias) not in known and (chosen is None or says_more):
            spellings[fold(alias)] = alias
    return list(spellings.values())


def _said(said: str | None, known: str) -> str:
    return known if said is None else clean(said)


def _require_texts(draft: UnitDraft) -> None:
    if not draft.code.strip():
        raise RefusedError("unit_code_missing", column="code", value=draft.code)
    if "|" in draft.code:  # the sign between the items of a list
        raise RefusedError("unit_code_unusable", column="code", value=draft.code)
    if not draft.name.strip():
        raise RefusedError("unit_name_missing", column="name", value="", unit=draft.code)
    texts = [(column, getattr(draft, column) or "", _LONGEST[column]) for column in _LONGEST]
    texts += [("aliases", alias, _LONGEST_ALIAS) for alias in draft.aliases]
    for column, text, maximum in texts:
        if len(clean(text)) > maximum:
            raise RefusedError("unit_text_too_long", column=column, value=text, maximum=maximum)
