"""What a change of the calendar does to verdicts: those that turn, and days late counted anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from models.vocabulary import Timeliness
from tracker.rules.lateness import DossierFacts, classify, days_late
from tracker.rules.periods import Period, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.vocabulary import DossierStatus, LatenessRule
    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.calendar_changes import MovedDueDay

_ONE_DAY: Final = timedelta(days=1)
_LATE: Final = (Timeliness.FINISHED_LATE, Timeliness.OPEN_OVERDUE)


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Dossiers that stand alike against one due day.

    Args:
        due_on: The due day as printed.
        due_minute: Minute of it, where the rule compares minutes; else None.
        finished_on: End of processing; None while open.
        finished_minute: Minute of it, where the rule compares minutes; else None.
        status: Their status.
        count: How many.
    """

    due_on: date
    due_minute: int | None
    finished_on: date | None
    finished_minute: int | None
    status: DossierStatus
    count: int


@dataclass(frozen=True, slots=True)
class MonthEffect:
    """What a change does to the verdicts of one month.

    Args:
        period: The month, "2026-01".
        late_to_on_time: Dossiers late or overdue before, and not after.
        on_time_to_late: Dossiers late or overdue after, and not before.
        reclassified: Dossiers early before and on the day after, or the reverse.
        recounted: Dossiers late before and after, by another number of days.
    """

    period: str
    late_to_on_time: int = 0
    on_time_to_late: int = 0
    reclassified: int = 0
    recounted: int = 0

    @property
    def is_changed(self) -> bool:
        """Return whether the month's list reads differently."""
        return bool(
            self.late_to_on_time + self.on_time_to_late + self.reclassified + self.recounted
        )


def flip_months(
    groups: Iterable[DueGroup],
    moved: Iterable[MovedDueDay],
    *,
    rule: LatenessRule,
    cutoff: int | None,
    last_ended: date,
) -> dict[str, MonthEffect]:
    """Return the verdicts that turn, by month.

    Args:
        groups: Dossiers whose due day moves.
        moved: Where from and where to.
        rule: Whether lateness is judged by day or by minute.
        cutoff: Last day of the office's month; None for calendar months.
        last_ended: The last day that is over; a month that still runs is judged up to it.
    """
    ways = {row.due_on: row for row in moved}
    months: dict[str, MonthEffect] = {}
    for group in groups:
        way = ways[group.due_on]
        for month in _months_of(group, way, cutoff, last_ended):
            span = month.first_day(cutoff), min(month.last_day(cutoff), last_ended)
            effect = _turn(group, way, span, rule)
            if effect:
                months[month.code] = _add(months.get(month.code), month.code, effect, group.count)
    return dict(sorted(months.items()))


def _months_of(
    group: DueGroup, way: MovedDueDay, cutoff: int | None, last_ended: date
) -> Iterator[Period]:
    """Yield the months in which a dossier can be judged differently.

    That is the month of its end, and those whose last day can lie between the two judged days.
    """
    on, last = sorted((way.before_on, way.after_on))
    found = set() if group.finished_on is None else {month_of(group.finished_on, cutoff)}
    while on <= last:
        month = month_of(on, cutoff)
        found.add(month)
        on = month.last_day(cutoff) + _ONE_DAY
    yield from (month for month in sorted(found) if month.first_day(cutoff) <= last_ended)


def _turn(group: DueGroup, way: MovedDueDay, span: tuple[date, date], rule: LatenessRule) -> str:
    """Return the name of what happens to a group in a month, "" when nothing does."""
    first, last = span
    was, now = (
        classify(
            DossierFacts(
                received_on=min(group.due_on, group.finished_on or group.due_on),
                received_minute=None,
                due_on=judged_on,
                due_minute=group.due_minute,
                finished_on=group.finished_on,
                finished_minute=group.finished_minute,
                status=group.status,
            ),
            first_day=first,
            last_day=last,
            rule=rule,
        )
        for judged_on in (way.before_on, way.after_on)
    )
    if (was in _LATE) is not (now in _LATE):
        return "late_to_on_time" if was in _LATE else "on_time_to_late"
    return "" if was is now else "reclassified"


@dataclass(frozen=True, slots=True)
class LateSpan:
    """Dossiers a month's list names as late, alike in their days.

    Args:
        due_on: The due day as printed.
        judged_on: Where it was judged before the change.
        end_on: To which day lateness is counted.
        count: How many.
    """

    due_on: date
    judged_on: date
    end_on: date
    count: int


def count_recounted(
    spans: Iterable[LateSpan], before: WorkingCalendar, after: WorkingCalendar
) -> int:
    """Return how many dossiers stay late by another number of days or working days."""
    return sum(span.count for span in spans if _is_recounted(span, before, after))


def _is_recounted(span: LateSpan, before: WorkingCalendar, after: WorkingCalendar) -> bool:
    judged_on = after.next_working_day(span.due_on)
    if days_late(judged_on, span.end_on) == 0:
        return False
    if judged_on != span.judged_on:
        return True
    was = before.working_days_between(span.judged_on, span.end_on)
    return was != after.working_days_between(judged_on, span.end_on)


def _add(known: MonthEffect | None, period: str, name: str, count: int) -> MonthEffect:
    sums = {
        field: getattr(known, field, 0)
        for field in ("late_to_on_time", "on_time_to_late", "reclassified", "recounted")
    }
    sums[name] += count
    return MonthEffect(period, **sums)


def with_recounted(known: MonthEffect | None, period: str, count: int) -> MonthEffect:
    """Return a month's effect with the dossiers late by another number of days."""
    return _add(known, period, "recounted", count)
