"""The tables of a Word document as grids: merged cells, list bullets and tracked changes settled.

Runs in the child process of `tracker.importing.document_tables` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TABLE, _ROW, _CELL, _PARAGRAPH = (f"{_W}{name}" for name in ("tbl", "tr", "tc", "p"))
_GONE: Final = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK})
"""What a reader of the document does not see; text moved in or inserted is seen."""
_SIGNS: Final = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}

Cell = str | list[Any]
Row = tuple[int, list[Cell]]


def word_tables(path: str) -> Iterator[Iterator[Row]]:
    """Yield every table of a document in its order, those inside other tables too."""
    from docx import Document

    document = Document(path)
    listed = _listed_styles(document.styles.element)
    for table in document.element.body.iter(_TABLE):
        if not any(parent.tag in _GONE for parent in table.iterancestors()):
            yield _rows(table, listed)


def _rows(table: Any, listed: frozenset[str]) -> Iterator[Row]:
    """Yield row numbers and cells on the table's grid."""
    above: dict[int, tuple[str, int, int]] = {}
    for number, row in enumerate(_own(table, _ROW), start=1):
        cells: list[Cell] = [""] * _number(row, "trPr", "gridBefore")
        going_on: dict[int, tuple[str, int, int]] = {}
        for cell in _own(row, _CELL):
            column = len(cells)
            text, top, left = _text(cell, listed), number, column
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in above:
                text, top, left = above[column]
            if merge is not None:
                going_on[column] = (text, top, left)
            places = range(column, column + max(1, _number(cell, "tcPr", "gridSpan")))
            cells += [text if (top, left) == (number, at) else [text, top, left] for at in places]
        above = going_on
        if _find(row, "trPr", "del") is None:
            yield number, cells


def _own(element: Any, tag: str) -> Iterator[Any]:
    """Yield the rows of a table or cells of a row, also those inside content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (_TABLE, _ROW, _CELL, _PARAGRAPH, *_GONE):
            yield from _own(child, tag)


def _text(cell: Any, listed: frozenset[str]) -> str:
    """Return a cell's text, one line a paragraph; an item of a list begins with a dash."""
    lines = []
    for paragraph in _own(cell, _PARAGRAPH):
        text = "".join(_pieces(paragraph)).strip()
        if text and _is_listed(paragraph, listed):
            text = f"- {text}"
        if text:
            lines.append(text)
    return "\n".join(lines)


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _GONE and child.tag != f"{_W}pPr":
            yield from _pieces(child)


def _is_listed(paragraph: Any, listed: frozenset[str]) -> bool:
    own = _find(paragraph, "pPr", "numPr")
    if own is not None:
        number = own.find(f"{_W}numId")
        return number is not None and number.get(f"{_W}val") != "0"
    style = _find(paragraph, "pPr", "pStyle")
    return style is not None and style.get(f"{_W}val") in listed


def _listed_styles(styles: Any) -> frozenset[str]:
    return frozenset(
        style.get(f"{_W}styleId")
        for style in styles.iter(f"{_W}style")
        if style.find(f"{_W}pPr/{_W}numPr") is not None
    )


def _find(element: Any, *names: str) -> Any:
    return element.find("/".join(f"{_W}{name}" for name in names))


def _number(element: Any, *names: str) -> int:
    found = _find(element, *names)
    text = "" if found is None else found.get(f"{_W}val", "")
    return min(int(text), 200) if text.isdigit() else 0
