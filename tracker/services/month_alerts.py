"""Alerts about published months whose figures moved, by an import or a change of the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import CalendarChange, IntegrityAlert, db
from models.vocabulary import AlertKind
from tracker.services.alert_rows import NOT_BACK, NOTHING, FoundAlert, insert_alerts, note_back
from tracker.services.published_months import compare_counts, count_months, newest_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.rules.calendar_changes import MovedDueDay
    from tracker.rules.month_changes import CountChange
    from tracker.services.published_months import MonthChange, MonthCounts


def find_month_alerts(changes: Iterable[MonthChange]) -> list[FoundAlert]:
    """Return one alert of an import for each published month; none for what one says already."""
    found = [_of_import(change) for change in changes]
    return [each for each in found if not _is_said(each)]


def note_months_back(changes: Iterable[MonthChange], *, touched_from: date, as_of: str) -> None:
    """Note in alerts of imports that the figures of their months are as published again.

    What was told before a change of the calendar moved a month stays as it is: the month has been
    held against other figures since.

    Args:
        changes: Published months whose figures moved.
        touched_from: No month that ended before this day was looked at.
        as_of: ISO day the import describes.
    """
    alert = IntegrityAlert
    statement = sa.select(alert.id, alert.details, alert.period).where(
        alert.kind == AlertKind.PUBLISHED_MONTH_CHANGED,
        alert.batch_id.is_not(None),
        alert.last_day >= touched_from,
        alert.period.not_in([change.period for change in changes]),
        NOT_BACK,
    )
    starts = newest_starts()
    rows = db.session.execute(statement).all()
    note_back([(key, told) for key, told, period in rows if key > starts.get(period, 0)], as_of)


def count_months_of(moved: Sequence[MovedDueDay]) -> list[MonthCounts]:
    """Return the figures, as counted now, of the published months that moved due days can change.

    A month that ended before a due day, or began after it was judged both ways, counts the same.

    Args:
        moved: Due days that a change of the calendar judges at another day.
    """
    if not moved:
        return []
    first = min(min(row.due_on, row.before_on, row.after_on) for row in moved)
    last = max(max(row.before_on, row.after_on) for row in moved)
    return count_months(first, last)


def raise_calendar_alerts(
    change_id: int, before: Iterable[MonthCounts], moved: Sequence[MovedDueDay]
) -> int:
    """Raise one alert for each published month a change of the calendar moved; return how many.

    Args:
        change_id: The change, applied.
        before: What `count_months_of` returned before.
        moved: The due days it moved.
    """
    change = db.session.get_one(CalendarChange, change_id)
    known = {counts.period: counts for counts in before}
    found = []
    for after in count_months_of(moved):
        difference = compare_counts(known[after.period], after)
        if difference.is_any:
            found.append(_of_calendar(difference, after, change))
    insert_alerts(found, change_id=change_id)
    return len(found)


def _of_import(change: MonthChange) -> FoundAlert:
    since = {"since": change.since} if change.since else {}
    return _found(change, since, None)


def _of_calendar(change: MonthChange, after: MonthCounts, cause: CalendarChange) -> FoundAlert:
    more = {"change": cause.id, "document": cause.document}
    return _found(change, more, after.as_figures())


def _found(change: MonthChange, more: dict[str, Any], figures: dict[str, Any] | None) -> FoundAlert:
    return FoundAlert(
        kind=AlertKind.PUBLISHED_MONTH_CHANGED,
        code=change.period,
        before=_counts(change.totals, "before"),
        after=_counts(change.totals, "after")
        if change.totals
        else f"units={len(change.unit_codes)}",
        first_day=change.first_day,
        last_day=change.last_day,
        period=change.period,
        more={"version": change.version, "units": list(change.unit_codes), **more},
        figures=figures,
    )


def _counts(changes: Iterable[CountChange], side: str) -> str:
    """Return counts as "finished_late=12 open=3"; `tracker.wording.alerts` puts them in words."""
    return " ".join(f"{each.name}={getattr(each, side)}" for each in changes) or NOTHING


def _is_said(found: FoundAlert) -> bool:
    """Return whether the last alert about the month, open or closed, says the very same."""
    last = db.session.scalar(
        sa.select(IntegrityAlert.details)
        .where(
            IntegrityAlert.kind == AlertKind.PUBLISHED_MONTH_CHANGED,
            IntegrityAlert.period == found.period,
        )
        .order_by(IntegrityAlert.id.desc())
        .limit(1)
    )
    return last is not None and dict(last) == found.details
