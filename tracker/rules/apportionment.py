"""Whole parts of a whole, by the largest remainders: shares of one bar always add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def apportion(counts: Sequence[int], whole: int) -> tuple[int, ...]:
    """Return counts as parts of a whole that add to exactly that whole.

    Each part is cut; what is left goes to the largest remainders, the first of equals first.

    Args:
        counts: 0 or more each.
        whole: What the parts add to: 100 for percent, 1000 for tenths of a percent.

    Returns:
        As many parts as counts; all 0 where nothing was counted.

    Source:
        reference/feature-anchors.md 4.20; the method of Hamilton.
    """
    total = sum(counts)
    if not total:
        return (0,) * len(counts)
    exact = [divmod(count * whole, total) for count in counts]
    parts = [cut for cut, _rest in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: -exact[place][1])
    for place in by_rest[: whole - sum(parts)]:
        parts[place] += 1
    return tuple(parts)
