"""New assignments to take on, refused ones to comment on and decide, decisions to bring in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import User, db
from models.vocabulary import AnswerState, DisputeState, Role, WaitingKind
from tracker.queries.assignment_answers import list_answers
from tracker.queries.assignment_disputes import list_disputes
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.waiting_work.scope import Place, Provider, Scope, make_item

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tracker.queries.assignment_disputes import DisputeRow
    from tracker.rules.waiting import WaitingItem

TO_ANSWER: Final = "can-tra-loi"
"""What the page of assignments calls, in its address, what is to be answered."""

_AWAITED: Final = (AnswerState.WAITING, AnswerState.UNANSWERED)


def find_assignments_to_answer(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the parts nobody took on or refused, by document and unit."""
    found: dict[tuple[str, str, int, date | None], list[date | None]] = {}
    rows = list_answers(
        scope.today, scope.directory, scope.settings, unit_ids=scope.unit_ids, is_asked_only=True
    )
    for row in rows:
        if row.state in _AWAITED:
            directive = row.found.directive
            key = directive.code, directive.number, row.expanded.unit.id, row.answer_by
            found.setdefault(key, []).append(row.asked_on)
    for (code, number, unit_id, answer_by), days in found.items():
        yield make_item(
            WaitingKind.ANSWER_ASSIGNMENTS,
            Place(
                "assignment_answers.index",
                (("van-ban", code), ("tinh-trang", TO_ANSWER)),
                "don-vi",
            ),
            scope,
            count=len(days),
            unit_id=unit_id,
            subject=number,
            due_on=answer_by,
            since=max(filter(None, days), default=None),
        )


def find_open_disputes(scope: Scope) -> Iterator[WaitingItem]:
    """Yield each dispute for its arbiter, and for the proposed unit until it has spoken."""
    found = list_disputes(states=[DisputeState.OPEN], unit_ids=scope.unit_ids)
    if not found:
        return
    approvers = frozenset(
        db.session.scalars(sa.select(User.id).where(User.is_active, User.role == Role.APPROVER))
    )
    for row in found:
        named = row.bench.arbiter_id
        yield _item(
            WaitingKind.DECIDE_DISPUTES,
            row,
            scope,
            unit_id=_side(row, scope),
            due_on=row.decide_by,
            doer_ids=approvers if named is None else frozenset({named}),
        )
        if row.proposed.unit_id is not None and row.commented_at is None:
            yield _item(
                WaitingKind.COMMENT_DISPUTES,
                row,
                scope,
                unit_id=row.proposed.unit_id,
                due_on=row.decide_by,
            )


def find_decisions_to_apply(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the decisions that are not in the assignment yet; they are due the day they start."""
    for row in list_unapplied(scope.today, scope.directory):
        yield _item(
            WaitingKind.APPLY_DECISIONS,
            row,
            scope,
            unit_id=_side(row, scope),
            due_on=row.effective_on,
        )


def _side(row: DisputeRow, scope: Scope) -> int:
    """Return the unit that waits: who refused, or the reader's own side of it."""
    own = row.unit_ids.intersection(scope.unit_ids or ())
    return row.unit_id if row.unit_id in own else min(own, default=row.unit_id)


def _item(
    kind: WaitingKind,
    row: DisputeRow,
    scope: Scope,
    *,
    unit_id: int,
    due_on: date | None,
    doer_ids: frozenset[int] = frozenset(),
) -> WaitingItem:
    return make_item(
        kind,
        Place("assignment_disputes.show", (("dispute_id", row.id),)),
        scope,
        unit_id=unit_id,
        subject=f"{row.reference}, {row.directive_number}",
        due_on=due_on,
        since=row.decided_at or row.refused_at,
        made_by=row.bench.refused_by,
        doer_ids=doer_ids,
    )


PROVIDERS: Final = (
    Provider((WaitingKind.ANSWER_ASSIGNMENTS,), find_assignments_to_answer),
    Provider((WaitingKind.DECIDE_DISPUTES, WaitingKind.COMMENT_DISPUTES), find_open_disputes),
    Provider((WaitingKind.APPLY_DECISIONS,), find_decisions_to_apply),
)
