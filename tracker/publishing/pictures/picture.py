"""A picture with its title, what it says in words, and the table it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.publishing.pictures.svg import INK, escape

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH: Final = 400
"""Units a picture is wide: a phone shows it whole, its letters no smaller than 11 px. On paper it
is 100 mm wide, so that 13 units of text are 9 points."""

FONT: Final = "Arial, 'Liberation Sans', sans-serif"
TEXT_SIZE: Final = 13

Cell = str | int
"""A text as people read it, or a count."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, before it has a title.

    Args:
        width: Units.
        height: Units.
        elements: SVG elements, in the order drawn.
    """

    width: int
    height: int
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is the same on the page, in the PDF and in the Word file.

    Args:
        title: What it shows, of whom, when; printed above it.
        description: What there is to see in it, in sentences, for who does not see it.
        svg: The picture itself; nothing in it runs, is styled elsewhere or comes from outside.
        width: Units.
        height: Units.
        header: Columns of the table behind it.
        rows: Rows of that table.
        keys: What each cell counts, as an address names it: a period, a stretch of days; empty for
            nothing.
    """

    title: str
    description: str
    svg: str
    width: int
    height: int
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[tuple[str, ...], ...]


def make_picture(
    drawing: Drawing,
    *,
    title: str,
    description: str,
    header: Iterable[str],
    rows: Iterable[Iterable[Cell]],
    keys: Iterable[Iterable[str]],
) -> Picture:
    """Return a drawing as a picture.

    Args:
        drawing: What is drawn.
        title: What it shows, of whom, when.
        description: What there is to see in it.
        header: Columns of the table behind it.
        rows: Rows of that table.
        keys: What the first cells of each row count, as an address names it; the rest nothing.

    Source:
        reference/baselines.md G12; WAI-ARIA Graphics, SVG accessibility: title and desc name it.
    """
    width, height = drawing.width, drawing.height
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture__svg" role="img"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONT}" font-size="{TEXT_SIZE}" fill="{INK}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f"{''.join(drawing.elements)}</svg>"
    )
    return Picture(
        title=title,
        description=description,
        svg=svg,
        width=width,
        height=height,
        header=tuple(header),
        rows=tuple(tuple(row) for row in rows),
        keys=tuple(tuple(row) for row in keys),
    )
