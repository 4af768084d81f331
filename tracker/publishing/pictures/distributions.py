"""How units stand around one target: no band holds both who reached it and who missed it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator, Verdict
from tracker.publishing.pictures.bands import band_text, cut_bands
from tracker.publishing.pictures.legends import lay_legend
from tracker.publishing.pictures.picture import WIDTH, Cell, Drawing, Picture, make_picture
from tracker.publishing.pictures.scales import extremes
from tracker.publishing.pictures.svg import (
    GOOD,
    INK,
    LATE,
    LATE_GROUND,
    MUTED,
    WARN,
    WARN_GROUND,
    Hatch,
    box,
    rule,
    words,
)
from tracker.rules.targets import PERCENT
from tracker.wording.numbers import count_text, number_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tracker.publishing.pictures.bands import Band, Bands

TOP: Final = 60
BOTTOM: Final = 222
_HUNDRED: Final = Fraction(100)
_STYLES: Final = (
    ("missed", LATE, Hatch.RISING, LATE_GROUND),
    ("aside", WARN, Hatch.DOTTED, WARN_GROUND),
    ("reached", GOOD, Hatch.SOLID, GOOD),
)
"""Name, colour, hatch and ground of each part of a column, from the ground up."""

_PLACES: Final = {Verdict.MISSED: 0, Verdict.ACHIEVED: 2}
"""Part of a column a verdict belongs to; what is excused or disputed is the one between."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """What is drawn.

    Args:
        title: Of which target, when.
        comparator: How a figure is held against it; never an increase, which has many levels.
        level: The target, exactly.
        target: The same in words: "tối thiểu 95 %".
        figures: The exact figure of each unit that has one, and what was found.
        left_out: Units without a figure to draw.
        unit_of_measure: "%" or words.
        is_sample: Whether made-up figures are among them.
    """

    title: str
    comparator: Comparator
    level: Fraction
    target: str
    figures: tuple[tuple[Fraction, Verdict], ...]
    left_out: int = 0
    unit_of_measure: str = PERCENT
    is_sample: bool = False


def draw_distribution(found: Distribution) -> Picture:
    """Return the picture of units around a target.

    Args:
        found: What is drawn; at least one figure.

    Source:
        reference/feature-anchors.md 4.14: target labelled in the picture and in the table.
    """
    most = _HUNDRED if found.unit_of_measure == PERCENT else None
    ratios = [value.as_integer_ratio() for value, _ in found.figures]
    low, high = extremes(ratios)
    cut = cut_bands(low, high, found.level, found.comparator, most=most)
    bands, counts = cut.bands, _count(ratios, found.figures, cut)
    columns = _Columns(bands, counts, found)
    legend, end = lay_legend(columns.signs(), left=0, top=BOTTOM + 50, right=WIDTH)
    elements = [*columns.draw(), *columns.edges(), *columns.target(), *legend]
    if found.is_sample:
        elements.append(words(WIDTH, 14, sentence("picture_sample"), anchor="end", colour=WARN))
    header = [
        sentence("picture_column_band", {"unit": found.unit_of_measure}),
        *(sentence(f"picture_column_{name}") for name, *_ in _STYLES),
    ]
    rows: list[tuple[Cell, ...]] = [
        (band_text(band), *own) for band, own in zip(bands, counts, strict=True)
    ]
    return make_picture(
        Drawing(WIDTH, end, tuple(elements)),
        title=found.title,
        description=_describe(found, low, high),
        header=header,
        rows=rows,
    )


def _count(
    ratios: Iterable[tuple[int, int]],
    figures: Iterable[tuple[Fraction, Verdict]],
    bands: Bands,
) -> list[tuple[int, ...]]:
    """Return how many units each part of each band stands for."""
    counts = [[0] * len(_STYLES) for _ in bands.bands]
    place = bands.placer()
    for ratio, (_, verdict) in zip(ratios, figures, strict=True):
        counts[place(*ratio)][_PLACES.get(verdict, 1)] += 1
    return [tuple(own) for own in counts]


class _Columns:
    """The bands as columns of one width, with the target between two of them or on one."""

    def __init__(
        self, bands: Sequence[Band], counts: Sequence[tuple[int, ...]], found: Distribution
    ) -> None:
        self._bands = bands
        self._counts = counts
        self._found = found
        self._edges = [WIDTH * place // len(bands) for place in range(len(bands) + 1)]
        self._most = max(sum(own) for own in counts)

    def draw(self) -> Iterator[str]:
        """Yield each column in its parts, with how many units it stands for."""
        for place, own in enumerate(self._counts):
            x = self._edges[place] + 4
            width = self._edges[place + 1] - self._edges[place] - 8
            y = BOTTOM
            for (_, colour, hatch, ground), count in zip(_STYLES, own, strict=True):
                height = self._height(count)
                y -= height
                yield box(x, y, width, height, colour, hatch=hatch, ground=ground)
            if sum(own):
                text = count_text(sum(own))
                yield words(x + width // 2, y - 6, text, anchor="middle", is_bold=True)

    def _height(self, count: int) -> int:
        """Return how high a part is: never so low that one unit is not seen."""
        return max((BOTTOM - TOP - 20) * count // self._most, 3) if count else 0

    def edges(self) -> Iterator[str]:
        """Yield where the bands begin and end, or the one value a band stands for."""
        yield rule(((0, BOTTOM), (WIDTH, BOTTOM)), MUTED)
        last = len(self._bands) - 1
        for place, band in enumerate(self._bands):
            left, right = self._edges[place], self._edges[place + 1]
            if band.low == band.high:
                middle = (left + right) // 2
                yield words(middle, BOTTOM + 16, number_text(band.low), anchor="middle", size=12)
                continue
            if place == 0 or self._bands[place - 1].low != self._bands[place - 1].high:
                anchor = "start" if place == 0 else "middle"
                yield words(left, BOTTOM + 16, number_text(band.low), anchor=anchor, size=12)
            if place == last:
                yield words(right, BOTTOM + 16, number_text(band.high), anchor="end", size=12)
        unit = self._found.unit_of_measure
        yield words(WIDTH // 2, BOTTOM + 36, unit, anchor="middle", colour=MUTED, size=12)

    def target(self) -> Iterator[str]:
        """Yield the target's line with its name, and what lies on either side of it."""
        text = f"{sentence('picture_target')}: {self._found.target}"
        x, is_band = self._target_place()
        # Where the target is a band of its own, its line ends above the column.
        end = TOP if is_band else BOTTOM + 4
        yield rule(((x, TOP - 12), (x, end)), INK, width=2, dashes="7 4")
        anchor, at = ("end", x - 8) if x > WIDTH // 2 else ("start", x + 8)
        yield words(at, 30, text, anchor=anchor, is_bold=True)
        verdicts = [verdict for _, verdict in self._found.figures]
        missed = sentence("picture_side_missed", {"count": verdicts.count(Verdict.MISSED)})
        reached = sentence("picture_side_reached", {"count": verdicts.count(Verdict.ACHIEVED)})
        told = f"{missed}; {reached}"
        yield words(at, 48, told, anchor=anchor, size=12)

    def _target_place(self) -> tuple[int, bool]:
        """Return where the target stands, and whether it is a band of its own."""
        level = self._found.level
        for place, band in enumerate(self._bands):
            if band.low == band.high == level:
                return (self._edges[place] + self._edges[place + 1]) // 2, True
            if band.low == level:
                return max(self._edges[place], 1), False
        return WIDTH - 1, False

    def signs(self) -> Iterator[tuple[Callable[[int, int], str], str]]:
        """Yield a sample of each part that is drawn, with its meaning."""
        meanings = ("missed", "set_aside", "reached")
        for part, (style, meaning) in enumerate(zip(_STYLES, meanings, strict=True)):
            if any(own[part] for own in self._counts):
                yield _sample(style), sentence(f"picture_mark_{meaning}")


def _sample(style: tuple[str, str, Hatch, str]) -> Callable[[int, int], str]:
    _, colour, hatch, ground = style
    return lambda x, y: box(x, y, 14, 14, colour, hatch=hatch, ground=ground)


def _describe(found: Distribution, low: Fraction, high: Fraction) -> str:
    verdicts = [verdict for _, verdict in found.figures]
    missed, reached = verdicts.count(Verdict.MISSED), verdicts.count(Verdict.ACHIEVED)
    unit = f" {found.unit_of_measure}".rstrip()
    told = [
        sentence(
            "picture_distribution_span",
            {
                "count": count_text(len(verdicts)),
                "least": number_text(low) + unit,
                "most": number_text(high) + unit,
                "target": found.target,
            },
        ),
        sentence("picture_distribution_sides", {"missed": missed, "reached": reached}),
    ]
    aside = len(verdicts) - missed - reached
    for code, count in (("aside", aside), ("left_out", found.left_out)):
        if count:
            told.append(sentence(f"picture_distribution_{code}", {"count": count_text(count)}))
    return " ".join(told)
