"""Shares of one whole on one bar: the parts add to exactly 100, each with its number and words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from tracker.publishing.pictures.legends import LETTER, wrap_words
from tracker.publishing.pictures.picture import WIDTH, Drawing, Picture, make_picture
from tracker.publishing.pictures.svg import (
    CALM,
    CALM_GROUND,
    GOOD,
    INK,
    LATE,
    LATE_GROUND,
    MUTED,
    PAPER,
    WARN,
    WARN_GROUND,
    Hatch,
    box,
    words,
)
from tracker.rules.apportionment import apportion
from tracker.wording.numbers import count_text, number_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TENTHS: Final = 1000
"""Tenths of a percent in the whole."""

_TOLD: Final = 3
TOP: Final = 22
BAR: Final = 40
ROW: Final = 24
LINE: Final = 16
LEFT: Final = 122
_STYLES: Final = (
    (CALM, Hatch.SOLID, CALM),
    (LATE, Hatch.RISING, LATE_GROUND),
    (WARN, Hatch.DOTTED, WARN_GROUND),
    (GOOD, Hatch.UPRIGHT, PAPER),
    (INK, Hatch.CROSSED, PAPER),
    (CALM, Hatch.LEVEL, CALM_GROUND),
    (LATE, Hatch.FALLING, PAPER),
)
"""Neighbours differ without colour; the number in each part leads to its words."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole: its words, how many it counts, and how an address names it."""

    text: str
    count: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """What is drawn.

    Args:
        title: Shares of what.
        parts: The parts that together are the whole, in the order drawn; at least one counted.
        is_sample: Whether made-up dossiers are among them.
        rest: Text of what nobody gave a reason for: drawn last and left white; may be empty.
    """

    title: str
    parts: tuple[Part, ...]
    is_sample: bool = False
    rest: str = ""


def draw_shares(shares: Shares) -> Picture:
    """Return the picture of shares on one bar.

    Args:
        shares: What is drawn.

    Source:
        reference/feature-anchors.md 4.20.
    """
    parts = [part for part in shares.parts if part.count]
    counts = [part.count for part in parts]
    tenths = apportion(counts, TENTHS)
    texts = [f"{number_text(Fraction(own, 10), 1)} %" for own in tenths]
    legend, end = _legend(shares, parts, texts)
    elements = [*_bar(shares, parts), *legend]
    if shares.is_sample:
        elements.append(words(WIDTH, 14, sentence("picture_sample"), anchor="end", colour=WARN))
    for line in wrap_words(sentence("picture_causes_rounded"), WIDTH // LETTER):
        end += LINE
        elements.append(words(0, end, line, colour=MUTED))
    return make_picture(
        Drawing(WIDTH, end + 6, tuple(filter(None, elements))),
        title=shares.title,
        description=_describe(parts, texts),
        header=[sentence(f"picture_column_{name}") for name in ("cause", "dossiers", "share")],
        rows=[
            (part.text, part.count, text.removesuffix(" %"))
            for part, text in zip(parts, texts, strict=True)
        ],
        keys=[("", part.key) for part in parts],
    )


def _describe(parts: Sequence[Part], texts: Sequence[str]) -> str:
    """Return the largest parts in words; the table has them all."""
    ranked = sorted(zip(parts, texts, strict=True), key=lambda each: -each[0].count)
    told = [f"{part.text} {text} ({count_text(part.count)})" for part, text in ranked[:_TOLD]]
    return sentence("picture_causes_most", {"parts": "; ".join(told)})


def _style(shares: Shares, part: Part, place: int) -> tuple[str, Hatch, str]:
    if part.text == shares.rest:
        return MUTED, Hatch.BLANK, PAPER
    return _STYLES[place % len(_STYLES)]


def _bar(shares: Shares, parts: Sequence[Part]) -> Iterator[str]:
    """Yield the parts of the bar, which fill it exactly, numbered where there is room."""
    x = 0
    for place, (part, width) in enumerate(
        zip(parts, apportion([part.count for part in parts], WIDTH), strict=True)
    ):
        colour, hatch, ground = _style(shares, part, place)
        yield box(x, TOP, width, BAR, colour, hatch=hatch, ground=ground)
        number = str(place + 1)
        room = LETTER * len(number) + 10
        if width >= room + 4:
            middle = x + width // 2
            yield box(middle - room // 2, TOP + 11, room, 18, PAPER)
            yield words(middle, TOP + 25, number, anchor="middle", is_bold=True)
        x += width


def _legend(shares: Shares, parts: Sequence[Part], texts: Sequence[str]) -> tuple[list[str], int]:
    """Return each part's number, a sample of it, its share and its words, and where they end."""
    elements = []
    y = TOP + BAR + 14
    for place, (part, text) in enumerate(zip(parts, texts, strict=True)):
        colour, hatch, ground = _style(shares, part, place)
        lines = wrap_words(f"{part.text} ({count_text(part.count)})", (WIDTH - LEFT) // LETTER)
        elements += [
            words(20, y + 13, str(place + 1), anchor="end", is_bold=True),
            box(28, y, 26, 16, colour, hatch=hatch, ground=ground),
            words(LEFT - 12, y + 13, text, anchor="end", is_bold=True),
            *(words(LEFT, y + 13 + LINE * n, line) for n, line in enumerate(lines)),
        ]
        y += ROW + LINE * (len(lines) - 1)
    return elements, y
