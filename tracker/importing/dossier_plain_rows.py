"""Rows of a dossier export that need no second look, some thousand at a time, column by column.

Days, names and words of a file repeat: a column of them is a column of look-ups, which costs a
third of reading row by row. Whatever is not plain is left to `tracker.importing.dossier_rows`,
which alone says what is wrong with a row; of a plain row both say the same.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from operator import and_, itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from models.vocabulary import DossierStatus
from tracker.errors import ReadingError
from tracker.importing.dossier_columns import DossierCells
from tracker.importing.dossier_days import DossierDays
from tracker.importing.dossier_rows import (
    LONGEST_CODE,
    LONGEST_OFFICER,
    LONGEST_PROCEDURE_CODE,
    LONGEST_TERM,
    NUMBER_CELL,
    STILL_OPEN,
)
from tracker.importing.memo import Memo
from tracker.importing.moments import (
    DAY_LETTERS,
    LONGEST_PLAIN,
    UNREADABLE,
    read_plain_day,
    read_rest,
)
from tracker.rules.delay_causes import read_cause, read_supplement_count
from tracker.rules.dossier_records import DossierRecord
from tracker.rules.dossier_words import read_channel, read_status
from tracker.rules.lateness import ENDED
from tracker.rules.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from tracker.importing.columns import HeaderMatch
    from tracker.importing.dossier_units import DossierUnits
    from tracker.importing.table import TableRow
    from tracker.rules.calendar import WorkingCalendar

LONGEST_WORD: Final = 200
"""Longer cells are not kept in a table of what was met before."""
MOST_WORDS: Final = 50_000
_SECOND_LOOK: Final = object()
_OPEN: Final = DossierStatus.OPEN.value
_FINISHED: Final = DossierStatus.FINISHED.value
_ENDED: Final = frozenset(status.value for status in ENDED)
_CELLS: Final = itemgetter(1)
_make_record: Final = partial(tuple.__new__, DossierRecord)
_Column = list[Any]


class _StrangeError(Exception):
    """A cell needs a second look."""


class _Words(dict[str, Any]):
    """What the cells of a column mean; some need a second look, and `has_strange` says so.

    Args:
        read: Gives the meaning of a cell; what it raises asks for a second look.
        longest: Letters of the longest cell that does not need one.
    """

    def __init__(self, read: Callable[[str], object], longest: int = LONGEST_WORD) -> None:
        super().__init__()
        self.has_strange = False
        self._read = read
        self._longest = longest

    def __missing__(self, text: str) -> object:
        if len(text) > self._longest:
            return self._leave()
        try:
            value = self._read(text)
        except (ReadingError, _StrangeError):
            return self._leave()
        if len(self) >= MOST_WORDS:
            self.clear()
        self[text] = value
        return value

    def all(self, cells: Iterable[str]) -> _Column:
        """Return what each cell means."""
        return list(map(self.__getitem__, cells))

    def _leave(self) -> object:
        self.has_strange = True
        return _SECOND_LOOK


class _Facts(NamedTuple):
    """Columns of what the cells of some rows mean."""

    procedure_code: _Column
    officer: _Column
    received_on: _Column
    received_minute: _Column
    due_on: _Column
    due_minute: _Column
    ended_on: _Column
    ended_minute: _Column
    returned_on: _Column
    returned_minute: _Column
    status: _Column
    channel: _Column
    term: _Column
    supplements: _Column
    cause: _Column


class PlainRows:
    """Reads the plain rows of one file; arguments as for `DossierRows`."""

    def __init__(
        self,
        header: HeaderMatch,
        *,
        as_of: date,
        units: DossierUnits,
        calendar: WorkingCalendar,
        find_procedure: Callable[[str, str, str], int],
    ) -> None:
        self._possible = DossierDays(header, as_of)
        note = self._possible.note
        self._units = units
        self._has_end = "finished" in header.positions
        self._received = _Words(lambda text: note(_read_day(text)), DAY_LETTERS)
        self._days = _Words(lambda text: note(_read_day(text)) if text else None, DAY_LETTERS)
        self._minutes = _Words(_read_minute, LONGEST_PLAIN - DAY_LETTERS)
        self._ended = _Words(partial(_read_state, states=_ENDED, unstated=_FINISHED))
        self._standing = _Words(partial(_read_state, states=STILL_OPEN, unstated=_OPEN))
        self._channels = _Words(_read_channel)
        self._officers = _Words(clean, LONGEST_OFFICER)
        self._procedure_codes = _Words(_read_procedure_code, LONGEST_PROCEDURE_CODE)
        self._terms = _Words(_read_term)
        self._counts = _Words(read_supplement_count)
        self._causes = _Words(read_cause)
        self._tables = [each for each in vars(self).values() if isinstance(each, _Words)]
        self._judged: Memo[str, str] = Memo(
            lambda day: calendar.next_working_day(date.fromisoformat(day)).isoformat()
        )
        self._procedures: Memo[tuple[str, str, str], int] = Memo(
            lambda names: find_procedure(*map(clean, names))
        )

    def read(self, lot: Sequence[TableRow]) -> list[DossierRecord | None]:
        """Return what each row states; None where a second look is needed.

        Args:
            lot: Rows.
        """
        if not lot:
            return []
        cells = DossierCells._make(zip(*map(_CELLS, lot), strict=True))
        facts = self._facts(cells)
        if any(table.has_strange for table in self._tables):
            return self._read_others(lot, facts)
        codes = list(map(str.strip, cells.code))
        names = map(_either, cells.unit, cells.receiving_unit)
        unit_ids = self._units.find_all(cells.unit_code, names, facts.received_on)
        are_plain = self._are_well(codes, unit_ids, facts)
        procedure_ids = self._find_procedures(cells, are_plain)
        judged = [self._judged[day] if day else None for day in facts.due_on]
        columns = codes, unit_ids, procedure_ids, *facts[1:6], judged, *facts[6:9], *facts[10:]
        records: Any = map(_make_record, zip(*columns, strict=True))
        if all(are_plain):
            return list(records)
        return [
            record if is_plain else None
            for record, is_plain in zip(records, are_plain, strict=True)
        ]

    def _read_others(self, lot: Sequence[TableRow], facts: _Facts) -> list[DossierRecord | None]:
        """Read the rows none of whose cells needs a second look."""
        for table in self._tables:
            table.has_strange = False
        are_strange = [_SECOND_LOOK in row for row in zip(*facts, strict=True)]
        others = [row for row, is_strange in zip(lot, are_strange, strict=True) if not is_strange]
        records = iter(self.read(others))
        return [None if is_strange else next(records) for is_strange in are_strange]

    def _facts(self, cells: DossierCells) -> _Facts:
        received = self._moments(cells.received, self._received)
        returned = self._moments(cells.returned, self._days)
        ended = self._moments(cells.finished, self._days) if self._has_end else returned
        has_ended, has_not = self._ended, self._standing
        return _Facts(
            self._procedure_codes.all(cells.procedure_code),
            self._officers.all(cells.officer),
            *received,
            *self._moments(cells.due, self._days),
            *ended,
            *returned,
            [
                has_ended[text] if day else has_not[text]
                for text, day in zip(cells.status, ended[0], strict=True)
            ],
            self._channels.all(cells.channel),
            self._terms.all(cells.term),
            self._counts.all(cells.supplements),
            self._causes.all(cells.cause),
        )

    def _moments(self, cells: Any, days: _Words) -> tuple[_Column, _Column]:
        minutes = self._minutes
        return (
            [days[text[:DAY_LETTERS]] for text in cells],
            [minutes[text[DAY_LETTERS:]] for text in cells],
        )

    def _are_well(
        self, codes: Sequence[str], unit_ids: Sequence[int | None], facts: _Facts
    ) -> list[bool]:
        """Return which rows have a code, a unit, and days that can be."""
        are_well = self._possible.are_well(
            (facts.received_on, facts.due_on, facts.ended_on, facts.returned_on)
        )
        if None in unit_ids:
            are_well = [
                well and unit is not None for well, unit in zip(are_well, unit_ids, strict=True)
            ]
        if not _are_plain_codes(codes):
            are_well = list(map(and_, are_well, map(_is_plain_code, codes)))
        return are_well

    def _find_procedures(self, cells: DossierCells, are_plain: Iterable[bool]) -> list[int]:
        """Return the procedures of plain rows; one that only a bad row names is nobody's."""
        known = self._procedures
        fields = map(_either, cells.field, cells.field_code)
        names = zip(cells.procedure_code, cells.procedure_name, fields, strict=True)
        return [
            known[each] if is_plain else 0 for each, is_plain in zip(names, are_plain, strict=True)
        ]


def _either(first: str, second: str) -> str:
    return first or second


def _are_plain_codes(codes: Sequence[str]) -> bool:
    """Return whether all are; quicker than one by one."""
    text = "".join(codes)
    is_plain = text.isascii() and text.isprintable() and not any(map(text.count, "+=#"))
    return is_plain and all(codes) and max(map(len, codes)) <= LONGEST_CODE


def _is_plain_code(code: str) -> bool:
    return _are_plain_codes([code])


def _read_day(text: str) -> str:
    day = read_plain_day(text)
    if not day:
        raise _StrangeError
    return day


def _read_minute(text: str) -> int | None:
    minute = read_rest(text)
    if minute == UNREADABLE:
        raise _StrangeError
    return minute


def _read_state(text: str, states: Collection[str], unstated: str) -> str:
    """Return the state of a dossier that has ended, or has not; another is a second look's."""
    state = unstated if not text or text.isspace() else read_status(text).value
    if state not in states:
        raise _StrangeError
    return state


def _read_procedure_code(text: str) -> str:
    if NUMBER_CELL.fullmatch(text):
        raise _StrangeError
    return text


def _read_channel(text: str) -> str | None:
    return None if not text or text.isspace() else read_channel(text).value


def _read_term(text: str) -> str:
    term = clean(text)
    if len(term) > LONGEST_TERM:
        raise _StrangeError
    return term
