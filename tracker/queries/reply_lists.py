"""Lists that units were shown before they were published: which there are, and whose rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Publication, ReplyUnit, db
from models.vocabulary import PublicationState
from tracker.errors import NotFoundError
from tracker.rules.reply_windows import is_open

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class ReplyList:
    """A version that has, or had, a window.

    Args:
        state: Where the version stands.
        opened_at: When the window opened.
        until: Its last day.
        row_count: Rows of the units asked for.
        waiting_count: How many of those units have not answered.
    """

    publication_id: int
    period: str
    version: int
    state: PublicationState
    last_day: date
    opened_at: datetime
    until: date
    row_count: int
    waiting_count: int

    def is_open_on(self, day: date) -> bool:
        """Return whether units may answer on a day."""
        return self.state is PublicationState.DRAFT and is_open(self.until, day)


def list_reply_lists(unit_ids: Collection[int] | None = None) -> list[ReplyList]:
    """Return the versions that have, or had, a window: newest month first, newest version first.

    Args:
        unit_ids: Count the rows and answers of these units only; None for all.
    """
    asked = sa.and_(ReplyUnit.publication_id == Publication.id, ReplyUnit.row_count > 0)
    if unit_ids is not None:
        asked = sa.and_(asked, ReplyUnit.unit_id.in_(unit_ids))
    waits = sa.case((sa.and_(asked, ReplyUnit.answered_at.is_(None)), 1), else_=0)
    rows: Any = db.session.execute(
        sa.select(
            Publication.id,
            Publication.period,
            Publication.version,
            Publication.state,
            Publication.last_day,
            Publication.reply_opened_at,
            Publication.reply_until,
            sa.func.coalesce(sa.func.sum(ReplyUnit.row_count), 0),
            sa.func.coalesce(sa.func.sum(waits), 0),
        )
        .outerjoin(ReplyUnit, asked)
        .where(Publication.reply_until.is_not(None))
        .group_by(Publication.id)
        .order_by(Publication.last_day.desc(), Publication.version.desc())
    )
    return [ReplyList(*row) for row in rows]


def get_reply_list(period: str, unit_ids: Collection[int] | None = None) -> ReplyList:
    """Return the newest version of a month that has, or had, a window.

    Args:
        period: The month.
        unit_ids: As for `list_reply_lists`.

    Raises:
        NotFoundError: `reply_window_missing`.
    """
    for found in list_reply_lists(unit_ids):
        if found.period == period:
            return found
    raise NotFoundError("reply_window_missing", period=period)


def find_listed_unit(tree: UnitTree, code: str, last_day: date) -> UnitRow | None:
    """Return the unit a list means by a code: as on the last day of its month.

    Args:
        tree: Units.
        code: Code in the list.
        last_day: Last day of the list's month.
    """
    return tree.find(code, last_day) or next(reversed(tree.meanings(code)), None)
