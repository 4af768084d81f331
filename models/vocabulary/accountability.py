"""What follows a late dossier or a missed target, up to the published list."""

from __future__ import annotations

from enum import StrEnum


class PublicationState(StrEnum):
    """The life of a late list (bản công bố)."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class ReviewState(StrEnum):
    """What the unit's head made of an explanation (giải trình)."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class LetterState(StrEnum):
    """The life of an apology letter (phiếu xin lỗi và hẹn lại)."""

    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"
    CANCELLED = "cancelled"


class LetterChannel(StrEnum):
    """How an apology reached the applicant (cách gửi)."""

    PAPER = "paper"
    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"
    PORTAL = "portal"


class ApologyRegime(StrEnum):
    """The act an apology follows: the one in force when the dossier was received."""

    ND61 = "nd61"
    ND118 = "nd118"


class ObjectionState(StrEnum):
    """What the office decided on an objection (ý kiến phản hồi)."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


class CycleStep(StrEnum):
    """A step of the monthly cycle (chu trình tháng), in order."""

    PULL = "pull"
    CHECK = "check"
    EVALUATE = "evaluate"
    DRAFT = "draft"
    OPEN_REPLY = "open_reply"
    REMIND = "remind"
    APPROVE = "approve"
    PUBLISH = "publish"


class StepState(StrEnum):
    """Where a step of the cycle stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    BLOCKED = "blocked"


class MessageKind(StrEnum):
    """Why a person is told something (lý do nhận tin)."""

    DIGEST = "digest"
    ESCALATION = "escalation"
    NOTICE = "notice"
