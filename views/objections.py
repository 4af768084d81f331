"""The units' right of reply (quyền phản hồi): their rows before publishing, answers, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, ObjectionState, Role
from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.queries.objections import get_objection, list_objections, list_reply_units
from tracker.queries.publications import get_publication
from tracker.queries.reply_lists import get_reply_list, list_reply_lists
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.units import load_tree
from tracker.rules.reply_windows import ANSWERING_ROLES, DECIDING_ROLES
from tracker.services.objections import decide_objection, raise_objection
from tracker.services.reply_windows import waive_reply
from tracker.transaction import transaction
from views.access import access, current_actor, takes_files
from views.forms.objections import DecisionForm, ObjectionForm, WaiverForm
from views.navigation import paginate
from views.pages.replies import build_objection_page, build_reply_page, find_line
from views.pages.reply_columns import (
    asked_columns,
    objection_columns,
    part_columns,
    reply_columns,
)
from views.pages.sorting import sort_table
from views.pages.steps import take_step

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.objections import ObjectionRow
    from views.forms.base import BaseForm
    from views.pages.replies import ReplyPage

bp = Blueprint("objections", __name__)

OFFICE_ROLES: Final = (Role.OFFICE_STAFF, Role.APPROVER)
READERS: Final = (*UNIT_ROLES, *OFFICE_ROLES)


@bp.get("/phan-hoi")
@access(*UNIT_ROLES)
def index() -> ResponseReturnValue:
    """Show the lists this person's units were shown before publishing."""
    lists = [row for row in list_reply_lists(_scope()) if row.row_count]
    return render_template("objections/index.html", page=paginate(lists), today=today())


@bp.get("/phan-hoi/<period:period>")
@access(*READERS)
def show(period: str) -> ResponseReturnValue:
    """Show a unit its rows and counts of a draft; the office names the unit it looks at."""
    if current_actor().role in OFFICE_ROLES and not request.args.get("don-vi"):
        return redirect(url_for("objections.overview", period=period), 303)
    return _show(period, 200)


@bp.post("/phan-hoi/<period:period>")
@access(*ANSWERING_ROLES)
def waive(period: str) -> ResponseReturnValue:
    """Record that a unit does not object to its rows."""
    form = WaiverForm()
    unit = form.unit.data or ""

    def done(_made: object) -> ResponseReturnValue:
        flash(_("Đã ghi: đơn vị không có ý kiến với các dòng của mình."), "success")
        return redirect(_unit_address(period), 303)

    return take_step(
        form,
        lambda: waive_reply(period=period, unit=unit, actor=current_actor()),
        show=lambda status: _show(period, status, form),
        done=done,
    )


@bp.get("/phan-hoi/<period:period>/y-kien")
@access(*ANSWERING_ROLES)
def write(period: str) -> ResponseReturnValue:
    """Show the form for an objection to a row, or to the counts of a unit."""
    return _write(period, ObjectionForm(), 200)


@bp.post("/phan-hoi/<period:period>/y-kien")
@takes_files
@access(*ANSWERING_ROLES)
def raise_(period: str) -> ResponseReturnValue:
    """Record an objection with its evidence."""
    form = ObjectionForm()
    try:
        return _raise(period, form)
    finally:
        form.close_files()


@bp.get("/phan-hoi/so/<int:objection_id>")
@access(*READERS)
def detail(objection_id: int) -> ResponseReturnValue:
    """Show an objection, its evidence and what was decided."""
    return _detail(objection_id, DecisionForm(), 200)


@bp.post("/phan-hoi/so/<int:objection_id>/quyet-dinh")
@access(*DECIDING_ROLES)
def decide(objection_id: int) -> ResponseReturnValue:
    """Decide an objection."""
    form = DecisionForm()

    def done(_made: object) -> ResponseReturnValue:
        flash(_("Đã quyết định; dự thảo được ghi lại theo quyết định."), "success")
        return redirect(url_for("objections.detail", objection_id=objection_id), 303)

    return take_step(
        form,
        lambda: decide_objection(
            objection_id=objection_id,
            is_upheld=form.is_upheld,
            decision=form.decision.data or "",
            actor=current_actor(),
        ),
        show=lambda status: _detail(objection_id, form, status),
        done=done,
        passing=("objection_missing",),
    )


@bp.get("/cong-bo/<period:period>/phan-hoi")
@access(*OFFICE_ROLES)
def overview(period: str) -> ResponseReturnValue:
    """Show the office who has answered and what is to be decided."""
    listed = get_reply_list(period)
    waiting: list[ObjectionRow] = []
    decided: list[ObjectionRow] = []
    for row in list_objections(period):
        (waiting if row.state is ObjectionState.OPEN else decided).append(row)
    columns = objection_columns(shows_unit=True)
    return render_template(
        "objections/overview.html",
        listed=listed,
        is_open=listed.is_open_on(today()),
        waiting=sort_table(waiting, columns, table="cho"),
        decided=sort_table(decided, columns, table="xong"),
        units=sort_table(list_reply_units(listed.publication_id), asked_columns(), table="don-vi"),
    )


def _raise(period: str, form: ObjectionForm) -> ResponseReturnValue:
    def done(number: int) -> ResponseReturnValue:
        flash(
            _("Đã gửi phản hồi số %(number)s; Văn phòng sẽ quyết định.", number=number), "success"
        )
        return redirect(url_for("objections.detail", objection_id=number), 303)

    def take() -> int:
        files = form.read_files()
        with transaction():
            return raise_objection(
                period=period,
                unit=request.args.get("don-vi", ""),
                dossier=request.args.get("ho-so", ""),
                source=request.args.get("nguon", ""),
                text=form.text.data or "",
                files=files,
                actor=current_actor(),
            )

    return take_step(
        form,
        take,
        show=lambda status: _write(period, form, status),
        done=done,
        is_whole=True,
        passing=("objection_row_missing", "reply_unit_not_listed", "unit_code_unknown"),
    )


def _scope() -> frozenset[int] | None:
    return answered_unit_ids(current_actor(), load_tree())


def _page(period: str) -> ReplyPage:
    listed = get_reply_list(period, _scope())
    found = get_publication(period, listed.version)
    return build_reply_page(found, listed, current_actor(), request.args.get("don-vi", ""))


def _show(period: str, status: int, sent: BaseForm | None = None) -> ResponseReturnValue:
    page = _page(period)
    content = render_template(
        "objections/show.html",
        page=page,
        counts=sort_table(page.parts, part_columns(), table="so-dem"),
        late=sort_table(page.late, reply_columns(is_finished=True), table="cham"),
        overdue=sort_table(page.overdue, reply_columns(is_finished=False), table="qua-han"),
        objections=sort_table(
            page.objections,
            objection_columns(shows_unit=len(page.parts) > 1),
            table="phan-hoi",
        ),
        sent=sent,
        is_office=current_actor().role in OFFICE_ROLES,
    )
    return content, status


def _write(period: str, form: ObjectionForm, status: int) -> ResponseReturnValue:
    page = _page(period)
    unit_code, code = request.args.get("don-vi", ""), request.args.get("ho-so", "")
    row = find_line(page, request.args.get("nguon", ""), code) if code else None
    part = next((each for each in page.parts if each.line.code == unit_code), None)
    if part is None:
        raise NotFoundError("reply_unit_not_listed", unit=unit_code, period=period)
    if code and row is None:
        raise NotFoundError("objection_row_missing", value=code, unit=part.line.name)
    content = render_template("objections/write.html", page=page, part=part, row=row, form=form)
    return content, status


def _detail(objection_id: int, form: DecisionForm, status: int) -> ResponseReturnValue:
    objection = get_objection(objection_id, _scope())
    found = get_publication(objection.period)
    page = build_objection_page(objection, found, current_actor())
    content = render_template(
        "objections/detail.html",
        page=page,
        form=form,
        is_office=current_actor().role in OFFICE_ROLES,
    )
    return content, status


def _unit_address(period: str) -> str:
    unit_code: dict[str, Any] = {"don-vi": request.args.get("don-vi") or None}
    return url_for("objections.show", period=period, **unit_code)
