"""The units' right of reply to a draft list (thời hạn phản hồi): how long, and who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Role
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from datetime import date

    from tracker.rules.calendar import WorkingCalendar

MOST_DAYS: Final = 30

OPENING_ROLES: Final = frozenset({Role.OFFICE_STAFF, Role.APPROVER, Role.SYSTEM})
"""Who may open a window: whoever may draft."""

ANSWERING_ROLES: Final = frozenset({Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF})
"""Who may answer: a unit's people for their own, the office for a unit that answers on paper."""

DECIDING_ROLES: Final = frozenset({Role.OFFICE_STAFF})
"""Who may decide an objection; never the one who wrote it down."""


def last_reply_day(opened_on: date, days: int, calendar: WorkingCalendar) -> date:
    """Return the last day of a reply window: the day it opens is not counted.

    Args:
        opened_on: Local day it opens.
        days: Working days, 1 to 30.
        calendar: Calendar of record.

    Raises:
        RefusedError: `reply_days_invalid`.

    Source:
        Bộ luật Dân sự 2015, Articles 147-148; design.md, section 3, rule 5.
    """
    if not 1 <= days <= MOST_DAYS:
        raise RefusedError("reply_days_invalid", value=days, most=MOST_DAYS)
    return calendar.add_working_days(opened_on, days)


def is_open(reply_until: date | None, today: date) -> bool:
    """Return whether a window is open on a day; its last day belongs to it.

    Args:
        reply_until: Its last day; None for a list without a window.
        today: Present local day.
    """
    return reply_until is not None and today <= reply_until
