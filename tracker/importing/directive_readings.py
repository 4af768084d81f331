"""What the printed rows of a matrix mean: units, terms, targets, indicators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tracker.errors import RowError
from tracker.queries.indicators import indicator_keys, list_indicators
from tracker.rules.text import fold
from tracker.services.directives import MatrixReader, TaskReading
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from tracker.importing.directive_rows import DraftRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.services.directives import DirectiveDraft, PartyReading, TaskDraft

PLACES: Final = 4
LARGEST: Final = 10**14
_LONGEST: Final = {"number": 20, "section": 60, "unit_of_measure": 40}
_LONGEST_PARTY: Final = 300


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One party of a row: as printed, and the unit or group it was read as."""

    printed: str
    condition: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a document as it was read, for a person to hold against the print.

    Args:
        reading: What goes into the matrix.
        merged: Column → the row its text was printed in, for cells merged down.
        indicator: Code of the indicator the document names; empty when it names none.
        leads: Its lead units in words.
        supports: Its supporting units in words.
    """

    reading: TaskReading
    merged: dict[str, int]
    indicator: str
    leads: tuple[ReadPart, ...]
    supports: tuple[ReadPart, ...]


class TaskReader:
    """Reads the rows of one document.

    Args:
        draft: Its head; the scope and the day tell what names mean.
        directory: Units and groups.
    """

    def __init__(self, draft: DirectiveDraft, directory: UnitDirectory) -> None:
        self._directory = directory
        self._matrix = MatrixReader(draft, directory, indicator_keys())
        self._namesakes: dict[str, list[str]] = {}
        for indicator in list_indicators():
            self._namesakes.setdefault(_name_key(indicator.name), []).append(indicator.code)

    def read_all(self, rows: Iterable[DraftRow]) -> tuple[list[ReadRow], list[RowError]]:
        """Return the rows that can be read, numbered anew, and everything wrong in the others."""
        found: list[ReadRow] = []
        errors: list[RowError] = []
        for row in rows:
            noted = replace(self._noted(row.draft), ordinal=len(found) + 1)
            reading = self._read(noted, row)
            if isinstance(reading, list):
                errors += [
                    replace(error, column=row.labels.get(error.column, error.column))
                    for error in reading
                ]
            else:
                found.append(self._shown(reading, row))
        return found, errors

    def _noted(self, draft: TaskDraft) -> TaskDraft:
        """Name the indicators of a row's very name; the link itself is for a person to make.

        The same words measure different things in different documents: the share of online
        payments has another numerator in the directive of 2021 than in the annex of 2024.
        """
        codes = () if draft.indicator else self._namesakes.get(_name_key(draft.text), ())
        if not codes:
            return draft
        told = sentence("directive_reading_indicator", {"codes": tuple(codes)})
        return replace(draft, reading=f"{draft.reading} {told}".strip())

    def _read(self, draft: TaskDraft, row: DraftRow) -> TaskReading | list[RowError]:
        reading = self._matrix.read(draft)
        if isinstance(reading, list):
            parted = self._parted_by_lines(draft, reading, row)
            again = None if parted is None else self._matrix.read(parted)
            # Lines of a cell may be names of their own, or one long name broken to fit.
            if isinstance(again, TaskReading) or (again and len(again) < len(reading)):
                reading = again
        if isinstance(reading, list):
            return reading
        return list(_unstorable(reading)) or _with_unit_told(reading)

    def _parted_by_lines(
        self, draft: TaskDraft, errors: list[RowError], row: DraftRow
    ) -> TaskDraft | None:
        parted = draft
        for column in sorted({error.column for error in errors} & {"leads", "supports"}):
            cell: str = getattr(draft, column)
            if "\n" in cell:
                label = {"column": row.labels.get(column, column)}
                told = f"{parted.reading} {sentence('directive_reading_lines', label)}".strip()
                lines = cell.replace("\n", ";\n")
                parted = replace(parted, reading=told, **{column: lines})  # type: ignore[arg-type]
        return None if parted is draft else parted

    def _shown(self, reading: TaskReading, row: DraftRow) -> ReadRow:
        return ReadRow(
            reading=reading,
            merged=row.merged,
            indicator=reading.draft.indicator,
            leads=tuple(map(self._part, reading.leads)),
            supports=tuple(map(self._part, reading.supports)),
        )

    def _part(self, part: PartyReading) -> ReadPart:
        code = name = ""
        if part.unit_id is not None:
            unit = self._directory.by_id(part.unit_id)
            code, name = unit.code, unit.name
        elif part.group_id is not None:
            group = self._directory.group(part.group_id)
            code, name = group.code, group.name
        return ReadPart(part.party.name, part.party.condition, code, name)


def _with_unit_told(reading: TaskReading) -> TaskReading:
    """Say so where a target is taken as a percentage because no unit of measure is printed."""
    if reading.target is None or reading.target.unit:
        return reading
    told = f"{reading.draft.reading} {sentence('directive_reading_percent')}".strip()
    return replace(reading, draft=replace(reading.draft, reading=told))


def _unstorable(reading: TaskReading) -> Iterator[RowError]:
    """Yield what reads well but is too long or too fine for the matrix."""
    draft = reading.draft
    texts = [(column, getattr(draft, column), most) for column, most in _LONGEST.items()]
    if reading.target is not None:
        texts.append(("target", reading.target.unit, _LONGEST["unit_of_measure"]))
    for column, parts in (("leads", reading.leads), ("supports", reading.supports)):
        for part in parts:
            texts.append((column, part.party.name, _LONGEST_PARTY))
            texts.append((column, part.party.condition, _LONGEST_PARTY))
    for column, text, most in texts:
        if len(text) > most:
            yield RowError(draft.row, column, text, "cell_too_long", {"maximum": most})
    if reading.target is not None and not _is_storable(reading.target.value):
        params = {"places": PLACES}
        yield RowError(draft.row, "target", draft.target, "directive_target_too_fine", params)


def _is_storable(value: Decimal) -> bool:
    scaled = value.scaleb(PLACES)
    return scaled == scaled.to_integral_value() and abs(value) <= LARGEST


def _name_key(name: str) -> str:
    return fold(name).rstrip(" .;")
