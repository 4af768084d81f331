"""Lets Python look for circular garbage less often while many rows come and go."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECTS_AT_ONCE: Final = 100_000
"""More than some thousand rows are made of, which hold no circle and go by themselves."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect only after many objects: a third of the time a file takes to read is else spent so.

    Source:
        Python, module `gc`: collecting begins when allocations exceed deallocations by a threshold.
    """
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_AT_ONCE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
