"""What is asked of whom: units, tasks, targets, verdicts, periods."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

OPEN_START: Final = date(1, 1, 1)
"""First day of a validity that began before the records do; shown as blank."""

OPEN_END: Final = date(9999, 12, 31)
"""Last day of a validity that has not ended; shown as blank."""


class UnitLevel(StrEnum):
    """Where a unit stands (cấp); `UnitKind` text on the unit says what it is called there."""

    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    DIVISION = "division"
    PARTNER = "partner"


class SuccessionKind(StrEnum):
    """What became of a unit (sáp nhập, đổi tên, chia tách, kết thúc)."""

    CONTINUED = "continued"
    MERGED = "merged"
    SPLIT = "split"
    RENAMED = "renamed"
    TRANSFERRED = "transferred"


class AssignmentRole(StrEnum):
    """The part a unit plays in a task: chủ trì or phối hợp."""

    LEAD = "lead"
    SUPPORTING = "supporting"


class TaskChangeKind(StrEnum):
    """What of a task was changed after it came in: phân công, thời hạn, chỉ tiêu."""

    PARTIES = "parties"
    TERM = "term"
    TARGET = "target"


class TaskKind(StrEnum):
    """A task is measured by an indicator (chỉ số) or judged by its product (sản phẩm)."""

    MEASURED = "measured"
    PRODUCT = "product"


class ScheduleKind(StrEnum):
    """How a document words a term (thời hạn)."""

    ONGOING = "ongoing"
    BY_DATE = "by_date"
    IN_MONTH = "in_month"
    IN_QUARTER = "in_quarter"
    IN_YEAR = "in_year"
    FOLLOWS = "follows"
    DONE = "done"


class TaskState(StrEnum):
    """Where a task without figures stands for a unit on a day (tình trạng nhiệm vụ)."""

    DONE = "done"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN = "open"
    OVERDUE = "overdue"
    NOT_FOLLOWED = "not_followed"
    ONGOING = "ongoing"
    WAITS_FOR = "waits_for"


class Comparator(StrEnum):
    """How an actual is held against a target (so sánh)."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    EQUAL = "="
    AT_MOST = "<="
    LESS_THAN = "<"
    INCREASE_AT_LEAST = "+>="


class Verdict(StrEnum):
    """What an evaluation found (kết quả đánh giá)."""

    ACHIEVED = "achieved"
    MISSED = "missed"
    NO_DATA = "no_data"
    NOT_ARISEN = "not_arisen"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"
    EXCUSED = "excused"
    DISPUTED = "disputed"


class PeriodKind(StrEnum):
    """What a period (kỳ) spans; its text form says which."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    MONTH_TO_DATE = "month_ytd"
