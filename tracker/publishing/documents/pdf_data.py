"""A document as the template of the PDFs reads it: plain lists, texts and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.publishing.documents.elements import PAGE, ElementName
from tracker.publishing.documents.long_words import LONG_LINE, breakable, longer_than
from tracker.publishing.documents.pdf_measures import page_measures
from tracker.publishing.documents.tree import (
    Blank,
    Figure,
    Paragraph,
    Table,
    addressee_lines,
    basis_lines,
    cell_lines,
    printable,
    recipient_lines,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from tracker.publishing.documents.tree import Annex, Block, Cell, Line, Paper

_STICKY: Final = frozenset({ElementName.SECTION, ElementName.SUBSECTION})


def paper_data(paper: Paper, *more: Paper) -> dict[str, Any]:
    """Return documents as the template reads them: plain lists, texts and numbers."""
    return {**page_measures(), **_own_data(paper), "more": [_own_data(each) for each in more]}


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
    return [_block(block, width) for block in blocks]


def _block(block: Block, width: int) -> dict[str, Any]:
    match block:
        case Table():
            return _table(block, width)
        case Figure(picture):
            return {
                "type": "picture",
                "title": printable(picture.title),
                "alt": printable(picture.description),
                "svg": picture.svg,
                "width": min(width, block.width),
            }
        case Paragraph():
            return {
                "type": "paragraph",
                "element": block.element.value,
                "parts": _parts(block.parts, longer_than(width)),
                "sticky": block.element in _STICKY,
            }


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


def _parts(parts: Iterable[Line], long_word: re.Pattern[str] = LONG_LINE) -> list[Any]:
    return [_part(part, long_word) for part in parts]


def _part(part: Line, long_word: re.Pattern[str] = LONG_LINE) -> Any:
    text = breakable(printable(str(part)), long_word)
    return {"blank": text} if isinstance(part, Blank) else text


class _Cells(dict["Cell", Any]):
    """Cells as wide as one column: days, counts and names, which recur, are looked at once."""

    def __init__(self, millimetres: float) -> None:
        super().__init__()
        self._long_word = longer_than(millimetres)

    def __missing__(self, cell: Cell) -> Any:
        if isinstance(cell, str) and "\n" not in cell:
            self[cell] = breakable(printable(cell), self._long_word)
        else:
            self[cell] = _parts(cell_lines(cell), self._long_word)
        return self[cell]
