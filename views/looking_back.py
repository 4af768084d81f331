"""Pages as of an earlier day: which can, how an address asks for it, and links that keep it.

One query value means the same on every page that states facts: everything recorded by the end of
that day, and nothing later. Such a page only reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode

from flask import current_app, g, redirect, request, url_for

from tracker.clock import looking_back, past_day, today
from tracker.errors import ForbiddenError, ReadingError, RefusedError
from tracker.rules.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from flask import Flask
    from flask.typing import ResponseReturnValue

    AnyView = TypeVar("AnyView", bound=Callable[..., Any])

PAST: Final = "biet-den"
"""Query value with the day: what was known by its end."""

_LOOKS_BACK: Final = "looks_back"
_HELD: Final = "looking_back"
_OWN_NAMES: Final = {
    "counts.download": "ngay",
    "counts.show": "ngay",
    "dossiers.download": "ngay",
    "dossiers.index": "ngay",
}
"""Pages of dossiers, whose past is that of their imports, have a query value of their own."""


def looks_back(view: AnyView) -> AnyView:
    """Stamp a view that can show its page as of an earlier day."""
    setattr(view, _LOOKS_BACK, True)
    return view


def can_look_back(endpoint: str | None) -> bool:
    """Return whether an endpoint's page can be shown as of an earlier day."""
    return getattr(current_app.view_functions.get(endpoint or ""), _LOOKS_BACK, False)


def init_looking_back(app: Flask, is_known: Callable[[], bool]) -> None:
    """Have addresses read before every view, and links on a page of the past keep its day.

    Args:
        app: The application.
        is_known: Whether whoever sent the request has logged in: the public reads what stands.
    """
    app.before_request(lambda: _begin(is_known))
    app.teardown_request(_end)
    app.url_defaults(_keep_day)
    app.jinja_env.globals.update(
        past_day=past_day, can_look_back=can_look_back, bare_url=bare_url, PAST=PAST
    )


def bare_url(endpoint: str, **values: Any) -> str:
    """Return the address of a page without its query, for pages that write one of their own.

    Args:
        endpoint: Its view.
        values: Parts of its path.
    """
    return url_for(endpoint, **values).partition("?")[0]


def kept_day() -> dict[str, str]:
    """Return the query value that keeps the day of a page of the past; nothing in the present."""
    day = past_day()
    return {} if day is None else {PAST: day.isoformat()}


def _begin(is_known: Callable[[], bool]) -> ResponseReturnValue | None:
    """Look back where the address asks for it; a page that cannot is shown as it stands.

    Raises:
        ForbiddenError: `login_needed` for the public.
        ReadingError: `day_unreadable`.
        RefusedError: `counts_as_of_future`; `past_is_read_only` for what would write.
    """
    text = request.args.get(PAST, "").strip()
    if not text or request.endpoint is None:
        return None
    if request.method not in ("GET", "HEAD"):
        raise RefusedError("past_is_read_only", value=text)
    if not can_look_back(request.endpoint):
        rest = {name: value for name, value in request.args.items() if name != PAST}
        return redirect(f"{request.path}?{urlencode(rest)}" if rest else request.path)
    if not is_known():
        raise ForbiddenError("login_needed")
    day = _read(text)
    if day is not None:
        held = looking_back(day)
        held.__enter__()
        g.setdefault(_HELD, held)
    return None


def _read(text: str) -> date | None:
    """Return the day asked for; the present is no past."""
    try:
        day = read_date(text)[0]
    except ReadingError as error:
        raise ReadingError("day_unreadable", value=text) from error
    present = today()
    if day > present:
        raise RefusedError("counts_as_of_future", as_of=day, today=present)
    return None if day == present else day


def _end(_error: BaseException | None) -> None:
    held = g.pop(_HELD, None)
    if held is not None:
        held.__exit__(None, None, None)


def _keep_day(endpoint: str, values: dict[str, Any]) -> None:
    day = past_day()
    if day is None:
        return
    name = _OWN_NAMES.get(endpoint) or (PAST if can_look_back(endpoint) else "")
    if name and name not in values:
        values[name] = day.isoformat()
