"""Paragraphs, rules, gaps and columns as WordprocessingML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.publishing.documents.elements import PAGE
from tracker.publishing.documents.word_tables import run_xml, style_id, twips

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.publishing.documents.elements import ElementName
    from tracker.publishing.documents.tree import Line

_POINT: Final = 20
_NO_BORDERS: Final = (
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
    '<w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
)


def paragraph_xml(element: ElementName, parts: Iterable[Line], more: str = "") -> str:
    """Return a paragraph of an element.

    Args:
        element: Which, for its style.
        parts: What follows on the line.
        more: Further properties, behind the style.
    """
    runs = "".join(map(run_xml, parts))
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(element)}"/>{more}</w:pPr>{runs}</w:p>'


def rule_xml(length: float, width: float) -> str:
    """Return a solid rule, centred: a low paragraph whose lower border is as long as asked."""
    side = twips((width - length) / 2)
    return (
        "<w:p><w:pPr>"
        '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        '<w:spacing w:before="0" w:after="60" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/>'
        "</w:pPr></w:p>"
    )


def gap_xml(points: int = 4, more: str = "") -> str:
    """Return an empty paragraph of a height; `more` are further properties."""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{points * _POINT}" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{more}{spacing}</w:pPr></w:p>"


def two_columns_xml(left: str, right: str, left_width: float) -> str:
    """Return two columns side by side, without borders; the left one's width in millimetres."""
    widths = (twips(left_width), twips(PAGE.text_width(is_landscape=False) - left_width))
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for width, content in zip(widths, (left, right), strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_NO_BORDERS}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:tbl>"
    )
