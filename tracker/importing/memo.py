"""Answers to what a file asks again and again, held within a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")


class Memo(dict[K, V]):
    """A table that works an answer out when it is first asked for: `memo[key]`.

    Args:
        find: Gives the answer to a key.
        limit: When so many are known, all are forgotten; a file can name only so many different
            things before its memory counts.
    """

    def __init__(self, find: Callable[[K], V], limit: int = 50_000) -> None:
        super().__init__()
        self._find = find
        self._limit = limit

    def __missing__(self, key: K) -> V:
        if len(self) >= self._limit:
            self.clear()
        value = self[key] = self._find(key)
        return value
