"""What became of a unit and whom it took over from, each event with its document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import UnitSuccession, db

if TYPE_CHECKING:
    from datetime import date

    from models.vocabulary import SuccessionKind


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """One dated event in the life of a unit (sáp nhập, đổi tên, chuyển giao).

    Args:
        predecessor_id: The unit whose work went on.
        successor_id: The unit it went to.
        effective_on: First day of the new state.
        kind: What happened.
        document: Number of the document that ordered it.
        scope_note: Which part of the work went, where not all of it.
    """

    predecessor_id: int
    successor_id: int
    effective_on: date
    kind: SuccessionKind
    document: str
    scope_note: str


def list_unit_events(unit_id: int) -> list[UnitEvent]:
    """Return the events a unit had a part in, the newest first."""
    statement = (
        sa.select(
            UnitSuccession.predecessor_id,
            UnitSuccession.successor_id,
            UnitSuccession.effective_on,
            UnitSuccession.kind,
            UnitSuccession.document,
            UnitSuccession.scope_note,
        )
        .where(
            sa.or_(UnitSuccession.predecessor_id == unit_id, UnitSuccession.successor_id == unit_id)
        )
        .order_by(UnitSuccession.effective_on.desc(), UnitSuccession.id)
    )
    return [UnitEvent(*row) for row in db.session.execute(statement)]
