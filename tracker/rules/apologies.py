"""What an apology letter (phiếu xin lỗi và hẹn lại) owes: by which rules, by which day, how often.

A letter never moves the due date: the new day is the letter's alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from models.vocabulary import ApologyRegime, DossierStatus, LetterState
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.rules.calendar import WorkingCalendar

LAST_ND61_DAY: Final = date(2025, 6, 30)
"""Dossiers received up to this day follow Nghị định 61/2018, whenever their letter is written."""
ND61_DAYS_BEFORE: Final = 1
ND61_LETTER_COUNT: Final = 1
SOON_WORKING_DAYS: Final = 2
"""An open dossier due within so many working days is about to be late."""

_WITHOUT_LETTER: Final = (
    DossierStatus.RETURNED,
    DossierStatus.WITHDRAWN,
    DossierStatus.REFUSED,
    DossierStatus.NOT_RECEIVED,
)


@dataclass(frozen=True, slots=True)
class ApologyTerms:
    """What one regime asks of a letter.

    Args:
        regime: The act.
        days_before: Calendar days before the term ends by which the letter is sent.
        letter_count: How many times a dossier may be given a new day.
        is_confirmed: Whether both figures are confirmed; those of Nghị định 118/2025 are shown
            as "chờ xác nhận" until they are.
    """

    regime: ApologyRegime
    days_before: int
    letter_count: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class DossierDays:
    """What of a dossier a letter is judged by.

    Args:
        received_on: Day of reception.
        judged_due_on: Day its term ends, the next working day where it falls on a day off; None
            where the source states none.
        finished_on: Day processing ended; None while open.
        status: Its status.
    """

    received_on: date
    judged_due_on: date | None
    finished_on: date | None
    status: DossierStatus

    @property
    def is_in_time(self) -> bool:
        """Return whether it ended within its term."""
        ended, due = self.finished_on, self.judged_due_on
        return ended is not None and due is not None and ended <= due

    @property
    def has_result(self) -> bool:
        """Return whether its result is there: an apology for it has no day left to promise."""
        return self.status is DossierStatus.FINISHED and self.finished_on is not None


def regime_of(received_on: date) -> ApologyRegime:
    """Return the act a dossier's letter follows: the one in force on the day of reception.

    Source:
        reference/domain-vn.md 3.1 to 3.3.
    """
    return ApologyRegime.ND61 if received_on <= LAST_ND61_DAY else ApologyRegime.ND118


def terms_of(
    regime: ApologyRegime, *, nd118_days_before: int, nd118_letter_count: int, nd118_confirmed: bool
) -> ApologyTerms:
    """Return what a regime asks.

    Args:
        regime: The act.
        nd118_days_before: As the installation reads Nghị định 118/2025.
        nd118_letter_count: As above.
        nd118_confirmed: Whether that reading is confirmed.

    Source:
        reference/domain-vn.md 3.2 (Nghị định 61/2018: one day before, once), 3.3 and 10, point 4.
    """
    if regime is ApologyRegime.ND61:
        return ApologyTerms(regime, ND61_DAYS_BEFORE, ND61_LETTER_COUNT, is_confirmed=True)
    return ApologyTerms(regime, nd118_days_before, nd118_letter_count, nd118_confirmed)


def send_by(days: DossierDays, terms: ApologyTerms) -> date | None:
    """Return the last day a letter is sent in time; None for a dossier without a due day.

    "1 ngày" is a calendar day, as everywhere where the law does not say "ngày làm việc"; it is
    counted back from the day the term ends by the calendar of record. The day found is not moved
    when it falls on a day off: Civil Code 148 moves the end of a term only, and forward, which
    here would take the day's distance away. It never lies before the reception.

    Args:
        days: The dossier.
        terms: What its regime asks.

    Source:
        reference/domain-vn.md 3.2, 6.2.
    """
    if days.judged_due_on is None:
        return None
    return max(days.received_on, days.judged_due_on - timedelta(days=terms.days_before))


def last_working_day(on: date, calendar: WorkingCalendar) -> date:
    """Return a day itself when it is worked, else the last working day before it.

    For people who must send by a day off; whether a letter was in time is never judged by it.

    Args:
        on: The last day.
        calendar: Calendar of record.
    """
    return on if calendar.is_working(on) else calendar.add_working_days(on, -1)


def is_in_time(sent_on: date | None, sent_by: date | None) -> bool | None:
    """Return whether a letter was sent in time: on the last day or before.

    Args:
        sent_on: Day it was sent; None while it was not.
        sent_by: Last day, as counted when it was drafted.

    Returns:
        None where it was not sent, or where there was no day to keep.
    """
    if sent_on is None or sent_by is None:
        return None
    return sent_on <= sent_by


def is_second_slip(
    state: LetterState, promised_on: date | None, days: DossierDays, present: date
) -> bool:
    """Return whether the promised day was missed too (lỡ hẹn lần hai).

    The promised day itself is kept. A letter that was not sent promised nothing; a dossier that
    was paused, returned, withdrawn or refused owes no result on that day.

    Args:
        state: The letter's.
        promised_on: The new day; None where the letter came after the result.
        days: The dossier.
        present: The day looked from.

    Source:
        reference/domain-vn.md 3.5.
    """
    if state is not LetterState.SENT or promised_on is None:
        return False
    if days.status is DossierStatus.FINISHED and days.finished_on is not None:
        return days.finished_on > promised_on
    return days.status is DossierStatus.OPEN and present > promised_on


def check_dossier(days: DossierDays, code: str) -> date:
    """Refuse a dossier that no letter can be written for; return the day its term ends.

    Late, overdue and still within its term are all right: a letter may be written before lateness.

    Args:
        days: The dossier.
        code: Its code, for the sentence.

    Raises:
        RefusedError: `apology_no_due`, `apology_dossier_ended`, `apology_not_late`.
    """
    if days.judged_due_on is None:
        raise RefusedError("apology_no_due", dossier=code)
    if days.status in _WITHOUT_LETTER:
        raise RefusedError("apology_dossier_ended", dossier=code, status=days.status)
    if days.is_in_time:
        raise RefusedError("apology_not_late", dossier=code)
    return days.judged_due_on


def check_count(standing: int, terms: ApologyTerms, code: str) -> None:
    """Refuse one letter too many.

    Args:
        standing: Letters of the dossier that were not cancelled.
        terms: What its regime asks.
        code: The dossier's, for the sentence.

    Raises:
        RefusedError: `apology_only_once` under Nghị định 61/2018, `apology_too_many` after it.
    """
    if standing < terms.letter_count:
        return
    if terms.regime is ApologyRegime.ND61:
        raise RefusedError("apology_only_once", dossier=code)
    raise RefusedError("apology_too_many", dossier=code, maximum=terms.letter_count)


def check_promise(
    promised_on: date,
    *,
    due_on: date,
    before: date | None,
    present: date,
    calendar: WorkingCalendar,
) -> None:
    """Refuse a promised day that cannot be kept or promises nothing.

    Args:
        promised_on: The new day.
        due_on: Day the term ends.
        before: Day promised by the letter before; None for the first.
        present: Today.
        calendar: Calendar of record.

    Raises:
        RefusedError: `apology_promise_past`, `apology_promise_early`, `apology_promise_day_off`.
    """
    if promised_on < present:
        raise RefusedError("apology_promise_past", promised_on=promised_on, today=present)
    latest = due_on if before is None else max(due_on, before)
    if promised_on <= latest:
        raise RefusedError("apology_promise_early", promised_on=promised_on, due_on=latest)
    if not calendar.is_working(promised_on):
        raise RefusedError(
            "apology_promise_day_off",
            promised_on=promised_on,
            name=calendar.day_name(promised_on).name,
        )


def promised_after(
    days: DossierDays, *, working_days: int, present: date, calendar: WorkingCalendar
) -> date | None:
    """Return the day so many working days after today or the term's end, whichever is later.

    Args:
        days: The dossier.
        working_days: How many; at least 1.
        present: Today.
        calendar: Calendar of record.

    Returns:
        None for a dossier without a due day.
    """
    if days.judged_due_on is None:
        return None
    return calendar.add_working_days(max(days.judged_due_on, present), working_days)


def standing_count(states: Iterable[LetterState]) -> int:
    """Return how many letters stand: a cancelled one never was a promise."""
    return sum(state is not LetterState.CANCELLED for state in states)
