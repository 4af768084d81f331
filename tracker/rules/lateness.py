"""Where a dossier stands against its due date at the end of a period (đúng hạn, quá hạn)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from models.vocabulary import DossierStatus, LatenessRule, TermUnit, Timeliness
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

# Tuples and plain names: looking members up, or hashing them, costs more than all the comparing.
_FINISHED: Final = DossierStatus.FINISHED
_NOT_RECEIVED: Final = DossierStatus.NOT_RECEIVED
_BY_INSTANT: Final = LatenessRule.BY_INSTANT

ENDED: Final = (
    DossierStatus.FINISHED,
    DossierStatus.RETURNED,
    DossierStatus.WITHDRAWN,
    DossierStatus.REFUSED,
)
"""Statuses in which nothing more is owed; each has an end date."""

HALTED: Final = (DossierStatus.PAUSED, DossierStatus.AWAITING_SUPPLEMENT)
"""Statuses in which the term does not run; counted apart."""

DUE_ON_DAY_OFF: Final = "due_on_day_off"
NO_DUE_DATE: Final = "no_due_date"
CALENDAR_DAY_TERM: Final = "calendar_day_term"


class DueCalendar(Protocol):
    """What lateness asks of the calendar of record."""

    def is_working(self, on: date) -> bool:
        """Return whether a day is a working day."""
        ...

    def next_working_day(self, on: date) -> date:
        """Return the day itself when it is a working day, else the first one after it."""
        ...


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What is known of one dossier; days and minutes of the local wall clock.

    Args:
        received_on: Day of reception.
        received_minute: Minute of that day, 0 to 1439; None when unknown.
        due_on: Due date as promised; None when the dossier has none.
        due_minute: Minute of the due day; None when unknown.
        finished_on: Day on which processing ended, not the day of hand-over.
        finished_minute: Minute of that day; None when unknown.
        status: State in the revision looked at.
        halted_on: Day since which a paused or waiting dossier is so; None when unknown.
    """

    received_on: date
    received_minute: int | None
    due_on: date | None
    due_minute: int | None
    finished_on: date | None
    finished_minute: int | None
    status: DossierStatus
    halted_on: date | None = None


def classify(
    facts: DossierFacts,
    *,
    first_day: date,
    last_day: date,
    rule: LatenessRule = LatenessRule.BY_DATE,
    calendar: DueCalendar | None = None,
) -> Timeliness | None:
    """Return the class of a dossier at the end of a period, None when it is not in the period.

    A dossier that ended after the period was open in it; one paused after the period likewise.
    The due day itself is in time. A due date on a day off is judged at the next working day.
    Returned, withdrawn and refused dossiers are neither late nor on time. An end date is read
    only in a status that has one.

    Args:
        facts: The dossier.
        first_day: First day of the period.
        last_day: Last day of the period; the state is that of its end, 24:00.
        rule: `BY_INSTANT` also compares minutes, where both are known: a dossier finished earlier
            on its due day is early, and one still open is overdue when its due day is over.
        calendar: Calendar of record; without it a due date counts as it stands.

    Raises:
        RefusedError: `end_date_missing`, for an ended dossier of which nobody knows when.

    Source:
        reference/domain-vn.md, 3.6; the day off: Civil Code 2015, article 148.
    """
    status = facts.status
    if status is _NOT_RECEIVED or facts.received_on > last_day:
        return None
    if status in ENDED:
        ended_on = facts.finished_on
        if ended_on is None:
            raise RefusedError("end_date_missing", status=status)
        if ended_on < first_day:
            return None
        if ended_on <= last_day:
            if status is not _FINISHED:
                return Timeliness.RETURNED
            return _finished(facts, ended_on, rule, calendar)
    elif status in HALTED and (facts.halted_on is None or facts.halted_on <= last_day):
        return Timeliness.PAUSED
    return _open(facts, last_day, rule, calendar)


def _finished(
    facts: DossierFacts, ended_on: date, rule: LatenessRule, calendar: DueCalendar | None
) -> Timeliness:
    due_on = effective_due(facts.due_on, calendar)
    if due_on is None:
        return Timeliness.FINISHED_ON_TIME
    order = (ended_on - due_on).days
    if order == 0 and rule is _BY_INSTANT:
        order = _minutes_apart(facts)
    if order < 0:
        return Timeliness.FINISHED_EARLY
    return Timeliness.FINISHED_LATE if order > 0 else Timeliness.FINISHED_ON_TIME


def _minutes_apart(facts: DossierFacts) -> int:
    if facts.finished_minute is None or facts.due_minute is None:
        return 0
    return facts.finished_minute - facts.due_minute


def _open(
    facts: DossierFacts, last_day: date, rule: LatenessRule, calendar: DueCalendar | None
) -> Timeliness:
    due_on = effective_due(facts.due_on, calendar)
    if due_on is None or due_on > last_day:
        return Timeliness.OPEN_WITHIN_TERM
    if due_on < last_day:
        return Timeliness.OPEN_OVERDUE
    is_over = rule is _BY_INSTANT and facts.due_minute is not None
    return Timeliness.OPEN_OVERDUE if is_over else Timeliness.OPEN_WITHIN_TERM


def effective_due(due_on: date | None, calendar: DueCalendar | None) -> date | None:
    """Return the day a dossier is judged at: the due date, or the working day after a day off.

    Source:
        Civil Code 2015, article 148, clause 5.
    """
    if due_on is None or calendar is None:
        return due_on
    return calendar.next_working_day(due_on)


def is_carried_over(facts: DossierFacts, first_day: date) -> bool:
    """Return whether a dossier of the period was received before it (kỳ trước chuyển qua)."""
    return facts.received_on < first_day


def list_flags(
    due_on: date | None, *, calendar: DueCalendar | None = None, term_unit: TermUnit | None = None
) -> tuple[str, ...]:
    """Return what a reader should know of a due date; a flag never removes a dossier from a list.

    Args:
        due_on: Due date as promised.
        calendar: Calendar of record; without it days off are not told.
        term_unit: What the term of the procedure counts, when known.

    Returns:
        Codes in a fixed order: `no_due_date`, `due_on_day_off`, `calendar_day_term`.

    Source:
        reference/domain-vn.md, 6.2: terms in calendar days make dossiers "late by themselves".
    """
    flags: list[str] = []
    if due_on is None:
        flags.append(NO_DUE_DATE)
    elif calendar is not None and not calendar.is_working(due_on):
        flags.append(DUE_ON_DAY_OFF)
    if term_unit is TermUnit.CALENDAR_DAY:
        flags.append(CALENDAR_DAY_TERM)
    return tuple(flags)


def days_late(due_on: date | None, end_on: date) -> int:
    """Return how many calendar days an end lies after a due date; 0 when in time or without one.

    Args:
        due_on: Day judged at, see `effective_due`.
        end_on: Day processing ended, or the last day of the period while open.
    """
    return 0 if due_on is None else max((end_on - due_on).days, 0)


def working_days_late(
    due_on: date | None, end_on: date, working_days_between: Callable[[date, date], int]
) -> int:
    """Return how many working days an end lies after a due date; 0 when in time or without one.

    A dossier finished on the Saturday after a Friday is one day late, and no working day.

    Args:
        due_on: Day judged at, see `effective_due`.
        end_on: Day processing ended, or the last day of the period while open.
        working_days_between: Working days after one day, up to and including another.
    """
    return 0 if due_on is None or end_on <= due_on else working_days_between(due_on, end_on)
