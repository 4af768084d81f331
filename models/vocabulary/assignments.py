"""Whether a unit takes on what it was given, and what becomes of a refusal."""

from __future__ import annotations

from enum import StrEnum


class AnswerState(StrEnum):
    """What a unit has said of an assignment (tiếp nhận phân công)."""

    WAITING = "waiting"
    UNANSWERED = "unanswered"
    DISPUTED = "disputed"
    MOVING = "moving"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    NOT_ASKED = "not_asked"


class RefusalReason(StrEnum):
    """Why a unit does not take an assignment on (lý do từ chối tiếp nhận)."""

    NOT_OUR_FUNCTION = "not_our_function"
    NO_AUTHORITY = "no_authority"
    GIVEN_TO_OTHERS = "given_to_others"
    UNIT_CHANGED = "unit_changed"
    TERM_TOO_SHORT = "term_too_short"
    LACKS_MEANS = "lacks_means"
    UNCLEAR = "unclear"
    OTHER = "other"


class ProposalKind(StrEnum):
    """What is to be otherwise: who does it, in which part, or until when (đề xuất)."""

    OTHER_UNIT = "other_unit"
    OTHER_ROLE = "other_role"
    OTHER_TERM = "other_term"


class DisputeState(StrEnum):
    """Where a refused assignment stands (từ chối tiếp nhận)."""

    OPEN = "open"
    KEPT = "kept"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
