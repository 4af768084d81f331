"""Changes of the calendar of record, and the calendar as each of its versions had it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import CalendarChange, CalendarChangeDay, User, db
from models import CalendarDay as StoredDay
from models.vocabulary import CalendarChangeState, DayEffect
from tracker.errors import NotFoundError
from tracker.rules.calendar import CalendarDay

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One row of the calendar of record with where it comes from.

    Args:
        on: The day.
        effect: Off or working.
        kind: holiday, observed, swap_off or makeup_work.
        name: What the day is called.
        pair_on: The day it is swapped with or stands in for.
        source: The document.
        status: How sure that is ("library only", "two sources", "fixed by law", "document").
    """

    on: date
    effect: DayEffect
    kind: str
    name: str
    pair_on: date | None
    source: str
    status: str

    def plain(self) -> CalendarDay:
        """Return the part of it that counting needs."""
        return CalendarDay(self.on, self.effect, self.name, self.pair_on)

    def stored(self) -> dict[str, str | None]:
        """Return it as a change keeps it, without the day itself."""
        return {
            "effect": self.effect.value,
            "kind": self.kind,
            "name": self.name,
            "pair_on": None if self.pair_on is None else self.pair_on.isoformat(),
            "source": self.source,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """One day of a change; None is an ordinary day without a row."""

    on: date
    before: CalendarRow | None
    after: CalendarRow | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of the calendar.

    Args:
        version: Number of the calendar it made; None unless it was applied.
        based_on: Number of the calendar it was previewed on.
        effect: What it moved when it was applied; None before.
        created_by: Display name; likewise `closed_by`, empty while it waits.
        creator_id: Key of who proposed it.
        closed_at: When it was applied or cancelled.
    """

    id: int
    version: int | None
    based_on: int
    state: CalendarChangeState
    document: str
    reason: str
    effect: Mapping[str, Any] | None
    creator_id: int
    created_by: str
    created_at: datetime
    closed_by: str
    closed_at: datetime | None
    days: tuple[ChangedDay, ...]


def calendar_version() -> int:
    """Return the number of the last applied change; 0 for the calendar as first loaded."""
    return db.session.scalar(sa.select(sa.func.max(CalendarChange.version))) or 0


def list_calendar_rows(version: int | None = None) -> list[CalendarRow]:
    """Return the rows of the calendar, in order.

    Args:
        version: Number of the calendar; None for the one that stands.

    Raises:
        NotFoundError: `calendar_version_missing`.
    """
    statement = sa.select(
        StoredDay.on,
        StoredDay.effect,
        StoredDay.kind,
        StoredDay.name,
        StoredDay.pair_on,
        StoredDay.source,
        StoredDay.status,
    ).order_by(StoredDay.on)
    rows = {row.on: CalendarRow(*row) for row in db.session.execute(statement)}
    if version is not None:
        _undo(rows, version)
    return [rows[on] for on in sorted(rows)]


def _undo(rows: dict[date, CalendarRow], version: int) -> None:
    """Take back every change after a version, the newest first."""
    newest = calendar_version()
    if not 0 <= version <= newest:
        raise NotFoundError("calendar_version_missing", version=version, newest=newest)
    statement = (
        sa.select(CalendarChangeDay.on, CalendarChangeDay.before)
        .join(CalendarChange, CalendarChange.id == CalendarChangeDay.change_id)
        .where(CalendarChange.version > version)
        .order_by(CalendarChange.version.desc())
    )
    for on, before in db.session.execute(statement):
        rows.pop(on, None)
        earlier = read_row(on, before)
        if earlier is not None:
            rows[on] = earlier


def read_row(on: date, stored: Mapping[str, Any] | None) -> CalendarRow | None:
    """Return a row as a change keeps it."""
    if stored is None:
        return None
    return CalendarRow(
        on=on,
        effect=DayEffect(stored["effect"]),
        kind=stored["kind"],
        name=stored["name"],
        pair_on=date.fromisoformat(stored["pair_on"]) if stored["pair_on"] else None,
        source=stored["source"],
        status=stored["status"],
    )


def list_changes() -> list[ChangeRow]:
    """Return every change, the newest first."""
    return _load(sa.true())


def get_change(change_id: int) -> ChangeRow:
    """Return one change.

    Raises:
        NotFoundError: `calendar_change_missing`.
    """
    found = _load(CalendarChange.id == change_id)
    if not found:
        raise NotFoundError("calendar_change_missing", number=change_id)
    return found[0]


def _load(condition: sa.ColumnElement[bool]) -> list[ChangeRow]:
    creator, closer = aliased(User), aliased(User)
    heads = db.session.execute(
        sa.select(CalendarChange, creator.display_name, closer.display_name)
        .join(creator, creator.id == CalendarChange.created_by)
        .outerjoin(closer, closer.id == CalendarChange.closed_by)
        .where(condition)
        .order_by(CalendarChange.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    days: dict[int, list[ChangedDay]] = {}
    for change_id, on, before, after in _days(head[0].id for head in heads):
        days.setdefault(change_id, []).append(
            ChangedDay(on, read_row(on, before), read_row(on, after))
        )
    return [_row(*head, tuple(days.get(head[0].id, ()))) for head in heads]


def _days(change_ids: Iterable[int]) -> Iterable[Any]:
    table = CalendarChangeDay
    return db.session.execute(
        sa.select(table.change_id, table.on, table.before, table.after)
        .where(table.change_id.in_(list(change_ids)))
        .order_by(table.change_id, table.on)
    )


def _row(
    change: CalendarChange, created_by: str, closed_by: str | None, days: tuple[ChangedDay, ...]
) -> ChangeRow:
    return ChangeRow(
        id=change.id,
        version=change.version,
        based_on=change.based_on,
        state=change.state,
        document=change.document,
        reason=change.reason,
        effect=change.effect,
        creator_id=change.created_by,
        created_by=created_by,
        created_at=change.created_at,
        closed_by=closed_by or "",
        closed_at=change.closed_at,
        days=days,
    )
