"""One row of a dossier export: read into a record, or its faults named."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from models.vocabulary import DossierStatus
from tracker.errors import ReadingError, RowError
from tracker.importing.dossier_columns import DossierCells
from tracker.importing.dossier_days import Days, DossierDays
from tracker.importing.dossier_units import UnitFault
from tracker.importing.memo import Memo
from tracker.importing.moments import NO_MOMENT, Moments
from tracker.rules.delay_causes import read_cause, read_supplement_count
from tracker.rules.dossier_records import DossierRecord
from tracker.rules.dossier_words import read_channel, read_status
from tracker.rules.lateness import ENDED
from tracker.rules.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.importing.columns import HeaderMatch
    from tracker.importing.dossier_units import DossierUnits
    from tracker.importing.moments import Moment
    from tracker.rules.calendar import WorkingCalendar

LONGEST_CODE: Final = 80
LONGEST_PROCEDURE_CODE: Final = 60
LONGEST_OFFICER: Final = 120
LONGEST_TERM: Final = 80
LONGEST_QUOTE: Final = 120
_SCIENTIFIC: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_FORMULA: Final = re.compile(r"'?=|#[A-Z/0]+[!?A]")
NUMBER_CELL: Final = re.compile(r"\d+,\d+", re.ASCII)
"""What a number cell with decimals reads as: a code typed into one has lost its last zeros."""
_FINISHED: Final = DossierStatus.FINISHED.value
_OPEN: Final = DossierStatus.OPEN.value
_NOT_RECEIVED: Final = DossierStatus.NOT_RECEIVED.value
_ENDED: Final = frozenset(status.value for status in ENDED)
STILL_OPEN: Final = frozenset({status.value for status in DossierStatus} - _ENDED) - {_NOT_RECEIVED}
_NONE: Final = ""
_RECEIVED, _TERM = map(DossierCells._fields.index, ("received", "term"))


class DossierRows:
    """Reads rows of one file.

    After each `read`, `faults` holds what is wrong with that row; the caller takes them.

    Args:
        header: What the heading means.
        as_of: The day the file describes; nothing in it lies later.
        units: Tells units.
        calendar: Calendar of record, for the day lateness is judged by.
        find_procedure: Gives the key of a procedure by code, name and field.
        day_zero: As for `Moments`.
    """

    def __init__(
        self,
        header: HeaderMatch,
        *,
        as_of: date,
        units: DossierUnits,
        calendar: WorkingCalendar,
        find_procedure: Callable[[str, str, str], int],
        day_zero: date | None = None,
    ) -> None:
        self.faults: list[RowError] = []
        #: Codes of refused rows: they are in the file all the same. Whoever reads empties it.
        self.refused_codes: list[str] = []
        self._header = header
        self._days = DossierDays(header, as_of)
        self._units = units
        self._moments = Moments(day_zero)
        self._has_end = "finished" in header.positions
        self._row = 0
        self._judged: Memo[str, str] = Memo(
            lambda day: calendar.next_working_day(date.fromisoformat(day)).isoformat()
        )
        self._statuses: Memo[str, str] = Memo(lambda text: read_status(text).value)
        self._channels: Memo[str, str] = Memo(lambda text: read_channel(text).value)
        self._officers: Memo[str, str] = Memo(clean)
        self._terms: Memo[str, str] = Memo(clean)
        self._counts: Memo[str, int | None] = Memo(read_supplement_count)
        self._causes: Memo[str, str | None] = Memo(read_cause)
        self._procedures: Memo[tuple[str, str, str], int] = Memo(
            lambda names: find_procedure(*map(clean, names))
        )

    def read(self, row: int, cells: tuple[str, ...]) -> DossierRecord | None:
        """Return what a row states; None when it has faults, or states no received dossier.

        Args:
            row: Row number in the file.
            cells: In the order of `DossierCells`.
        """
        self._row = row
        code, procedure_code, procedure, field, field_code, unit, unit_code = cells[:7]
        receiving_unit, officer, received, due, finished, returned, status, channel = cells[7:15]
        state = self._word(self._statuses, status, "status") if status else _NONE
        if state == _NOT_RECEIVED and (not received or received.isspace()):
            return None
        moments = self._four_moments(received, due, finished, returned)
        (received_on, received_minute), (due_on, due_minute), end, (returned_on, _) = moments
        ended_on, ended_minute = end if self._has_end else moments[3]
        if not self.faults:
            state = state or (_FINISHED if ended_on else _OPEN)
            self._check_state(state, ended_on, status)
        self._check_days(cells, received_on, due_on, ended_on, returned_on)
        code = self._code(code)
        way = self._word(self._channels, channel, "channel") if channel else None
        officer = self._officer(officer) if officer else _NONE
        unit_id = self._unit(unit_code, unit or receiving_unit, received_on)
        circumstances = self._circumstances(cells)
        self._check_procedure_code(procedure_code)
        if self.faults or received_on is None:
            self.refused_codes.append(code)
            return None
        return DossierRecord(
            code,
            unit_id,
            self._procedures[procedure_code, procedure, field or field_code],
            officer,
            received_on,
            received_minute,
            due_on,
            due_minute,
            self._judged[due_on] if due_on else None,
            ended_on,
            ended_minute,
            returned_on,
            state,
            way or None,
            *circumstances,
        )

    def _fault(self, key: str, value: str, code: str, **params: object) -> None:
        if len(value) > LONGEST_QUOTE:
            value = f"{value[:LONGEST_QUOTE]}…"
        self.faults.append(RowError(self._row, self._header.heading(key), value, code, params))

    def _unreadable(self, key: str, value: str, error: ReadingError) -> None:
        # The sentence quotes the cell, which may be longer or shorter than what was asked about.
        params = {name: given for name, given in error.params.items() if name != "value"}
        self._fault(key, value, error.code, **params)

    def _too_long(self, key: str, value: str, maximum: int) -> None:
        self._fault(key, value, "dossier_text_too_long", maximum=maximum)

    def _four_moments(
        self, received: str, due: str, finished: str, returned: str
    ) -> tuple[Moment, Moment, Moment, Moment]:
        read = self._moments.read
        try:
            return read(received), read(due), read(finished), read(returned)
        except ReadingError:
            # Rare, so only now is it asked which of them, and how many.
            return (
                self._moment(received, "received"),
                self._moment(due, "due"),
                self._moment(finished, "finished"),
                self._moment(returned, "returned"),
            )

    def _moment(self, text: str, key: str) -> Moment:
        try:
            return self._moments.read(text)
        except ReadingError as error:
            self._unreadable(key, text, error)
            return NO_MOMENT

    def _word(self, words: Memo[str, str], text: str, key: str) -> str:
        if text.isspace():
            return _NONE
        try:
            return words[text]
        except ReadingError as error:
            self._unreadable(key, text, error)
            return _NONE

    def _code(self, text: str) -> str:
        code = text.strip()
        if not code.isascii():
            code = clean(code)
        if not code:
            self._fault("code", "", "dossier_code_missing")
        elif not code.isprintable():
            self._fault("code", code, "dossier_code_unprintable")
        elif len(code) > LONGEST_CODE:
            self._too_long("code", code, LONGEST_CODE)
        elif "+" in code and _SCIENTIFIC.fullmatch(code):
            self._fault("code", code, "dossier_code_scientific")
        elif _FORMULA.match(code):
            self._fault("code", code, "dossier_code_formula")
        return code

    def _check_procedure_code(self, text: str) -> None:
        if len(text) > LONGEST_PROCEDURE_CODE:
            self._too_long("procedure_code", text, LONGEST_PROCEDURE_CODE)
        elif "," in text and NUMBER_CELL.fullmatch(text):
            self._fault("procedure_code", text, "dossier_procedure_code_number")

    def _officer(self, text: str) -> str:
        if len(text) <= LONGEST_OFFICER:
            return self._officers[text]
        officer = clean(text)
        if len(officer) > LONGEST_OFFICER:
            self._too_long("officer", "", LONGEST_OFFICER)
        return officer

    def _circumstances(self, cells: tuple[str, ...]) -> tuple[str, int | None, str | None]:
        """Return term, supplement requests and cause; most files state none of them."""
        term, supplements, cause = cells[_TERM:]
        if not (term or supplements or cause):
            return _NONE, None, None
        text = self._terms[term] if term else _NONE
        if len(text) > LONGEST_TERM:
            self._too_long("term", "", LONGEST_TERM)
        try:
            count = self._counts[supplements] if supplements else None
        except ReadingError as error:
            self._unreadable("supplements", supplements, error)
            count = None
        return text, count, self._causes[cause] if cause else None

    def _unit(self, code: str, name: str, received_on: str | None) -> int:
        """Return the unit; without a day of reception nobody can tell which one is meant."""
        if received_on is None:
            return 0
        found = self._units.find(code, name, received_on)
        if isinstance(found, UnitFault):
            key = "unit_code" if found.is_code else self._name_key()
            value = code if found.is_code else name
            self._unreadable(key, value, found.error)
            return 0
        return found

    def _name_key(self) -> str:
        present = self._header.positions
        return next(key for key in ("unit", "receiving_unit", "unit_code") if key in present)

    def _check_days(
        self, cells: tuple[str, ...], received_on: str | None, *others: str | None
    ) -> None:
        """Name days that cannot be; without a day of reception no other can be judged."""
        if received_on is None:
            if not cells[_RECEIVED].strip():
                self._fault("received", "", "dossier_received_missing")
            return
        days = Days(received_on, *others)
        if not self._days.is_well(days):
            for key, value, code, params in self._days.name(cells, days):
                self._fault(key, value, code, **params)

    def _check_state(self, state: str, ended_on: str | None, printed: str) -> None:
        if ended_on is None:
            if state in _ENDED:
                self._fault("status", printed, "dossier_end_missing", column=self._end_heading())
        elif state in STILL_OPEN:
            self._fault(
                "status", printed, "dossier_open_but_ended", ended_on=date.fromisoformat(ended_on)
            )

    def _end_heading(self) -> str:
        key = "finished" if self._has_end else "returned"
        return self._header.heading(key) or "Ngày kết thúc xử lý"
