"""What the reading of a dossier export rests on beside the file: units and the calendar."""

from __future__ import annotations

import hashlib
from typing import Final

import sqlalchemy as sa

from models import CalendarDay, Unit, UnitAlias, UnitSuccession, db

_BASIS: Final = (
    sa.select(
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.short_name,
        Unit.level,
        Unit.kind,
        Unit.parent_id,
        Unit.valid_from,
        Unit.valid_to,
    ).order_by(Unit.id),
    sa.select(UnitAlias.unit_id, UnitAlias.alias).order_by(UnitAlias.id),
    sa.select(
        UnitSuccession.predecessor_id,
        UnitSuccession.successor_id,
        UnitSuccession.effective_on,
        UnitSuccession.kind,
    ).order_by(UnitSuccession.id),
    sa.select(CalendarDay.on, CalendarDay.effect).order_by(CalendarDay.on),
)


def find_reading_basis() -> str:
    """Return a mark that differs when any unit, name, succession or day of the calendar does."""
    digest = hashlib.sha256()
    for statement in _BASIS:
        for row in db.session.connection().execute(statement):
            digest.update(repr(tuple(row)).encode())
        digest.update(b";")
    return digest.hexdigest()
