"""Logging in and out (đăng nhập, đăng xuất)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.runtime import current_settings
from tracker.services.login_brake import reserve_try
from tracker.services.sessions import check_password, end_by_token, open_session
from tracker.transaction import transaction
from views.access import LOGGED_IN, access
from views.errors import REFUSED, status_of
from views.forms.accounts import LoginForm
from views.navigation import own_address
from views.sessions import (
    delete_login_cookie,
    find_current_login,
    read_token,
    set_login_cookie,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.services.sessions import Proof

bp = Blueprint("auth", __name__)


@bp.route("/dang-nhap", methods=["GET", "POST"])
@access(Role.PUBLIC)
def log_in() -> ResponseReturnValue:
    """Show the form, then open a session under a new secret."""
    form = LoginForm(next=request.args.get("next", ""))
    if request.method == "GET" and find_current_login() is not None:
        return redirect(_goal(form), 303)
    if not form.validate_on_submit():
        return render_template("auth/log_in.html", form=form), REFUSED if form.errors else 200
    try:
        proof = _prove(form)
    except RefusedError as error:
        form.refuse(error)
        page = render_template("auth/log_in.html", form=form)
        wait = error.params.get("seconds")
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return page, status_of(error), headers
    response = redirect(_goal(form), 303)
    set_login_cookie(response, _open(proof))  # type: ignore[arg-type] # werkzeug's Response serves
    return response


@bp.post("/dang-xuat")
@access(*LOGGED_IN)
def log_out() -> ResponseReturnValue:
    """End the session on the server: its cookie is dead wherever it was copied to."""
    token = read_token()
    if token is not None:
        with transaction():
            end_by_token(token=token)
    _forget_form_secrets()
    response = redirect(url_for("public.latest"), 303)
    delete_login_cookie(response)  # type: ignore[arg-type] # werkzeug's Response serves
    flash(_("Bạn đã đăng xuất."), "success")
    return response


def _prove(form: LoginForm) -> Proof:
    """Return who it is; the try is on record before the slow check, which holds no lock."""
    username, address = form.username.data or "", request.remote_addr or ""
    with transaction():
        reserve_try(username=username, address=address, at=now())
    return check_password(username=username, password=form.password.data or "")


def _open(proof: Proof) -> str:
    with transaction():
        token = open_session(
            proof=proof,
            address=request.remote_addr or "",
            at=now(),
            lifetime=timedelta(hours=current_settings().session_hours),
            replaces=read_token(),
        )
    _forget_form_secrets()
    session.setdefault("language", proof.actor.language.value)
    return token


def _forget_form_secrets() -> None:
    """Drop what the browser's preferences cookie held for forms of the login before."""
    language = session.get("language")
    session.clear()
    if language is not None:
        session["language"] = language


def _goal(form: LoginForm) -> str:
    return own_address(form.next.data) or url_for("accounts.home")
