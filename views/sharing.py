"""Pages that are the same for everybody: which they are, and what lets caches share them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import current_app, request, session

from tracker.runtime import current_settings
from views.sessions import read_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    AnyView = TypeVar("AnyView", bound=Callable[..., Any])

CACHE_CONTROL: Final = "public, max-age=0, s-maxage=30, must-revalidate"
"""A browser asks each time (and mostly hears 304); a proxy of the office may answer for half a
minute, so a list that is withdrawn is gone from it soon."""

FLASHES: Final = "_flashes"
"""Where Flask keeps what one person alone is told on the next page."""

_QUERY_NAMES: Final = "shared_query_names"
_HIDDEN: Final = frozenset({"public", "public_feed", "public_files", "units"})


def shared(*query_names: str) -> Callable[[AnyView], AnyView]:
    """Stamp a view whose page is the same for everybody of one language.

    Args:
        query_names: The query values its page depends on; an address with others is not kept.
    """

    def stamp(view: AnyView) -> AnyView:
        setattr(view, _QUERY_NAMES, frozenset(query_names))
        return view

    return stamp


def shared_query_names(endpoint: str) -> frozenset[str] | None:
    """Return the query names a shared view reads, None for any other view."""
    view = current_app.view_functions.get(endpoint)
    names: frozenset[str] | None = getattr(view, _QUERY_NAMES, None)
    return names


def is_shared() -> bool:
    """Return whether the page being answered is the one everybody gets.

    Then it carries no secret of a form and nothing of a person.
    """
    if request.method not in ("GET", "HEAD") or shared_query_names(request.endpoint or "") is None:
        return False
    return read_token() is None and FLASHES not in session


def share(response: Response) -> bool:
    """Put the headers on an answer that caches may share; False when it is one person's.

    Strong validators: the tag is the hash of the very bytes.
    """
    if response.status_code != 200 or session.modified or not is_shared():
        return False
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.vary.add("Cookie")
    if not response.is_streamed:
        response.add_etag(weak=False)
        response.make_conditional(request)
    return True


def is_hidden() -> bool:
    """Return whether search engines are asked to leave the page being answered out."""
    return current_settings().public.noindex and request.blueprint in _HIDDEN


def hide_from_search(response: Response) -> Response:
    """Keep lists of late cases out of search engines, unless the installation lets them in."""
    if is_hidden():
        response.headers["X-Robots-Tag"] = "noindex"
    return response
