"""Pictures as pages show them: drawn on the server, the table behind them, and it as a file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from markupsafe import Markup

from tracker.errors import NotFoundError
from views.pages.downloads import send_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from tracker.publishing.pictures.late_dossiers import LatePictures
    from tracker.publishing.pictures.picture import Cell, Picture


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a page.

    Args:
        picture: The picture.
        csv_url: The table behind it as a file.
        more_url: Where there is more of it; empty for none.
        find_url: Tells where what a number counts is, given its key; None for nowhere.
    """

    picture: Picture
    csv_url: str
    more_url: str = ""
    find_url: Callable[[str], str] | None = None

    @property
    def rows(self) -> list[list[tuple[Cell, str]]]:
        """Return the table's rows, each cell with the address of what it counts."""
        find = self.find_url
        return [
            [
                (cell, find(key) if find and key and cell else "")
                for cell, key in zip_longest(row, keys, fillvalue="")
            ]
            for row, keys in zip(self.picture.rows, self.picture.keys, strict=True)
        ]

    @property
    def svg(self) -> Markup:
        """Return the picture as part of a page."""
        return Markup(self.picture.svg)  # noqa: S704 # texts are escaped when it is drawn


def send_picture_csv(name: str, picture: Picture) -> Response:
    """Return the table behind a picture as a CSV download.

    Args:
        name: Name of the file without its ending.
        picture: The picture; its title stands above the table.
    """
    return send_csv(name, picture.header, picture.rows, above=(picture.title,))


def send_named_picture(of: str, name: str, pictures: LatePictures) -> Response:
    """Return the table behind one of the pictures of late dossiers as a CSV download.

    Args:
        of: What list they are of, as part of the file's name.
        name: Word of its address.
        pictures: The pictures there are.

    Raises:
        NotFoundError: `picture_missing` where there is too little to draw.
    """
    picture = dict(pictures.named()).get(name)
    if picture is None:
        raise NotFoundError("picture_missing")
    return send_picture_csv(f"hinh-{name}-{of}", picture)
