"""Which dossiers a file has named."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Marks:
    """Which dossiers a file has named, one bit each: a hundred million cost 12.5 MB."""

    def __init__(self, highest: int) -> None:
        self._bits = bytearray((highest >> 3) + 1)

    def __contains__(self, key: int) -> bool:
        """Return whether a dossier is marked."""
        return bool(self._bits[key >> 3] & 1 << (key & 7))

    def mark(self, key: int) -> bool:
        """Mark a dossier; return whether it was not marked before."""
        at, bit = key >> 3, 1 << (key & 7)
        if self._bits[at] & bit:
            return False
        self._bits[at] |= bit
        return True

    def mark_all(self, keys: Iterable[int]) -> set[int]:
        """Mark dossiers; return those that were marked before."""
        bits = self._bits
        before: set[int] = set()
        for key in keys:
            at, bit = key >> 3, 1 << (key & 7)
            if bits[at] & bit:
                before.add(key)
            else:
                bits[at] |= bit
        return before
