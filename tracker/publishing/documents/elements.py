"""The element table of Nghị định 30/2020/NĐ-CP: page, sizes and styles, used by every renderer.

Values are chosen inside the ranges of the decree's annex I; where it says nothing (text inside a
table), they are what offices use.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Align(StrEnum):
    """How a line stands between its margins."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFIED = "justified"


class FontStyle(StrEnum):
    """How letters are drawn."""

    REGULAR = "regular"
    BOLD = "bold"
    ITALIC = "italic"
    BOLD_ITALIC = "bold_italic"


class ElementName(StrEnum):
    """The elements (thành phần thể thức), with the number of their box in the decree's annex."""

    STATE = "state"
    MOTTO = "motto"
    PARENT = "parent"
    AGENCY = "agency"
    NUMBER = "number"
    PLACE_DATE = "place_date"
    KIND = "kind"
    SUMMARY = "summary"
    BASIS = "basis"
    ADDRESSEE = "addressee"
    SECTION = "section"
    SUBSECTION = "subsection"
    BODY = "body"
    NOTE = "note"
    SIGNER = "signer"
    SIGNER_NAME = "signer_name"
    RECIPIENTS = "recipients"
    RECIPIENT = "recipient"
    ANNEX_LABEL = "annex_label"
    ANNEX_TITLE = "annex_title"
    ANNEX_SOURCE = "annex_source"
    COLUMN = "column"
    CELL = "cell"
    PAGE_NUMBER = "page_number"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Element:
    """How one element is set.

    Args:
        size: Points.
        style: How its letters are drawn.
        align: Where it stands.
        before: Points above it.
        after: Points below it.
        indent: First line, millimetres.
        lines: Distance of lines as a multiple of the font's own.
    """

    size: int
    style: FontStyle = FontStyle.REGULAR
    align: Align = Align.CENTER
    before: int = 0
    after: int = 0
    indent: float = 0
    lines: float = 1

    @property
    def is_bold(self) -> bool:
        """Return whether it is bold."""
        return self.style in (FontStyle.BOLD, FontStyle.BOLD_ITALIC)

    @property
    def is_italic(self) -> bool:
        """Return whether it is italic, else upright."""
        return self.style in (FontStyle.ITALIC, FontStyle.BOLD_ITALIC)


@dataclass(frozen=True, slots=True)
class Page:
    """A4 and its margins, in millimetres; an annex may lie on its side."""

    short_side: int = 210
    long_side: int = 297
    top: int = 20
    bottom: int = 20
    left: int = 30
    right: int = 20
    #: From the upper edge to the page number, inside the top margin.
    header: int = 10

    def text_width(self, *, is_landscape: bool) -> int:
        """Return the width between the margins."""
        side = self.long_side if is_landscape else self.short_side
        return side - self.left - self.right


PAGE: Final = Page()
WORD_FONT: Final = "Times New Roman"
"""What the decree asks for; every Word has it, LibreOffice sets the metric-equal Liberation."""

PDF_FONTS: Final = ("Liberation Serif", "Times New Roman", "Libertinus Serif")
"""The metric-equal free font first, the compiler's own serif last: all have Vietnamese letters."""

LEFT_HEADING_MM: Final = 66
"""Width of the left heading column; the right one must hold the state's name on one line."""

MOTTO_RULE_MM: Final = 61
"""As long as the motto at its size (13 pt bold)."""

AGENCY_RULE_MM: Final = 24
"""Between a third and a half of the text above it, as under the summary."""

SUMMARY_RULE_MM: Final = 50
SIGNATURE_MM: Final = 80
"""Width of the right half, where the signature block stands."""

SIGNING_SPACE_PT: Final = 66
"""Left free between the signatory's title and name."""

BLANK_FILL: Final = "FFF2CC"
"""Ground of what a person must still write; pale, so that it can be printed over."""

_R, _B, _I, _BI = FontStyle
_LEFT, _BOTH = Align.LEFT, Align.JUSTIFIED
_INDENT, _LINES = 12.7, 1.15
ELEMENTS: Final[Mapping[ElementName, Element]] = MappingProxyType(
    {
        ElementName.STATE: Element(12, _B),
        ElementName.MOTTO: Element(13, _B),
        ElementName.PARENT: Element(12),
        ElementName.AGENCY: Element(12, _B),
        ElementName.NUMBER: Element(13),
        ElementName.PLACE_DATE: Element(13, _I),
        ElementName.KIND: Element(14, _B, before=18),
        ElementName.SUMMARY: Element(14, _B),
        ElementName.BASIS: Element(14, _I, _BOTH, 0, 6, _INDENT, _LINES),
        ElementName.ADDRESSEE: Element(14, before=6, after=12),
        ElementName.SECTION: Element(14, _B, _BOTH, 6, 6, _INDENT, _LINES),
        ElementName.SUBSECTION: Element(14, _B, _BOTH, 0, 6, _INDENT, _LINES),
        ElementName.BODY: Element(14, _R, _BOTH, 0, 6, _INDENT, _LINES),
        ElementName.NOTE: Element(12, _I, _BOTH, 4, 4),
        ElementName.SIGNER: Element(14, _B),
        ElementName.SIGNER_NAME: Element(14, _B),
        ElementName.RECIPIENTS: Element(12, _BI, _LEFT),
        ElementName.RECIPIENT: Element(11, _R, _LEFT),
        ElementName.ANNEX_LABEL: Element(14, _B),
        ElementName.ANNEX_TITLE: Element(14, _B),
        ElementName.ANNEX_SOURCE: Element(13, _I, after=3),
        ElementName.COLUMN: Element(11, _B),
        ElementName.CELL: Element(11, _R, _LEFT),
        ElementName.PAGE_NUMBER: Element(13),
        ElementName.SAMPLE: Element(11, _BI, after=3),
    }
)
"""Source: reference/domain-vn.md 5.1, 5.2 and 5.4 (Nghị định 30/2020/NĐ-CP, annexes I and III)."""
