"""Which documents have verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Evaluation, Task, db
from tracker.queries.known import stands

if TYPE_CHECKING:
    from collections.abc import Iterable


def list_judged_directive_ids(periods: Iterable[str]) -> frozenset[int]:
    """Return the keys of the documents with at least one verdict that stands.

    Args:
        periods: The periods that were judged; named, so that the index of verdicts is used.
    """
    is_judged = sa.exists().where(
        Evaluation.period.in_(tuple(periods)),
        Evaluation.task_id == Task.id,
        stands(),
    )
    return frozenset(db.session.scalars(sa.select(Task.directive_id).where(is_judged).distinct()))
