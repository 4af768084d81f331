"""Taking an assignment on or refusing it (tiếp nhận, từ chối tiếp nhận): states and who decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import (
    AnswerState,
    AssignmentRole,
    DisputeState,
    ProposalKind,
    Role,
)
from tracker.errors import ForbiddenError, RefusedError

if TYPE_CHECKING:
    from datetime import date

    from tracker.rules.calendar import WorkingCalendar

ANSWERING_ROLES: Final = frozenset({Role.DEPARTMENT_HEAD})
"""Who answers for a unit: its head signs, nobody in their place."""

ARBITER_ROLES: Final = frozenset({Role.APPROVER, Role.OFFICE_STAFF})
"""Who may be named to decide; without a name it is the approver."""

APPOINTING_ROLES: Final = frozenset({Role.OFFICE_STAFF})

ANSWERABLE: Final = frozenset({AnswerState.WAITING, AnswerState.UNANSWERED, AnswerState.NOT_ASKED})
"""States in which a unit may still take on or refuse; a decided part is not refused again."""

_SETTLED: Final = {
    DisputeState.OPEN: AnswerState.DISPUTED,
    DisputeState.KEPT: AnswerState.SETTLED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record of one unit's part in one task.

    Args:
        answer_by: Last day to answer; None where no clock runs.
        is_asked: Whether the unit is asked at all.
        is_accepted: Whether its head took the part on.
        dispute: State of the newest refusal of this part; None without one.
        is_applied: Whether what that refusal moved is changed in the assignment by now.
    """

    answer_by: date | None = None
    is_asked: bool = False
    is_accepted: bool = False
    dispute: DisputeState | None = None
    is_applied: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The part of one unit in a task, as it stands today.

    Args:
        unit_id: The unit.
        role: What it plays.
        due_on: Its last day in force; None where the task has none.
    """

    unit_id: int
    role: AssignmentRole
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Move:
    """What is proposed or decided to be otherwise.

    Args:
        kind: Who, in which part, or until when.
        unit_id: The other unit, for that kind only; likewise `role` and `due_on`.
    """

    kind: ProposalKind
    unit_id: int | None = None
    role: AssignmentRole | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """Who has spoken in a dispute and who is to decide it, by account.

    Args:
        refused_by: Who refused.
        commented_by: Who spoke for the proposed unit; None while nobody has.
        arbiter_id: Who was named; None leaves it to any approver.
    """

    refused_by: int
    commented_by: int | None
    arbiter_id: int | None


def asked_since(dated_on: date | None, came_on: date | None, set_up_on: date | None) -> date | None:
    """Return the day a document's units are asked from; None when they are not asked.

    A document older than the installation was in force before anybody could answer here: silence
    about it says nothing, so nobody is asked. One that prints no day is treated the same.

    Args:
        dated_on: Day it was issued, or took effect where only that is printed.
        came_on: Day it came into the product.
        set_up_on: Day the product was set up.
    """
    if dated_on is None or came_on is None or set_up_on is None or dated_on < set_up_on:
        return None
    return max(dated_on, came_on)


def last_day(on: date, days: int, calendar: WorkingCalendar) -> date | None:
    """Return the last day of a clock of working days: the first day is not counted.

    Args:
        on: Day it starts.
        days: Working days; 0 is no clock.
        calendar: Calendar of record.

    Source:
        Bộ luật Dân sự 2015, Articles 147-148; design.md, section 3, rule 5.
    """
    return calendar.add_working_days(on, days) if days else None


def classify_answer(standing: Standing, today: date) -> AnswerState:
    """Return what a unit has said of its part; silence is never taken as a refusal."""
    if standing.dispute is DisputeState.MOVED:
        return AnswerState.SETTLED if standing.is_applied else AnswerState.MOVING
    if standing.dispute in _SETTLED:
        return _SETTLED[standing.dispute]
    if standing.is_accepted:
        return AnswerState.ACCEPTED
    if not standing.is_asked:
        return AnswerState.NOT_ASKED
    is_over = standing.answer_by is not None and today > standing.answer_by
    return AnswerState.UNANSWERED if is_over else AnswerState.WAITING


def other_role(role: AssignmentRole) -> AssignmentRole:
    """Return the other part: a lead would support, a supporter lead."""
    return AssignmentRole.SUPPORTING if role is AssignmentRole.LEAD else AssignmentRole.LEAD


def make_move(
    kind: ProposalKind, part: Part, today: date, *, unit_id: int | None, due_on: date | None
) -> Move:
    """Return what is to be otherwise, with only the values its kind needs.

    Args:
        kind: Who, in which part, or until when.
        part: The part as it stands.
        today: Present local day.
        unit_id: The other unit.
        due_on: The later day.

    Raises:
        RefusedError: `move_unit_missing`, `move_unit_same`, `move_term_missing`,
            `move_term_not_later`, `move_term_in_past`.
    """
    if kind is ProposalKind.OTHER_ROLE:
        return Move(kind, role=other_role(part.role))
    if kind is ProposalKind.OTHER_UNIT:
        if unit_id is None:
            raise RefusedError("move_unit_missing")
        if unit_id == part.unit_id:
            raise RefusedError("move_unit_same")
        return Move(kind, unit_id=unit_id)
    if due_on is None:
        raise RefusedError("move_term_missing")
    if part.due_on is not None and due_on <= part.due_on:
        raise RefusedError("move_term_not_later", value=due_on, current=part.due_on)
    if due_on < today:
        raise RefusedError("move_term_in_past", value=due_on)
    return Move(kind, due_on=due_on)


def may_decide(bench: Bench, user_id: int, role: Role) -> bool:
    """Return whether a person decides a dispute: the arbiter, never who spoke in it."""
    if user_id in (bench.refused_by, bench.commented_by) or role not in ARBITER_ROLES:
        return False
    return role is Role.APPROVER if bench.arbiter_id is None else user_id == bench.arbiter_id


def check_decider(bench: Bench, user_id: int, role: Role) -> None:
    """Refuse whoever may not decide a dispute.

    Raises:
        ForbiddenError: `dispute_own`, `dispute_not_arbiter`.
    """
    if user_id in (bench.refused_by, bench.commented_by):
        raise ForbiddenError("dispute_own")
    if not may_decide(bench, user_id, role):
        raise ForbiddenError("dispute_not_arbiter")


def is_set_aside(opened_on: date, last_day_of_period: date) -> bool:
    """Return whether an open dispute sets a period's verdict aside: never one that had ended.

    Args:
        opened_on: Local day of the refusal.
        last_day_of_period: The period's last day.
    """
    return opened_on <= last_day_of_period
