"""Whether anything was written since one last looked, by the audit trail."""

from __future__ import annotations

import sqlalchemy as sa

from models import AuditEntry, PullRun, db
from models.vocabulary import RunState
from tracker.queries.public_changes import NOT_SHOWN


def find_written_mark() -> tuple[str, int, int]:
    """Return what is another value once anything was written that people read; one statement.

    Every change of state has its line in the audit trail, and the hash of a line stands for all
    before it. People who come and go are passed over: they would empty what is kept all day. A pull
    that only began has no line, so pulls are looked at themselves.
    """
    newest = (
        sa.select(AuditEntry.hash)
        .where(AuditEntry.action.not_in(NOT_SHOWN))
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    )
    is_running = PullRun.state == RunState.RUNNING
    row = db.session.execute(
        sa.select(
            newest.scalar_subquery(),
            sa.select(sa.func.max(PullRun.id)).scalar_subquery(),
            sa.select(sa.func.count(PullRun.id)).where(is_running).scalar_subquery(),
        )
    ).one()
    return row[0] or "", row[1] or 0, row[2] or 0
