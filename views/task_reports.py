"""Reports on tasks without figures: written by units, reviewed by their heads or the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _

from tracker.errors import NotFoundError, RefusedError
from tracker.queries.task_parties import may_see_task
from tracker.queries.task_reports import get_task_report
from tracker.services.task_reports import (
    REVIEWING_ROLES,
    WRITING_ROLES,
    accept_task_report,
    record_task_report,
    send_back_task_report,
)
from tracker.transaction import transaction
from views.access import LOGGED_IN, access, current_actor, takes_files
from views.errors import REFUSED, status_of
from views.forms.tasks import ALL_UNITS, ONE_UNIT, ReviewForm, TaskReportForm
from views.pages.task_screens import (
    find_line,
    find_line_of,
    find_product_task,
    make_extension_form,
    show_unit_task,
)

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.queries.task_reports import TaskReportRow
    from tracker.rules.evidence_kinds import CheckedFile
    from views.pages.tasks import TaskLine

bp = Blueprint("task_reports", __name__)

_LONGEST_NUMBER: Final = 9


@bp.post("/nhiem-vu/<directive>/<int:ordinal>/<unit_code>/bao-cao")
@access(*WRITING_ROLES)
@takes_files
def add(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Record what a unit reports: progress, or the product handed over with its evidence."""
    line = find_line(find_product_task(directive, ordinal), unit_code)
    form = TaskReportForm()
    try:
        return _add(form, line)
    finally:
        form.close_files()


@bp.post("/nhiem-vu/bao-cao/<int:report_id>/chap-nhan")
@access(*REVIEWING_ROLES)
def accept(report_id: int) -> ResponseReturnValue:
    """Accept a report: its delivery counts."""
    return _review(report_id, is_accepted=True)


@bp.post("/nhiem-vu/bao-cao/<int:report_id>/tra-lai")
@access(*REVIEWING_ROLES)
def send_back(report_id: int) -> ResponseReturnValue:
    """Send a report back with what is missing."""
    return _review(report_id, is_accepted=False)


@bp.get("/nhiem-vu/bao-cao/<int:report_id>/lien-ket")
@access(*LOGGED_IN)
def follow(report_id: int) -> ResponseReturnValue:
    """Lead to the product a report links to, without telling that site where one comes from.

    Raises:
        NotFoundError: `task_report_missing`, also for who may not see it or where no link is.
    """
    row = get_task_report(report_id)
    if not row.link or not may_see_task(row.task_id, current_actor()):
        raise NotFoundError("task_report_missing", value=report_id)
    response = redirect(row.link, 302)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _add(form: TaskReportForm, line: TaskLine) -> ResponseReturnValue:
    extension = make_extension_form(ONE_UNIT, ALL_UNITS, is_sent=False)
    is_valid = form.validate_on_submit()
    done_on, is_read = form.read_day(form.done_on)
    if not is_valid or not is_read:
        return show_unit_task(line, REFUSED, form, extension)
    try:
        files = form.read_files()
        with transaction():
            _record(form, line, done_on, files)
    except RefusedError as error:
        form.refuse(error, form.field_of(error))
        return show_unit_task(line, status_of(error), form, extension)
    flash(_("Đã ghi báo cáo; báo cáo chờ lãnh đạo đơn vị hoặc Văn phòng xem xét."), "success")
    return redirect(line.url, 303)


def _record(
    form: TaskReportForm, line: TaskLine, done_on: date | None, files: tuple[CheckedFile, ...]
) -> None:
    seen = form.seen.data or ""
    is_number = seen.isascii() and seen.isdigit() and len(seen) < _LONGEST_NUMBER
    record_task_report(
        task_id=line.row.task.id,
        unit_id=line.row.part.unit.id,
        text=form.text.data or "",
        done_on=done_on,
        product=form.product.data or "",
        link=form.link.data or "",
        files=files,
        seen_version=int(seen) if is_number else None,
        actor=current_actor(),
    )


def _review(report_id: int, *, is_accepted: bool) -> ResponseReturnValue:
    row = get_task_report(report_id)
    line, form = find_line_of(row), ReviewForm(prefix=f"b{report_id}-")
    if not form.validate_on_submit():
        return _show_review(line, REFUSED, report_id, form)
    try:
        with transaction():
            _decide(row, form.note.data or "", is_accepted=is_accepted)
    except RefusedError as error:
        form.refuse(error, form.note if error.code == "task_report_note_short" else None)
        return _show_review(line, status_of(error), report_id, form)
    flash(_("Đã chấp nhận báo cáo.") if is_accepted else _("Đã trả lại báo cáo."), "success")
    return redirect(line.url, 303)


def _decide(row: TaskReportRow, note: str, *, is_accepted: bool) -> None:
    if is_accepted:
        accept_task_report(report_id=row.id, note=note, actor=current_actor())
    else:
        send_back_task_report(report_id=row.id, note=note, actor=current_actor())


def _show_review(
    line: TaskLine, status: int, report_id: int, form: ReviewForm
) -> ResponseReturnValue:
    extension = make_extension_form(ONE_UNIT, ALL_UNITS, is_sent=False)
    return show_unit_task(line, status, TaskReportForm(formdata=None), extension, (report_id, form))
