"""What was built from the database is kept until anything is written there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from flask import current_app, request

from tracker.clock import past_day, today
from tracker.queries.written_marks import find_written_mark
from tracker.runtime import current_language
from views.access import current_actor
from views.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    Made = TypeVar("Made")

MOST_KEPT: Final = 24
"""Things of the usual size one process keeps: tables of up to some 500 kB."""

EXTENSION: Final = "kept_parts"
"""Where the application has them: what takes the entry away has everything made anew."""


def kept(
    state: tuple[object, ...],
    key: tuple[Hashable, ...],
    make: Callable[[], Made],
    size_of: Callable[[Made], int] = lambda _made: 1,
) -> Made:
    """Return what was made before for people like this one, or make it.

    Args:
        state: See `present_state`, asked once a request.
        key: What tells it from everything else, the person's unit where it depends on it; their
            role and language and where the application is mounted are added.
        make: Makes it; what it gives is never changed afterwards.
        size_of: Tells how many things of the usual size it is as large as.
    """
    if past_day() is not None:
        return make()  # looked at seldom, and the present's must stay
    shelf: Shelf[Any] = current_app.extensions.setdefault(EXTENSION, Shelf(MOST_KEPT))
    whole = (*key, current_actor().role, current_language(), request.script_root)
    found: Made | None = shelf.find(state, whole)
    if found is None:
        found = make()
        shelf.keep(state, whole, found, size_of(found))
    return found


def present_state() -> tuple[object, ...]:
    """Return the state of the database and the day; one statement."""
    return (*find_written_mark(), today())
