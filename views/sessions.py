"""Who is here: the login cookie and the login it stands for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask import has_request_context
from flask import request as current_request
from flask_login import UserMixin, current_user

from tracker.clock import now
from tracker.queries.sessions import find_login
from tracker.runtime import current_settings
from tracker.services.sessions import SEEN_EVERY, touch_session

if TYPE_CHECKING:
    from flask import Request, Response

    from tracker.queries.accounts import Actor
    from tracker.queries.sessions import Login

LONGEST_TOKEN: Final = 128
"""Cookies longer than any token of ours are not worth a look in the database."""


class Person(UserMixin):  # type: ignore[misc] # flask_login has no types
    """A logged-in person as Flask-Login wants one."""

    def __init__(self, login: Login) -> None:
        self.login = login

    def get_id(self) -> str:
        """Return the key of the login; nothing stores it, the cookie is our own."""
        return str(self.login.id)


def load_person(request: Request) -> Person | None:
    """Return who sent a request, by its cookie; the login was then used, which is noted."""
    token = read_token(request)
    if token is None:
        return None
    at = now()
    login = find_login(token, at=at, idle=idle_time())
    if login is None:
        return None
    if login.seen_at + SEEN_EVERY <= at:
        touch_session(session_id=login.id, at=at)
    return Person(login)


def find_current_login() -> Login | None:
    """Return the login of the request being answered, None for the public."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    login: Login = current_user.login
    return login


def find_current_actor() -> Actor | None:
    """Return who sent the request being answered, None for the public."""
    login = find_current_login()
    return None if login is None else login.actor


def idle_time() -> timedelta:
    """Return how long a login may go without a request, by the settings."""
    return timedelta(minutes=current_settings().idle_minutes)


def cookie_name() -> str:
    """Return the login cookie's name; over https browsers bind `__Host-` to this very host."""
    return "__Host-login" if current_settings().is_https else "login"


def read_token(request: Request | None = None) -> str | None:
    """Return the secret of the login cookie, None when there is none."""
    token = (request or current_request).cookies.get(cookie_name(), "")
    return token if 0 < len(token) <= LONGEST_TOKEN else None


def set_login_cookie(response: Response, token: str) -> None:
    """Hand a login's secret to the browser, out of reach of scripts and other sites.

    It ends with the browser; the server ends it sooner (idle time, absolute limit, logout).
    """
    response.set_cookie(
        cookie_name(),
        token,
        httponly=True,
        secure=current_settings().is_https,
        samesite="Lax",
        path="/",
    )


def delete_login_cookie(response: Response) -> None:
    """Make the browser forget its login."""
    response.delete_cookie(
        cookie_name(),
        httponly=True,
        secure=current_settings().is_https,
        samesite="Lax",
        path="/",
    )
