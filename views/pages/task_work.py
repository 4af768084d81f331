"""One task without figures: its reports with their evidence, its extensions, what one may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import url_for

from models.vocabulary import AssignmentRole, TaskKind
from tracker.clock import past_day, today
from tracker.errors import NotFoundError
from tracker.queries.evidence_files import list_evidence_of
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import may_see_task, unit_ids_of
from tracker.queries.task_records import TaskRecords
from tracker.queries.task_reports import find_newest_version, list_task_reports
from tracker.queries.unit_directory import load_directory
from tracker.rules.task_states import Grant, due_day
from tracker.services.task_extensions import GRANTING_ROLES
from tracker.services.task_reports import OBJECT_TYPE, is_done, may_report, may_review
from views.access import current_actor
from views.forms.tasks import ReviewForm
from views.pages.assignment_marks import find_part_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.evidence_files import EvidenceRow
    from tracker.queries.task_extensions import ExtensionRow
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.task_reports import TaskReportRow
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from tracker.rules.task_states import Window
    from views.pages.assignment_marks import PartMark
    from views.pages.frame import Frame
    from views.pages.tasks import AskedTasks, TaskLine


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report with its files.

    Args:
        row: The report.
        files: Its evidence.
        review: The form that reviews it; None for who may not.
    """

    row: TaskReportRow
    files: tuple[EvidenceRow, ...]
    review: ReviewForm | None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task over its units.

    Args:
        found: The task.
        asked: Period and filters.
        lines: Its units, as filtered.
        extensions: Every extension, in the order granted.
        can_extend: Whether this person may grant one now.
        due_on: The last day in force in the period for the task as a whole.
        seen_due: The one in force today, as the form of a later day carries it.
    """

    found: FoundTask
    asked: AskedTasks
    lines: Sequence[TaskLine]
    extensions: Sequence[ExtensionRow]
    can_extend: bool
    due_on: date | None
    seen_due: str


@dataclass(frozen=True, slots=True)
class UnitTaskPage:
    """One task of one unit.

    Args:
        line: Where it stands.
        reports: Every report, the newest first; empty for who may not see them.
        extensions: The extensions that move this unit's day.
        can_see: Whether this person may read reports and evidence.
        can_report: Whether this person may report now.
        can_extend: Whether this person may grant a later day now.
        newest: Number of the newest report, 0 before the first.
        due_on: The last day in force in the period; None where the term is no date.
        seen_due: The one in force today, as the form of a later day carries it.
        is_gone: Whether the unit has the task no more.
    """

    line: TaskLine
    reports: tuple[ReportLine, ...]
    extensions: Sequence[ExtensionRow]
    can_see: bool
    can_report: bool
    can_extend: bool
    newest: int
    due_on: date | None
    seen_due: str
    is_gone: bool

    @property
    def answer(self) -> PartMark | None:
        """Return whether the unit took the part on or disputes it; None while it said nothing."""
        task, part = self.line.row.task, self.line.row.part
        return find_part_mark(task.id, part.unit.id, part.role, current_actor())


def build_task_page(
    found: FoundTask, asked: AskedTasks, lines: Sequence[TaskLine], actor: Actor
) -> TaskPage:
    """Return one task over its units, with what this person may do; the service decides again.

    Args:
        found: The task as it reads in the period.
        asked: Period and filters.
        lines: Its units.
        actor: Who looks at it.
    """
    extensions = list_task_extensions([found.task.id])
    shared = [row for row in extensions if row.unit_id is None]
    seen_due = _seen_due(found.task, shared)
    return TaskPage(
        found=found,
        asked=asked,
        lines=lines,
        extensions=extensions,
        can_extend=bool(seen_due) and actor.role in GRANTING_ROLES and past_day() is None,
        due_on=_due_day(found.task, shared, asked.window),
        seen_due=seen_due,
    )


def build_unit_page(
    line: TaskLine, window: Window, actor: Actor, sent: tuple[int, ReviewForm] | None = None
) -> UnitTaskPage:
    """Return one task of one unit, with what this person may do; the service decides again.

    Args:
        line: Where it stands.
        window: The period.
        actor: Who looks at it.
        sent: Key of the report whose review was sent and refused, and that form as typed.
    """
    task, unit = line.row.task, line.row.part.unit
    leads, everybody = _present_units(line.row.found)
    reporters = line.row.reporter_ids or (unit.id,)
    reports = list_task_reports(task_ids=[task.id], unit_ids=reporters)
    can_see = may_see_task(task.id, actor)
    # A page of the past is only read: nothing is offered that would write.
    is_present = past_day() is None
    may_go_on = is_present and unit.id in leads and not is_done(task.on(today()), unit.id)
    extensions = list_task_extensions([task.id], reporters)
    own = [row for row in extensions if row.unit_id in (None, unit.id)]
    seen_due = _seen_due(task, own)
    return UnitTaskPage(
        line=line,
        reports=_lines(reports, actor if is_present else None, sent) if can_see else (),
        extensions=extensions,
        can_see=can_see,
        can_report=may_go_on and may_report(actor, unit.id),
        can_extend=may_go_on and bool(seen_due) and actor.role in GRANTING_ROLES,
        newest=find_newest_version(task.id, unit.id),
        due_on=_due_day(task, own, window),
        seen_due=seen_due,
        is_gone=unit.id not in everybody,
    )


def find_work(frame: Frame, part: ExpandedAssignment, actor: Actor) -> dict[str, Any]:
    """Return what stands behind the verdict on a task without figures; nothing for another.

    Args:
        frame: Document and period of the verdict.
        part: The unit's part in the task.
        actor: Who looks at it: reports and evidence only for who may see them.
    """
    task, unit = part.task, part.unit
    if task.kind is not TaskKind.PRODUCT:
        return {}
    units = TaskRecords([task], load_directory(), frame.on).reporters(task.id, unit.id)
    reports = list_task_reports(task_ids=[task.id], unit_ids=units)
    return {
        "reports": _lines(reports, None, None) if may_see_task(task.id, actor) else (),
        "extensions": list_task_extensions([task.id], units),
        "work_url": url_for(
            "tasks.show_unit",
            directive=frame.directive.code,
            ordinal=task.ordinal,
            unit_code=unit.code,
            ky=frame.period.code,
        ),
    }


def require_product(found: FoundTask) -> FoundTask:
    """Return a task that is judged by its product.

    Raises:
        NotFoundError: `task_measured`, for a task that is measured by an indicator.
    """
    if found.task.kind is not TaskKind.PRODUCT:
        raise NotFoundError("task_measured", number=found.reference)
    return found


def _lines(
    reports: Sequence[TaskReportRow], reviewer: Actor | None, sent: tuple[int, ReviewForm] | None
) -> tuple[ReportLine, ...]:
    """Return reports with their files, with forms of review where somebody may review."""
    files = list_evidence_of(OBJECT_TYPE, [report.id for report in reports])
    return tuple(
        ReportLine(
            row,
            tuple(files.get(row.id, ())),
            _review_form(row, sent) if reviewer and may_review(reviewer, row) else None,
        )
        for row in reports
    )


def _present_units(found: FoundTask) -> tuple[frozenset[int], frozenset[int]]:
    """Return who leads a task today, and who has a part in it."""
    directory, task = load_directory(), replace(found, task=found.task.on(today()))
    return unit_ids_of(task, directory, role=AssignmentRole.LEAD), unit_ids_of(task, directory)


def _due_day(task: TaskRow, extensions: Iterable[ExtensionRow], window: Window) -> date | None:
    """Return the last day in force in a period; None where the term is no date."""
    grants = [Grant(row.due_on, row.granted_on) for row in extensions]
    return due_day(task.due_on, grants, window.day)


def _seen_due(task: TaskRow, extensions: Iterable[ExtensionRow]) -> str:
    """Return the last day in force today as forms carry it; empty where there is none."""
    due_on = task.on(today()).due_on
    return "" if due_on is None else max([due_on, *(row.due_on for row in extensions)]).isoformat()


def _review_form(report: TaskReportRow, sent: tuple[int, ReviewForm] | None) -> ReviewForm:
    if sent is not None and sent[0] == report.id:
        return sent[1]
    return ReviewForm(formdata=None, prefix=f"b{report.id}-")
