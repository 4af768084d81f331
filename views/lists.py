"""Making the late list (công bố): draft, approve, publish, correct, withdraw; two persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.clock import today
from tracker.jobs.publication import run_publication, run_rendering
from tracker.publishing.late_list import correct_late_list, draft_late_list
from tracker.publishing.list_differences import compare_with_now
from tracker.publishing.pictures.late_dossiers import list_pictures
from tracker.queries.integrity_alerts import count_open_alerts
from tracker.queries.publications import get_publication, list_publications
from tracker.rules.late_lists import STEP_ROLES, ListStep
from tracker.rules.periods import month_of
from tracker.runtime import current_settings
from tracker.services.late_lists import approve_late_list, withdraw_late_list
from tracker.services.reply_windows import open_reply_window
from views.access import access, current_actor
from views.formatting import show_period
from views.forms.lists import DraftForm, ReasonForm, ReleaseForm, ReplyForm
from views.navigation import paginate
from views.pages.freshness import build_pull_headline
from views.pages.list_changes import build_changes
from views.pages.list_columns import annex_columns, sort_units, version_columns
from views.pages.lists import build_list_page
from views.pages.pictures import send_named_picture
from views.pages.sorting import build_heads, sort_rows, sort_table
from views.pages.steps import take_step

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
    return take_step(
        form,
        lambda: draft_late_list(
            period=form.period.data or "", actor=current_actor(), settings=current_settings()
        ),
        show=lambda status: _index(form, status),
        done=lambda made: _done(
            made,
            _(
                "Đã lập dự thảo %(period)s, bản %(version)s.",
                period=show_period(made.period),
                version=made.version,
            ),
        ),
    )


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


@bp.get("/cong-bo/<period:period>/v<int:version>/so-voi-thang-truoc")
@access(*MAKERS)
def changes(period: str, version: int) -> ResponseReturnValue:
    """Show what changed since the list of the month before."""
    found = get_publication(period, version)
    return render_template("lists/changes.html", publication=found, changes=build_changes(found))


@bp.get('/cong-bo/<period:period>/v<int:version>/<any("so-ngay", "nguyen-nhan"):picture>.csv')
@access(*MAKERS)
def download_picture(period: str, version: int, picture: str) -> ResponseReturnValue:
    """Hand out the table behind a picture of a list."""
    found = get_publication(period, version)
    drawn = list_pictures(found.internal or found.content, found.last_day)
    return send_named_picture(f"{period}-v{version}", picture, drawn)


@bp.post("/cong-bo/<period:period>/mo-phan-hoi")
@access(*MAKERS)
def open_reply(period: str) -> ResponseReturnValue:
    """Let the units of the draft see their rows and answer."""
    form = ReplyForm(prefix="mo-phan-hoi")
    return _step(
        period,
        form,
        lambda: open_reply_window(
            period=period,
            actor=current_actor(),
            settings=current_settings(),
            days=form.days.data,
        ),
        _("Đã mở phản hồi: các đơn vị xem được dòng của mình và trả lời."),
    )


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
        lambda: run_publication(period=period, actor=current_actor(), settings=current_settings()),
        _("Đã công bố. Mọi người đọc được ở địa chỉ cố định."),
        # The files are made before anything is locked.
        is_whole=True,
    )


@bp.post("/cong-bo/<period:period>/v<int:version>/lap-tep")
@access(*MAKERS)
def render(period: str, version: int) -> ResponseReturnValue:
    """Make the files of a month's lists that were published without; those there are stay."""
    form = ReleaseForm()

    def done(_made: object) -> ResponseReturnValue:
        named = show_period(period)
        flash(_("Đã đủ các tệp của %(period)s; tải ở trang công khai.", period=named), "success")
        return redirect(url_for("lists.show", period=period, version=version), 303)

    return take_step(
        form,
        lambda: run_rendering(period=period, actor=current_actor(), settings=current_settings()),
        show=lambda status: _show(period, version, status, form),
        done=done,
        is_whole=True,
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
    is_whole: bool = False,
) -> ResponseReturnValue:
    """Take a step, or show the list again with the reason beside the form.

    Args:
        period: The month.
        form: The form that was sent.
        take: What does it.
        text: What is said afterwards.
        version: The version looked at; None for the newest.
        is_whole: The step makes its own transaction.
    """
    return take_step(
        form,
        take,
        show=lambda status: _show(period, version, status, form),
        done=lambda made: _done(made, text),
        is_whole=is_whole,
    )


def _done(made: ListVersion, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("lists.show", period=made.period, version=made.version), 303)


def _draft_form() -> DraftForm:
    return DraftForm(period=_last_month())


def _last_month() -> str:
    return month_of(today(), current_settings().month_cutoff_day).previous().code


def _reply_form() -> ReplyForm:
    days = current_settings().cycle.reply_days
    return ReplyForm(prefix="mo-phan-hoi", formdata=None, days=days)


def _index(form: DraftForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "lists/index.html",
        form=form,
        page=paginate(sort_rows(list_publications(), version_columns())),
        heads=build_heads(version_columns()),
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
    units, unit_heads = sort_units(page.content)
    is_reason = isinstance(sent, ReasonForm)
    forms = {
        name: sent if is_reason and request.path.endswith(f"/{name}") else ReasonForm(prefix=name)
        for name in ("dinh-chinh", "thu-hoi")
    }
    content = render_template(
        "lists/show.html",
        page=page,
        units=units,
        unit_heads=unit_heads,
        late=sort_table(page.late, annex_columns(is_finished=True), table="cham"),
        overdue=sort_table(page.overdue, annex_columns(is_finished=False), table="qua-han"),
        release=sent if isinstance(sent, ReleaseForm) else ReleaseForm(),
        reply_form=sent if isinstance(sent, ReplyForm) else _reply_form(),
        sent=sent,
        forms=forms,
        open_alerts=count_open_alerts(found.first_day, found.last_day),
    )
    return content, status
