"""The newest word on one unit's part in a task, for pages that are about something else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import AssignmentAcceptance, AssignmentDispute, User, db
from models.vocabulary import DisputeState
from tracker.queries.assignment_answers import Acceptance
from tracker.queries.assignment_disputes import list_disputes
from tracker.queries.known import recorded, was_by_then

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from models.vocabulary import AssignmentRole
    from tracker.queries.assignment_disputes import DisputeRow
    from tracker.queries.unit_directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class AnswerMark:
    """What was said of a part, at least once.

    Args:
        dispute: The newest refusal; None without one.
        acceptance: Who took it on; None while nobody, and while a refusal came to another end.
    """

    dispute: DisputeRow | None
    acceptance: Acceptance | None

    @property
    def is_in_dispute(self) -> bool:
        """Return whether the part is being looked at (đang xem xét)."""
        return self.dispute is not None and self.dispute.state is DisputeState.OPEN


def find_answer_mark(task_id: int, unit_id: int, role: AssignmentRole) -> AnswerMark | None:
    """Return the newest word on a part; None while nobody has said anything.

    Args:
        task_id: The task.
        unit_id: The unit.
        role: What it plays: another part was taken on for itself.
    """
    row = AssignmentAcceptance
    accepted = db.session.execute(
        sa.select(User.display_name, row.accepted_at)
        .join(User, User.id == row.accepted_by)
        .where(
            row.task_id == task_id,
            row.unit_id == unit_id,
            row.role == role,
            recorded(row.accepted_at),
        )
        .order_by(row.id.desc())
        .limit(1)
    ).first()
    own = [
        _as_known(dispute)
        for dispute in list_disputes(task_ids=[task_id])
        if dispute.unit_id == unit_id and was_by_then(dispute.refused_at)
    ]
    if accepted is None and not own:
        return None
    dispute = max(own, key=lambda found: found.id, default=None)
    return AnswerMark(dispute, None if accepted is None else Acceptance(*accepted))


def _as_known(dispute: DisputeRow) -> DisputeRow:
    """Return a dispute as it stood: open until what ended it was recorded."""
    ended_at = dispute.decided_at or dispute.withdrawn_at
    if ended_at is None or was_by_then(ended_at):
        return dispute
    return replace(dispute, state=DisputeState.OPEN)


def find_contested_parts(
    task_ids: Iterable[int], on: date, directory: UnitDirectory
) -> set[tuple[int, int]]:
    """Return the tasks and units whose part was refused and is being looked at.

    Args:
        task_ids: The tasks.
        on: The day units are looked up at: who took over from the one that refused.
        directory: Units and successions.
    """
    row = AssignmentDispute
    ended_at = sa.func.coalesce(row.decided_at, row.withdrawn_at)
    rows = db.session.execute(
        sa.select(row.task_id, row.unit_id).where(
            row.task_id.in_(tuple(task_ids)),
            recorded(row.refused_at),
            sa.or_(ended_at.is_(None), sa.not_(recorded(ended_at))),
        )
    )
    return {
        (task_id, heir.id) for task_id, unit_id in rows for heir in directory.heirs(unit_id, on)
    }
