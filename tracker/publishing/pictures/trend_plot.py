"""The points of a trend on their axes: line, target, gaps and marks, each told without colour."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from tracker.publishing.pictures.legends import LETTER, SIGN, text_width, wrap_words
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

TOP: Final = 40
BOTTOM: Final = 224
STRIP: Final = "#b9c7d4"
MOST_VALUES: Final = 13
"""Periods whose figures are printed as far as there is room; of more only the ends, the lowest and
the highest."""

_LEAST_LEFT: Final = 30
_LEAST_MARGIN: Final = 28
"""Units right of the points: half of the last period's name runs over them."""

_NUDGE: Final = 3
_REACH: Final = 7
"""Units a mark reaches from its middle."""

_LETTERS: Final = (WIDTH - SIGN) // LETTER - 1
"""Letters of a line of the legend."""

Spot = tuple[int, int, int, int]
"""Left, upper, right and lower side of what is drawn."""


class TrendPlot:
    """The points on their axes."""

    def __init__(self, points: Sequence[TrendPoint], scale: Scale) -> None:
        self._points = points
        self._place = scale.placer()
        self._marks = [(self._place(mark), number_text(mark)) for mark in scale.marks()]
        target = points[-1].target
        self._level = "" if target is None else number_text(target.level)
        self._left = max(_LEAST_LEFT, *(text_width(text) + 8 for _, text in self._marks))
        self._right = WIDTH - max(_LEAST_MARGIN, text_width(self._level) + 6)
        width, left, count = self._right - self._left, self._left, len(points)
        self._edges = [left + width * place // count for place in range(count + 1)]
        self._middles = [left + width * (2 * place + 1) // (2 * count) for place in range(count)]
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
        for y, text in self._marks:
            yield rule(((self._left, y), (self._right, y)), FAINT)
            yield words(self._left - 6, y + 4, text, anchor="end", colour=MUTED)
        yield words(0, 14, unit_of_measure, colour=MUTED)

    def gaps(self) -> Iterator[str]:
        """Yield a hatched strip, or a sign, over each stretch of periods without figures."""
        for gap, first, last in self._stretches(lambda point: point.value is None and point.gap):
            x, width = self._edges[first], self._edges[last + 1] - self._edges[first]
            if gap in _STRIPS:
                yield box(x, TOP, width, BOTTOM - TOP, STRIP, hatch=_STRIPS[gap])
            else:
                yield words(x + width // 2, BOTTOM - 6, _GAP_WORDS[gap], anchor="middle")

    def target(self) -> Iterator[str]:
        """Yield the target's line, a step where it changes, with its number at its end."""
        for target, first, last in self._stretches(lambda point: point.target):
            y = self._place(target.level)
            ends = ((self._edges[first], y), (self._edges[last + 1], y))
            yield rule(ends, INK, width=2, dashes="7 4")
            if last == len(self._points) - 1:
                yield words(self._right + 4, y + 4, self._level, is_bold=True)

    def line(self) -> Iterator[str]:
        """Yield the line through the points, broken where there is none."""
        for _, first, last in self._stretches(lambda point: point.value is not None):
            if last > first:
                places = range(first, last + 1)
                yield rule(((self._middles[n], self._levels[n]) for n in places), CALM, width=2)

    def figures(self) -> Iterator[str]:
        """Yield the figures of the points that are told, on white ground, as far as there is room.

        The newest comes first, then the lowest, the highest and the oldest.
        """
        taken = [*self._mark_spots(), *self._sign_spots()]
        for place in self._told():
            point, x, y = self._points[place], self._middles[place], self._levels[place]
            text = number_text(point.value or 0, 1)
            width = text_width(text)
            for left, base in _sides(x, y, width, is_low=_is_low(point)):
                spot = (left, base - 11, left + width, base + 2)
                if self._is_free(spot, taken):
                    taken.append(spot)
                    yield box(left, base - 11, width, 13, PAPER)
                    yield words(left + width // 2, base, text, anchor="middle")
                    break

    def marks(self) -> Iterator[str]:
        """Yield each point by its mark."""
        for point, x, y in zip(self._points, self._middles, self._levels, strict=True):
            if point.value is not None:
                yield _SHAPES[point.mark](x, y)

    def _is_free(self, spot: Spot, taken: Sequence[Spot]) -> bool:
        left, top, right, bottom = spot
        if left < self._left or top < TOP // 2 or right > WIDTH or bottom > BOTTOM:
            return False
        for start, upper, end, lower in taken:
            if left < end and start < right and top < lower and upper < bottom:
                return False
        return True

    def _mark_spots(self) -> Iterator[Spot]:
        for point, x, y in zip(self._points, self._middles, self._levels, strict=True):
            if point.value is not None:
                yield x - _REACH, y - _REACH, x + _REACH, y + _REACH

    def _sign_spots(self) -> Iterator[Spot]:
        """Yield where the target's number and the signs of gaps stand."""
        target = self._points[-1].target
        if target is not None:
            y = self._place(target.level)
            yield self._right, y - 8, WIDTH, y + 6
        for gap, first, last in self._stretches(lambda point: point.value is None and point.gap):
            if gap in _GAP_WORDS:
                yield self._edges[first], BOTTOM - 18, self._edges[last + 1], BOTTOM

    def _told(self) -> list[int]:
        known = [place for place, point in enumerate(self._points) if point.value is not None]
        values = [self._points[place].value or Fraction(0) for place in known]
        ends = extremes([value.as_integer_ratio() for value in values])
        told = [known[-1], *(known[values.index(end)] for end in ends), known[0]]
        if len(self._points) <= MOST_VALUES:
            told += reversed(known)
        return list(dict.fromkeys(told))

    def periods(self) -> Iterator[str]:
        """Yield the names of the periods, as many as there is room for, the last among them."""
        count = len(self._points)
        widest = max(len(point.label) for point in self._points) * LETTER
        step = -(-count * (widest + 4) // (self._right - self._left))
        yield rule(((self._left, BOTTOM), (self._right, BOTTOM)), MUTED)
        for place in range((count - 1) % step, count, step):
            x = self._middles[place]
            yield rule(((x, BOTTOM), (x, BOTTOM + 4)), MUTED)
            yield words(x, BOTTOM + 18, self._points[place].label, anchor="middle")

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


def _sides(x: int, y: int, width: int, *, is_low: bool) -> Iterator[tuple[int, int]]:
    """Yield where a point's figure may begin and stand: away from its target first."""
    above, below = y - 10, y + 21
    bases = (below, above) if is_low else (above, below)
    for left in (x - width // 2, x - width + _REACH, x - _REACH):
        for base in bases:
            yield left, base
    yield x + 10, y + 4


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
    yield from _target_signs(points)
    marks = {point.mark for point in points if point.value is not None}
    # Where nothing is judged, the marks need no words.
    for mark, shape in _SHAPES.items() if marks != {PointMark.UNJUDGED} else ():
        if mark in marks:
            yield _middle_of(shape), sentence(f"picture_mark_{mark.value}")
    gaps = {point.gap for point in points if point.value is None}
    for gap in GapKind:
        if gap in gaps:
            yield _swatch(gap), sentence(f"picture_gap_{gap.value}")


def _target_signs(points: Sequence[TrendPoint]) -> Iterator[tuple[Sign, str]]:
    """Yield the line of each target with what it asks, and of which periods where it changes."""
    by_words = groupby(points, key=lambda point: point.target and point.target.text)
    stretches = [list(own) for _, own in by_words]
    for own in stretches:
        target = own[0].target
        if target is None:
            continue
        name = sentence("picture_target")
        if len(stretches) > 1:
            name += " " + "–".join(dict.fromkeys((own[0].label, own[-1].label)))
        sign: Sign = _dashes
        for line in wrap_words(f"{name}: {target.text}", _LETTERS):
            yield sign, line
            sign = _nothing


def _dashes(x: int, y: int) -> str:
    middle = y + SIGN // 2
    return rule(((x, middle), (x + SIGN, middle)), INK, width=2, dashes="6 3")


def _nothing(_x: int, _y: int) -> str:
    return ""


def _middle_of(shape: Callable[[int, int], str]) -> Callable[[int, int], str]:
    return lambda x, y: shape(x + SIGN // 2, y + SIGN // 2)


def _swatch(gap: GapKind) -> Sign:
    if gap in _STRIPS:
        return lambda x, y: box(x, y, SIGN, SIGN, STRIP, hatch=_STRIPS[gap])
    return None
