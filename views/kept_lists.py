"""Lists remember how they were filtered and sorted, so that one comes back to what one left.

Kept for as long as a login lasts, in the reader's own cookie of preferences; nothing of it is in
the database, and nobody else's login reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request, session, url_for

from tracker.clock import past_day
from views.sessions import find_current_login

if TYPE_CHECKING:
    from flask import Flask, Response

LISTS: Final = frozenset(
    {
        "alerts.index",
        "apologies.index",
        "assignment_disputes.index",
        "dossiers.index",
        "explanations.index",
        "reconciliation.index",
        "scores.index",
        "target_explanations.index",
        "targets.index",
        "tasks.index",
    }
)
"""Views of the lists that are remembered."""

LONGEST_QUERY: Final = 220
"""All of them together must fit into a cookie."""

_KEPT: Final = "lists"
_OF: Final = "of"


def init_kept_lists(app: Flask) -> None:
    """Keep what lists were asked for, and let templates lead back there."""
    app.after_request(keep_list)
    app.jinja_env.globals.update(kept_list=kept_list)


def keep_list(response: Response) -> Response:
    """Note what a list was asked for, once it was shown."""
    endpoint, query = request.endpoint or "", request.query_string.decode("ascii", "replace")
    login = find_current_login() if endpoint in LISTS else None
    if login is None or response.status_code != 200 or request.method != "GET":
        return response
    if past_day() is not None:
        return response  # what one goes back to is the list as it stands
    before = session.get(_KEPT, {})
    kept = dict(before) if before.get(_OF) == login.id else {_OF: login.id}
    kept.pop(endpoint, None)
    if query and len(query) <= LONGEST_QUERY:
        kept[endpoint] = query
    if kept != before:
        session[_KEPT] = kept
    return response


def kept_list(endpoint: str) -> str:
    """Return the address of a list as one left it; empty where nothing was chosen in it.

    Args:
        endpoint: View of the list.
    """
    login, kept = find_current_login(), session.get(_KEPT, {})
    if login is None or past_day() is not None:
        return ""
    if kept.get(_OF) != login.id or endpoint not in kept:
        return ""
    return f"{url_for(endpoint)}?{kept[endpoint]}"
