"""What units report of tasks without figures, and what their heads or the office make of it.

Nothing is overwritten: what was sent back stays, the next report follows it. Who wrote a report
never reviews it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models import TaskReport, db
from models.vocabulary import AssignmentRole, ReviewState, Role, ScheduleKind, TaskKind
from tracker.clock import now, today
from tracker.errors import ConflictError, ForbiddenError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.task_parties import get_task, unit_ids_of
from tracker.queries.task_records import find_delivery
from tracker.queries.task_reports import (
    find_newest_version,
    get_task_report,
    list_task_reports,
)
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import is_within
from tracker.rules.links import check_link
from tracker.services.audit import lock_chain, record_audit
from tracker.services.evidence_files import record_evidence_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.task_reports import TaskReportRow
    from tracker.queries.tasks import TaskRow
    from tracker.rules.evidence_kinds import CheckedFile

OBJECT_TYPE: Final = "task_report"
WRITING_ROLES: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
REVIEWING_ROLES: Final = (Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
SHORTEST_TEXT: Final = 10
LONGEST_TEXT: Final = 4_000
LONGEST_PRODUCT: Final = 1_000


def record_task_report(
    *,
    task_id: int,
    unit_id: int,
    text: str,
    actor: Actor,
    done_on: date | None = None,
    product: str = "",
    link: str = "",
    files: Sequence[CheckedFile] = (),
    seen_version: int | None = None,
) -> int:
    """Record what a unit reports of a task and return the report's key.

    Without a day it is a note of progress. With one it says the product was handed over: it then
    names the product and shows it, by a file or a link; it waits for review before it counts.

    Args:
        task_id: The task.
        unit_id: The unit that leads it.
        text: What was done, in 10 to 4,000 signs.
        actor: Who writes: of the unit or one above it, or of the office.
        done_on: Day of delivery; of a routine duty the day its work of the period was done.
        product: What was handed over.
        link: Where it can be seen, http or https.
        files: Evidence.
        seen_version: The newest report the person saw; None where that is not known.

    Raises:
        ForbiddenError: `role_not_allowed`, `task_report_not_own_unit`.
        NotFoundError: `task_unknown`, `unit_missing`.
        ConflictError: `task_report_changed`, `task_report_waiting`.
        RefusedError: `task_measured`, `task_report_not_lead`, `task_report_done_already`,
            `task_report_text_short`, `task_report_text_long`, `task_report_product_missing`,
            `task_report_product_long`, `task_report_evidence_missing`, `day_after_today`,
            `link_refused`, or as `record_evidence_file` refuses.
    """
    require_role(actor, WRITING_ROLES)
    lock_chain()
    found = _open_task(task_id, unit_id, done_on, actor)
    _check_text(text)
    address = check_link(link)
    if done_on is not None:
        _check_delivery(done_on, product, has_evidence=bool(address or files))
    version = find_newest_version(task_id, unit_id)
    if seen_version is not None and seen_version != version:
        raise ConflictError("task_report_changed", before=seen_version, now=version)
    _check_history(found, unit_id, is_delivery=done_on is not None)
    report = TaskReport(
        task_id=task_id,
        unit_id=unit_id,
        version=version + 1,
        state=ReviewState.SUBMITTED,
        text=text.strip(),
        product=product.strip(),
        done_on=done_on,
        link=address,
        written_by=actor.id,
        written_at=now(),
    )
    db.session.add(report)
    db.session.flush()
    details = {"report": report.id, "done_on": done_on.isoformat() if done_on else None}
    _record("task_report_added", found, report.id, actor, {**details, "link": address})
    for file in files:
        record_evidence_file(object_type=OBJECT_TYPE, object_key=report.id, file=file, actor=actor)
    return report.id


def accept_task_report(*, report_id: int, actor: Actor, note: str = "") -> None:
    """Accept a report: a delivery counts from now on, with the day it names.

    Args:
        report_id: The report.
        actor: Who reviews: the head of the unit or one above it, or the office; not the writer.
        note: A word to it; may be empty.

    Raises:
        ForbiddenError: `role_not_allowed`, `task_report_not_own_unit`, `task_report_own`.
        NotFoundError: `task_report_missing`.
        ConflictError: `task_report_reviewed`.
        RefusedError: `task_report_text_long`.
    """
    _review(report_id, ReviewState.ACCEPTED, note, actor)


def send_back_task_report(*, report_id: int, note: str, actor: Actor) -> None:
    """Send a report back: it does not count, and the note says what is missing.

    Args:
        report_id: The report.
        note: What is missing, in 10 to 4,000 signs.
        actor: As for `accept_task_report`.

    Raises:
        RefusedError: `task_report_note_short`; else as `accept_task_report`.
    """
    if len(note.strip()) < SHORTEST_TEXT:
        raise RefusedError("task_report_note_short", minimum=SHORTEST_TEXT)
    _review(report_id, ReviewState.SENT_BACK, note, actor)


def may_report(actor: Actor, unit_id: int) -> bool:
    """Return whether a person may write for a unit; the service decides again."""
    if actor.role is Role.OFFICE_STAFF:
        return True
    return actor.role in WRITING_ROLES and is_within(actor, unit_id)


def may_review(actor: Actor, report: TaskReportRow) -> bool:
    """Return whether a person may review a report; the service decides again."""
    if not report.is_waiting or actor.id == report.written_by_id:
        return False
    if actor.role is Role.OFFICE_STAFF:
        return True
    return actor.role in REVIEWING_ROLES and is_within(actor, report.unit_id)


def is_done(task: TaskRow, unit_id: int) -> bool:
    """Return whether nothing more is to be reported of a task: it was done, or is by now."""
    is_done_before = task.schedule_kind is ScheduleKind.DONE
    return is_done_before or find_delivery(task, unit_id, load_directory()) is not None


def _open_task(task_id: int, unit_id: int, done_on: date | None, actor: Actor) -> FoundTask:
    """Return the task when the unit leads it and the person may write for the unit."""
    found = get_task(task_id)
    directory = load_directory()
    unit = directory.by_id(unit_id)
    if found.task.kind is not TaskKind.PRODUCT:
        raise RefusedError("task_measured", number=found.reference)
    leads = unit_ids_of(found, directory, done_on, role=AssignmentRole.LEAD)
    if unit_id not in leads:
        raise RefusedError("task_report_not_lead", unit=unit.name, number=found.reference)
    if not may_report(actor, unit_id):
        raise ForbiddenError("task_report_not_own_unit", unit=unit.name)
    return found


def _check_text(text: str) -> None:
    if len(text.strip()) < SHORTEST_TEXT:
        raise RefusedError("task_report_text_short", minimum=SHORTEST_TEXT)
    if len(text.strip()) > LONGEST_TEXT:
        raise RefusedError("task_report_text_long", maximum=LONGEST_TEXT)


def _check_delivery(done_on: date, product: str, *, has_evidence: bool) -> None:
    if done_on > today():
        raise RefusedError("day_after_today", value=done_on)
    if not product.strip():
        raise RefusedError("task_report_product_missing")
    if len(product.strip()) > LONGEST_PRODUCT:
        raise RefusedError("task_report_product_long", maximum=LONGEST_PRODUCT)
    if not has_evidence:
        raise RefusedError("task_report_evidence_missing")


def _check_history(found: FoundTask, unit_id: int, *, is_delivery: bool) -> None:
    """Refuse a report after the end, and a second delivery while one waits."""
    if is_done(found.task, unit_id):
        raise RefusedError("task_report_done_already", number=found.reference)
    waiting = list_task_reports(
        task_ids=[found.task.id], unit_ids=[unit_id], state=ReviewState.SUBMITTED
    )
    if is_delivery and any(report.done_on for report in waiting):
        raise ConflictError("task_report_waiting")


def _review(report_id: int, state: ReviewState, note: str, actor: Actor) -> None:
    require_role(actor, REVIEWING_ROLES)
    lock_chain()
    seen = get_task_report(report_id)
    if actor.id == seen.written_by_id:
        raise ForbiddenError("task_report_own", username=actor.username)
    if actor.role is not Role.OFFICE_STAFF and not is_within(actor, seen.unit_id):
        raise ForbiddenError("task_report_not_own_unit", unit=seen.unit_name)
    if not seen.is_waiting:
        raise ConflictError("task_report_reviewed", value=report_id, person=seen.reviewed_by)
    if len(note.strip()) > LONGEST_TEXT:
        raise RefusedError("task_report_text_long", maximum=LONGEST_TEXT)
    found = get_task(seen.task_id)
    report = db.session.get_one(TaskReport, report_id)
    report.state = state
    report.reviewed_by = actor.id
    report.reviewed_at = now()
    report.review_note = note.strip()
    db.session.flush()
    done_on = seen.done_on.isoformat() if seen.done_on else None
    details = {"report": report_id, "done_on": done_on, "note": note.strip()}
    action = "task_report_accepted" if state is ReviewState.ACCEPTED else "task_report_sent_back"
    _record(action, found, report_id, actor, details)


def _record(
    action: str, found: FoundTask, report_id: int, actor: Actor, details: Mapping[str, object]
) -> None:
    report = get_task_report(report_id)
    record_audit(
        actor=actor,
        action=action,
        object_type=OBJECT_TYPE,
        object_key=f"{found.directive.number} {found.reference} {report.unit_code}"
        f" v{report.version}",
        details=details,
    )
