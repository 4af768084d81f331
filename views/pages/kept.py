"""What was built from the database is kept until anything is written there."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

from flask import current_app

from tracker.clock import today
from tracker.queries.judged_directives import find_written_mark
from tracker.runtime import current_language
from views.access import current_actor

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    Made = TypeVar("Made")

MOST_KEPT: Final = 24
"""Things one process keeps; the largest is a table of some 500 kB."""

_EXTENSION: Final = "kept_parts"


class KeptParts:
    """The things used last, all of one state of the database and one day."""

    def __init__(self) -> None:
        self._state: tuple[object, ...] = ()
        self._parts: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def find(self, state: tuple[object, ...], key: Hashable) -> object | None:
        """Return a thing, None where it is not kept for that state."""
        with self._lock:
            if state != self._state:
                self._state = state
                self._parts.clear()
            found = self._parts.get(key)
            if found is not None:
                self._parts.move_to_end(key)
            return found

    def keep(self, state: tuple[object, ...], key: Hashable, part: object) -> None:
        """Keep a thing, unless the state was left meanwhile."""
        with self._lock:
            if state == self._state:
                self._parts[key] = part
                if len(self._parts) > MOST_KEPT:
                    self._parts.popitem(last=False)


def kept(state: tuple[object, ...], key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
    """Return what was made before for people like this one, or make it.

    Args:
        state: See `present_state`, asked once a request.
        key: What tells it from everything else; role, unit and language of the person are added.
        make: Makes it; what it gives is never changed afterwards.
    """
    parts: KeptParts = current_app.extensions.setdefault(_EXTENSION, KeptParts())
    actor = current_actor()
    whole = (*key, actor.role, actor.unit_id, current_language())
    found = parts.find(state, whole)
    if found is not None:
        return found  # type: ignore[return-value] # the key names its kind
    made = make()
    parts.keep(state, whole, made)
    return made


def present_state() -> tuple[object, ...]:
    """Return the state of the database and the day; one statement."""
    return (*find_written_mark(), today())
