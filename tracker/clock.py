"""The only place that reads the clock: today in Vietnam, and now in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Return the present instant in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Return today's date in Vietnam, whatever zone the host keeps."""
    return datetime.now(VIETNAM).date()


def local(instant: datetime) -> datetime:
    """Return an instant as wall-clock time in Vietnam."""
    return instant.astimezone(VIETNAM)
