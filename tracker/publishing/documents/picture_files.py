"""Pictures as PNG, for programs that do not draw SVG; the same picture is the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.publishing.documents.pdf import compiler_input, run_compiler
from tracker.publishing.documents.pdf_child import LENGTH_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.publishing.pictures.picture import Picture

PIXELS_PER_UNIT: Final = 2
"""A full picture is 1,280 pixels wide: 200 to the inch on paper."""


def draw_pngs(pictures: Sequence[Picture]) -> list[bytes]:
    """Return pictures as PNG, in their order; one process for all of them, none for none.

    Args:
        pictures: The pictures.

    Raises:
        RefusedError: As `tracker.publishing.documents.pdf.run_compiler`.

    Source:
        reference/libraries.md, typst: the one locked package that draws SVG.
    """
    if not pictures:
        return []
    data = {
        "pictures": [
            {"width": each.width, "height": each.height, "svg": each.svg} for each in pictures
        ]
    }
    title = pictures[0].title
    settings = {"pixels_per_point": PIXELS_PER_UNIT}
    drawn = run_compiler(compiler_input(settings, data), title=title)
    files = []
    while drawn:
        length, rest = int.from_bytes(drawn[:LENGTH_BYTES], "big"), drawn[LENGTH_BYTES:]
        files.append(rest[:length])
        drawn = rest[length:]
    if len(files) != len(pictures):
        raise RefusedError("document_not_set", title=title)
    return files
