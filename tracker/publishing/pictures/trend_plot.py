"""The points of a trend on their axes: line, target, gaps and marks, each told without colour."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from tracker.publishing.pictures.legends import SIGN, text_width, wrap_words
from tracker.publishing.pictures.picture import WIDTH
from tracker.publishing.pictures.scales import extremes
from tracker.publishing.pictures.svg import (
    CALM,
    FAINT,
    GOOD,
    INK,
    LATE,
    MUTED,
    PAPER,
    WARN,
    Hatch,
    box,
    rule,
    words,
)
from tracker.publishing.pictures.trend_points import GapKind, PointMark
from tracker.wording.numbers import number_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tracker.publishing.pictures.legends import Sign
    from tracker.publishing.pictures.scales import Scale
    from tracker.publishing.pictures.trend_points import TrendPoint

TOP: Final = 26
BOTTOM: Final = 216
LEFT: Final = 54
RIGHT: Final = WIDTH - 126
STRIP: Final = "#b9c7d4"
LABEL_WIDTH: Final = 52
"""Units the name of a period takes ("03/2024")."""

MOST_VALUES: Final = 13
"""Periods whose figures are all printed; of more only the ends, the lowest and the highest."""

_NUDGE: Final = 3
_TARGET_LETTERS: Final = 17


class TrendPlot:
    """The points on their axes."""

    def __init__(self, points: Sequence[TrendPoint], scale: Scale) -> None:
        self._points = points
        self._marks = scale.marks()
        self._place = scale.placer()
        width = RIGHT - LEFT
        count = len(points)
        self._edges = [LEFT + width * place // count for place in range(count + 1)]
        self._middles = [LEFT + width * (2 * place + 1) // (2 * count) for place in range(count)]
        self._levels = [self._height(point) for point in points]

    def _height(self, point: TrendPoint) -> int:
        """Return where a point stands; what is off its target never stands on its line."""
        if point.value is None:
            return BOTTOM
        y = self._place(point.value)
        if point.target is None or point.value == point.target.level:
            return y
        line = self._place(point.target.level)
        return max(y, line + _NUDGE) if _is_low(point) else min(y, line - _NUDGE)

    def axis(self, unit_of_measure: str) -> Iterator[str]:
        """Yield the round numbers and their lines, and what they count."""
        for mark in self._marks:
            y = self._place(mark)
            yield rule(((LEFT, y), (RIGHT, y)), FAINT)
            yield words(LEFT - 8, y + 4, number_text(mark), anchor="end", colour=MUTED, size=12)
        yield words(0, 14, unit_of_measure, colour=MUTED, size=12)

    def gaps(self) -> Iterator[str]:
        """Yield a hatched strip over each stretch of periods without figures."""
        for gap, first, last in self._stretches(lambda point: point.value is None and point.gap):
            x, width = self._edges[first], self._edges[last + 1] - self._edges[first]
            if gap in _STRIPS:
                yield box(x, TOP, width, BOTTOM - TOP, STRIP, hatch=_STRIPS[gap])
            else:
                for place in range(first, last + 1):
                    sign = _GAP_WORDS[gap]
                    yield words(self._middles[place], BOTTOM - 6, sign, anchor="middle", size=12)

    def target(self) -> Iterator[str]:
        """Yield the target's line, a step where it changes, labelled at its end."""
        for target, first, last in self._stretches(lambda point: point.target):
            y = self._place(target.level)
            ends = ((self._edges[first], y), (self._edges[last + 1], y))
            yield rule(ends, INK, width=2, dashes="7 4")
            if last == len(self._points) - 1:
                yield from _target_label(y, target.text)
            else:
                yield words(self._edges[first] + 4, y - 6, target.text, size=12)

    def line(self) -> Iterator[str]:
        """Yield the line through the points, broken where there is none."""
        for _, first, last in self._stretches(lambda point: point.value is not None):
            if last > first:
                places = range(first, last + 1)
                yield rule(((self._middles[n], self._levels[n]) for n in places), CALM, width=2)

    def marks(self) -> Iterator[str]:
        """Yield each point by its mark, and the figures of those that are told."""
        told = self._told()
        for place, point in enumerate(self._points):
            if point.value is None:
                continue
            x, y = self._middles[place], self._levels[place]
            if place in told:
                yield from _figure(point, x, y)
            yield _SHAPES[point.mark](x, y)

    def _told(self) -> set[int]:
        known = [place for place, point in enumerate(self._points) if point.value is not None]
        if len(self._points) <= MOST_VALUES:
            return set(known)
        values = [self._points[place].value or Fraction(0) for place in known]
        ends = extremes([value.as_integer_ratio() for value in values])
        return {known[0], known[-1], *(known[values.index(end)] for end in ends)}

    def periods(self) -> Iterator[str]:
        """Yield the names of the periods, as many as there is room for, the last among them."""
        count = len(self._points)
        step = -(-count * LABEL_WIDTH // (RIGHT - LEFT))
        yield rule(((LEFT, BOTTOM), (RIGHT, BOTTOM)), MUTED)
        for place in range((count - 1) % step, count, step):
            x = self._middles[place]
            yield rule(((x, BOTTOM), (x, BOTTOM + 4)), MUTED)
            yield words(x, BOTTOM + 18, self._points[place].label, anchor="middle", size=12)

    def _stretches(self, key: Callable[[TrendPoint], Any]) -> Iterator[tuple[Any, int, int]]:
        """Yield what neighbours have in common, with the first and last place of each stretch."""
        for found, own in groupby(range(len(self._points)), key=lambda n: key(self._points[n])):
            places = list(own)
            if found:
                yield found, places[0], places[-1]


def _is_low(point: TrendPoint) -> bool:
    """Return whether a point lies under its target."""
    target, value = point.target, point.value
    return target is not None and value is not None and value < target.level


def _figure(point: TrendPoint, x: int, y: int) -> Iterator[str]:
    """Yield a point's figure on white ground: on the side away from its target."""
    text = number_text(point.value or 0, 1)
    width = text_width(text)
    if not _is_low(point):
        left, base = x - width // 2, y - 10
    elif y + 26 < BOTTOM:
        left, base = x - width // 2, y + 21
    else:
        left, base = x + 10, y + 4
    yield box(left, base - 11, width, 13, PAPER)
    yield words(left + width // 2, base, text, anchor="middle", size=12)


def _target_label(y: int, text: str) -> Iterator[str]:
    yield words(RIGHT + 6, y - 2, sentence("picture_target"), is_bold=True, size=12)
    for number, line in enumerate(wrap_words(text, _TARGET_LETTERS), start=1):
        yield words(RIGHT + 6, y - 2 + 15 * number, line, size=12)


def _disc(x: int, y: int) -> str:
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{GOOD}"/>'


def _ring(x: int, y: int) -> str:
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{PAPER}" stroke="{CALM}" stroke-width="2"/>'


def _diamond(x: int, y: int) -> str:
    path = f"M{x} {y - 7}l7 7l-7 7l-7 -7z"
    return f'<path d="{path}" fill="{PAPER}" stroke="{LATE}" stroke-width="3"/>'


def _triangle(x: int, y: int) -> str:
    path = f"M{x} {y - 6}l7 12h-14z"
    return f'<path d="{path}" fill="{PAPER}" stroke="{WARN}" stroke-width="2"/>'


_SHAPES: Final = {
    PointMark.REACHED: _disc,
    PointMark.MISSED: _diamond,
    PointMark.SET_ASIDE: _triangle,
    PointMark.UNJUDGED: _ring,
}
_STRIPS: Final = {GapKind.NO_FIGURE: Hatch.RISING, GapKind.WITHDRAWN: Hatch.FALLING}
_GAP_WORDS: Final = {GapKind.NOTHING_AROSE: "0/0", GapKind.FEW: "*"}


def trend_signs(points: Sequence[TrendPoint]) -> Iterator[tuple[Sign, str]]:
    """Yield the signs that are drawn with their meaning."""
    marks = {point.mark for point in points if point.value is not None}
    # Where nothing is judged, the marks need no words.
    for mark, shape in _SHAPES.items() if marks != {PointMark.UNJUDGED} else ():
        if mark in marks:
            yield _middle_of(shape), sentence(f"picture_mark_{mark.value}")
    gaps = {point.gap for point in points if point.value is None}
    for gap in GapKind:
        if gap in gaps:
            yield _swatch(gap), sentence(f"picture_gap_{gap.value}")


def _middle_of(shape: Callable[[int, int], str]) -> Callable[[int, int], str]:
    return lambda x, y: shape(x + SIGN // 2, y + SIGN // 2)


def _swatch(gap: GapKind) -> Sign:
    if gap in _STRIPS:
        return lambda x, y: box(x, y, SIGN, SIGN, STRIP, hatch=_STRIPS[gap])
    return None
