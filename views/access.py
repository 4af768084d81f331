"""Who may open which page: every view carries its roles; a view without them is closed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import current_app, redirect, request, url_for

from models.vocabulary import Role
from tracker.errors import ForbiddenError
from tracker.runtime import current_settings
from views.sessions import find_current_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from tracker.queries.accounts import Actor

    AnyView = TypeVar("AnyView", bound=Callable[..., Any])

log = logging.getLogger(__name__)

LOGGED_IN: Final = (
    Role.UNIT_OFFICER,
    Role.DEPARTMENT_HEAD,
    Role.OFFICE_STAFF,
    Role.APPROVER,
    Role.ADMINISTRATOR,
)
"""Every role a person can log in with."""

STATIC_ENDPOINTS: Final = frozenset({"static", "bootstrap.static"})
"""Style sheets, scripts and pictures: views that are not ours to stamp, opened on purpose."""

FORM_LIMIT_BYTES: Final = 1024 * 1024
"""Largest body a view takes that is not stamped `takes_files`."""

_ROLES: Final = "access_roles"
_TAKES_FILES: Final = "takes_files"
_MOST_BYTES: Final = "most_bytes"


def access(*roles: Role) -> Callable[[AnyView], AnyView]:
    """Stamp a view with the roles that may open it; the lowest decorator, next to the function.

    Args:
        roles: `Role.PUBLIC` for everybody, logged in or not.
    """
    if not roles:
        raise TypeError("a view needs at least one role")

    def stamp(view: AnyView) -> AnyView:
        setattr(view, _ROLES, frozenset(roles))
        return view

    return stamp


def takes_files(view: AnyView) -> AnyView:
    """Stamp a view that takes uploads: its request may be as large as the settings allow."""
    setattr(view, _TAKES_FILES, True)
    return view


def takes_at_most(limit_bytes: int) -> Callable[[AnyView], AnyView]:
    """Stamp a view that takes uploads of a size of its own.

    Args:
        limit_bytes: Largest body it takes.
    """

    def stamp(view: AnyView) -> AnyView:
        setattr(view, _MOST_BYTES, limit_bytes)
        return view

    return stamp


def roles_of(endpoint: str) -> frozenset[Role] | None:
    """Return the roles that may open an endpoint, None when nobody stamped it."""
    if endpoint in STATIC_ENDPOINTS:
        return frozenset({Role.PUBLIC})
    roles: frozenset[Role] | None = getattr(current_app.view_functions.get(endpoint), _ROLES, None)
    return roles


def may_open(endpoint: str) -> bool:
    """Return whether whoever sent this request may open an endpoint; False if there is none."""
    roles = roles_of(endpoint)
    if roles is None:
        return False
    actor = find_current_actor()
    return Role.PUBLIC in roles or (actor is not None and actor.role in roles)


def current_actor() -> Actor:
    """Return who sent the request being answered.

    Raises:
        ForbiddenError: `login_needed` for the public.
    """
    actor = find_current_actor()
    if actor is None:
        raise ForbiddenError("login_needed")
    return actor


def guard() -> ResponseReturnValue | None:
    """Let a request pass, send the person to the login page, or refuse; runs before every view.

    Raises:
        ForbiddenError: `page_not_allowed` or `login_needed`.
    """
    endpoint = request.endpoint
    view = current_app.view_functions.get(endpoint or "")
    request.max_content_length = (
        current_settings().upload_limit_bytes
        if getattr(view, _TAKES_FILES, False)
        else getattr(view, _MOST_BYTES, FORM_LIMIT_BYTES)
    )
    if endpoint is None or may_open(endpoint):
        return None  # no endpoint: the router answers 404 or 405 itself
    actor = find_current_actor()
    if actor is None and roles_of(endpoint) is not None:
        if request.method not in ("GET", "HEAD"):
            raise ForbiddenError("login_needed")
        return redirect(url_for("auth.log_in", next=_own_address()))
    role = Role.PUBLIC if actor is None else actor.role
    log.warning("refused %s %s to %s", request.method, endpoint, role.value)
    raise ForbiddenError("page_not_allowed", role=role)


def _own_address() -> str:
    """Return the path and query asked for, without the "?" Flask leaves behind an empty query."""
    return request.full_path.removesuffix("?")
