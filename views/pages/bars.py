"""Counts as one bar whose parts add to exactly 100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
    """Return counts as widths that add to exactly 100; the largest remainders get the rest.

    Args:
        counts: By name, in the order drawn.
    """
    total = sum(counts.values())
    if not total:
        return ()
    exact = {name: divmod(count * BAR_WIDTH, total) for name, count in counts.items() if count}
    widths = {name: whole for name, (whole, _rest) in exact.items()}
    by_rest = sorted(exact, key=lambda name: -exact[name][1])
    for name in by_rest[: BAR_WIDTH - sum(widths.values())]:
        widths[name] += 1
    steps, start = [], 0
    for name, width in widths.items():
        steps.append(Step(name, start, width))
        start += width
    return tuple(steps)
