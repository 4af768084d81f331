"""Disputes about assignments (phân công đang xem xét): both sides, the arbiter, the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from models.vocabulary import ProposalKind, Role
from tracker.runtime import current_settings
from tracker.services.assignment_decisions import apply_decision
from tracker.services.assignment_disputes import (
    appoint_arbiter,
    comment_dispute,
    keep_assignment,
    move_assignment,
)
from views.access import access, current_actor
from views.forms.assignment_answers import (
    KEEP,
    ApplyForm,
    ArbiterForm,
    CommentForm,
    DecisionForm,
    make_dispute_forms,
)
from views.navigation import paginate
from views.pages.assignment_answers import OFFICE_ROLES, READERS
from views.pages.assignment_columns import dispute_columns
from views.pages.assignment_disputes import (
    build_dispute_page,
    build_dispute_tabs,
    find_dispute,
    first_decision,
    list_dispute_lines,
    pick_disputes,
)
from views.pages.sorting import build_heads, sort_rows
from views.pages.steps import take_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from views.forms.base import BaseForm

bp = Blueprint("assignment_disputes", __name__)


@bp.get("/phan-cong/xem-xet")
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show the disputes the reader sees."""
    lines = list_dispute_lines(current_actor())
    return render_template(
        "assignment_disputes/index.html",
        page=paginate(sort_rows(pick_disputes(lines), dispute_columns())),
        heads=build_heads(dispute_columns()),
        tabs=build_dispute_tabs(lines),
    )


@bp.get("/phan-cong/xem-xet/<int:dispute_id>")
@access(*READERS)
def show(dispute_id: int) -> ResponseReturnValue:
    """Show one dispute: both sides, the clock, the decision."""
    return _show(dispute_id, 200)


@bp.post("/phan-cong/xem-xet/<int:dispute_id>/y-kien")
@access(Role.DEPARTMENT_HEAD)
def comment(dispute_id: int) -> ResponseReturnValue:
    """Record what the proposed unit says."""
    form = CommentForm()
    return _take(
        dispute_id,
        form,
        lambda: comment_dispute(
            dispute_id=dispute_id, text=form.text.data or "", actor=current_actor()
        ),
        _("Đã ghi ý kiến của đơn vị."),
    )


@bp.post("/phan-cong/xem-xet/<int:dispute_id>/nguoi-xem-xet")
@access(Role.OFFICE_STAFF)
def appoint(dispute_id: int) -> ResponseReturnValue:
    """Name who decides."""
    form = ArbiterForm()
    form.username.validate_choice = False
    return _take(
        dispute_id,
        form,
        lambda: appoint_arbiter(
            dispute_id=dispute_id,
            username=form.username.data or "",
            actor=current_actor(),
            seen=form.seen.data or "",
        ),
        _("Đã giao người xem xét."),
    )


@bp.post("/phan-cong/xem-xet/<int:dispute_id>/quyet-dinh")
@access(*OFFICE_ROLES)
def decide(dispute_id: int) -> ResponseReturnValue:
    """Decide a dispute: the assignment stays, or moves."""
    form = DecisionForm()
    form.fill()

    def take() -> None:
        if form.outcome.data == KEEP:
            keep_assignment(
                dispute_id=dispute_id,
                decision=form.decision.data or "",
                document=form.document.data or "",
                actor=current_actor(),
            )
            return
        kind = ProposalKind(form.outcome.data)
        move_assignment(
            dispute_id=dispute_id,
            kind=kind,
            unit_id=form.read_unit(kind),
            due_on=form.read_day(form.due_on),
            effective_on=form.read_day(form.effective_on),
            decision=form.decision.data or "",
            document=form.document.data or "",
            actor=current_actor(),
        )

    return _take(dispute_id, form, take, _("Đã ghi quyết định."))


@bp.post("/phan-cong/xem-xet/<int:dispute_id>/sua-phan-cong")
@access(Role.OFFICE_STAFF)
def apply(dispute_id: int) -> ResponseReturnValue:
    """Change the assignment the way it was decided."""
    form = ApplyForm()
    return _take(
        dispute_id,
        form,
        lambda: apply_decision(
            dispute_id=dispute_id,
            actor=current_actor(),
            cutoff=current_settings().month_cutoff_day,
            is_into_closed=bool(form.is_into_closed.data),
        ),
        _("Đã sửa phân công theo quyết định."),
    )


def _take(
    dispute_id: int, form: BaseForm, take: Callable[[], None], said: str
) -> ResponseReturnValue:
    """Take a step in a dispute the reader sees, and show the dispute again."""
    find_dispute(dispute_id, current_actor())

    def done(_made: object) -> ResponseReturnValue:
        flash(said, "success")
        return redirect(url_for("assignment_disputes.show", dispute_id=dispute_id), 303)

    return take_step(form, take, show=lambda status: _show(dispute_id, status, form), done=done)


def _show(dispute_id: int, status: int, sent: BaseForm | None = None) -> ResponseReturnValue:
    page = build_dispute_page(dispute_id, current_actor())
    forms = make_dispute_forms(sent, page.arbiters, first_decision(page))
    # Whoever is told of another arbiter sees them and may send again.
    forms["arbiter"]["seen"].data = page.line.row.arbiter
    content = render_template(
        "assignment_disputes/show.html",
        page=page,
        sent=sent,
        **forms,
    )
    return content, status
