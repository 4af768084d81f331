"""How units stand around one target: no band holds both who reached it and who missed it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator, Verdict
from tracker.publishing.pictures.bands import band_text, cut_bands
from tracker.publishing.pictures.legends import LETTER, SIGN, lay_legend, text_width, wrap_words
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

    from tracker.publishing.pictures.bands import Bands

TOP: Final = 24
ROW: Final = 24
LINE: Final = 16
GAP: Final = 4
RIGHT: Final = WIDTH - 44
MOST_LEFT: Final = 220
"""Units the words of the bands take at most."""

_HUNDRED: Final = Fraction(100)
_STYLES: Final = (
    ("missed", LATE, Hatch.RISING, LATE_GROUND),
    ("aside", WARN, Hatch.DOTTED, WARN_GROUND),
    ("reached", GOOD, Hatch.SOLID, GOOD),
)
"""Name, colour, hatch and ground of each part of a bar, from its beginning."""


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
    low, high, cut, places = _place(found)
    bands, counts = cut.bands, _count(places, len(cut.bands))
    header = [_column(found), *(sentence(f"picture_column_{name}") for name, *_ in _STYLES)]
    rows: list[tuple[Cell, ...]] = [
        (band_text(band), *own) for band, own in zip(bands, counts, strict=True)
    ]
    return make_picture(
        _draw_rows(found, cut, counts),
        title=found.title,
        description=_describe(found, low, high, [sum(own) for own in zip(*counts, strict=True)]),
        header=header,
        rows=rows,
        keys=[
            ("", *(part_key(band, part) for part in range(len(_STYLES))))
            for band in range(len(bands))
        ],
    )


def list_parts(found: Distribution) -> list[tuple[str, str]]:
    """Return the part each figure is counted in, in their order: its key, and its band in words.

    Args:
        found: What is drawn.
    """
    _, _, cut, places = _place(found)
    return [(part_key(*place), band_text(cut.bands[place[0]])) for place in places]


def part_key(band: int, part: int) -> str:
    """Return a part of a band as an address names it.

    Args:
        band: Place of the band, the lowest first.
        part: 0 for who missed, 1 for who was excused or is disputed, 2 for who reached.
    """
    return f"{band + 1}-{part + 1}"


def _place(
    found: Distribution,
) -> tuple[Fraction, Fraction, Bands, list[tuple[int, int]]]:
    """Return the lowest figure, the highest, the bands, and band and part of each figure."""
    most = _HUNDRED if found.unit_of_measure == PERCENT else None
    ratios = [value.as_integer_ratio() for value, _ in found.figures]
    low, high = extremes(ratios)
    cut = cut_bands(low, high, found.level, found.comparator, most=most)
    place, reached, missed = cut.placer(), Verdict.ACHIEVED, Verdict.MISSED
    # What is excused or disputed is the part between.
    places = [
        (place(*ratio), 2 if verdict is reached else 0 if verdict is missed else 1)
        for ratio, (_, verdict) in zip(ratios, found.figures, strict=True)
    ]
    return low, high, cut, places


def _count(places: Iterable[tuple[int, int]], bands: int) -> list[tuple[int, ...]]:
    """Return how many units each part of each band stands for."""
    counts = [[0] * len(_STYLES) for _ in range(bands)]
    for band, part in places:
        counts[band][part] += 1
    return [tuple(own) for own in counts]


def _draw_rows(found: Distribution, cut: Bands, counts: Sequence[tuple[int, ...]]) -> Drawing:
    """Return a bar for each band in its parts, and the target as a line between two of them."""
    labels = [band_text(band) for band in cut.bands]
    left = min(max(map(text_width, labels)) + 8, MOST_LEFT)
    most = max(map(sum, counts))
    lines = {cut.below, cut.below + 1} if found.comparator is Comparator.EQUAL else {cut.below}
    column = _column(found)
    elements = [words(0, 14, column, colour=MUTED)]
    y = TOP
    for place in range(len(labels) + 1):
        if place in lines:
            told = found.target if place == cut.below else ""
            target, y = _draw_target(told, y)
            elements += target
        if place < len(labels):
            elements.append(words(left - 8, y + 14, labels[place], anchor="end"))
            elements += _draw_bar(left, y, counts[place], most)
            y += ROW
    elements.append(rule(((left, TOP), (left, y)), MUTED))
    legend, end = lay_legend(_signs(counts), left=0, top=y + 10, right=WIDTH)
    if found.is_sample:
        sample = sentence("picture_sample")
        has_room = text_width(column + sample) < WIDTH
        y, end = (14, end) if has_room else (end + 14, end + ROW)
        elements.append(words(WIDTH, y, sample, anchor="end", colour=WARN))
    return Drawing(WIDTH, end, tuple(filter(None, (*elements, *legend))))


def _draw_target(text: str, y: int) -> tuple[list[str], int]:
    """Return the target's line, under its words where it has any, and where it ends."""
    elements = []
    if text:
        told = f"{sentence('picture_target')}: {text}"
        for line in wrap_words(told, WIDTH // LETTER):
            elements.append(words(WIDTH, y + 13, line, anchor="end", is_bold=True))
            y += LINE
    y += GAP
    return [*elements, rule(((0, y), (WIDTH, y)), INK, width=2, dashes="7 4")], y + GAP


def _draw_bar(left: int, y: int, counts: Iterable[int], most: int) -> Iterator[str]:
    """Yield a bar's parts, and how many units it stands for."""
    x, total = left, 0
    for (_, colour, hatch, ground), count in zip(_STYLES, counts, strict=True):
        # Never so short that one unit is not seen.
        width = max((RIGHT - left) * count // most, 3) if count else 0
        yield box(x, y + 1, width, ROW - 6, colour, hatch=hatch, ground=ground)
        x, total = x + width, total + count
    if total:
        yield words(x + 6, y + 14, count_text(total), is_bold=True)


def _signs(
    counts: Sequence[tuple[int, ...]],
) -> Iterator[tuple[Callable[[int, int], str], str]]:
    """Yield a sample of each part that is drawn, with its meaning and how many there are."""
    for style, count in zip(_STYLES, map(sum, zip(*counts, strict=True)), strict=True):
        if count:
            told = sentence(f"picture_side_{style[0]}", {"count": count})
            yield _sample(style), told


def _column(found: Distribution) -> str:
    return sentence("picture_column_band", {"unit": found.unit_of_measure})


def _sample(style: tuple[str, str, Hatch, str]) -> Callable[[int, int], str]:
    _, colour, hatch, ground = style
    return lambda x, y: box(x, y, SIGN, SIGN, colour, hatch=hatch, ground=ground)


def _describe(found: Distribution, low: Fraction, high: Fraction, sides: Sequence[int]) -> str:
    missed, aside, reached = sides
    unit = f" {found.unit_of_measure}".rstrip()
    told = [
        sentence(
            "picture_distribution_span",
            {
                "count": sum(sides),
                "least": number_text(low) + unit,
                "most": number_text(high) + unit,
                "target": found.target,
            },
        ),
        sentence(
            "picture_distribution_sides",
            {"missed": count_text(missed), "reached": count_text(reached)},
        ),
    ]
    for code, count in (("aside", aside), ("left_out", found.left_out)):
        if count:
            told.append(sentence(f"picture_distribution_{code}", {"count": count}))
    return " ".join(told)
