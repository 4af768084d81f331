"""Changing many tasks of a document in one go, previewed; undone in one go from their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tracker.services.task_change_bulks import change_tasks, plan_bulk
from tracker.services.task_changes import CHANGING_ROLES
from views.access import access, current_actor
from views.formatting import show_number
from views.pages.steps import take_step
from views.pages.task_bulk import build_bulk_page, make_bulk_form, read_chosen, read_keys, read_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from tracker.services.task_change_bulks import BulkLine
    from views.forms.task_changes import BulkForm

bp = Blueprint("task_bulk", __name__)

PREVIEW = "xem-truoc"
"""What the button asks for that writes nothing."""


@bp.get("/nhiem-vu/sua-hang-loat")
@access(*CHANGING_ROLES)
def show() -> ResponseReturnValue:
    """Show the tasks of a document to choose from."""
    return _show(make_bulk_form(is_sent=False), 200, read_keys(request.args.getlist("chon")))


@bp.post("/nhiem-vu/sua-hang-loat")
@access(*CHANGING_ROLES)
def change() -> ResponseReturnValue:
    """Change the tasks that are ticked, or show what that would mean."""
    form, chosen = make_bulk_form(is_sent=True), read_chosen()

    def show_again(status: int, lines: Sequence[BulkLine] = ()) -> ResponseReturnValue:
        if form.is_unseen:
            lines = _plan(form, chosen)
        return _show(form, status, chosen, lines)

    if request.form.get("viec") == PREVIEW:
        return take_step(
            form,
            lambda: _plan(form, chosen),
            show=show_again,
            done=lambda lines: show_again(200, lines),
            is_whole=True,
        )
    return take_step(
        form,
        lambda: change_tasks(
            task_ids=chosen,
            step=read_step(form),
            order=form.make_order(form.read_day()),
            actor=current_actor(),
        ),
        show=show_again,
        done=_done,
    )


def _plan(form: BulkForm, chosen: Sequence[int]) -> Sequence[BulkLine]:
    order = form.make_order(form.read_day())
    return plan_bulk(task_ids=chosen, step=read_step(form), order=order)


def _show(
    form: BulkForm, status: int, chosen: Sequence[int], lines: Sequence[BulkLine] = ()
) -> ResponseReturnValue:
    page = build_bulk_page(request.args.get("van-ban", ""), form, chosen, lines)
    return render_template("tasks/bulk.html", page=page, form=form), status


def _done(keys: Sequence[int]) -> ResponseReturnValue:
    flash(
        _("Đã sửa %(count)s nhiệm vụ; hoàn tác cả lần sửa được từ lịch sử của một nhiệm vụ bất kỳ.",
          count=show_number(len(keys))),
        "success",
    )  # fmt: skip
    query: dict[str, Any] = {"van-ban": request.args.get("van-ban") or None}
    return redirect(url_for("task_bulk.show", **query), 303)
