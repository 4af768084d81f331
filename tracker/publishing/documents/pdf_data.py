"""A document as the template of the PDFs reads it: plain lists, texts and numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tracker.publishing.documents.elements import (
    AGENCY_RULE_MM,
    BLANK_FILL,
    ELEMENTS,
    LEFT_HEADING_MM,
    MOTTO_RULE_MM,
    PAGE,
    PDF_FONTS,
    SIGNATURE_MM,
    SIGNING_SPACE_PT,
    SUMMARY_RULE_MM,
    ElementName,
)
from tracker.publishing.documents.tree import (
    MOTTO,
    RECIPIENTS_HEADING,
    STATE,
    Blank,
    Table,
    addressee_lines,
    basis_lines,
    cell_lines,
    printable,
    recipient_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.publishing.documents.tree import Annex, Block, Cell, Line, Paper

_STICKY: Final = frozenset({ElementName.SECTION, ElementName.SUBSECTION})
_MM_PER_LETTER: Final = 2.2
"""Of the letters dossier codes are made of, at the size of a cell."""

_BREAKS: Final = re.compile(r"([-/_:;@&=?]|[.,](?!\d))(?=\S)|(\w{8})(?=\w{3})")
_LONG_LINE: Final = re.compile(r"\S{31,}")
"""Words too long for half a page: the signature block is no wider."""

_MAY_BREAK: Final = "\u200b"


def paper_data(paper: Paper, *more: Paper) -> dict[str, Any]:
    """Return documents as the template reads them: plain lists, texts and numbers."""
    return {**_measures(), **_own_data(paper), "more": [_own_data(each) for each in more]}


def _own_data(paper: Paper) -> dict[str, Any]:
    heading = paper.heading
    return {
        "title": printable(paper.title),
        "author": printable(heading.agency),
        "mark": printable(paper.mark),
        "heading": {
            "parent": printable(heading.parent),
            "agency": printable(heading.agency),
            "number": printable(heading.number),
            "place_date": printable(heading.place_date),
        },
        "kind": printable(paper.kind),
        "summary": printable(paper.summary),
        "addressees": [_parts(each) for each in addressee_lines(paper.addressees)],
        "bases": [_parts(each) for each in basis_lines(paper.bases)],
        "blocks": _with_last_kept(_blocks(paper.blocks)),
        "recipients": [printable(each) for each in recipient_lines(paper.recipients)],
        "signature": {
            "lines": _parts(paper.signature.lines),
            "name": _part(paper.signature.name),
        },
        "annexes": [_annex(each) for each in paper.annexes],
    }


def _measures() -> dict[str, Any]:
    """Return what is the same in every document: page, elements, rules, fixed words."""
    return {
        "fonts": PDF_FONTS,
        "blank_fill": BLANK_FILL,
        "page": {
            "top": PAGE.top,
            "bottom": PAGE.bottom,
            "left": PAGE.left,
            "right": PAGE.right,
            "header": PAGE.header,
        },
        "elements": _elements(),
        "left_heading": LEFT_HEADING_MM,
        "agency_rule": AGENCY_RULE_MM,
        "motto_rule": MOTTO_RULE_MM,
        "summary_rule": SUMMARY_RULE_MM,
        "signature_width": SIGNATURE_MM,
        "signing_space": SIGNING_SPACE_PT,
        "state": STATE,
        "motto": MOTTO,
        "recipients_heading": RECIPIENTS_HEADING,
    }


def _elements() -> dict[str, Any]:
    return {
        name.value: {
            "size": element.size,
            "bold": element.is_bold,
            "italic": element.is_italic,
            "align": element.align.value,
            "before": element.before,
            "after": element.after,
            "indent": element.indent,
            "lines": element.lines,
        }
        for name, element in ELEMENTS.items()
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "label": printable(annex.label),
        "title": printable(annex.title),
        "notes": [printable(each) for each in annex.notes],
        "blocks": _blocks(annex.blocks, is_landscape=annex.is_landscape),
        "landscape": annex.is_landscape,
    }


def _blocks(blocks: Iterable[Block], *, is_landscape: bool = False) -> list[dict[str, Any]]:
    width = PAGE.text_width(is_landscape=is_landscape)
    return [
        _table(block, width)
        if isinstance(block, Table)
        else {
            "type": "paragraph",
            "element": block.element.value,
            "parts": _parts(block.parts, _longer_than(width)),
            "sticky": block.element in _STICKY,
        }
        for block in blocks
    ]


def _with_last_kept(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the text with its last paragraph bound to the signature, never alone on a page."""
    return [*blocks[:-1], *({**last, "sticky": True} for last in blocks[-1:])]


def _table(table: Table, width: float) -> dict[str, Any]:
    whole = sum(column.width for column in table.columns)
    columns = [_Cells(width * each.width / whole - 2) for each in table.columns]
    across = [_Cells(width)]
    return {
        "type": "table",
        "columns": [
            {"title": printable(each.title), "width": each.width, "align": each.align.value}
            for each in table.columns
        ],
        "rows": [
            {
                "kind": row.kind.value,
                "cells": [
                    cells[cell]
                    for cell, cells in zip(
                        row.cells, across if len(row.cells) == 1 else columns, strict=True
                    )
                ],
                "keeps": row.keeps_together,
            }
            for row in table.rows
        ],
    }


def _parts(parts: Iterable[Line], long_word: re.Pattern[str] = _LONG_LINE) -> list[Any]:
    return [_part(part, long_word) for part in parts]


def _part(part: Line, long_word: re.Pattern[str] = _LONG_LINE) -> Any:
    text = _breakable(printable(str(part)), long_word)
    return {"blank": text} if isinstance(part, Blank) else text


class _Cells(dict["Cell", Any]):
    """Cells as wide as one column: days, counts and names, which recur, are looked at once."""

    def __init__(self, millimetres: float) -> None:
        super().__init__()
        self._long_word = _longer_than(millimetres)

    def __missing__(self, cell: Cell) -> Any:
        if isinstance(cell, str) and "\n" not in cell:
            self[cell] = _breakable(printable(cell), self._long_word)
        else:
            self[cell] = _parts(cell_lines(cell), self._long_word)
        return self[cell]


def _longer_than(millimetres: float) -> re.Pattern[str]:
    """Return a pattern of words that do not fit a line."""
    return re.compile(rf"\S{{{max(6, int(millimetres / _MM_PER_LETTER)) + 1},}}")


def _breakable(text: str, long_word: re.Pattern[str]) -> str:
    """Return a text whose long words may break: Typst, unlike Word, never breaks one otherwise."""
    return long_word.sub(lambda found: _BREAKS.sub(_break, found[0]), text)


def _break(found: re.Match[str]) -> str:
    return f"{found[0]}{_MAY_BREAK}"
