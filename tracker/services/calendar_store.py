"""Writes of a change of the calendar: its days, the calendar, the judged days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import CalendarChangeDay, CalendarDay, Dossier, db

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.queries.calendar_changes import CalendarRow, ChangeRow


def lock_calendar() -> None:
    """Wait for everything that counts by the calendar, an import above all, and hold it back.

    An import on PostgreSQL would otherwise add dossiers judged by the old calendar after those
    known were moved; on SQLite there is one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE calendar_day IN ACCESS EXCLUSIVE MODE"))


def add_days(
    change_id: int, rows: Mapping[date, tuple[CalendarRow | None, CalendarRow | None]]
) -> None:
    """Record the days of a draft, each with its row before and after."""
    db.session.add_all(
        CalendarChangeDay(
            change_id=change_id,
            on=on,
            before=None if before is None else before.stored(),
            after=None if after is None else after.stored(),
        )
        for on, (before, after) in rows.items()
    )
    db.session.flush()


def write_rows(change: ChangeRow) -> None:
    """Put the rows of a change into the calendar."""
    db.session.execute(
        sa.delete(CalendarDay).where(CalendarDay.on.in_([day.on for day in change.days]))
    )
    db.session.add_all(
        CalendarDay(
            on=row.on,
            effect=row.effect,
            kind=row.kind,
            name=row.name,
            pair_on=row.pair_on,
            source=row.source,
            status=row.status,
        )
        for row in (day.after for day in change.days)
        if row is not None
    )
    db.session.flush()


def move_judged_days(moved: Mapping[date, date]) -> int:
    """Set the judged day of every dossier due on some days, in one statement; return how many.

    Args:
        moved: Due day as printed → the day it is judged at.
    """
    if not moved:
        return 0
    judged_on = sa.case(
        *((Dossier.due_on == due_on, sa.literal(to)) for due_on, to in moved.items()),
        else_=Dossier.judged_due_on,
    )
    changed = db.session.execute(
        sa.update(Dossier)
        .where(Dossier.due_on.in_(sorted(moved)), Dossier.judged_due_on != judged_on)
        .values(judged_due_on=judged_on)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return int(getattr(changed, "rowcount", 0))
