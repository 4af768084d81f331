"""The dossiers behind a month's late list, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import repeat
from operator import ne
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from models import Dossier, Procedure, Source, db
from models.vocabulary import DossierStatus, LatenessRule
from tracker.queries.dossier_counts import (
    FIRST_DAY,
    LAST_DAY,
    ended_inside,
    ended_since,
    is_late,
    is_overdue,
    standing,
)
from tracker.queries.listed_units import list_listed_units
from tracker.rules.late_flags import late_flags, working_day_check
from tracker.rules.lateness import days_late, working_days_late

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from tracker.queries.listed_units import ListedUnit
    from tracker.rules.calendar import WorkingCalendar

    _Statement = sa.Select[*tuple[Any, ...]]


class DossierRow(NamedTuple):
    """One late or overdue dossier; a tuple, because a list has tens of thousands.

    Args:
        id: Its key.
        source_code: The source it came from; with its code, its name in every database.
        code: Full code; never shown to the public while codes are masked.
        unit_id: The unit that answers for it.
        unit_code: That unit's code.
        unit_name: That unit's name.
        procedure_code: Code of the administrative procedure.
        procedure_name: Its name.
        field: Its field (lĩnh vực).
        officer: Who holds the case; for staff only.
        received_on: Day of reception.
        due_on: Due date as printed.
        judged_due_on: Due date as judged: the working day after a day off.
        finished_on: End of processing as known today; an overdue dossier of a past month may
            have ended since.
        days_late: Calendar days after `judged_due_on`, to the end or to the period's last day.
        working_days_late: The same in working days of the calendar of record.
        flags: Codes of what a reader should know, see `tracker.rules.late_flags`.
    """

    id: int
    source_code: str
    code: str
    unit_id: int
    unit_code: str
    unit_name: str
    procedure_code: str
    procedure_name: str
    field: str
    officer: str
    received_on: date
    due_on: date
    judged_due_on: date
    finished_on: date | None
    days_late: int
    working_days_late: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LateDossiers:
    """What the database says of the late dossiers of a period; `rows` asks it nothing more.

    Args:
        last_day: Last day of the period.
        late: The dossiers finished late, in no order.
        overdue: The dossiers open and overdue when the period was over.
        units: Every unit by its key, in the order of a list; empty when nobody is late.
        procedures: Code, name and field of every procedure, by its key; empty then, too.
        sources: The code of every source, by its key; empty then, too.
    """

    last_day: date
    late: Sequence[Sequence[Any]]
    overdue: Sequence[Sequence[Any]]
    units: Mapping[int, ListedUnit]
    procedures: Mapping[int, tuple[str, str, str]]
    sources: Mapping[int, str]

    def ids(self) -> list[int]:
        """Return the key of every dossier."""
        return [row[0] for rows in (self.late, self.overdue) for row in rows]

    def rows(self, calendar: WorkingCalendar) -> tuple[list[DossierRow], list[DossierRow]]:
        """Return both lists: the dossiers finished late, and those open and overdue.

        By unit, then the latest first, then by code and source. Paused dossiers and those that
        wait for the citizen are in neither.

        Args:
            calendar: Calendar of record, for the working days.
        """
        make = _Maker(self, calendar).rows
        return make(self.late, None), make(self.overdue, self.last_day)


def read_late_dossiers(first_day: date, last_day: date, rule: LatenessRule) -> LateDossiers:
    """Return what the database says of the late dossiers of a period.

    Names are read after the dossiers: those of what came meanwhile are among them.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period; days late of what is open are counted to it.
        rule: Whether lateness is judged by day or by minute.
    """
    days = {"first_day": first_day, "last_day": last_day}
    late = _fetch([_finished_late(rule)], days)
    overdue = _fetch(_open_overdue(rule), {"last_day": last_day})
    is_any = bool(late or overdue)
    return LateDossiers(
        last_day,
        late,
        overdue,
        units={unit.id: unit for unit in list_listed_units()} if is_any else {},
        procedures=_procedures() if is_any else {},
        sources=_source_codes() if is_any else {},
    )


def _fetch(statements: Iterable[_Statement], days: Mapping[str, date]) -> list[Any]:
    # Not by the session: there are no objects to load, and thousands of rows.
    connection = db.session.connection()
    return [row for statement in statements for row in connection.execute(statement, days).all()]


@cache
def _finished_late(rule: LatenessRule) -> _Statement:
    is_finished = Dossier.status == DossierStatus.FINISHED
    return _select(sa.and_(ended_inside(FIRST_DAY, LAST_DAY), is_finished, is_late(rule)))


@cache
def _open_overdue(rule: LatenessRule) -> tuple[_Statement, ...]:
    still_open = sa.and_(standing(LAST_DAY)[1], Dossier.status == DossierStatus.OPEN)
    overdue = is_overdue(LAST_DAY, rule)
    parts = (*ended_since(LAST_DAY), still_open)
    return tuple(_select(sa.and_(condition, overdue)) for condition in parts)


def _select(condition: sa.ColumnElement[bool]) -> _Statement:
    return sa.select(
        Dossier.id,
        Dossier.source_id,
        Dossier.unit_id,
        Dossier.procedure_id,
        Dossier.code,
        Dossier.officer,
        Dossier.received_on,
        Dossier.due_on,
        Dossier.judged_due_on,
        Dossier.finished_on,
        Dossier.term_text,
        Dossier.supplement_count,
        # As text: a flag is all that becomes of it.
        sa.type_coerce(Dossier.cause, sa.Text),
    ).where(condition)


class _Maker:
    """Makes rows of what the database said, a column at a time: thousands share few answers.

    Args:
        said: Names of units, procedures and sources.
        calendar: Calendar of record.
    """

    def __init__(self, said: LateDossiers, calendar: WorkingCalendar) -> None:
        self._said = said
        self._lateness = _lateness(calendar)
        self._has_too_few = working_day_check(calendar)
        self._flags = _flags()

    def rows(self, found: Sequence[Sequence[Any]], end_on: date | None) -> list[DossierRow]:
        """Return the rows of one list, ordered.

        Args:
            found: The part of it that is on the list.
            end_on: Day to which lateness is counted; None for the day each dossier ended.
        """
        if not found:
            return []
        ids, sources, unit_ids, procedures, codes, officers, *days, terms, asked, causes = zip(
            *found, strict=True
        )
        received, due, judged, ended = days
        units = [self._said.units[unit_id] for unit_id in unit_ids]
        ends = ended if end_on is None else repeat(end_on, len(found))
        columns = (
            ids,
            map(self._said.sources.__getitem__, sources),
            codes,
            unit_ids,
            [unit.code for unit in units],
            [unit.name for unit in units],
            *zip(*map(self._said.procedures.__getitem__, procedures), strict=True),
            officers,
            *days,
            *zip(*map(self._lateness, judged, ends), strict=True),
            map(
                self._flags,
                map(ne, due, judged),
                map(self._has_too_few, received, terms),
                asked,
                causes,
            ),
        )
        rows = map(DossierRow._make, zip(*columns, strict=True))
        ranks = {unit.id: unit.rank for unit in units}
        return sorted(
            rows, key=lambda row: (ranks[row.unit_id], -row.days_late, row.code, row.source_code)
        )


def _flags() -> Callable[[bool, bool, int | None, str | None], tuple[str, ...]]:
    """Return what gives the flags of a row; equal ones are one and the same tuple."""

    @cache
    def flags(
        is_due_moved: bool,  # noqa: FBT001 - given column by column
        has_too_few: bool,  # noqa: FBT001
        supplement_count: int | None,
        cause: str | None,
    ) -> tuple[str, ...]:
        return late_flags(
            is_due_moved=is_due_moved,
            has_too_few_working_days=has_too_few,
            supplement_count=supplement_count,
            cause=cause,
        )

    return flags


def _lateness(calendar: WorkingCalendar) -> Callable[[date, date], tuple[int, int]]:
    """Return what counts days late and working days late; thousands of rows share few pairs."""

    @cache
    def lateness(judged_on: date, end_on: date) -> tuple[int, int]:
        between = calendar.working_days_between
        return days_late(judged_on, end_on), working_days_late(judged_on, end_on, between)

    return lateness


def _source_codes() -> dict[int, str]:
    """Return the code of every source."""
    rows = db.session.connection().execute(sa.select(Source.id, Source.code))
    return {row.id: row.code for row in rows}


def _procedures() -> dict[int, tuple[str, str, str]]:
    """Return code, name and field of every procedure: some thousands in a whole country."""
    rows = db.session.connection().execute(
        sa.select(Procedure.id, Procedure.code, Procedure.name, Procedure.field)
    )
    return {key: (code, name, field) for key, code, name, field in rows.all()}
