"""What waits for people, and why they are told of it."""

from __future__ import annotations

from enum import StrEnum


class WaitingKind(StrEnum):
    """A kind of work that waits for somebody (việc đang chờ), in the order it is shown."""

    ANSWER_LIST = "answer_list"
    EXPLAIN_DOSSIERS = "explain_dossiers"
    REWRITE_EXPLANATIONS = "rewrite_explanations"
    REVIEW_EXPLANATIONS = "review_explanations"
    DRAFT_LETTERS = "draft_letters"
    SIGN_LETTERS = "sign_letters"
    SEND_LETTERS = "send_letters"
    EXPLAIN_TARGETS = "explain_targets"
    REVIEW_TARGETS = "review_targets"
    KEEP_MEASURES = "keep_measures"
    DELIVER_PRODUCTS = "deliver_products"
    REVIEW_PRODUCTS = "review_products"
    DECIDE_OBJECTIONS = "decide_objections"
    APPROVE_LISTS = "approve_lists"
    PUBLISH_LISTS = "publish_lists"
    CLOSE_ALERTS = "close_alerts"
    ANSWER_ASSIGNMENTS = "answer_assignments"
    COMMENT_DISPUTES = "comment_disputes"
    DECIDE_DISPUTES = "decide_disputes"
    APPLY_DECISIONS = "apply_decisions"


class DigestReason(StrEnum):
    """Why a person is told of something, the heading it stands under (lý do nhận tin)."""

    ESCALATED = "escalated"
    OWN_UNIT = "own_unit"
    REVIEW = "review"
    APPROVAL = "approval"
    OFFICE = "office"


class EscalationLevel(StrEnum):
    """How high a late duty has been passed on (chuyển cấp)."""

    UNIT_HEAD = "unit_head"
    OFFICE = "office"
