"""The dossiers behind a month's late list, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from models import Dossier, Procedure, Source, Unit, db
from models.vocabulary import DossierStatus, LatenessRule, UnitLevel
from tracker.queries.dossier_counts import (
    FIRST_DAY,
    LAST_DAY,
    ended_inside,
    ended_since,
    is_late,
    is_overdue,
    standing,
)
from tracker.rules.late_flags import late_flags, working_day_check
from tracker.rules.lateness import days_late, working_days_late
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

    from tracker.rules.calendar import WorkingCalendar

    _Statement = sa.Select[*tuple[Any, ...]]

_LEVEL_RANKS = {level: rank for rank, level in enumerate(UnitLevel)}


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
class ListedUnit:
    """A unit as a list names it; `rank` is its place in the list."""

    id: int
    code: str
    name: str
    level: UnitLevel
    rank: int


def list_listed_units(unit_ids: Collection[int]) -> list[ListedUnit]:
    """Return units in the order of a list: by level, then in Vietnamese alphabetical order."""
    rows = db.session.execute(sa.select(Unit.id, Unit.code, Unit.name, Unit.level)).all()
    wanted = [row for row in rows if row.id in unit_ids]
    wanted.sort(key=lambda row: (_LEVEL_RANKS[row.level], sort_key(row.name), row.code, row.id))
    return [ListedUnit(*row, rank) for rank, row in enumerate(wanted)]


def list_finished_late(
    first_day: date,
    last_day: date,
    rule: LatenessRule,
    calendar: WorkingCalendar,
) -> list[DossierRow]:
    """Return the dossiers finished late in a period (trả chậm): unit, then latest first, then code.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period.
        rule: Whether lateness is judged by day or by minute.
        calendar: Calendar of record, for the working days.
    """
    found = _fetch_finished_late(first_day, last_day, rule)
    return _Maker(found, calendar).rows(found, None)


def list_open_overdue(
    last_day: date, rule: LatenessRule, calendar: WorkingCalendar
) -> list[DossierRow]:
    """Return the dossiers open and overdue when a day was over, in the order of the other list.

    Paused dossiers and those that wait for the citizen are not among them.

    Args:
        last_day: The day; days late are counted to it.
        rule: Whether lateness is judged by day or by minute.
        calendar: Calendar of record, for the working days.
    """
    found = _fetch_open_overdue(last_day, rule)
    return _Maker(found, calendar).rows(found, last_day)


def list_late_dossiers(
    first_day: date, last_day: date, rule: LatenessRule, calendar: WorkingCalendar
) -> tuple[list[DossierRow], list[DossierRow]]:
    """Return both lists of a period, what they share read once; Args as for each.

    Returns:
        `list_finished_late` and `list_open_overdue`.
    """
    late = _fetch_finished_late(first_day, last_day, rule)
    overdue = _fetch_open_overdue(last_day, rule)
    maker = _Maker([*late, *overdue], calendar)
    return maker.rows(late, None), maker.rows(overdue, last_day)


def _fetch_finished_late(first_day: date, last_day: date, rule: LatenessRule) -> list[Any]:
    return _fetch([_finished_late(rule)], {"first_day": first_day, "last_day": last_day})


def _fetch_open_overdue(last_day: date, rule: LatenessRule) -> list[Any]:
    return _fetch(_open_overdue(rule), {"last_day": last_day})


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
    """Makes rows with names and days of what `_fetch` brought.

    Args:
        found: All of it, of every list: the names it needs are read once.
        calendar: Calendar of record.
    """

    def __init__(self, found: list[Any], calendar: WorkingCalendar) -> None:
        self._units = {unit.id: unit for unit in list_listed_units({row[2] for row in found})}
        self._procedures = _procedures() if found else {}
        self._sources = _source_codes() if found else {}
        self._lateness = _lateness(calendar)
        self._flags = _flags(calendar)

    def rows(self, found: list[Any], end_on: date | None) -> list[DossierRow]:
        """Return the rows of one list, ordered.

        Args:
            found: The part of it that is on the list.
            end_on: Day to which lateness is counted; None for the day each dossier ended.
        """
        units, procedures, sources = self._units, self._procedures, self._sources
        lateness, flags = self._lateness, self._flags
        rows = []
        for (
            dossier_id,
            source_id,
            unit_id,
            procedure_id,
            code,
            officer,
            received_on,
            due_on,
            judged_on,
            ended_on,
            *more,
        ) in found:
            unit = units[unit_id]
            rows.append(
                DossierRow(
                    dossier_id,
                    sources[source_id],
                    code,
                    unit_id,
                    unit.code,
                    unit.name,
                    *procedures[procedure_id],
                    officer,
                    received_on,
                    due_on,
                    judged_on,
                    ended_on,
                    *lateness(judged_on, end_on or ended_on),
                    flags(received_on, due_on, judged_on, *more),
                )
            )
        rows.sort(key=lambda row: (units[row.unit_id].rank, -row.days_late, row.code))
        return rows


def _flags(calendar: WorkingCalendar) -> Callable[..., tuple[str, ...]]:
    """Return what gives the flags of a row from the days and circumstances `_fetch` brought."""
    has_too_few = working_day_check(calendar)

    def flags(
        received_on: date,
        due_on: date | None,
        judged_on: date | None,
        term_text: str,
        supplement_count: int | None,
        cause: str | None,
    ) -> tuple[str, ...]:
        return late_flags(
            due_on=due_on,
            judged_due_on=judged_on,
            has_too_few_working_days=has_too_few(received_on, term_text),
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
