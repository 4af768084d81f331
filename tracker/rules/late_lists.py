"""The life of a late list (danh sách chậm muộn): which step leads where, and who may take it."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from models.vocabulary import LatenessRule, PeriodKind, PublicationState, Role
from tracker.errors import RefusedError
from tracker.rules.periods import Period, read_period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class ListStep(StrEnum):
    """What people do to the list of a month."""

    DRAFT = "draft"
    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


TRANSITIONS: Final[Mapping[tuple[PublicationState | None, ListStep], PublicationState]] = (
    MappingProxyType(
        {
            (None, ListStep.DRAFT): PublicationState.DRAFT,
            (PublicationState.DRAFT, ListStep.DRAFT): PublicationState.DRAFT,
            (PublicationState.WITHDRAWN, ListStep.DRAFT): PublicationState.DRAFT,
            (PublicationState.DRAFT, ListStep.APPROVE): PublicationState.APPROVED,
            (PublicationState.APPROVED, ListStep.PUBLISH): PublicationState.PUBLISHED,
            (PublicationState.PUBLISHED, ListStep.CORRECT): PublicationState.DRAFT,
            (PublicationState.APPROVED, ListStep.WITHDRAW): PublicationState.WITHDRAWN,
            (PublicationState.PUBLISHED, ListStep.WITHDRAW): PublicationState.WITHDRAWN,
            (PublicationState.CORRECTED, ListStep.WITHDRAW): PublicationState.WITHDRAWN,
        }
    )
)
"""State of what a step acts on → state of what it leaves; None is a month without a list.

A draft on a withdrawn list and a correction leave a *new version*; every other step moves the
version it acts on. Publishing a new version closes the one it corrects (`CORRECTED`), which anybody
may go on reading, unless it said what it must not: then it is withdrawn by its number. A list that
was approved in error is withdrawn before anybody sees it, never edited.
"""

STEP_ROLES: Final[Mapping[ListStep, frozenset[Role]]] = MappingProxyType(
    {
        ListStep.DRAFT: frozenset({Role.OFFICE_STAFF, Role.APPROVER, Role.SYSTEM}),
        ListStep.APPROVE: frozenset({Role.APPROVER}),
        ListStep.PUBLISH: frozenset({Role.OFFICE_STAFF, Role.APPROVER, Role.SYSTEM}),
        ListStep.CORRECT: frozenset({Role.OFFICE_STAFF, Role.APPROVER, Role.SYSTEM}),
        ListStep.WITHDRAW: frozenset({Role.OFFICE_STAFF, Role.APPROVER}),
    }
)
"""Who may take a step; a correction is a draft with a reason, so whoever drafts may make it."""

_REFUSALS: Final[Mapping[ListStep, Mapping[PublicationState | None, str]]] = MappingProxyType(
    {
        ListStep.DRAFT: {
            PublicationState.APPROVED: "late_list_already_approved",
            PublicationState.PUBLISHED: "late_list_already_published",
        },
        ListStep.APPROVE: {
            None: "late_list_missing",
            PublicationState.APPROVED: "late_list_already_approved",
            PublicationState.PUBLISHED: "late_list_already_published",
            PublicationState.WITHDRAWN: "late_list_withdrawn",
            PublicationState.CORRECTED: "late_list_already_corrected",
        },
        ListStep.PUBLISH: {
            None: "late_list_missing",
            PublicationState.DRAFT: "late_list_not_approved",
            PublicationState.PUBLISHED: "late_list_already_published",
            PublicationState.WITHDRAWN: "late_list_withdrawn",
            PublicationState.CORRECTED: "late_list_already_corrected",
        },
        ListStep.CORRECT: {
            None: "late_list_missing",
            PublicationState.DRAFT: "late_list_not_published",
            PublicationState.APPROVED: "late_list_already_approved",
            PublicationState.WITHDRAWN: "late_list_withdrawn",
        },
        ListStep.WITHDRAW: {
            None: "late_list_missing",
            PublicationState.DRAFT: "late_list_not_published",
            PublicationState.WITHDRAWN: "late_list_withdrawn",
        },
    }
)

RULE_TEXTS: Final[Mapping[LatenessRule, str]] = MappingProxyType(
    {
        LatenessRule.BY_DATE: (
            "So theo ngày: kết thúc xử lý trong ngày hẹn trả là đúng hạn; "
            "ngày hẹn trả rơi vào ngày nghỉ thì tính đến ngày làm việc tiếp theo."
        ),
        LatenessRule.BY_INSTANT: (
            "So theo giờ, phút: kết thúc xử lý sau giờ hẹn trả là chậm; "
            "ngày hẹn trả rơi vào ngày nghỉ thì tính đến ngày làm việc tiếp theo."
        ),
    }
)
"""How the list says it judged; part of the frozen content, so the same in every language."""


def next_state(state: PublicationState | None, step: ListStep, *, period: str) -> PublicationState:
    """Return the state a step leads to.

    Args:
        state: State of what the step acts on; None for a month without a list.
        step: The step.
        period: The month, for the sentence of a refusal.

    Raises:
        RefusedError: The reason the step is not possible, one code for each pair.

    Source:
        reference/reliability.md 3.3: transitions in one table, used by services and tests.
    """
    reached = TRANSITIONS.get((state, step))
    if reached is None:
        raise RefusedError(_REFUSALS[step][state], period=period)
    return reached


def read_list_month(text: str) -> Period:
    """Read the month of a late list.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only` for a quarter, a year or a year to date.
    """
    period = read_period(text)
    if period.kind is not PeriodKind.MONTH:
        raise RefusedError("late_list_month_only", period=text)
    return period


def require_ended(period: Period, on: date, cutoff: int | None) -> None:
    """Refuse a month that still runs: its list would accuse people who have time left.

    Args:
        period: The month.
        on: Present day, local.
        cutoff: Last day of the office's month, 1 to 28; None for calendar months.

    Raises:
        RefusedError: `period_not_ended`.
    """
    if not period.has_ended(on, cutoff):
        raise RefusedError("period_not_ended", period=period.code, last_day=period.last_day(cutoff))


def read_reason(text: str) -> str:
    """Return a reason in one written form.

    Raises:
        RefusedError: `late_list_reason_missing` when there is none.
    """
    reason = " ".join(text.split())
    if not reason:
        raise RefusedError("late_list_reason_missing")
    return reason


def list_title(period: Period) -> str:
    """Return the title of a month's list."""
    return (
        "Danh sách đơn vị chậm muộn trong giải quyết thủ tục hành chính "
        f"tháng {period.number:02d}/{period.year:04d}"
    )
