"""What a reader should know of a late dossier; a flag never takes a row off the list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from models.vocabulary import DelayCause
from tracker.errors import ReadingError
from tracker.rules.due_dates import DueFlag, has_too_few_working_days
from tracker.rules.lateness import DUE_ON_DAY_OFF
from tracker.rules.terms import read_term

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.terms import Term

MORE_THAN_ONE_SUPPLEMENT: Final = "more_than_one_supplement"
PARTY_OPINION: Final = DelayCause.PARTY_OPINION.value
MINISTRY_SYSTEM: Final = DelayCause.MINISTRY_SYSTEM.value
TOO_FEW_WORKING_DAYS: Final = DueFlag.TOO_FEW_WORKING_DAYS.value
LATE_FLAGS: Final = (
    DUE_ON_DAY_OFF,
    TOO_FEW_WORKING_DAYS,
    MORE_THAN_ONE_SUPPLEMENT,
    PARTY_OPINION,
    MINISTRY_SYSTEM,
)
"""Every flag, in the order rows carry them."""

_FLAGGED_CAUSES: Final = (PARTY_OPINION, MINISTRY_SYSTEM)


def late_flags(
    *,
    is_due_moved: bool,
    has_too_few_working_days: bool,
    supplement_count: int | None,
    cause: str | None,
) -> tuple[str, ...]:
    """Return the flags of one dossier, in the order of `LATE_FLAGS`.

    Args:
        is_due_moved: Whether it is judged by another day than the printed one, a day off.
        has_too_few_working_days: See `working_day_check`.
        supplement_count: How often papers were asked for; None when not known.
        cause: Recorded cause, a value of `DelayCause`; None when none is recorded.

    Source:
        reference/domain-vn.md 6.2: flags, never an automatic removal.
    """
    found = {
        DUE_ON_DAY_OFF: is_due_moved,
        TOO_FEW_WORKING_DAYS: has_too_few_working_days,
        MORE_THAN_ONE_SUPPLEMENT: (supplement_count or 0) > 1,
        **{flagged: cause == flagged for flagged in _FLAGGED_CAUSES},
    }
    return tuple(flag for flag in LATE_FLAGS if found[flag])


def working_day_check(calendar: WorkingCalendar) -> Callable[[date, str], bool]:
    """Return what tells whether a term in calendar days held too few working days.

    It answers by day of reception and the term as printed; a term that is blank or cannot be read
    is never said to. Thousands of rows share few answers, so each is worked out once.

    Args:
        calendar: Calendar of record.
    """

    @cache
    def read(term_text: str) -> Term | None:
        try:
            return read_term(term_text)
        except ReadingError:
            return None

    @cache
    def has_too_few(received_on: date, term_text: str) -> bool:
        term = read(term_text) if term_text else None
        return term is not None and has_too_few_working_days(received_on, term, calendar)

    return has_too_few
