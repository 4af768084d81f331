"""The place of names in the Vietnamese alphabet, for databases that sort by other rules."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models import Unit, User, db
from tracker.rules.text import sort_key


def unit_places(column: Any) -> sa.ColumnElement[int]:
    """Return the place in the alphabet of the unit whose key a column holds."""
    return _places(column, sa.select(Unit.id, Unit.name))


def person_places(column: Any) -> sa.ColumnElement[int]:
    """Return the place in the alphabet of the person whose key a column holds; NULL for nobody."""
    return _places(column, sa.select(User.id, User.display_name))


def _places(column: Any, named: sa.Select[int, str]) -> sa.ColumnElement[int]:
    names = {key: name for key, name in db.session.execute(named)}  # noqa: C416 # rows are no pairs
    if not names:
        return sa.literal(0)
    in_order = sorted(set(names.values()), key=sort_key)
    by_name = {name: place for place, name in enumerate(in_order)}
    return sa.case({key: by_name[name] for key, name in names.items()}, value=column, else_=None)
