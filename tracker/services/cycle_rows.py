"""Conditional changes of the cycle's ledger: what another worker changed is not touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import CycleEntry, db
from models.vocabulary import StepState
from tracker.rules.cycle import CLOCK_TOLERANCE, LEASE

if TYPE_CHECKING:
    from datetime import datetime

    from models.vocabulary import CycleStep


def of_step(period: str, step: CycleStep) -> sa.ColumnElement[bool]:
    """Return the condition that names one step of one month."""
    return sa.and_(CycleEntry.period == period, CycleEntry.step == step)


def is_free(at: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that nobody holds a step; as `tracker.rules.cycle.has_run_out`."""
    return sa.or_(
        CycleEntry.state != StepState.RUNNING,
        CycleEntry.lease_until.is_(None),
        CycleEntry.lease_until <= at,
        CycleEntry.lease_until > at + LEASE + CLOCK_TOLERANCE,
    )


def update_entries(*conditions: sa.ColumnElement[bool], **values: Any) -> int:
    """Change the steps that conditions hold for, and return how many they were."""
    statement = sa.update(CycleEntry).where(*conditions).values(**values)
    # Nothing of the ledger is kept in the session: what counts is what the database answers.
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(getattr(result, "rowcount", 0))
