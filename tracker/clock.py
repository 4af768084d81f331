"""The only place that reads the clock: today in Vietnam, and now in UTC.

Who looks back reads as on an earlier day: `today` is that day for as long as they look, and what
was recorded later is left out (`tracker.queries.known`). Instants are never moved.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")

_PAST: Final[ContextVar[date | None]] = ContextVar("past_day", default=None)


def now() -> datetime:
    """Return the present instant in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Return today's date in Vietnam, whatever zone the host keeps; looking back, the day then."""
    return _PAST.get() or present_day()


def present_day() -> date:
    """Return today's date in Vietnam, whatever day is looked at: rights go by it."""
    return datetime.now(VIETNAM).date()


@contextmanager
def looking_back(day: date) -> Iterator[None]:
    """Read everything inside as it was known at the end of an earlier day; nothing is written.

    Args:
        day: The day.
    """
    token = _PAST.set(day)
    try:
        yield
    finally:
        _PAST.reset(token)


def past_day() -> date | None:
    """Return the earlier day that is looked back at; None for the present."""
    return _PAST.get()


def known_until() -> datetime | None:
    """Return the first instant that is not known yet on the day looked at; None for the present."""
    day = _PAST.get()
    return None if day is None else day_end(day)


def day_end(day: date) -> datetime:
    """Return the first instant after a day in Vietnam."""
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM).astimezone(UTC)


def local(instant: datetime) -> datetime:
    """Return an instant as wall-clock time in Vietnam."""
    return instant.astimezone(VIETNAM)
