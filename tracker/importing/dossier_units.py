"""Which unit a row of a dossier export belongs to, on the day the dossier was received."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from models.vocabulary import UnitLevel
from tracker.errors import ReadingError
from tracker.importing.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow


class UnitFault(NamedTuple):
    """Why a row's unit cannot be told; `is_code` tells which of its two cells is meant."""

    error: ReadingError
    is_code: bool


class DossierUnits:
    """Answers with units' keys; a million rows cost a million look-ups in a table.

    The code decides where there is one; a code nobody knows leaves it to the name, and a name that
    means another unit than the code is a fault.

    Args:
        directory: Every unit.
        scope_id: Only this unit and what stands under it; None for any unit.
    """

    def __init__(self, directory: UnitDirectory, scope_id: int | None = None) -> None:
        self._directory = directory
        self.scope_id = scope_id
        # A name means the same through a stretch of days in which no unit changes.
        self._stretches: Memo[str, int] = Memo(
            lambda day: directory.stretch(date.fromisoformat(day))
        )
        self._known: dict[tuple[str, str, int], int | UnitFault] = {}

    def find(self, code: str, name: str, received_on: str) -> int | UnitFault:
        """Return the key of a unit, or why it cannot be told.

        Args:
            code: Its code as printed, perhaps empty.
            name: Its name as printed, perhaps empty.
            received_on: ISO day; the unit must be valid on it, or have one heir.
        """
        key = code, name, self._stretches[received_on]
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(code, name, date.fromisoformat(received_on))
        return known

    def find_all(
        self, codes: Iterable[str], names: Iterable[str], days: Iterable[str]
    ) -> list[int | None]:
        """Return the key of each unit, None where it cannot be told; see `find`."""
        asked = list(zip(codes, names, days, strict=True))
        stretches, known = self._stretches, self._known
        found: list[Any] = [known.get((code, name, stretches[day])) for code, name, day in asked]
        if None in found or UnitFault in map(type, found):
            for at, each in enumerate(found):
                if type(each) is not int:
                    unit = self.find(*asked[at])
                    found[at] = unit if isinstance(unit, int) else None
        return found

    def _find(self, code: str, name: str, on: date) -> int | UnitFault:
        by_code = self._resolve(code, on) if code.strip() else None
        by_name = self._resolve(name, on) if name.strip() else None
        if by_code is None and by_name is None:
            return UnitFault(ReadingError("dossier_unit_missing"), is_code=False)
        if by_code is None or isinstance(by_code, ReadingError):
            if by_name is None or isinstance(by_name, ReadingError):
                return _first_fault(by_code, by_name)
            return by_name.id
        if by_name is None or isinstance(by_name, ReadingError) or by_name.id == by_code.id:
            return by_code.id
        return UnitFault(
            ReadingError("dossier_units_differ", by_code=by_code.name, by_name=by_name.name),
            is_code=True,
        )

    def _resolve(self, text: str, on: date) -> UnitRow | ReadingError:
        try:
            return self._directory.resolve(text, on, self.scope_id)
        except ReadingError as error:
            return error


def _first_fault(by_code: ReadingError | None, by_name: ReadingError | None) -> UnitFault:
    if by_name is not None:
        return UnitFault(by_name, is_code=False)
    return UnitFault(by_code or ReadingError("dossier_unit_missing"), is_code=True)


def find_common_province(
    directory: UnitDirectory, asked: Iterable[tuple[str, str, str]]
) -> int | None:
    """Return the province all plainly named units of a file belong to; None when they disagree.

    "Sở Tư pháp" is a unit of every province. In a file whose other units all belong to one, it is
    that one's. A province and the one it was merged into later count as one.

    Args:
        directory: Every unit.
        asked: Code, name and ISO day of rows of the file.
    """
    units = DossierUnits(directory)
    provinces: dict[int, UnitRow] = {}
    for code, name, day in set(asked):
        found = units.find(code, name, day)
        if isinstance(found, int):
            province = _province(directory, directory.by_id(found), date.fromisoformat(day))
            if province is not None:
                provinces[province.id] = province
    for first in provinces.values():
        others = [province for province in provinces.values() if province is not first]
        if all(other in directory.heirs(first.id, other.valid_from) for other in others):
            return first.id
    return None


def _province(directory: UnitDirectory, unit: UnitRow, on: date) -> UnitRow | None:
    above: UnitRow | None = unit
    while above is not None and above.level is not UnitLevel.PROVINCE:
        above = directory.parent(above.id, on)
    return above
