"""What units have said of their assignments (tiếp nhận phân công), part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import (
    AssignmentAcceptance,
    Directive,
    ImportBatch,
    TaskChange,
    User,
    db,
)
from models.vocabulary import AnswerState, DisputeState, TaskChangeKind
from tracker.clock import local
from tracker.queries.assignment_disputes import list_disputes
from tracker.queries.assignment_moves import due_day, is_applied
from tracker.queries.calendar import load_calendar
from tracker.queries.evaluation_inputs import is_in_force
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import list_found, parts_of
from tracker.rules.assignments import (
    Part,
    Standing,
    asked_since,
    classify_answer,
    last_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from tracker.config import Settings
    from tracker.queries.assignment_disputes import DisputeRow
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.task_rows import ExpandedAssignment
    from tracker.queries.unit_directory import UnitDirectory

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who took a part on, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One unit's part in one task, with what it has said of it.

    Args:
        found: The task.
        expanded: The unit and how it came to the task.
        state: What it has said.
        asked_on: First day of the clock; None where nobody is asked.
        answer_by: Last day to answer; None where no clock runs.
        due_on: Last day of the task for this unit, extensions counted in.
        acceptance: Who took it on; None while nobody.
        dispute: The newest refusal of this part; None without one.
    """

    found: FoundTask
    expanded: ExpandedAssignment
    state: AnswerState
    asked_on: date | None
    answer_by: date | None
    due_on: date | None
    acceptance: Acceptance | None
    dispute: DisputeRow | None

    @property
    def part(self) -> Part:
        """Return the part as rules take it."""
        return Part(self.expanded.unit.id, self.expanded.role, self.due_on)


@dataclass(frozen=True, slots=True)
class AskedFrom:
    """Since when units are asked.

    Args:
        set_up_on: Day the product was set up; None before its first account.
        days: First day of the clock by document; one that is not there asks nobody.
        changed: Tasks whose parties were changed since the product was set up.
    """

    set_up_on: date | None
    days: Mapping[int, date]
    changed: frozenset[int]

    def asks(self, found: FoundTask) -> bool:
        """Return whether any unit may be asked about a task."""
        return found.directive.id in self.days or found.task.id in self.changed

    def reader(
        self, found: FoundTask, directory: UnitDirectory, today: date
    ) -> Callable[[ExpandedAssignment], date | None]:
        """Return what tells the first day of the clock of a task's parts; None: nobody is asked.

        A part that came to its unit by a later change is asked about from that change on.
        """
        comings = [
            (
                {
                    (part.unit.id, part.role)
                    for part in parts_of(
                        found, directory, change.effective_on - _ONE_DAY, units_on=today
                    )
                },
                asked_since(change.effective_on, local(change.made_at).date(), self.set_up_on),
            )
            for change in reversed(found.task.changes)
            if change.stands
            and change.kind is TaskChangeKind.PARTIES
            and change.effective_on <= today
        ]

        def since(part: ExpandedAssignment) -> date | None:
            own = part.unit.id, part.role
            came = (day for before, day in comings if own not in before)
            return next(came, self.days.get(found.directive.id))

        return since


def load_asked() -> AskedFrom:
    """Return since when units are asked (`tracker.rules.assignments.asked_since`)."""
    set_up_at = db.session.scalar(sa.select(sa.func.min(User.created_at)))
    if set_up_at is None:
        return AskedFrom(None, {}, frozenset())
    set_up_on = local(set_up_at).date()
    rows = db.session.execute(
        sa.select(
            Directive.id,
            sa.func.coalesce(Directive.issued_on, Directive.effective_from),
            Directive.is_seed,
            ImportBatch.created_at,
        ).outerjoin(ImportBatch, ImportBatch.id == Directive.batch_id)
    )
    days = {}
    for directive_id, dated_on, is_seed, created_at in rows:
        # Without an import the joined instant is null, which its type does not say.
        came_at: datetime | None = created_at
        came_on = (set_up_on if is_seed else None) if came_at is None else local(came_at).date()
        since = asked_since(dated_on, came_on, set_up_on)
        if since is not None:
            days[directive_id] = since
    changed = db.session.scalars(
        sa.select(TaskChange.task_id).where(
            TaskChange.kind == TaskChangeKind.PARTIES, TaskChange.effective_on >= set_up_on
        )
    )
    return AskedFrom(set_up_on, days, frozenset(changed))


def list_answers(
    today: date,
    directory: UnitDirectory,
    settings: Settings,
    *,
    unit_ids: Collection[int] | None = None,
    directive_id: int | None = None,
    is_asked_only: bool = False,
) -> list[AnswerRow]:
    """Return the parts of units in the documents in force, by document, row, role and unit.

    Args:
        today: Present local day: parts are those of this day.
        directory: Units, groups and successions.
        settings: How long units have to answer.
        unit_ids: Only of these units; None for all.
        directive_id: Only of this document, in force or not.
        is_asked_only: Leave out parts whose units are not asked.
    """
    asked = load_asked()
    if is_asked_only and not (asked.days or asked.changed):
        return []
    found = [
        one
        for one in list_found(directive_id)
        if (directive_id is not None or is_in_force(one.directive, today, today))
        and (not is_asked_only or asked.asks(one))
    ]
    reader = _Reader(found, asked, today, directory, settings)
    rows = (row for one in found for row in reader.rows(one, unit_ids))
    return [row for row in rows if row.asked_on is not None or not is_asked_only]


class _Reader:
    """Acceptances, disputes, extensions and the calendar, loaded once for many parts."""

    def __init__(
        self,
        found: Iterable[FoundTask],
        asked: AskedFrom,
        today: date,
        directory: UnitDirectory,
        settings: Settings,
    ) -> None:
        self._today = today
        self._directory = directory
        ids = [one.task.id for one in found]
        self._acceptances = _load_acceptances(ids, directory, today)
        self._disputes = _load_disputes(ids, directory, today)
        self._extensions = list_task_extensions(ids)
        self._asked = asked
        self._days = settings.assignments.answer_days
        self._calendar = load_calendar()

    def rows(self, found: FoundTask, unit_ids: Collection[int] | None) -> Iterator[AnswerRow]:
        """Yield the parts of a task with what their units have said."""
        since = self._asked.reader(found, self._directory, self._today)
        for expanded in parts_of(found, self._directory, self._today):
            if unit_ids is None or expanded.unit.id in unit_ids:
                yield self._row(found, expanded, since(expanded))

    def _row(self, found: FoundTask, expanded: ExpandedAssignment, since: date | None) -> AnswerRow:
        key = found.task.id, expanded.unit.id
        acceptance = self._acceptances.get((*key, expanded.role.value))
        dispute = self._disputes.get(key)
        if dispute is not None and not _is_about(dispute, expanded):
            dispute = None
        answer_by = None if since is None else last_day(since, self._days, self._calendar)
        standing = Standing(
            answer_by=answer_by,
            is_asked=since is not None,
            is_accepted=acceptance is not None,
            dispute=None if dispute is None else dispute.state,
            is_applied=dispute is not None and self._is_applied(dispute, found),
        )
        return AnswerRow(
            found=found,
            expanded=expanded,
            state=classify_answer(standing, self._today),
            asked_on=since,
            answer_by=answer_by,
            due_on=due_day(found, expanded.unit.id, self._extensions, self._today),
            acceptance=acceptance,
            dispute=dispute,
        )

    def _is_applied(self, dispute: DisputeRow, found: FoundTask) -> bool:
        if dispute.state is not DisputeState.MOVED:
            return False
        return is_applied(dispute, found, self._extensions, self._directory, self._today)


def _is_about(dispute: DisputeRow, expanded: ExpandedAssignment) -> bool:
    """Return whether a dispute is about the part a unit plays now, or made it what it is.

    While it is open it is about whatever part the unit has: there is one at a time.
    """
    moved_to = None if dispute.moved is None else dispute.moved.role
    return dispute.state is DisputeState.OPEN or expanded.role in (dispute.role, moved_to)


def _load_acceptances(
    task_ids: Collection[int], directory: UnitDirectory, on: date
) -> dict[tuple[int, int, str], Acceptance]:
    """Return acceptances by task, unit and role; what a unit took on, who took it over took on."""
    row = AssignmentAcceptance
    statement = (
        sa.select(row.task_id, row.unit_id, row.role, User.display_name, row.accepted_at)
        .join(User, User.id == row.accepted_by)
        .where(row.task_id.in_(task_ids))
        .order_by(row.id.desc())
    )
    found: dict[tuple[int, int, str], Acceptance] = {}
    for task_id, unit_id, role, name, at in db.session.execute(statement):
        for heir in directory.heirs(unit_id, on):
            found[task_id, heir.id, role.value] = Acceptance(name, at)
    return found


def _load_disputes(
    task_ids: Collection[int], directory: UnitDirectory, on: date
) -> dict[tuple[int, int], DisputeRow]:
    """Return the newest refusal by task and unit, that of a unit that was taken over included."""
    found: dict[tuple[int, int], DisputeRow] = {}
    for dispute in sorted(list_disputes(task_ids=task_ids), key=lambda row: row.id):
        for heir in directory.heirs(dispute.unit_id, on):
            found[dispute.task_id, heir.id] = dispute
    return found
