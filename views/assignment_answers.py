"""Assignments taken on or refused by units (tiếp nhận phân công), and the disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import ProposalKind, RefusalReason, Role
from tracker.runtime import current_settings
from tracker.services.assignment_answers import accept_assignments, refuse_assignment
from views.access import access, current_actor
from views.errors import REFUSED
from views.forms.assignment_answers import AcceptForm, RefusalForm
from views.navigation import paginate, same_page, with_query
from views.pages.asked_documents import list_asked_documents
from views.pages.assignment_answers import (
    CSV_HEADER,
    OFFICE_ROLES,
    READERS,
    build_asked_chips,
    build_tabs,
    csv_rows,
    find_part,
    group_lines,
    list_lines,
    pick_lines,
    read_asked,
    read_keys,
)
from views.pages.assignment_columns import answer_columns
from views.pages.downloads import lead_lines, send_csv
from views.pages.filters import filter_text
from views.pages.sorting import build_heads
from views.pages.steps import take_step

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("assignment_answers", __name__)

PAGE_SIZE: Final = 100
OK: Final = 200


@bp.get("/phan-cong")
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show a unit its parts to answer; the office where documents stand, or what it asks for."""
    return _show_parts(200)


@bp.get("/phan-cong.csv")
@access(*READERS)
def download() -> ResponseReturnValue:
    """Hand out the parts as shown, every page of them."""
    actor = current_actor()
    asked = read_asked(actor)
    if asked.refused:
        return _show_parts(REFUSED)
    lines = list_lines(asked, actor)
    filters = filter_text(build_asked_chips(asked), build_tabs(lines))
    lead = lead_lines(_("Tiếp nhận phân công"), filters)
    return send_csv("phan-cong", CSV_HEADER, csv_rows(pick_lines(lines)), above=lead)


@bp.post("/phan-cong")
@access(Role.DEPARTMENT_HEAD)
def accept() -> ResponseReturnValue:
    """Take on the parts that were ticked."""
    form = AcceptForm()

    def done(count: int) -> ResponseReturnValue:
        flash(_("Đã tiếp nhận %(count)s nhiệm vụ.", count=count), "success")
        return redirect(same_page(), 303)

    return take_step(
        form,
        lambda: accept_assignments(
            parts=read_keys(request.form.getlist("chon")),
            actor=current_actor(),
            settings=current_settings(),
        ),
        show=lambda status: _show_parts(status, form),
        done=done,
    )


@bp.get("/phan-cong/<directive>/<int:ordinal>/<unit_code>")
@access(Role.DEPARTMENT_HEAD)
def refuse(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Show the form that refuses a part."""
    return _show_refusal(directive, ordinal, unit_code, RefusalForm(), 200)


@bp.post("/phan-cong/<directive>/<int:ordinal>/<unit_code>")
@access(Role.DEPARTMENT_HEAD)
def send_refusal(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Refuse a part, which opens a dispute."""
    form = RefusalForm()
    form.fill()
    row = find_part(directive, ordinal, unit_code, current_actor()).row

    def take() -> int:
        proposal = ProposalKind(form.proposal.data)
        return refuse_assignment(
            task_id=row.found.task.id,
            unit_id=row.expanded.unit.id,
            reason=RefusalReason(form.reason.data),
            text=form.text.data or "",
            proposal=proposal,
            proposed_unit_id=form.read_unit(proposal),
            proposed_due_on=form.read_day(form.due_on),
            actor=current_actor(),
            settings=current_settings(),
        )

    def done(dispute_id: int) -> ResponseReturnValue:
        flash(_("Đã gửi từ chối tiếp nhận; người xem xét sẽ quyết định."), "success")
        return redirect(url_for("assignment_disputes.show", dispute_id=dispute_id), 303)

    return take_step(
        form,
        take,
        show=lambda status: _show_refusal(directive, ordinal, unit_code, form, status),
        done=done,
    )


def _show_parts(status: int, sent: AcceptForm | None = None) -> ResponseReturnValue:
    actor = current_actor()
    asked = read_asked(actor)
    lines = list_lines(asked, actor)
    page = paginate(pick_lines(lines), size=PAGE_SIZE)
    content = render_template(
        "assignment_answers/index.html",
        asked=asked,
        page=page,
        groups=group_lines(page.rows),
        heads=build_heads(answer_columns()),
        tabs=build_tabs(lines),
        chips=build_asked_chips(asked),
        form=sent,
        ticked=request.form.getlist("chon"),
        is_office=actor.role in OFFICE_ROLES,
        documents=list_asked_documents() if asked.is_overview else [],
        csv_url=with_query("assignment_answers.download"),
    )
    return content, REFUSED if asked.refused and status == OK else status


def _show_refusal(
    directive: str, ordinal: int, unit_code: str, form: RefusalForm, status: int
) -> ResponseReturnValue:
    form.fill()
    line = find_part(directive, ordinal, unit_code, current_actor())
    return render_template("assignment_answers/refuse.html", line=line, form=form), status
