"""SVG as text: a few shapes at whole places; text stays text, and nothing in it can run.

Presentation attributes only: a page's policy forbids styles, Word and Typst read no style sheet.
What tells parts apart is drawn as lines, not as patterns, which not every reader of SVG knows.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final
from xml.sax import saxutils

from tracker.publishing.documents.tree import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

INK: Final = "#1b2733"
MUTED: Final = "#4f5d6b"
FAINT: Final = "#d3dbe2"
CALM: Final = "#2f4a63"
GOOD: Final = "#17633a"
LATE: Final = "#a3182c"
WARN: Final = "#7a4a00"
PAPER: Final = "#ffffff"
CALM_GROUND: Final = "#e9eff5"
LATE_GROUND: Final = "#fbecee"
WARN_GROUND: Final = "#fdf3dc"

SPACING: Final = 7
"""Units between the lines of a hatch."""


class Hatch(Enum):
    """How an area is told apart without colour."""

    BLANK = "blank"
    SOLID = "solid"
    RISING = "rising"
    FALLING = "falling"
    LEVEL = "level"
    UPRIGHT = "upright"
    CROSSED = "crossed"
    DOTTED = "dotted"


def escape(text: str) -> str:
    """Return text as it stands between tags, without signs XML does not allow."""
    return saxutils.escape(printable(text))


def words(
    x: int,
    y: int,
    text: str,
    *,
    anchor: str = "start",
    size: int = 0,
    colour: str = "",
    is_bold: bool = False,
) -> str:
    """Return a text on one line.

    Args:
        x: Where it is anchored.
        y: Its base line.
        text: What it says.
        anchor: "start", "middle" or "end".
        size: Units; 0 for that of the picture.
        colour: Its colour; empty for that of the picture.
        is_bold: Whether it is bold.
    """
    held = f' text-anchor="{anchor}"' if anchor != "start" else ""
    sized = f' font-size="{size}"' if size else ""
    filled = f' fill="{colour}"' if colour else ""
    weighed = ' font-weight="700"' if is_bold else ""
    return f'<text x="{x}" y="{y}"{held}{sized}{filled}{weighed}>{escape(text)}</text>'


def rule(
    points: Iterable[tuple[int, int]], colour: str, *, width: int = 1, dashes: str = ""
) -> str:
    """Return a line through points.

    Args:
        points: Two or more.
        colour: Its colour.
        width: Units.
        dashes: Lengths drawn and left out in turns ("6 4"); empty for a whole line.
    """
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    path = "L".join(f"{x} {y}" for x, y in points)
    return f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def box(
    x: int,
    y: int,
    width: int,
    height: int,
    colour: str,
    *,
    hatch: Hatch = Hatch.SOLID,
    ground: str = PAPER,
) -> str:
    """Return a rectangle that can be told from others in black and white.

    Args:
        x: Its left side.
        y: Its upper side.
        width: Units; nothing is drawn of less than one.
        height: Likewise.
        colour: Of its edge and lines, and of all of it when solid.
        hatch: How it is filled.
        ground: What lies under the lines.
    """
    if width < 1 or height < 1:
        return ""
    size = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    if hatch is Hatch.SOLID:
        return f'<rect {size} fill="{colour}"/>'
    lines = "".join(_lines(x, y, width, height, hatch))
    dots = ' stroke-dasharray="2 5" stroke-width="2"'
    drawn = f'<path d="{lines}" stroke="{colour}"{dots if hatch is Hatch.DOTTED else ""}/>'
    edge = f'<rect {size} fill="none" stroke="{colour}"/>'
    return f'<rect {size} fill="{ground}"/>{drawn if lines else ""}{edge}'


def _lines(x: int, y: int, width: int, height: int, hatch: Hatch) -> list[str]:
    """Return the lines that fill a rectangle, as parts of a path."""
    lines: list[str] = []
    if hatch in (Hatch.RISING, Hatch.CROSSED):
        lines += _slanted(x, y, width, height, is_rising=True)
    if hatch in (Hatch.FALLING, Hatch.CROSSED):
        lines += _slanted(x, y, width, height, is_rising=False)
    if hatch in (Hatch.LEVEL, Hatch.DOTTED):
        start = SPACING // 2 if hatch is Hatch.DOTTED else 0
        places = range(y + SPACING // 2, y + height, SPACING)
        lines += [f"M{x + start} {place}h{width - start}" for place in places]
    if hatch is Hatch.UPRIGHT:
        places = range(x + SPACING // 2, x + width, SPACING)
        lines += [f"M{place} {y}v{height}" for place in places]
    return lines


def _slanted(x: int, y: int, width: int, height: int, *, is_rising: bool) -> list[str]:
    """Return slanted lines cut at the edges; their slope is one, so that every place is whole."""
    lines = []
    for offset in range(SPACING, width + height, SPACING):
        left = offset - height if offset > height else 0
        right = width if offset > width else offset
        if is_rising:
            lines.append(f"M{x + left} {y + offset - left}l{right - left} {left - right}")
        else:
            lines.append(f"M{x + left} {y + height - offset + left}l{right - left} {right - left}")
    return lines
