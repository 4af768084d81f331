"""Making the late list (công bố): draft, approve, publish, correct, withdraw; two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.publishing.late_list import correct_late_list, draft_late_list
from tracker.publishing.list_differences import compare_with_now
from tracker.queries.integrity_alerts import count_open_alerts
from tracker.queries.publications import get_publication, list_publications
from tracker.rules.late_lists import STEP_ROLES, ListStep
from tracker.rules.periods import month_of
from tracker.runtime import current_settings
from tracker.services.late_lists import approve_late_list, publish_late_list, withdraw_late_list
from tracker.transaction import transaction
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.formatting import show_period
from views.forms.lists import DraftForm, ReasonForm, ReleaseForm
from views.navigation import paginate
from views.pages.freshness import build_pull_headline
from views.pages.lists import build_list_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from tracker.services.late_list_versions import ListVersion
    from views.forms.base import BaseForm

bp = Blueprint("lists", __name__)

MAKERS = (Role.OFFICE_STAFF, Role.APPROVER)


@bp.get("/cong-bo")
@access(*MAKERS)
def index() -> ResponseReturnValue:
    """Show every list in preparation and published, and the form for a new draft."""
    return _index(_draft_form(), 200)


@bp.post("/cong-bo")
@access(*MAKERS)
def draft() -> ResponseReturnValue:
    """Draft the list of a month from what is known now."""
    form = _draft_form()
    if not form.validate_on_submit():
        return _index(form, REFUSED)
    try:
        with transaction():
            made = draft_late_list(
                period=form.period.data or "", actor=current_actor(), settings=current_settings()
            )
    except RefusedError as error:
        form.refuse(error, form.period)
        return _index(form, status_of(error))
    text = _(
        "Đã lập dự thảo %(period)s, bản %(version)s.",
        period=show_period(made.period),
        version=made.version,
    )
    return _done(made, text)


@bp.get("/cong-bo/<period:period>", defaults={"version": None})
@bp.get("/cong-bo/<period:period>/v<int:version>")
@access(*MAKERS)
def show(period: str, version: int | None) -> ResponseReturnValue:
    """Show a version in full, with the steps this person may take."""
    return _show(period, version, 200)


@bp.get("/cong-bo/<period:period>/v<int:version>/so-voi-nay")
@access(*MAKERS)
def difference(period: str, version: int) -> ResponseReturnValue:
    """Show what a list drafted now would say otherwise; counted only when it is asked for."""
    found = get_publication(period, version)
    compared = compare_with_now(found, current_settings())
    return render_template("lists/difference.html", publication=found, difference=compared)


@bp.post("/cong-bo/<period:period>/duyet")
@access(Role.APPROVER)
def approve(period: str) -> ResponseReturnValue:
    """Approve the draft that was read; never one's own."""
    form = ReleaseForm()
    return _step(
        period,
        form,
        lambda: approve_late_list(
            period=period, actor=current_actor(), sha256=form.sha256.data or ""
        ),
        _("Đã duyệt. Nội dung từ đây không đổi nữa; có thể công bố."),
    )


@bp.post("/cong-bo/<period:period>/cong-bo")
@access(*MAKERS)
def publish(period: str) -> ResponseReturnValue:
    """Put the approved list before everybody."""
    return _step(
        period,
        ReleaseForm(),
        lambda: publish_late_list(period=period, actor=current_actor()),
        _("Đã công bố. Mọi người đọc được ở địa chỉ cố định."),
    )


@bp.post("/cong-bo/<period:period>/dinh-chinh")
@access(*MAKERS)
def correct(period: str) -> ResponseReturnValue:
    """Draft a corrected version; the published one stands until the new one is published."""
    form = ReasonForm(prefix="dinh-chinh")
    return _step(
        period,
        form,
        lambda: correct_late_list(
            period=period,
            reason=form.reason.data or "",
            actor=current_actor(),
            settings=current_settings(),
        ),
        _("Đã lập dự thảo đính chính; bản đang công bố giữ nguyên đến khi bản mới được công bố."),
    )


@bp.post("/cong-bo/<period:period>/v<int:version>/thu-hoi")
@access(*MAKERS)
def withdraw(period: str, version: int) -> ResponseReturnValue:
    """Take a version back; its note stays."""
    form = ReasonForm(prefix="thu-hoi")
    return _step(
        period,
        form,
        lambda: withdraw_late_list(
            period=period,
            reason=form.reason.data or "",
            actor=current_actor(),
            version=version,
        ),
        _("Đã thu hồi. Địa chỉ của bản này chỉ còn ghi chú."),
        version=version,
    )


def _step(
    period: str,
    form: BaseForm,
    take: Callable[[], ListVersion],
    text: str,
    *,
    version: int | None = None,
) -> ResponseReturnValue:
    """Take a step, or show the list again with the reason beside the form.

    Args:
        period: The month.
        form: The form that was sent.
        take: What does it.
        text: What is said afterwards.
        version: The version looked at; None for the newest.
    """
    if not form.validate_on_submit():
        return _show(period, version, REFUSED, form)
    try:
        with transaction():
            made = take()
    except RefusedError as error:
        form.refuse(error)
        return _show(period, version, status_of(error), form)
    return _done(made, text)


def _done(made: ListVersion, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("lists.show", period=made.period, version=made.version), 303)


def _draft_form() -> DraftForm:
    return DraftForm(period=_last_month())


def _last_month() -> str:
    return month_of(today(), current_settings().month_cutoff_day).previous().code


def _index(form: DraftForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "lists/index.html",
        form=form,
        page=paginate(list_publications()),
        can_draft=current_actor().role in STEP_ROLES[ListStep.DRAFT],
        headline_lines=build_pull_headline(_last_month()),
    )
    return page, status


def _show(
    period: str, version: int | None, status: int, sent: BaseForm | None = None
) -> ResponseReturnValue:
    found = get_publication(period, version)
    unit_code = request.args.get("don-vi", "")
    page = build_list_page(found, list_publications(), current_actor(), unit_code)
    is_reason = isinstance(sent, ReasonForm)
    forms = {
        name: sent if is_reason and request.path.endswith(f"/{name}") else ReasonForm(prefix=name)
        for name in ("dinh-chinh", "thu-hoi")
    }
    content = render_template(
        "lists/show.html",
        page=page,
        late=paginate(page.late, name="trang-cham"),
        overdue=paginate(page.overdue, name="trang-qua-han"),
        release=sent if isinstance(sent, ReleaseForm) else ReleaseForm(),
        sent=sent,
        forms=forms,
        open_alerts=count_open_alerts(found.first_day, found.last_day),
    )
    return content, status
