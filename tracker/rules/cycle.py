"""The monthly cycle (chu trình tháng): its steps, when each is due, which months are looked at.

What a step waits for is decided in `tracker.rules.cycle_steps`. Days are counted from the end of
the office's month, so that a month that ends on the 15th has its steps as soon as one that ends
on the 31st: with calendar months, day 5 is the 5th of the month after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from models.vocabulary import CycleStep
from tracker.rules.periods import month_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, tzinfo

    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.periods import Period

LOOK_BACK_MONTHS: Final = 6
"""How many months back a tick looks: a server off for longer is answered for by a person."""

LEASE: Final = timedelta(minutes=15)
"""How long a claimed step belongs to its worker; as long as a pull may stay silent."""

LATE_AFTER: Final = timedelta(hours=1)
"""A step that began later than this after it was due is marked as caught up late."""

CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""How far two servers' clocks may be apart before it is said."""

BACK_OFF: Final = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
"""How long a step that failed waits before it is tried again; the last one from then on."""

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the steps of a month are due, by the settings of an installation.

    Args:
        start_day: Days after the end of the month on which its work begins.
        draft_day: Days after the end of the month on which its list is drafted.
        hour: Local hour from which a step that is due is taken.
        reply_days: Working days units have to answer the draft.
        remind_days: Working days before the end of the window on which units are reminded.
        cutoff: Last day of the office's month; None for calendar months.
        zone: The zone these hours are of.
    """

    start_day: int
    draft_day: int
    hour: int
    reply_days: int
    remind_days: tuple[int, ...]
    cutoff: int | None
    zone: tzinfo

    def starts_at(self, month: Period) -> datetime:
        """Return when the work on a month begins."""
        return self._at(month.last_day(self.cutoff) + timedelta(days=self.start_day))

    def drafts_at(self, month: Period) -> datetime:
        """Return when its list is drafted; never before the work on it begins."""
        days = max(self.start_day, self.draft_day)
        return self._at(month.last_day(self.cutoff) + timedelta(days=days))

    def reply_until(self, month: Period, calendar: WorkingCalendar) -> date:
        """Return the last day of a reply window that is opened when it is due."""
        return calendar.add_working_days(self.drafts_at(month).date(), self.reply_days)

    def remind_on(self, reply_until: date, calendar: WorkingCalendar) -> tuple[date, ...]:
        """Return the days on which units are reminded, in order, each once.

        Args:
            reply_until: Last day of the window.
            calendar: The calendar of record.
        """
        days = {
            calendar.add_working_days(reply_until, -count) if count else reply_until
            for count in self.remind_days
        }
        return tuple(sorted(days))

    def due_at(
        self, month: Period, calendar: WorkingCalendar, reply_until: date | None = None
    ) -> dict[CycleStep, datetime]:
        """Return when every step of a month is due.

        Args:
            month: The month.
            calendar: The calendar of record.
            reply_until: Last day of the window as it was opened; as planned if it is not yet.
        """
        start, draft = self.starts_at(month), self.drafts_at(month)
        until = reply_until or self.reply_until(month, calendar)
        remind_on = self.remind_on(until, calendar)
        closed = max(draft, self._at(until + _ONE_DAY))
        return {
            CycleStep.PULL: start,
            CycleStep.CHECK: start,
            CycleStep.EVALUATE: start,
            CycleStep.DRAFT: draft,
            CycleStep.OPEN_REPLY: draft,
            CycleStep.REMIND: max(draft, self._at(remind_on[0])) if remind_on else draft,
            CycleStep.APPROVE: closed,
            CycleStep.PUBLISH: closed,
        }

    def local_day(self, instant: datetime) -> date:
        """Return the day an instant falls on in the zone of the timetable."""
        return instant.astimezone(self.zone).date()

    def is_hour_reached(self, on: date, now: datetime) -> bool:
        """Return whether the steps of a day may be taken."""
        return now >= self._at(on)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self.hour), self.zone)


def months_to_look_at(
    on: date, *, known: Sequence[Period], cutoff: int | None, by_hand: bool = False
) -> tuple[Period, ...]:
    """Return the months a tick works on, the oldest first.

    The first tick of an installation begins with the month that ended last; later ones take up
    every month since the first one known, `LOOK_BACK_MONTHS` of them at most. A clock before the
    first known month is wrong, or was when that month was begun: only a person goes on then.

    Args:
        on: The present day, local.
        known: Months whose steps stand in the ledger.
        cutoff: Last day of the office's month; None for calendar months.
        by_hand: Whether a person asked for the tick.
    """
    newest = month_of(on, cutoff).previous()
    first = min(known, default=newest)
    if first > newest:
        if not by_hand:
            return ()
        first = newest
    months = [newest]
    while len(months) < LOOK_BACK_MONTHS and months[-1] > first:
        months.append(months[-1].previous())
    return tuple(reversed(months))


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """What is odd about the clock.

    Args:
        code: "cycle_clock_back" or "cycle_clock_forward".
        last_at: The newest instant the ledger knows.
        stops: Whether nothing is done until a person has a tick run.
    """

    code: str
    last_at: datetime
    stops: bool


def doubt_clock(now: datetime, last_at: datetime | None, *, by_hand: bool) -> ClockDoubt | None:
    """Return what is odd about the clock, judged by the newest instant that was recorded.

    A clock that went back does no harm: what was done is done, and nothing is due again. One that
    leapt forward would begin months that have not been: beyond the look-back, a leap and a server
    that was off look the same, so a person says which it is by having a tick run.

    Args:
        now: The present instant.
        last_at: The newest instant of the ledger; None for an empty one.
        by_hand: Whether a person asked for the tick.

    Source:
        reference/reliability.md C5.
    """
    if last_at is None:
        return None
    if last_at > now + CLOCK_TOLERANCE:
        return ClockDoubt("cycle_clock_back", last_at, stops=False)
    if now - last_at > timedelta(days=31 * LOOK_BACK_MONTHS) and not by_hand:
        return ClockDoubt("cycle_clock_forward", last_at, stops=True)
    return None


def has_run_out(lease_until: datetime | None, now: datetime) -> bool:
    """Return whether a lease no longer holds.

    One that ends further off than leases last was set by another clock and does not hold either:
    its worker is kept out by its fence.

    Args:
        lease_until: When it ends; None for none.
        now: The present instant.
    """
    return lease_until is None or lease_until <= now or lease_until > now + LEASE + CLOCK_TOLERANCE


def next_try_at(attempt_count: int, failed_at: datetime | None) -> datetime | None:
    """Return when a step that failed is tried again; None when nothing holds it.

    Args:
        attempt_count: How often it was tried.
        failed_at: When the last try ended.
    """
    if not attempt_count or failed_at is None:
        return None
    return failed_at + BACK_OFF[min(attempt_count, len(BACK_OFF)) - 1]


def holds_until(attempt_count: int, failed_at: datetime | None, now: datetime) -> datetime | None:
    """Return until when a failed step is left alone; None when it may be tried now.

    Args:
        attempt_count: How often it was tried.
        failed_at: When the last try ended; in the future where the clock went back.
        now: The present instant.
    """
    again_at = next_try_at(attempt_count, failed_at)
    if again_at is None or failed_at is None or failed_at > now + CLOCK_TOLERANCE:
        return None
    return again_at if again_at > now else None


def is_late(due_at: datetime, started_at: datetime | None) -> bool:
    """Return whether a step began so long after it was due that it is marked."""
    return started_at is not None and started_at > due_at + LATE_AFTER


STEPS: Final = tuple(CycleStep)
"""In the order they are taken."""


def undone_before(step: CycleStep, done: Mapping[CycleStep, bool]) -> CycleStep | None:
    """Return the first step before a step that is not done yet; None when all are."""
    return next((each for each in STEPS[: STEPS.index(step)] if not done[each]), None)
