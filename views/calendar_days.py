"""The calendar of record for everybody, and its changes: proposed, previewed, then applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import CalendarChangeState, Role
from tracker.clock import today
from tracker.errors import NotFoundError, RefusedError
from tracker.importing.calendar import read_change_lines
from tracker.queries.calendar_changes import (
    calendar_version,
    get_change,
    list_calendar_rows,
    list_changes,
)
from tracker.runtime import current_settings
from tracker.services.calendar_changes import (
    APPLYING_ROLES,
    CANCELLING_ROLES,
    PROPOSING_ROLES,
    apply_change,
    cancel_change,
    propose_change,
    renew_change,
)
from tracker.services.calendar_previews import preview_change
from tracker.transaction import transaction
from views.access import access, current_actor, may_open
from views.errors import REFUSED, status_of
from views.forms.calendar_days import ChangeForm, StepForm
from views.navigation import paginate
from views.pages.calendar_columns import USUAL, change_columns
from views.pages.calendar_days import build_lines, build_year, list_warnings
from views.pages.object_history import list_history
from views.pages.sorting import build_heads, sort_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

bp = Blueprint("calendar_days", __name__)

KEEPERS: Final = (Role.OFFICE_STAFF, Role.APPROVER, Role.ADMINISTRATOR)
LONGEST_NUMBER: Final = 4


@bp.get("/lich")
@access(Role.PUBLIC)
def show() -> ResponseReturnValue:
    """Show a year of the calendar, of any version, with the documents behind it."""
    newest = calendar_version()
    version = _read_number("ban", newest)
    rows = list_calendar_rows(None if version == newest else version)
    page = build_year(rows, _read_number("nam", today().year))
    is_keeper = may_open("calendar_days.index")
    return render_template(
        "calendar_days/show.html",
        page=page,
        version=version,
        newest=newest,
        is_keeper=is_keeper,
        warnings=list_warnings(page.years) if is_keeper else [],
    )


@bp.get("/lich/thay-doi")
@access(*KEEPERS)
def index() -> ResponseReturnValue:
    """Show every change, and the form for a new one."""
    return _index(ChangeForm(), 200)


@bp.post("/lich/thay-doi")
@access(Role.OFFICE_STAFF, Role.ADMINISTRATOR)
def propose() -> ResponseReturnValue:
    """Record the draft of a change and show what it would move."""
    form = ChangeForm()
    if not form.validate_on_submit():
        return _index(form, REFUSED)
    try:
        days = read_change_lines(form.days.data or "")
        with transaction():
            change_id = propose_change(
                days=days,
                document=form.document.data or "",
                reason=form.reason.data or "",
                actor=current_actor(),
            )
    except RefusedError as error:
        form.refuse(error, form.days)
        return _index(form, status_of(error))
    return redirect(url_for("calendar_days.preview", change_id=change_id), 303)


@bp.get("/lich/thay-doi/<int:change_id>")
@access(*KEEPERS)
def preview(change_id: int) -> ResponseReturnValue:
    """Show what a change would move, or did, with the steps this person may take."""
    return _show(change_id, StepForm(), 200)


@bp.post("/lich/thay-doi/<int:change_id>/ap-dung")
@access(*APPLYING_ROLES)
def apply(change_id: int) -> ResponseReturnValue:
    """Put a change into the calendar, if it would still do what was read."""
    form = StepForm()
    settings = current_settings()
    return _step(
        change_id,
        form,
        lambda: apply_change(
            change_id=change_id,
            actor=current_actor(),
            rule=settings.lateness_rule,
            cutoff=settings.month_cutoff_day,
            seen=form.seen.data or "",
        ),
        _("Đã áp dụng; hạn xét của các hồ sơ liên quan đã dời theo."),
    )


@bp.post("/lich/thay-doi/<int:change_id>/xem-lai")
@access(*KEEPERS)
def renew(change_id: int) -> ResponseReturnValue:
    """Preview a draft again on the calendar as it stands now."""
    return _step(
        change_id,
        StepForm(),
        lambda: renew_change(change_id=change_id, actor=current_actor()),
        _("Đã xem trước lại trên lịch hiện hành."),
    )


@bp.post("/lich/thay-doi/<int:change_id>/huy")
@access(*KEEPERS)
def cancel(change_id: int) -> ResponseReturnValue:
    """Close a draft without applying it."""
    return _step(
        change_id,
        StepForm(),
        lambda: cancel_change(change_id=change_id, actor=current_actor()),
        _("Đã hủy; lịch không thay đổi."),
    )


def _step(
    change_id: int, form: StepForm, take: Callable[[], object], done: str
) -> ResponseReturnValue:
    try:
        with transaction():
            take()
    except NotFoundError:
        raise
    except RefusedError as error:
        form.refuse(error)
        return _show(change_id, form, status_of(error))
    flash(done, "success")
    return redirect(url_for("calendar_days.preview", change_id=change_id), 303)


def _index(form: ChangeForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "calendar_days/changes.html",
        form=form,
        changes=paginate(sort_rows(list_changes(), change_columns())),
        heads=build_heads(change_columns(), USUAL),
        can_propose=current_actor().role in PROPOSING_ROLES,
    )
    return page, status


def _show(change_id: int, form: StepForm, status: int) -> ResponseReturnValue:
    change = get_change(change_id)
    settings, actor = current_settings(), current_actor()
    is_draft = change.state is CalendarChangeState.DRAFT
    found = None
    if is_draft:
        found = preview_change(
            change, rule=settings.lateness_rule, cutoff=settings.month_cutoff_day
        )
    page = render_template(
        "calendar_days/preview.html",
        form=form,
        change=change,
        lines=build_lines(change.days),
        preview=found,
        is_outdated=is_draft and change.based_on != calendar_version(),
        can_apply=actor.role in APPLYING_ROLES and actor.id != change.creator_id,
        can_cancel=actor.role in CANCELLING_ROLES,
        can_correct=may_open("lists.show"),
        can_see_dossiers=may_open("dossiers.show"),
        changes=list_history("calendar_change", str(change.id)),
    )
    return page, status


def _read_number(name: str, usual: int) -> int:
    """Return a number of the address; what is no number is the usual one."""
    text = request.args.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number and int(text) + (name == "ban") else usual
