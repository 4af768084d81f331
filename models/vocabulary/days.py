"""How days are counted: terms and the calendar of record."""

from __future__ import annotations

from enum import StrEnum


class TermUnit(StrEnum):
    """What a term counts: ngày làm việc, ngày, tháng, năm, giờ (làm việc)."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    WORKING_HOUR = "working_hour"


class DayEffect(StrEnum):
    """What the calendar of record says of a day (nghỉ, làm việc)."""

    OFF = "off"
    WORKING = "working"


class CalendarChangeState(StrEnum):
    """The life of a change of the calendar of record (thay đổi lịch)."""

    DRAFT = "draft"
    APPLIED = "applied"
    CANCELLED = "cancelled"


class LatenessRule(StrEnum):
    """How an end is held against a due date: by local day (the default) or by instant."""

    BY_DATE = "by_date"
    BY_INSTANT = "by_instant"
