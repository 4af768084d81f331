"""Whom to write to at a unit: the accounts of heads, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import User, db
from models.vocabulary import Role

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.unit_tree import UnitTree


@dataclass(frozen=True, slots=True)
class UnitHead:
    """The head of a unit, as an account.

    Args:
        unit_id: The unit whose account it is.
        display_name: Whose it is.
        email: Where digests go; may be empty.
    """

    unit_id: int
    display_name: str
    email: str


class UnitHeads:
    """The heads there are, by unit."""

    def __init__(self, heads: dict[int, UnitHead], tree: UnitTree, on: date) -> None:
        self._heads = heads
        self._tree = tree
        self._on = on

    def find(self, unit_id: int) -> UnitHead | None:
        """Return the head of a unit, of what took it over, or of the nearest unit above."""
        heirs = self._tree.heirs(unit_id, self._on)
        key = unit_id if unit_id in self._heads or not heirs else heirs[0].id
        while key not in self._heads:
            above = self._tree.parent(key, self._on)
            if above is None:
                return None
            key = above.id
        return self._heads[key]


def load_unit_heads(tree: UnitTree, on: date) -> UnitHeads:
    """Return the heads with an account that is on; one query.

    Args:
        tree: Units.
        on: The present day.
    """
    rows = db.session.execute(
        sa.select(User.unit_id, User.display_name, User.email)
        .where(User.is_active, User.role == Role.DEPARTMENT_HEAD, User.unit_id.is_not(None))
        .order_by(User.id.desc())
    )
    heads = {
        unit_id: UnitHead(unit_id, name, email)
        for unit_id, name, email in rows
        if unit_id is not None
    }
    return UnitHeads(heads, tree, on)
