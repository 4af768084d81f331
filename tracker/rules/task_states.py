"""Where a task without figures stands for one unit: by its term, its extensions, its deliveries.

Two rules keep the past as it was. An extension speaks from the day it was recorded: what was
overdue before stays overdue in the periods before. And it counts for a delivery only when it was
recorded by the day of delivery: a late finish never turns on time afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import ScheduleKind, TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Term:
    """How a document words the term of a task (thời hạn).

    Args:
        kind: How it is worded; None where nothing is printed.
        due_on: Its last day: of the month ("Tháng 12/2022"), of the quarter ("Quý II"), or named.
        first_day: Its first day, where one is printed.
        follows: What it follows, as printed ("Theo tiến độ Đề án 06").
    """

    kind: ScheduleKind | None
    due_on: date | None = None
    first_day: date | None = None
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A later day granted for a task (gia hạn).

    Args:
        due_on: The new last day.
        granted_on: The day it was recorded, from which it speaks.
    """

    due_on: date
    granted_on: date


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """What is on record of one unit's work on a task.

    Args:
        deliveries: Days of the deliveries that were accepted, in the order they were reported.
        awaiting: Days of the deliveries reported and not reviewed yet.
        grants: Extensions of this unit or of all units; of a unit that delivered, those recorded
            before its report.
        kept_since: First day a report could be recorded here; None where that is unknown.
    """

    deliveries: tuple[date, ...] = ()
    awaiting: tuple[date, ...] = ()
    grants: tuple[Grant, ...] = ()
    kept_since: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The period a task is looked at in, and from which day.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period.
        on: The day of looking; within the period nothing after it is known.
    """

    first_day: date
    last_day: date
    on: date

    @classmethod
    def of(cls, period: Period, on: date, cutoff: int | None) -> Window:
        """Return the window of a period.

        Args:
            period: The period.
            on: The day of looking.
            cutoff: Last day of the office's month, None for calendar months.
        """
        return cls(period.first_day(cutoff), period.last_day(cutoff), on)

    @property
    def day(self) -> date:
        """Return the last day that is looked at."""
        return min(self.on, self.last_day)

    @property
    def read_on(self) -> date:
        """Return the day whose parties, terms, targets and units the period is read with.

        The day of looking while it runs, its last day once it is over, its first one before it
        begins: what was changed for a later day does not show early.
        """
        return max(self.day, self.first_day)


@dataclass(frozen=True, slots=True)
class TaskFinding:
    """Where a task stands.

    Args:
        state: The state.
        reason: Code of the sentence that says why.
        due_on: The last day in force, extensions included; None where the term is no date.
        original_due_on: The last day first set; the same as `due_on` without an extension.
        done_on: Day of delivery; of an ongoing task the last one reported in the period.
        overdue_until: The day up to which lateness counts; None while nothing is late.
        is_awaiting_review: Whether a delivery is reported that nobody has reviewed.
    """

    state: TaskState
    reason: str
    due_on: date | None = None
    original_due_on: date | None = None
    done_on: date | None = None
    overdue_until: date | None = None
    is_awaiting_review: bool = False

    @property
    def is_extended(self) -> bool:
        """Return whether the last day in force is later than the one first set."""
        return self.due_on != self.original_due_on


NO_RECORD: Final = TaskRecord()


def classify_task(term: Term, record: TaskRecord, window: Window) -> TaskFinding:
    """Return where a task stands for one unit at the end of a period, or today within it.

    The due day itself is in time. Of several deliveries the one accepted first counts: a later
    report does not move the day of delivery.

    Args:
        term: The term as the document words it.
        record: What is on record of the unit.
        window: The period and the day of looking.

    Source:
        Quyết định 42/2014/QĐ-TTg, as changed by 23/2018: tasks are done in term, done past their
        term, open in term, or open past their term; routine duties stand apart.
    """
    if term.kind is ScheduleKind.DONE:
        return TaskFinding(TaskState.DONE, "done_before_issue")
    if term.kind is ScheduleKind.ONGOING:
        return _ongoing(term, record, window)
    delivered = record.deliveries[0] if record.deliveries else None
    if delivered is not None and delivered <= window.day:
        return _delivered(term, record, delivered)
    return _open(term, record, window)


def due_day(due_on: date | None, grants: Sequence[Grant], on: date) -> date | None:
    """Return the last day in force on a day: the latest of those granted by then.

    Args:
        due_on: The last day first set.
        grants: Extensions.
        on: The day.
    """
    if due_on is None:
        return None
    return max([due_on, *(grant.due_on for grant in grants if grant.granted_on <= on)])


def count_lateness(finding: TaskFinding, calendar: WorkingCalendar) -> tuple[int, int]:
    """Return by how many calendar days and by how many working days a task is late.

    Args:
        finding: Where the task stands.
        calendar: The calendar of record.
    """
    if finding.due_on is None or finding.overdue_until is None:
        return 0, 0
    days = (finding.overdue_until - finding.due_on).days
    return days, calendar.working_days_between(finding.due_on, finding.overdue_until)


def named_rows(phrase: str) -> tuple[str, ...]:
    """Return the numbers of the rows a term that follows other work names: "nhiệm vụ số 3".

    Args:
        phrase: What the term follows, as printed.
    """
    return tuple(dict.fromkeys(match["number"] for match in _NAMED_ROW.finditer(phrase)))


_NAMED_ROW: Final = re.compile(
    r"(?:nhiệm vụ|mục|dòng|điểm)\s+(?:số\s+)?(?P<number>[IVX]+\.\d+|\d+(?:\.\d+)*|[IVX]+)\b",
    re.IGNORECASE,
)


def _ongoing(term: Term, record: TaskRecord, window: Window) -> TaskFinding:
    """Return where a routine duty stands: was its work of this period accepted?"""
    waiting = _is_awaited(record, window)
    ends_on = due_day(term.due_on, record.grants, window.day)
    done = [day for day in record.deliveries if window.first_day <= day <= window.day]
    if term.first_day is not None and term.first_day > window.last_day:
        reason = "ongoing_later"
    elif ends_on is not None and ends_on < window.first_day:
        reason = "ongoing_over"
    else:
        reason = "ongoing_reported" if done else "ongoing_without_report"
    done_on = max(done) if reason == "ongoing_reported" else None
    return TaskFinding(TaskState.ONGOING, reason, done_on=done_on, is_awaiting_review=waiting)


def _is_awaited(record: TaskRecord, window: Window) -> bool:
    """Return whether a delivery of a day looked at, or of one before, is not reviewed yet."""
    return any(day <= window.day for day in record.awaiting)


def _delivered(term: Term, record: TaskRecord, done_on: date) -> TaskFinding:
    due_on = due_day(term.due_on, record.grants, done_on)
    if due_on is None:
        return TaskFinding(TaskState.DONE, "done_without_due_date", done_on=done_on)
    is_late = done_on > due_on
    return TaskFinding(
        TaskState.DONE_LATE if is_late else TaskState.DONE_ON_TIME,
        "done_late" if is_late else "done_on_time",
        due_on=due_on,
        original_due_on=term.due_on,
        done_on=done_on,
        overdue_until=done_on if is_late else None,
    )


def _open(term: Term, record: TaskRecord, window: Window) -> TaskFinding:
    waiting = _is_awaited(record, window)
    due_on = due_day(term.due_on, record.grants, window.day)
    if due_on is None:
        if term.kind is ScheduleKind.FOLLOWS:
            return TaskFinding(TaskState.WAITS_FOR, "waits_for", is_awaiting_review=waiting)
        return TaskFinding(TaskState.OPEN, "due_date_unknown", is_awaiting_review=waiting)
    # A period that ends with the due day is over for it as soon as the day is.
    is_over = due_on <= window.last_day and due_on < window.on
    if not is_over:
        state, reason, until = TaskState.OPEN, "due_later", None
    elif record.kept_since is not None and due_on < record.kept_since:
        # Nobody could report here by that day: neither silence nor a report that nobody has
        # looked at says who was late.
        state, reason, until = TaskState.NOT_FOLLOWED, "due_before_followed", None
    else:
        state, reason, until = TaskState.OVERDUE, "product_overdue", window.day
    if is_over and waiting:
        reason = "report_waits_for_review"
    return TaskFinding(
        state,
        reason,
        due_on=due_on,
        original_due_on=term.due_on,
        overdue_until=until,
        is_awaiting_review=waiting,
    )
