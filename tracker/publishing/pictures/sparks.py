"""A trend small enough for a table's cell: its line with gaps, its target, how its end stands."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from tracker.publishing.pictures.scales import Scale, extremes
from tracker.publishing.pictures.svg import CALM, GOOD, INK, LATE, PAPER, escape, rule
from tracker.publishing.pictures.trend_points import PointMark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tracker.publishing.pictures.trend_points import TrendPoint

WIDTH: Final = 132
HEIGHT: Final = 32
_EDGE: Final = 5
_NUDGE: Final = 2
"""How far from its target's line a point stands that is not on it."""


def draw_spark(points: Sequence[TrendPoint], text: str) -> str:
    """Return a small picture of a trend; it says in words what there is to see.

    Args:
        points: Periods in a row, the oldest first; two or more have a figure.
        text: What there is to see in it.
    """
    lines = [point.target.level for point in points if point.target]
    values = [point.value for point in points if point.value is not None]
    low, high = extremes([value.as_integer_ratio() for value in (*values, *lines)])
    if low == high:
        low, high = low - 1, high + 1
    place = Scale(low, high, Fraction(1), HEIGHT - _EDGE, _EDGE).placer()
    count = len(points)
    edges = [WIDTH * number // count for number in range(count + 1)]
    spots = [
        ((edges[number] + edges[number + 1]) // 2, _height(point, place))
        for number, point in enumerate(points)
    ]
    parts: list[str] = []
    for target, first, last in _stretches(points, lambda point: point.target):
        y = place(target.level)
        parts.append(rule(((edges[first], y), (edges[last + 1], y)), INK, dashes="4 3"))
    for _known, first, last in _stretches(points, lambda point: point.value is not None):
        if last > first:
            parts.append(rule(spots[first : last + 1], CALM, width=2))
        else:
            x, y = spots[first]
            parts.append(f'<circle cx="{x}" cy="{y}" r="2" fill="{CALM}"/>')
    end = max(number for number, point in enumerate(points) if point.value is not None)
    parts.append(_end(points[end].mark, *spots[end]))
    words = escape(text).replace('"', "&quot;")
    return (
        f'<svg class="spark" role="img" aria-label="{words}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'
    )


def _height(point: TrendPoint, place: Callable[[Fraction], int]) -> int:
    """Return where a point stands: one that missed by a hair is not drawn on its target."""
    if point.value is None:
        return HEIGHT
    y = place(point.value)
    if point.target is None or point.value == point.target.level:
        return y
    line = place(point.target.level)
    is_low = point.value < point.target.level
    return max(y, line + _NUDGE) if is_low else min(y, line - _NUDGE)


def _stretches(
    points: Sequence[TrendPoint], key: Callable[[TrendPoint], Any]
) -> Iterator[tuple[Any, int, int]]:
    """Yield what neighbours have in common, with the first and last place of each stretch."""
    for found, own in groupby(range(len(points)), key=lambda number: key(points[number])):
        places = list(own)
        if found:
            yield found, places[0], places[-1]


def _end(mark: PointMark, x: int, y: int) -> str:
    """Return the newest point, its result told by shape: a full disc, an open diamond, a ring."""
    if mark is PointMark.REACHED:
        return f'<circle cx="{x}" cy="{y}" r="4" fill="{GOOD}"/>'
    if mark is PointMark.MISSED:
        path = f"M{x} {y - 5}l5 5l-5 5l-5 -5z"
        return f'<path d="{path}" fill="{PAPER}" stroke="{LATE}" stroke-width="2"/>'
    return f'<circle cx="{x}" cy="{y}" r="4" fill="{PAPER}" stroke="{CALM}" stroke-width="2"/>'
