"""What a dossier (hồ sơ) is said to be."""

from __future__ import annotations

from enum import StrEnum


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


class AlertKind(StrEnum):
    """A rewriting of known facts that a person must close with a reason (cảnh báo toàn vẹn)."""

    LATE_TURNED_ON_TIME = "late_turned_on_time"
    FINISH_MOVED_BACK = "finish_moved_back"
    DUE_MOVED_FORWARD = "due_moved_forward"
    RECEIVED_MOVED = "received_moved"
    UNIT_CHANGED = "unit_changed"
    VANISHED = "vanished"
    PUBLISHED_MONTH_CHANGED = "published_month_changed"
