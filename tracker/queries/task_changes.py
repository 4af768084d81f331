"""The history of a task's parties, term and target, and the periods a change would reach into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import EvaluationRun, Publication, TaskChange, User, db
from tracker.clock import today
from tracker.queries.known import recorded
from tracker.rules.periods import read_period
from tracker.rules.task_changes import Recorded, standing_change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from models.vocabulary import TaskChangeKind


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of a task, or the undoing of one.

    Args:
        id: Its key.
        task_id: The task.
        kind: What was changed.
        effective_on: The first day it speaks for.
        before: What stood on that day.
        after: What stands from it on.
        reason: Why.
        document: What says so; empty where none was named.
        undoes_id: The change it undoes; None for a change of its own.
        undone_by_id: The undoing of it; None while it stands.
        bulk_key: The same for all that was changed in one go; empty for a single change.
        is_into_closed: Whether it knowingly reaches into a period already judged or published.
        made_by: Display name of who made it.
        made_at: When.
        is_newest: Whether it is the newest of its kind that stands, and may be undone.
    """

    id: int
    task_id: int
    kind: TaskChangeKind
    effective_on: date
    before: Any
    after: Any
    reason: str
    document: str
    undoes_id: int | None
    undone_by_id: int | None
    bulk_key: str
    is_into_closed: bool
    made_by: str
    made_at: datetime
    is_newest: bool


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A period that has ended and was judged or published.

    Args:
        period: Its text form.
        last_day: Its last day.
    """

    period: str
    last_day: date


@dataclass(frozen=True, slots=True)
class ClosedPeriods:
    """The periods that have ended and were judged or published.

    Args:
        last_days: Their last days by text form, by the document they were judged for; under None
            those judged for every document, or published.
    """

    last_days: Mapping[int | None, Mapping[str, date]]

    def last_reached(self, directive_id: int, from_day: date) -> ClosedPeriod | None:
        """Return the last of them that a day reaches into.

        Args:
            directive_id: The document.
            from_day: The first day that would read otherwise.
        """
        every, own = self.last_days.get(None, {}), self.last_days.get(directive_id, {})
        reached = [
            ClosedPeriod(period, last_day)
            for period, last_day in {**every, **own}.items()
            if from_day <= last_day
        ]
        return max(reached, key=lambda found: (found.last_day, found.period), default=None)


def list_task_changes(task_ids: Collection[int]) -> list[ChangeRow]:
    """Return every change of some tasks, the newest first."""
    rows = db.session.execute(
        sa.select(TaskChange, User.display_name)
        .join(User, User.id == TaskChange.made_by)
        .where(TaskChange.task_id.in_(task_ids), recorded(TaskChange.made_at))
        .order_by(TaskChange.id.desc())
    ).all()
    changes = [change for change, _ in rows]
    undone = {change.undoes_id: change.id for change in changes}
    newest = _newest(changes)
    return [
        ChangeRow(
            id=change.id,
            task_id=change.task_id,
            kind=change.kind,
            effective_on=change.effective_on,
            before=change.before,
            after=change.after,
            reason=change.reason,
            document=change.document,
            undoes_id=change.undoes_id,
            undone_by_id=undone.get(change.id),
            bulk_key=change.bulk_key,
            is_into_closed=change.is_into_closed,
            made_by=name,
            made_at=change.made_at,
            is_newest=change.id in newest,
        )
        for change, name in rows
    ]


def find_newest_change() -> int:
    """Return the key of the newest change of any task, 0 before the first."""
    return db.session.scalar(sa.select(sa.func.max(TaskChange.id))) or 0


def list_bulk_tasks(bulk_key: str) -> list[int]:
    """Return the keys of the tasks that were changed in one go, in the order of the changes."""
    statement = sa.select(TaskChange.task_id).where(TaskChange.bulk_key == bulk_key)
    return list(db.session.scalars(statement.order_by(TaskChange.id)))


def load_closed_periods(cutoff: int | None) -> ClosedPeriods:
    """Return the periods that have ended and were judged or published, in two statements.

    Args:
        cutoff: Last day of the office's month, None for calendar months.
    """
    judged = db.session.execute(
        sa.select(EvaluationRun.period, EvaluationRun.directive_id).distinct()
    ).all()
    published = db.session.scalars(
        sa.select(Publication.period).where(Publication.published_at.is_not(None)).distinct()
    ).all()
    days: dict[int | None, dict[str, date]] = {}
    for period, directive_id in (*judged, *((period, None) for period in published)):
        last_day = read_period(period).last_day(cutoff)
        if last_day < today():
            days.setdefault(directive_id, {})[period] = last_day
    return ClosedPeriods(days)


def _newest(changes: Iterable[TaskChange]) -> set[int]:
    by_task: dict[int, list[Recorded]] = {}
    for change in changes:
        record = Recorded(change.id, change.kind, change.effective_on, change.undoes_id)
        by_task.setdefault(change.task_id, []).append(record)
    found = (
        standing_change(records, kind)
        for records in by_task.values()
        for kind in {record.kind for record in records}
    )
    return {record.id for record in found if record is not None}
