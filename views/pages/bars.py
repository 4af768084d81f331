"""Counts as one bar whose parts add to exactly 100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.rules.apportionment import apportion

if TYPE_CHECKING:
    from collections.abc import Mapping

BAR_WIDTH: Final = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a bar; the widths of a bar add to 100."""

    name: str
    start: int
    width: int


def build_steps(counts: Mapping[str, int]) -> tuple[Step, ...]:
    """Return counts as widths that add to exactly 100, by the largest remainders.

    Args:
        counts: By name, in the order drawn.
    """
    names = [name for name, count in counts.items() if count]
    widths = apportion([counts[name] for name in names], BAR_WIDTH)
    steps, start = [], 0
    for name, width in zip(names, widths, strict=True):
        steps.append(Step(name, start, width))
        start += width
    return tuple(steps)
