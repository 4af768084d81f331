"""Which documents have verdicts, and whether anything was written since one last looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import AuditEntry, Evaluation, PullRun, Task, db
from models.vocabulary import RunState

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
        Evaluation.superseded_run_id.is_(None),
    )
    return frozenset(db.session.scalars(sa.select(Task.directive_id).where(is_judged).distinct()))


def find_written_mark() -> tuple[int, int, int]:
    """Return what is another value once anything of the figures or the verdicts was written.

    Every change of state has its line in the audit trail, whose numbers are given in the order of
    the commits; a pull that only began has none, so pulls are looked at themselves.
    """
    row = db.session.execute(
        sa.select(
            sa.select(sa.func.max(AuditEntry.seq)).scalar_subquery(),
            sa.select(sa.func.max(PullRun.id)).scalar_subquery(),
            sa.select(sa.func.count(PullRun.id))
            .where(PullRun.state == RunState.RUNNING)
            .scalar_subquery(),
        )
    ).one()
    seq, run_id, running_count = (value or 0 for value in row)
    return seq, run_id, running_count
