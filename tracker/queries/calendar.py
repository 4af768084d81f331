"""The calendar of record, read for counting."""

from __future__ import annotations

import sqlalchemy as sa

from models import CalendarDay as StoredDay
from models import db
from tracker.rules.calendar import CalendarDay, WorkingCalendar


def load_calendar() -> WorkingCalendar:
    """Return the calendar of record (lịch làm việc) as the database holds it now."""
    rows = db.session.execute(
        sa.select(StoredDay.on, StoredDay.effect, StoredDay.name, StoredDay.pair_on).order_by(
            StoredDay.on
        )
    )
    return WorkingCalendar(CalendarDay(row.on, row.effect, row.name, row.pair_on) for row in rows)
