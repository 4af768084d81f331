"""Days of a dossier held against each other and against the day its file describes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tracker.importing.dossier_columns import DossierCells
from tracker.importing.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.importing.columns import HeaderMatch

MOST_YEARS: Final = 10
"""A due day so long after the reception is a slip: one wrong figure in the tens of a year makes
ten years, terms are counted in days and months."""
Column = list[Any]
_RECEIVED: Final = DossierCells._fields.index("received")


class Days(NamedTuple):
    """Days of a dossier, in ISO form."""

    received_on: str
    due_on: str | None
    ended_on: str | None
    returned_on: str | None


class DayFault(NamedTuple):
    """A day that cannot be: column, cell, code of the sentence and what it says."""

    key: str
    value: str
    code: str
    params: dict[str, Any]


class DossierDays:
    """Tells days that can be from days that cannot.

    Args:
        header: What the heading means.
        as_of: The day the file describes; nothing that happened lies later.
    """

    def __init__(self, header: HeaderMatch, as_of: date) -> None:
        self._as_of = as_of.isoformat()
        self._as_of_day = as_of
        self._has_end = "finished" in header.positions
        self._earliest = self._latest = self._as_of
        self._too_far: Memo[str, str] = Memo(find_too_far)

    def note(self, day: str) -> str:
        """Return a day; `are_well` must have been told of all days it is asked about."""
        self._earliest = min(self._earliest, day)
        self._latest = max(self._latest, day)
        return day

    def is_well(self, days: Days) -> bool:
        """Return whether the days of a row can be; what is wrong `name` says."""
        received, due, ended, returned = days
        as_of = self._as_of
        return (
            received <= as_of
            and (due is None or received <= due < self._too_far[received])
            and (ended is None or received <= ended <= as_of)
            and (returned is None or received <= returned <= as_of)
        )

    def are_well(self, columns: tuple[Column, Column, Column, Column]) -> list[bool]:
        """Return of each row what `is_well` says.

        Args:
            columns: Days of the rows, in the order of `Days`.
        """
        as_of = self._as_of
        are_well = [
            received <= as_of
            and (due is None or due >= received)
            and (ended is None or received <= ended <= as_of)
            and (returned is None or received <= returned <= as_of)
            for received, due, ended, returned in zip(*columns, strict=True)
        ]
        # Nothing can be far within a few years: then it is not asked of every row.
        if self._latest >= self._too_far[self._earliest]:
            too_far = map(self._too_far.__getitem__, columns[0])
            for at, (due, first) in enumerate(zip(columns[1], too_far, strict=True)):
                are_well[at] = are_well[at] and (due is None or due < first)
        return are_well

    def name(self, cells: tuple[str, ...], days: Days) -> Iterator[DayFault]:
        """Yield what is wrong with the days of a row.

        Args:
            cells: The row, in the order of `DossierCells`.
            days: What its cells mean.
        """
        received, due, finished, returned = cells[_RECEIVED : _RECEIVED + 4]
        end_key, end = ("finished", finished) if self._has_end else ("returned", returned)
        as_of = {"as_of": self._as_of_day}
        received_on = {"received_on": date.fromisoformat(days.received_on)}
        if days.received_on > self._as_of:
            yield DayFault("received", received, "dossier_received_later", as_of)
        if days.due_on is not None:
            yield from self._name_due(due, days.due_on, days.received_on)
        if days.ended_on is not None and days.ended_on < days.received_on:
            yield DayFault(end_key, end, "dossier_ended_before_received", received_on)
        if days.ended_on is not None and days.ended_on > self._as_of:
            yield DayFault(end_key, end, "dossier_ended_later", as_of)
        if self._has_end and days.returned_on is not None:
            if days.returned_on < days.received_on:
                yield DayFault("returned", returned, "dossier_ended_before_received", received_on)
            if days.returned_on > self._as_of:
                yield DayFault("returned", returned, "dossier_ended_later", as_of)

    def _name_due(self, due: str, due_on: str, received_on: str) -> Iterator[DayFault]:
        known = {"received_on": date.fromisoformat(received_on)}
        if due_on < received_on:
            yield DayFault("due", due, "dossier_due_before_received", known)
        elif due_on >= self._too_far[received_on]:
            yield DayFault("due", due, "dossier_due_too_far", {**known, "years": MOST_YEARS})


def find_too_far(received_on: str) -> str:
    """Return the first day too late to be the due day; that of a leap day need not exist."""
    return f"{int(received_on[:4]) + MOST_YEARS}{received_on[4:]}"
