"""Things made from one state of the database, kept until that state is left."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """The things used last, all of the state asked for last; any thread may ask.

    Args:
        most: How much may be kept, in whatever sizes are told.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._state: tuple[object, ...] = ()
        self._things: OrderedDict[Hashable, tuple[Thing, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, state: tuple[object, ...], key: Hashable) -> Thing | None:
        """Return a thing made from a state, None where it is not kept; other states' are forgotten.

        Args:
            state: What is another value once anything the things show is another.
            key: What tells the thing from every other.
        """
        with self._lock:
            if state != self._state:
                self._state, self._size = state, 0
                self._things.clear()
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def keep(self, state: tuple[object, ...], key: Hashable, thing: Thing, size: int = 1) -> None:
        """Keep a thing, unless the state it was made from was left meanwhile.

        Args:
            state: As it was found before the thing was begun.
            key: What tells it from every other.
            thing: What is kept; never changed afterwards.
            size: How much it takes.
        """
        with self._lock:
            if state != self._state:
                return
            _before, freed = self._things.pop(key, (None, 0))
            self._things[key] = thing, size
            self._size += size - freed
            while self._size > self._most:
                _key, (_oldest, freed) = self._things.popitem(last=False)
                self._size -= freed
