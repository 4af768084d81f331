"""Changing who answers for a task, by when and how much (sửa phân công); history for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import TaskChangeKind
from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.queries.task_changes import list_task_changes, load_closed_periods
from tracker.queries.task_parties import find_task
from tracker.services.task_change_checks import check_order, check_plan, check_seen
from tracker.services.task_change_plans import (
    plan_parties,
    plan_target,
    plan_term,
    task_on,
)
from tracker.services.task_change_undos import undo_change
from tracker.services.task_changes import (
    CHANGING_ROLES,
    change_parties,
    change_target,
    change_term,
)
from views.access import LOGGED_IN, access, current_actor
from views.forms.task_changes import PartiesForm
from views.pages.steps import take_step
from views.pages.task_change_previews import build_preview
from views.pages.task_changes import (
    PARTS,
    Sent,
    build_page,
    make_form,
    make_undo_form,
)
from views.pages.tasks import find_directive

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.task_parties import FoundTask
    from tracker.services.task_change_plans import Plan
    from views.forms.task_changes import TargetForm, TermForm
    from views.pages.task_change_previews import Preview

    AnyForm = PartiesForm | TermForm | TargetForm

bp = Blueprint("task_changes", __name__)

PREVIEW = "xem-truoc"
"""What the button asks for that writes nothing."""


@bp.get("/nhiem-vu/<directive>/<int:ordinal>/phan-cong")
@access(*LOGGED_IN)
def show(directive: str, ordinal: int) -> ResponseReturnValue:
    """Show how a task reads and what was changed; to the office with the forms that change it."""
    return _show(_find(directive, ordinal), 200)


@bp.post('/nhiem-vu/<directive>/<int:ordinal>/phan-cong/<any("don-vi","thoi-han","chi-tieu"):part>')
@access(*CHANGING_ROLES)
def change(directive: str, ordinal: int, part: str) -> ResponseReturnValue:
    """Change a part of a task from a day on, or show what that would mean."""
    found, kind = _find(directive, ordinal), PARTS[part]
    form = make_form(kind, is_sent=True)

    def show_again(status: int, preview: Preview | None = None) -> ResponseReturnValue:
        if form.is_unseen:
            preview = build_preview(_plan(found, kind, form))
        if preview is not None:
            form.units_seen.data = preview.units_seen
        return _show(found, status, Sent(part, form, preview))

    if request.form.get("viec") == PREVIEW:
        return take_step(
            form,
            lambda: build_preview(_plan(found, kind, form)),
            show=show_again,
            done=lambda preview: show_again(200, preview),
            is_whole=True,
        )
    return take_step(
        form,
        lambda: _change(found, kind, form),
        show=show_again,
        done=lambda _key: _done(
            found, _("Đã ghi thay đổi; các kỳ trước ngày hiệu lực giữ nguyên.")
        ),
    )


@bp.post("/nhiem-vu/<directive>/<int:ordinal>/phan-cong/hoan-tac/<int:change_id>")
@access(*CHANGING_ROLES)
def undo(directive: str, ordinal: int, change_id: int) -> ResponseReturnValue:
    """Undo a change, with all that was changed in the same go."""
    found = _find(directive, ordinal)
    if all(row.id != change_id for row in list_task_changes([found.task.id])):
        raise NotFoundError("change_missing", value=change_id)
    form = make_undo_form(change_id, is_sent=True)
    return take_step(
        form,
        lambda: undo_change(
            change_id=change_id, order=form.make_order(today()), actor=current_actor()
        ),
        show=lambda status: _show(found, status, Sent(change_id, form)),
        done=lambda _keys: _done(found, _("Đã hoàn tác; lịch sử giữ cả hai lần.")),
    )


def _find(code: str, ordinal: int) -> FoundTask:
    return find_task(find_directive(code), f"#{ordinal}")


def _show(found: FoundTask, status: int, sent: Sent | None = None) -> ResponseReturnValue:
    page = build_page(found, current_actor(), sent)
    return render_template("tasks/changes.html", page=page), status


def _done(found: FoundTask, text: str) -> ResponseReturnValue:
    flash(text, "success")
    url = url_for("task_changes.show", directive=found.directive.code, ordinal=found.task.ordinal)
    return redirect(url, 303)


def _plan(found: FoundTask, kind: TaskChangeKind, form: AnyForm) -> Plan:
    """Return what a form would make of a task, checked as the change itself is."""
    day = form.read_day()
    order, on_day = form.make_order(day), task_on(found.task.id, day)
    check_order(order)
    check_seen([found.task.id], kind, order.seen)
    if isinstance(form, PartiesForm):
        texts = form.leads.data or "", form.supports.data or ""
        plan = plan_parties(found=on_day, leads=texts[0], supports=texts[1], effective_on=day)
    else:
        make = plan_term if kind is TaskChangeKind.TERM else plan_target
        plan = make(found=on_day, phrase=form.phrase.data or "", effective_on=day)
    check_plan(plan, order, load_closed_periods(order.cutoff))
    return plan


def _change(found: FoundTask, kind: TaskChangeKind, form: AnyForm) -> int:
    order, actor = form.make_order(form.read_day()), current_actor()
    if isinstance(form, PartiesForm):
        return change_parties(
            task_id=found.task.id,
            leads=form.leads.data or "",
            supports=form.supports.data or "",
            order=order,
            actor=actor,
        )
    make = change_term if kind is TaskChangeKind.TERM else change_target
    return make(task_id=found.task.id, phrase=form.phrase.data or "", order=order, actor=actor)
