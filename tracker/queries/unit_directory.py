"""Which unit or group a printed name, code or phrase means on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import UnitLevel
from tracker.errors import NotFoundError, ReadingError
from tracker.queries.unit_groups import GroupMember, GroupRow, list_groups, members_of
from tracker.queries.unit_tree import UnitTree
from tracker.queries.units import UnitRow, load_tree
from tracker.rules.text import clean
from tracker.rules.unit_names import bare_key, lengthened_key, name_key, spelling, split_place
from tracker.wording.sentences_units import hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set
    from datetime import date

_SOUND_SCORE: Final = 80
"""Of 100: one slip in a short name, two or three in a long one."""


@dataclass(frozen=True, slots=True)
class PartyRef:
    """What a printed phrase means: a unit or a group, never both."""

    unit_id: int | None
    group_id: int | None


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a text means no single unit; kept, so that a file's thousandth bad row costs nothing."""

    code: str
    params: dict[str, object]


class UnitDirectory(UnitTree):
    """Every unit, name, succession and group, in memory; it answers without a query."""

    def __init__(self, tree: UnitTree, groups: Sequence[GroupRow]) -> None:
        # The tree's memory is taken over: its own would be filled with the same again.
        self.__dict__.update(tree.__dict__)
        self.groups = tuple(groups)
        self._groups_by_id = {group.id: group for group in groups}
        self._groups_by_name: dict[str, list[GroupRow]] = {}
        for group in groups:
            for key in {name_key(name) for name in (group.name, *group.aliases)}:
                self._groups_by_name.setdefault(key, []).append(group)
        self._codes = {code.casefold(): code for code in self._by_code}
        self._names: dict[str, list[UnitRow]] = {}
        self._bare_names: dict[str, list[UnitRow]] = {}
        for unit in self.units:
            self._enter(unit)
        self._answers: dict[tuple[str, int, int | None], UnitRow | _Refusal] = {}
        self._scopes: dict[tuple[int, int | None], frozenset[int]] = {}

    def resolve(self, text: str, on: date, scope_id: int | None = None) -> UnitRow:
        """Return the unit a code or name means on a day.

        In turn: a code, which follows its succession when it ended; a name, short name or alias of
        a unit valid that day; a former name whose heir is one unit. Case, marks, "UBND" before the
        name and, where none is written, the word "xã", "phường" … make no difference; where marks
        alone tell two names apart, they decide.

        Args:
            text: Code or name as written.
            on: The day in question.
            scope_id: Only this unit and what stands under it; a scope that ended means its heirs.

        Raises:
            ReadingError: `unit_unknown` (value, suggestion), `unit_ambiguous` (value, candidates),
                `unit_ended` (value, units, last_day), `unit_not_yet` (value, units, first_day).
        """
        key = text, self.stretch(on), scope_id
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._answer(text, on, scope_id)
        if isinstance(answer, _Refusal):
            raise ReadingError(answer.code, **answer.params)
        return answer

    def resolve_party(self, printed: str, scope_id: int | None, on: date) -> PartyRef:
        """Return what a phrase of a document means to the unit that issued it.

        In turn: a group of the scope or of a unit above it, a unit of the scope or of a unit above
        it, any unit.

        Raises:
            ReadingError: As `resolve`.
        """
        group = self._find_group(printed, scope_id)
        if group is not None:
            return PartyRef(None, group.id)
        if scope_id is not None:
            # A department's plan that names "Trung tâm … tỉnh" means its own province's.
            for unit in self._upwards(scope_id):
                try:
                    return PartyRef(self.resolve(printed, on, unit.id).id, None)
                except ReadingError as error:
                    if error.code != "unit_unknown":
                        raise
        return PartyRef(self.resolve(printed, on).id, None)

    def group(self, group_id: int) -> GroupRow:
        """Return the group with that key.

        Raises:
            NotFoundError: `unit_group_missing`.
        """
        group = self._groups_by_id.get(group_id)
        if group is None:
            raise NotFoundError("unit_group_missing", value=group_id)
        return group

    def group_members(self, group_id: int, on: date) -> tuple[GroupMember, ...]:
        """Return who belongs to a group on a day; see `tracker.queries.unit_groups.members_of`."""
        return members_of(self, self.group(group_id), on)

    def _enter(self, unit: UnitRow) -> None:
        keys = {name_key(name) for name in (unit.name, unit.short_name, *unit.aliases)} - {""}
        for key in keys:
            self._names.setdefault(key, []).append(unit)
        for bare in {bare_key(key) for key in keys} - {None}:
            self._bare_names.setdefault(bare or "", []).append(unit)

    def _answer(self, text: str, on: date, scope_id: int | None) -> UnitRow | _Refusal:
        asked = clean(text)
        meanings = self.meanings(asked) or self.meanings(self._codes.get(asked.casefold(), ""))
        answer = self._settle(asked, [meanings], on, scope_id) if meanings else None
        if answer is None:
            answer = self._settle(asked, list(self._tiers(name_key(asked))), on, scope_id)
        if answer is None:
            answer = self._own_province(asked, on, scope_id) or self._qualified(asked, on, scope_id)
        return answer or self._unknown(text, on, self._scope(scope_id, on))

    def _tiers(self, key: str) -> Iterator[list[UnitRow]]:
        """Yield the units of a name, the best fit first."""
        longer = lengthened_key(key)
        for candidate in (key, longer):
            if candidate and candidate in self._names:
                yield self._names[candidate]
        if bare_key(key) is None and key in self._bare_names:
            yield self._bare_names[key]

    def _settle(
        self,
        asked: str,
        tiers: Sequence[Sequence[UnitRow]],
        on: date,
        scope_id: int | None,
    ) -> UnitRow | _Refusal | None:
        """Return the one unit meant, why it is none, or None when nothing of that name is known."""
        allowed = self._scope(scope_id, on)
        ever = self._scope(scope_id, None)
        for tier in tiers:
            valid = [unit for unit in tier if unit.is_valid(on) and _within(unit, allowed)]
            if valid:
                return self._one_of(asked, valid, on)
        for tier in tiers:
            former = _alike(asked, [unit for unit in tier if unit.valid_to < on])
            heirs = {heir.id: heir for unit in former for heir in self.heirs(unit.id, on)}
            within = [heir for heir in heirs.values() if _within(heir, allowed)]
            if within:
                return self._one_of(asked, within, on)
        known = [unit for tier in tiers for unit in tier if _within(unit, ever)]
        return self._ended(asked, known, on) if known else None

    def _one_of(self, asked: str, units: Sequence[UnitRow], on: date) -> UnitRow | _Refusal:
        alike = _alike(asked, units)
        if len(alike) == 1:
            return alike[0]
        candidates = tuple(self._placed(unit, on) for unit in self.ordered(alike))
        return _Refusal("unit_ambiguous", {"value": asked, "candidates": candidates})

    def _ended(self, asked: str, units: Sequence[UnitRow], on: date) -> _Refusal:
        past = [unit for unit in units if unit.valid_to < on]
        alike = _alike(asked, past or units)
        params: dict[str, object] = {"value": asked, "units": tuple(unit.name for unit in alike)}
        if past:
            params["last_day"] = max(unit.valid_to for unit in alike)
            return _Refusal("unit_ended", params)
        params["first_day"] = min(unit.valid_from for unit in alike)
        return _Refusal("unit_not_yet", params)

    def _placed(self, unit: UnitRow, on: date) -> str:
        """Return a unit as a candidate: its name, the unit above it, its code."""
        parent = self.parent(unit.id, on)
        above = f", {parent.name}" if parent else ""
        return f"{unit.name}{above} ({unit.code})"

    def _own_province(self, asked: str, on: date, scope_id: int | None) -> UnitRow | None:
        """Return the scope's province for "UBND tỉnh", as its own documents call it."""
        if scope_id is None or name_key(asked) != "tinh":
            return None
        for unit in self._upwards(scope_id):
            heirs = self.heirs(unit.id, on)
            if len(heirs) == 1 and heirs[0].level is UnitLevel.PROVINCE:
                return heirs[0]
        return None

    def _qualified(self, asked: str, on: date, scope_id: int | None) -> UnitRow | _Refusal | None:
        """Return what "xã Đăk Long, huyện Đăk Glei" means: the name, within the place."""
        parts = split_place(asked)
        if parts is None:
            return None
        name, place = parts
        try:
            above = self.resolve(place, on, scope_id)
            return self.resolve(name, on, above.id)
        except ReadingError as error:
            if error.code == "unit_ambiguous":
                return _Refusal(error.code, {**error.params, "value": asked})
            return None

    def _unknown(self, text: str, on: date, allowed: Set[int] | None) -> _Refusal:
        # Loaded only for a refusal: most processes never meet one.
        from rapidfuzz import fuzz, process

        names: dict[str, UnitRow] = {}
        for key, units in self._names.items():
            for unit in units:
                if unit.is_valid(on) and _within(unit, allowed):
                    names[key] = unit
        best = process.extractOne(
            name_key(text), names.keys(), scorer=fuzz.ratio, score_cutoff=_SOUND_SCORE
        )
        suggestion = names[best[0]].name if best else ""
        return _Refusal(
            "unit_unknown", {"value": text, "suggestion": suggestion, "hint": hint(suggestion)}
        )

    def _scope(self, scope_id: int | None, on: date | None) -> frozenset[int] | None:
        """Return the units of a scope on a day, or ever; None when there is no scope."""
        if scope_id is None:
            return None
        key = scope_id, None if on is None else self.stretch(on)
        found = self._scopes.get(key)
        if found is None:
            roots = (self.by_id(scope_id),) if on is None else self.heirs(scope_id, on)
            ids = {unit.id for root in roots for unit in self.descendants(root.id, on)}
            found = self._scopes[key] = frozenset(ids | {root.id for root in roots})
        return found

    def _upwards(self, unit_id: int) -> Iterator[UnitRow]:
        """Yield a unit and the recorded units above it, the nearest first."""
        unit: UnitRow | None = self.by_id(unit_id)
        while unit is not None:
            yield unit
            unit = None if unit.parent_id is None else self.by_id(unit.parent_id)

    def _find_group(self, printed: str, scope_id: int | None) -> GroupRow | None:
        found = self._groups_by_name.get(name_key(printed), [])
        if scope_id is not None:
            for unit in self._upwards(scope_id):
                inside = [group for group in found if group.scope_id == unit.id]
                if inside:
                    return _only_group(printed, inside)
            return None
        return _only_group(printed, found) if found else None


def load_directory() -> UnitDirectory:
    """Return the directory as the database stands; six queries, however many units there are."""
    return UnitDirectory(load_tree(), list_groups())


def _within(unit: UnitRow, allowed: Set[int] | None) -> bool:
    return allowed is None or unit.id in allowed


def _alike(asked: str, units: Sequence[UnitRow]) -> Sequence[UnitRow]:
    """Return the units spelled as asked, or all of them when none or all are."""
    if len(units) < 2:
        return units
    spelled = spelling(asked)
    return [unit for unit in units if spelled in _spellings(unit)] or units


def _spellings(unit: UnitRow) -> Iterable[str]:
    return {spelling(name) for name in (unit.name, unit.short_name, *unit.aliases)}


def _only_group(printed: str, groups: Sequence[GroupRow]) -> GroupRow:
    if len(groups) > 1:
        candidates = tuple(f"{group.name} ({group.code})" for group in groups)
        raise ReadingError("unit_ambiguous", value=printed, candidates=candidates)
    return groups[0]
