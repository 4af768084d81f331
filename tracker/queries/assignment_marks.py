"""The newest word on one unit's part in a task, for pages that are about something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import AssignmentAcceptance, User, db
from models.vocabulary import DisputeState
from tracker.queries.assignment_answers import Acceptance
from tracker.queries.assignment_disputes import list_disputes

if TYPE_CHECKING:
    from tracker.queries.assignment_disputes import DisputeRow


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


def find_answer_mark(task_id: int, unit_id: int) -> AnswerMark | None:
    """Return the newest word on a part; None while nobody has said anything.

    Args:
        task_id: The task.
        unit_id: The unit.
    """
    row = AssignmentAcceptance
    accepted = db.session.execute(
        sa.select(User.display_name, row.accepted_at)
        .join(User, User.id == row.accepted_by)
        .where(row.task_id == task_id, row.unit_id == unit_id)
        .order_by(row.id.desc())
        .limit(1)
    ).first()
    own = [dispute for dispute in list_disputes(task_ids=[task_id]) if dispute.unit_id == unit_id]
    if accepted is None and not own:
        return None
    dispute = max(own, key=lambda found: found.id, default=None)
    return AnswerMark(dispute, None if accepted is None else Acceptance(*accepted))
