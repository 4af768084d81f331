"""Products to deliver, and reports on them to review."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import TaskReport, db
from models.vocabulary import ReviewState, TaskState, WaitingKind
from tracker.queries.task_states import list_task_states
from tracker.queries.waiting_work.scope import Place, Provider, Scope, make_item
from tracker.rules.periods import month_of
from tracker.rules.task_states import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tracker.queries.task_states import TaskStateRow
    from tracker.rules.waiting import WaitingItem

AHEAD: Final = timedelta(days=30)
"""A product is asked for so long before its day."""


def find_products_waiting(scope: Scope) -> Iterator[WaitingItem]:
    """Yield a unit's overdue products by the day they were due, and each that is soon due."""
    cutoff = scope.settings.month_cutoff_day
    window = Window.of(month_of(scope.today, cutoff), scope.today, cutoff)
    overdue: Counter[tuple[int, date]] = Counter()
    for row in list_task_states(window, unit_ids=scope.unit_ids, directory=scope.directory):
        if row.finding is None or row.finding.due_on is None or row.finding.is_awaiting_review:
            continue
        if row.finding.state is TaskState.OVERDUE:
            overdue[row.part.unit.id, row.finding.due_on] += 1
        elif row.finding.state is TaskState.OPEN and row.finding.due_on <= scope.today + AHEAD:
            yield _soon(row, row.finding.due_on, scope)
    for (unit_id, due_on), count in sorted(overdue.items()):
        yield make_item(
            WaitingKind.DELIVER_PRODUCTS,
            Place("tasks.index", (("tinh-trang", "qua-han"),), "don-vi"),
            scope,
            count=count,
            unit_id=unit_id,
            due_on=due_on,
        )


def _soon(row: TaskStateRow, due_on: date, scope: Scope) -> WaitingItem:
    found = row.found
    args = (("directive", found.directive.code), ("ordinal", found.task.ordinal))
    return make_item(
        WaitingKind.DELIVER_PRODUCTS,
        Place("tasks.show", args),
        scope,
        unit_id=row.part.unit.id,
        subject=f"{found.reference}, {found.directive.number}",
        due_on=due_on,
    )


def find_reports_to_review(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the deliveries reported that nobody has reviewed, by unit and writer."""
    statement = (
        sa.select(
            TaskReport.unit_id,
            TaskReport.written_by,
            sa.func.count(TaskReport.task_id.distinct()),
            sa.func.max(TaskReport.written_at),
        )
        .where(TaskReport.state == ReviewState.SUBMITTED, TaskReport.done_on.is_not(None))
        .group_by(TaskReport.unit_id, TaskReport.written_by)
        .order_by(TaskReport.unit_id, TaskReport.written_by)
    )
    if scope.unit_ids is not None:
        statement = statement.where(TaskReport.unit_id.in_(sorted(scope.unit_ids)))
    for unit_id, writer_id, count, written_at in db.session.execute(statement):
        yield make_item(
            WaitingKind.REVIEW_PRODUCTS,
            Place("tasks.index", (("tinh-trang", "cho-xem-xet"),), "don-vi"),
            scope,
            count=count,
            unit_id=unit_id,
            since=written_at,
            made_by=writer_id,
        )


PROVIDERS: Final = (
    Provider((WaitingKind.DELIVER_PRODUCTS,), find_products_waiting),
    Provider((WaitingKind.REVIEW_PRODUCTS,), find_reports_to_review),
)
