"""Later days granted for tasks without figures (gia hạn), for one unit or for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _

from tracker.errors import ReadingError, RefusedError
from tracker.rules.dates import format_date, read_date
from tracker.services.task_extensions import GRANTING_ROLES, grant_extension
from tracker.transaction import transaction
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.forms.tasks import ALL_UNITS, ONE_UNIT, TaskReportForm
from views.pages.task_screens import (
    find_line,
    find_product_task,
    make_extension_form,
    show_task,
    show_unit_task,
    task_url,
)

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from views.forms.tasks import ExtensionForm

bp = Blueprint("task_extensions", __name__)


@bp.post("/nhiem-vu/<directive>/<int:ordinal>/gia-han")
@access(*GRANTING_ROLES)
def grant(directive: str, ordinal: int) -> ResponseReturnValue:
    """Grant a later day for every unit of a task."""
    found, form = find_product_task(directive, ordinal), make_extension_form(ALL_UNITS)
    status = _grant(form, found.task.id, None, is_seen=True)
    return show_task(found, status, form) if status else redirect(task_url(found), 303)


@bp.post("/nhiem-vu/<directive>/<int:ordinal>/<unit_code>/gia-han")
@access(*GRANTING_ROLES)
def grant_unit(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Grant a later day for one unit, or from its page for every unit."""
    line = find_line(find_product_task(directive, ordinal), unit_code)
    form = make_extension_form(ONE_UNIT, ALL_UNITS)
    is_one = form.scope.data == ONE_UNIT
    unit_id = line.row.part.unit.id if is_one else None
    # The day the page shows is this unit's: that of all units may be another one.
    status = _grant(form, line.row.task.id, unit_id, is_seen=is_one)
    if status:
        return show_unit_task(line, status, TaskReportForm(formdata=None), form)
    return redirect(line.url, 303)


def _grant(form: ExtensionForm, task_id: int, unit_id: int | None, *, is_seen: bool) -> int:
    """Grant what a form asks for; return the status of a refusal, 0 when it was granted."""
    is_valid = form.validate_on_submit()
    due_on, is_read = form.read_day(form.due_on)
    if not is_valid or not is_read or due_on is None:
        return REFUSED
    try:
        with transaction():
            grant_extension(
                task_id=task_id,
                unit_id=unit_id,
                due_on=due_on,
                document=form.document.data or "",
                reason=form.reason.data or "",
                seen_due_on=_seen_day(form) if is_seen else None,
                actor=current_actor(),
            )
    except RefusedError as error:
        form.refuse(error, form.field_of(error))
        return status_of(error)
    text = _("Đã gia hạn đến %(day)s; thời hạn gốc vẫn được giữ.", day=format_date(due_on))
    flash(text, "success")
    return 0


def _seen_day(form: ExtensionForm) -> date | None:
    try:
        return read_date(form.seen_due.data or "")[0]
    except ReadingError:
        return None
