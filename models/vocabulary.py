"""Every closed list of the product; values are what database, files and command line carry."""

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


class DossierStatus(StrEnum):
    """The state of a dossier (trạng thái hồ sơ), folded into the classes of the law."""

    OPEN = "open"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    PAUSED = "paused"
    FINISHED = "finished"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    NOT_RECEIVED = "not_received"


class Channel(StrEnum):
    """How a dossier was filed (hình thức nộp)."""

    DIRECT = "direct"
    ONLINE = "online"
    POSTAL = "postal"


class DelayCause(StrEnum):
    """Why a dossier is late, as its system recorded it (nguyên nhân chậm)."""

    HEAVY_LOAD = "heavy_load"
    FINANCIAL_STEP = "financial_step"
    FIELD_MEASUREMENT = "field_measurement"
    OTHER_AGENCY = "other_agency"
    PARTY_OPINION = "party_opinion"
    CALENDAR_DAY_TERM = "calendar_day_term"
    MINISTRY_SYSTEM = "ministry_system"
    SYSTEM_ERROR = "system_error"
    OFFICER_FAULT = "officer_fault"
    FORCE_MAJEURE = "force_majeure"
    APPLICANT = "applicant"
    OTHER = "other"


class Timeliness(StrEnum):
    """Where a dossier stands at the end of a period; late and overdue are never mixed."""

    FINISHED_EARLY = "finished_early"
    FINISHED_ON_TIME = "finished_on_time"
    FINISHED_LATE = "finished_late"
    OPEN_WITHIN_TERM = "open_within_term"
    OPEN_OVERDUE = "open_overdue"
    PAUSED = "paused"
    RETURNED = "returned"


class LatenessRule(StrEnum):
    """How an end is held against a due date: by local day (the default) or by instant."""

    BY_DATE = "by_date"
    BY_INSTANT = "by_instant"


class PublicationState(StrEnum):
    """The life of a late list (bản công bố)."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class ApologyRegime(StrEnum):
    """The act an apology follows: the one in force when the dossier was received."""

    ND61 = "nd61"
    ND118 = "nd118"


class BatchKind(StrEnum):
    """What an import brought in."""

    DOSSIERS = "dossiers"
    MEASUREMENTS = "measurements"
    UNITS = "units"
    DIRECTIVE = "directive"


class SourceKind(StrEnum):
    """Where figures come from (nguồn số liệu)."""

    PORTAL = "portal"
    ONE_STOP = "one_stop"
    UNIT_REPORT = "unit_report"
    DOCUMENT = "document"
    SAMPLE = "sample"
    FILE = "file"
    DOSSIERS = "dossiers"


class RunState(StrEnum):
    """How a pull of figures ended (lần lấy số liệu)."""

    RUNNING = "running"
    OK = "ok"
    OK_WITH_FINDINGS = "ok_with_findings"
    FAILED = "failed"


class DifferenceCause(StrEnum):
    """Why two sources differ (nguyên nhân chênh lệch), as far as it can be told."""

    DAY_RULE = "day_rule"
    DENOMINATOR = "denominator"
    SYNC_DELAY = "sync_delay"
    MISSING_UNIT = "missing_unit"
    DOSSIER_IN_ONE_ONLY = "dossier_in_one_only"
    DATES_DIFFER = "dates_differ"
    NOT_STATED = "not_stated"
    UNEXPLAINED = "unexplained"


class DifferenceState(StrEnum):
    """What people have made of a difference (trạng thái đối chiếu)."""

    OPEN = "open"
    EXPLAINED = "explained"
    SETTLED = "settled"


class AlertKind(StrEnum):
    """A rewriting of known facts that a person must close with a reason (cảnh báo toàn vẹn)."""

    LATE_TURNED_ON_TIME = "late_turned_on_time"
    FINISH_MOVED_BACK = "finish_moved_back"
    DUE_MOVED_FORWARD = "due_moved_forward"
    RECEIVED_MOVED = "received_moved"
    UNIT_CHANGED = "unit_changed"
    VANISHED = "vanished"
    PUBLISHED_MONTH_CHANGED = "published_month_changed"


class Role(StrEnum):
    """What a person may do (vai trò)."""

    PUBLIC = "public"
    UNIT_OFFICER = "unit_officer"
    DEPARTMENT_HEAD = "department_head"
    OFFICE_STAFF = "office_staff"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Language(StrEnum):
    """Languages of the screens; Vietnamese is the source text."""

    VIETNAMESE = "vi"
    ENGLISH = "en"
