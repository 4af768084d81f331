"""Lets Python look for circular garbage less often while many rows come and go."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECTS_AT_ONCE: Final = 100_000
"""More than some thousand rows are made of, which hold no circle and go by themselves."""

_LOCK: Final = Lock()
_before: list[tuple[int, int, int]] = []
"""The threshold as it was before each that is at work: it is the process's, not the thread's."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect only after many objects.

    A third of the time a file takes to read would be spent collecting, and a sixth of the time a
    list of tens of thousands of rows takes to make. The last of several threads puts things back.

    Source:
        Python, module `gc`: collecting begins when allocations exceed deallocations by a threshold.
    """
    with _LOCK:
        _before.append(gc.get_threshold())
        gc.set_threshold(OBJECTS_AT_ONCE, *_before[0][1:])
    try:
        yield
    finally:
        with _LOCK:
            usual = _before[0]
            _before.pop()
            if not _before:
                gc.set_threshold(*usual)
