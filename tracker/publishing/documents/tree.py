"""One document as a tree of plain values; what is inside comes out alike in Word and in PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tracker.publishing.documents.elements import Align, ElementName

if TYPE_CHECKING:
    from datetime import date

    from tracker.publishing.pictures.picture import Picture

STATE: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
SAMPLE_MARK: Final = "Dữ liệu minh họa, không phải số liệu thật"
DRAFT_MARK: Final = "Dự thảo, chưa được duyệt"
RECIPIENTS_HEADING: Final = "Nơi nhận:"
ADDRESSEES_HEADING: Final = "Kính gửi:"
MOST_KEPT_LETTERS: Final = 400
"""Of one row: in the narrowest column about half a page."""

PICTURE_MM: Final = 160
PICTURE_UNITS: Final = 640
"""A full picture takes so many millimetres for so many units: its text is then 9 points high."""

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class RowKind(StrEnum):
    """What a row of a table is."""

    ROW = "row"
    GROUP = "group"
    """One cell across the whole table, bold: a heading inside the table."""
    TOTAL = "total"
    """A row whose cells are bold."""
    NOTE = "note"
    """One cell across the whole table, italic: "nothing to list" and the like."""


@dataclass(frozen=True, slots=True)
class Blank:
    """What a person must still write; shown marked, so that nobody sends it as it is."""

    text: str

    def __str__(self) -> str:
        """Return the mark as it is printed."""
        return f"[{self.text}]"


Line = str | Blank
Cell = str | Blank | tuple[Line, ...]
"""A cell's lines; a text's own line breaks count as lines too."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its parts follow each other on the line."""

    element: ElementName
    parts: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width in millimetres (of the table's whole), where its text stands."""

    title: str
    width: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `GROUP` and `NOTE` have one cell, others as many as the table has columns."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.ROW

    @property
    def keeps_together(self) -> bool:
        """Return whether it stays on one page: not where a cell could be longer than a page."""
        return sum(map(len, map(str, self.cells))) <= MOST_KEPT_LETTERS


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heading row is repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture under its title, centred."""

    picture: Picture

    @property
    def width(self) -> int:
        """Return its width in millimetres, where the page is no narrower."""
        return self.picture.width * PICTURE_MM // PICTURE_UNITS


Block = Paragraph | Table | Figure


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of page one.

    Args:
        parent: Agency above the issuing one; empty for a committee itself.
        agency: Issuing agency.
        number: "Số:     /TB-VP", the number left blank.
        place_date: Place, and the date left blank.
    """

    parent: str
    agency: str
    number: str
    place_date: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: lines of authority and title, and the name."""

    lines: tuple[Line, ...]
    name: Line


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex on pages of its own, numbered from 1.

    Args:
        label: "Phụ lục I"; "Phụ lục" when it is the only one.
        title: Title in capitals.
        notes: Lines under the title: the period, "(Kèm theo …)".
        blocks: What it holds.
        is_landscape: Whether its pages lie on their side.
    """

    label: str
    title: str
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]
    is_landscape: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """One official document (văn bản hành chính).

    Args:
        heading: Head of page one.
        kind: Kind of document in capitals.
        summary: What it is about.
        bases: Legal bases, without their closing sign.
        addressees: Whom it goes to; empty for a notice.
        blocks: The text.
        signature: Signature block.
        recipients: List under "Nơi nhận", without dash and closing sign.
        annexes: Annexes.
        is_sample: Whether made-up data are in it; then every page says so.
        dated: Day its data describe; the files' inner date, so that same content is same bytes.
        is_draft: Whether it rests on something not approved yet; then every page says so.
    """

    heading: Heading
    kind: str
    summary: str
    bases: tuple[Line, ...]
    addressees: tuple[Line, ...]
    blocks: tuple[Block, ...]
    signature: Signature
    recipients: tuple[str, ...]
    annexes: tuple[Annex, ...]
    is_sample: bool
    dated: date
    is_draft: bool = False

    @property
    def mark(self) -> str:
        """Return what every page says of the document; mostly nothing."""
        marks = ((self.is_sample, SAMPLE_MARK), (self.is_draft, DRAFT_MARK))
        return ". ".join(text for is_so, text in marks if is_so)

    @property
    def title(self) -> str:
        """Return kind and summary on one line, as a file's title."""
        return f"{self.kind.capitalize()}: {self.summary}"


def body(*parts: Line) -> Paragraph:
    """Return a paragraph of the text."""
    return Paragraph(ElementName.BODY, parts)


def section(text: str) -> Paragraph:
    """Return the heading of a section ("I. KẾT QUẢ")."""
    return Paragraph(ElementName.SECTION, (text,))


def subsection(text: str) -> Paragraph:
    """Return the heading of a part of a section ("1. …")."""
    return Paragraph(ElementName.SUBSECTION, (text,))


def note(*parts: Line) -> Paragraph:
    """Return a remark in small italics, as under a table."""
    return Paragraph(ElementName.NOTE, parts)


def cell_lines(cell: Cell) -> tuple[Line, ...]:
    """Return the lines of a cell."""
    if isinstance(cell, tuple):
        return cell
    return tuple(cell.split("\n")) if isinstance(cell, str) else (cell,)


def printable(text: str) -> str:
    """Return a text without what no printer sets: control signs, and signs that turn text round.

    A line break stays; a tab becomes a blank.
    """
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub("", text.replace("\t", " "))


def addressee_lines(addressees: tuple[Line, ...]) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of "Kính gửi": one addressee on the same line, several each on their own.

    Source:
        reference/domain-vn.md 5.2, box 9a.
    """
    if not addressees:
        return ()
    if len(addressees) == 1:
        return ((f"{ADDRESSEES_HEADING} ", addressees[0]),)
    last = len(addressees) - 1
    ends = [";" if place < last else "." for place in range(len(addressees))]
    listed = tuple(("- ", each, end) for each, end in zip(addressees, ends, strict=True))
    return ((ADDRESSEES_HEADING,), *listed)


def basis_lines(bases: tuple[Line, ...]) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of the legal bases: each ends with ";", the last with "."."""
    last = len(bases) - 1
    return tuple((each, ";" if place < last else ".") for place, each in enumerate(bases))


def recipient_lines(recipients: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines under "Nơi nhận": dash in front, ";" behind, "." behind the last."""
    last = len(recipients) - 1
    return tuple(f"- {each}{';' if place < last else '.'}" for place, each in enumerate(recipients))
