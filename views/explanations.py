"""Explanations of late dossiers (giải trình): written by units, reviewed by their heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, DelayCause, Role
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.apology_letters import find_letter_marks
from tracker.queries.dossier_details import find_dossier_then
from tracker.queries.explanations import list_explanations
from tracker.queries.late_cases import list_cases
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.runtime import current_settings
from tracker.services.explanation_board import Seen
from tracker.services.explanations import (
    NewExplanation,
    accept_explanations,
    send_back_explanations,
    write_explanations,
)
from tracker.transaction import transaction
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.formatting import show_period
from views.forms.explanations import ExplanationForm, ReviewForm
from views.looking_back import looks_back
from views.navigation import same_page
from views.pages.dossier_explanations import build_dossier_explanations
from views.pages.dossier_listing import read_order
from views.pages.downloads import lead_lines, send_csv
from views.pages.explanation_files import CSV_HEADER, case_rows
from views.pages.explanation_filters import read_asked
from views.pages.explanations import (
    build_case_chips,
    build_explanations_page,
    may_review,
    may_write,
    read_tokens,
)
from views.pages.filters import filter_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from views.forms.base import BaseForm
    from views.pages.explanation_filters import Asked

bp = Blueprint("explanations", __name__)

READERS: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF, Role.APPROVER)
"""The texts may name people: who only runs the system does not read them."""
WRITE, ACCEPT, SEND_BACK = "viet", "chap-nhan", "tra-lai"
"""What the button that was pressed asks for."""


@bp.get("/giai-trinh")
@looks_back
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show who owes which explanation in a month, and how complete a month is."""
    asked = read_asked(current_actor(), load_directory())
    return _index(asked, _forms(), REFUSED if asked.refused else 200)


@bp.get("/giai-trinh.csv")
@looks_back
@access(*READERS)
def download() -> ResponseReturnValue:
    """Hand out every dossier the page lists, all its parts together."""
    asked = read_asked(current_actor(), load_directory())
    if asked.refused:
        return _index(asked, _forms(), REFUSED)
    cases = list_cases(asked.search, order=read_order())
    letters = find_letter_marks([case.id for case in cases], on=asked.search.last_day)
    rows = case_rows(cases, letters, not_written=_("Chưa viết"))
    title = _("Giải trình hồ sơ chậm, %(period)s", period=show_period(asked.period))
    lead = lead_lines(title, filter_text(build_case_chips(asked)))
    return send_csv(f"giai-trinh-{asked.period.code}", CSV_HEADER, rows, above=lead)


@bp.post("/giai-trinh")
@access(*READERS)
def act() -> ResponseReturnValue:
    """Write one reason for the dossiers ticked, or accept or send back their explanations."""
    asked = read_asked(current_actor(), load_directory())
    explanation, review = forms = _forms()
    form: BaseForm = explanation if request.form.get("viec") == WRITE else review
    if asked.refused or not form.validate_on_submit():
        return _index(asked, forms, REFUSED)
    try:
        with transaction():
            text = _take(_choose(asked), explanation, review)
    except RefusedError as error:
        form.refuse(error)
        return _index(asked, forms, status_of(error))
    flash(text, "success")
    return redirect(same_page(chon=None, trang=None), 303)


@bp.get("/ho-so/<int:dossier_id>/giai-trinh")
@looks_back
@access(*READERS)
def show(dossier_id: int) -> ResponseReturnValue:
    """Show every version of a dossier's explanation, and what this person may do."""
    return _show(dossier_id, _forms(), 200)


@bp.post("/ho-so/<int:dossier_id>/giai-trinh")
@access(*READERS)
def act_on_one(dossier_id: int) -> ResponseReturnValue:
    """Write, accept or send back the explanation of one dossier."""
    explanation, review = forms = _forms()
    form: BaseForm = explanation if request.form.get("viec") == WRITE else review
    if not form.validate_on_submit():
        return _show(dossier_id, forms, REFUSED)
    chosen = read_tokens([request.form.get("ban", "")])
    try:
        with transaction():
            text = _take({dossier_id: chosen.get(dossier_id)}, explanation, review)
    except RefusedError as error:
        form.refuse(error)
        return _show(dossier_id, forms, status_of(error))
    flash(text, "success")
    return redirect(url_for("explanations.show", dossier_id=dossier_id), 303)


def _forms() -> tuple[ExplanationForm, ReviewForm]:
    explanation = ExplanationForm()
    explanation.offer_causes()
    return explanation, ReviewForm()


def _choose(asked: Asked) -> dict[int, Seen | None]:
    """Return the dossiers ticked, or all of the filter if they are as many as were seen.

    Raises:
        ConflictError: `explanation_count_changed`.
    """
    seen = request.form.get("tat-ca", "")
    if not seen:
        return dict(read_tokens(request.form.getlist("chon")))
    actor, is_writing = current_actor(), request.form.get("viec") == WRITE
    cases = list_cases(asked.search)
    chosen: dict[int, Seen | None] = {
        case.id: Seen.of(case.explanation)
        for case in cases
        if (may_write(actor, case.state) if is_writing else may_review(actor, case.explanation))
    }
    counted = request.form.get("so-viet" if is_writing else "so-duyet", "")
    if str(len(chosen)) != counted:
        raise ConflictError("explanation_count_changed", before=counted, now=len(chosen))
    return chosen


def _take(
    chosen: Mapping[int, Seen | None], explanation: ExplanationForm, review: ReviewForm
) -> str:
    """Do what the button asks for and return what is said of it."""
    actor, action = current_actor(), request.form.get("viec", "")
    if action == WRITE:
        cause, text = DelayCause(explanation.cause.data), explanation.text.data or ""
        entries = [NewExplanation(key, cause, text, seen) for key, seen in chosen.items()]
        rule = current_settings().lateness_rule
        done = write_explanations(entries=entries, actor=actor, rule=rule)
        return str(_("Đã gửi giải trình của %(count)s hồ sơ.", count=len(done.dossier_ids)))
    note = review.note.data or ""
    if action == SEND_BACK:
        done = send_back_explanations(chosen=chosen, note=note, actor=actor)
        return str(_("Đã trả lại giải trình của %(count)s hồ sơ.", count=len(done.dossier_ids)))
    if action != ACCEPT:
        raise RefusedError("explanation_action_unknown", value=action)
    done = accept_explanations(chosen=chosen, note=note, actor=actor)
    return str(_("Đã chấp nhận giải trình của %(count)s hồ sơ.", count=len(done.dossier_ids)))


def _index(
    asked: Asked, forms: tuple[ExplanationForm, ReviewForm], status: int
) -> ResponseReturnValue:
    actor = current_actor()
    page = build_explanations_page(
        asked,
        actor,
        own_unit=actor.unit_name if actor.role in UNIT_ROLES else "",
        chosen=read_tokens(request.form.getlist("chon")).keys(),
    )
    content = render_template(
        "explanations/index.html",
        page=page,
        explanation=forms[0],
        review=forms[1],
        takes_all=bool(request.form.get("tat-ca")),
    )
    return content, status


def _show(
    dossier_id: int, forms: tuple[ExplanationForm, ReviewForm], status: int
) -> ResponseReturnValue:
    actor = current_actor()
    dossier = find_dossier_then(dossier_id, answered_unit_ids(actor, load_directory()))
    if dossier is None:
        raise NotFoundError("dossier_missing")
    page = build_dossier_explanations(dossier, list_explanations(dossier_id), actor)
    if page.can_write and page.versions and not forms[0].is_submitted():
        # The next version is mostly the last one, mended.
        forms[0].cause.data, forms[0].text.data = page.versions[0].cause, page.versions[0].text
    content = render_template(
        "explanations/show.html",
        page=page,
        explanation=forms[0],
        review=forms[1],
    )
    return content, status
