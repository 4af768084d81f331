"""One's own account: where one lands after logging in, password, logins, language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from models.vocabulary import Language, Role
from tracker.clock import now, today
from tracker.errors import RefusedError
from tracker.queries.accounts import find_email
from tracker.queries.calendar_feeds import FEED_ROLES
from tracker.queries.sessions import list_logins
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import find_waiting
from tracker.runtime import current_settings
from tracker.services.accounts import set_email, set_password
from tracker.services.login_brake import forgive, reserve_try
from tracker.services.sessions import check_password, end_own_session
from tracker.transaction import transaction
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED, status_of
from views.forms.accounts import EmailForm, PasswordForm
from views.navigation import own_address
from views.pages.home import build_home
from views.pages.home_office import OFFICE_ROLES, build_office
from views.pages.home_unit import build_unit_home
from views.pages.object_history import list_history
from views.sessions import find_current_login, idle_time

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("accounts", __name__)


@bp.get("/viec-cua-toi")
@access(*LOGGED_IN)
def home() -> ResponseReturnValue:
    """Show what waits for one, how one's unit stands and who waits for whom."""
    actor, directory = current_actor(), load_directory()
    waiting = find_waiting(actor, today(), settings=current_settings(), directory=directory)
    return render_template(
        "accounts/home.html",
        actor=actor,
        page=build_home(waiting),
        own=build_unit_home(actor, waiting, directory),
        office=build_office(actor, directory) if actor.role in OFFICE_ROLES else None,
    )


@bp.get("/tai-khoan")
@access(*LOGGED_IN)
def show() -> ResponseReturnValue:
    """Show one's account and one's logins."""
    return _show(EmailForm(formdata=None, email=find_email(current_actor().id)), 200)


@bp.post("/tai-khoan/thu-dien-tu")
@access(*LOGGED_IN)
def change_email() -> ResponseReturnValue:
    """Set where one's own digests go."""
    form, actor = EmailForm(), current_actor()
    if not form.validate_on_submit():
        return _show(form, REFUSED)
    try:
        with transaction():
            address = set_email(actor=actor, username=actor.username, email=form.email.data or "")
    except RefusedError as error:
        form.refuse(error, form.email)
        return _show(form, status_of(error))
    text = _("Đã xóa địa chỉ thư điện tử.")
    if address:
        text = _("Thư tổng hợp từ nay gửi đến %(address)s.", address=address)
    flash(text, "success")
    return redirect(url_for("accounts.show"), 303)


@bp.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@access(*LOGGED_IN)
def change_password() -> ResponseReturnValue:
    """Show the form, then change one's password; one's other logins end."""
    form = PasswordForm()
    if form.validate_on_submit() and _change(form):
        flash(_("Đã đổi mật khẩu; các phiên đăng nhập khác của bạn đã kết thúc."), "success")
        return redirect(url_for("accounts.show"), 303)
    status = REFUSED if any(form.list_errors()) else 200
    return render_template("accounts/password.html", form=form), status


@bp.post("/tai-khoan/phien/<int:session_id>/ket-thuc")
@access(*LOGGED_IN)
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own logins."""
    with transaction():
        end_own_session(actor=current_actor(), session_id=session_id)
    flash(_("Đã kết thúc phiên đăng nhập."), "success")
    return redirect(url_for("accounts.show"), 303)


@bp.post("/ngon-ngu")
@access(Role.PUBLIC)
def choose_language() -> ResponseReturnValue:
    """Keep the reader's language in their browser and go on where they were."""
    chosen = request.form.get("language", "")
    if chosen in tuple(Language):
        session["language"] = str(chosen)
    return redirect(own_address(request.form.get("next")) or url_for("public.latest"), 303)


@bp.get("/ngon-ngu/<language>")
@access(Role.PUBLIC)
def switch_language(language: str) -> ResponseReturnValue:
    """Keep the reader's language as above, from a page everybody gets: it has no form's secret.

    Nothing is written but the reader's own cookie, and a wrong language is a click away from the
    right one.
    """
    if language in tuple(Language):
        session["language"] = language
    return redirect(own_address(request.args.get("next")) or url_for("public.latest"), 303)


def _show(form: EmailForm, status: int) -> ResponseReturnValue:
    actor, login = current_actor(), find_current_login()
    content = render_template(
        "accounts/show.html",
        actor=actor,
        logins=list_logins(actor, at=now(), idle=idle_time()),
        current_id=None if login is None else login.id,
        email_form=form,
        has_feeds=actor.role in FEED_ROLES,
        digest_hour=current_settings().mail.digest_hour,
        changes=list_history("user", actor.username),
    )
    return content, status


def _change(form: PasswordForm) -> bool:
    """Change the password; a wrong present one counts as a failed login and brakes like it."""
    actor, login = current_actor(), find_current_login()
    address = request.remote_addr or ""
    try:
        with transaction():
            reserve_try(username=actor.username, address=address, at=now())
        check_password(username=actor.username, password=form.current.data or "")
    except RefusedError as error:
        is_wrong = error.code == "login_failed"
        form.refuse(RefusedError("password_wrong") if is_wrong else error, form.current)
        return False
    try:
        with transaction():
            forgive(username=actor.username, address=address)
            set_password(
                actor=actor,
                username=actor.username,
                password=form.chosen.data,
                keep_session_id=None if login is None else login.id,
            )
    except RefusedError as error:
        form.refuse(error, form.chosen)
        return False
    return True
