"""What the workbook parser leaves out: error cells, formulas never computed, shares shown as "%".

The parser gives all three as blanks or bare numbers; a blank would pass for "no figure" and 0,95
for 95 %. So the sheet is looked through once more, cell by cell only where something of the kind
stands. Runs in the child process only.
"""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from html import unescape
from posixpath import join, normpath
from typing import IO, TYPE_CHECKING, Final

from defusedxml import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_BYTES: Final = 1_000_000
MAX_ROW_BYTES: Final = 64_000_000
_BUILT_IN_PERCENT: Final = frozenset({9, 10})
_CELL: Final = re.compile(
    rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)",
    re.DOTALL,
)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TYPE: Final = re.compile(rb'\bt="(\w+)"')
_STYLE: Final = re.compile(rb'\bs="(\d+)"')
_VALUE: Final = re.compile(rb"<(?:\w+:)?v[^>/]*>([^<]+)</")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)</)")
_ROW_END: Final = b"row>"
_LONGEST_FORMULA: Final = 100

Marks = dict[int, dict[int, str]]
"""Row number from 1 → column from 0 → the text that belongs there."""


class MarkFinder:
    """Looks through the sheets of one workbook."""

    def __init__(self, path: str) -> None:
        self._archive = zipfile.ZipFile(path)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        #: Whether days are counted from 1904, as old books of another maker do.
        self.is_1904 = False
        self._parts = dict(self._sheet_parts())
        self._percent = frozenset(self._percent_styles())
        self._signs = [b't="e"', b"<f", b":f>", b":f "]
        self._signs += [b's="%d"' % style for style in self._percent]

    def find(self, sheet: str) -> Marks:
        """Return the texts the parser leaves out of a sheet."""
        marks: Marks = {}
        name = self._names[self._parts[sheet].lower()]
        with self._archive.open(name) as content:
            for piece in _pieces(content):
                if any(sign in piece for sign in self._signs):
                    self._look(piece, marks)
        return marks

    def _look(self, piece: bytes, marks: Marks) -> None:
        for cell in _CELL.finditer(piece):
            text = self._text(cell[1], cell[2] or b"")
            place = _PLACE.search(cell[1]) if text is not None else None
            if text is not None and place is not None:
                marks.setdefault(int(place[2]), {})[_column(place[1])] = text

    def _text(self, attributes: bytes, content: bytes) -> str | None:
        """Return what the cell should say, or None when the parser says it right."""
        type_ = _TYPE.search(attributes)
        kind = type_[1] if type_ else b"n"
        value = _VALUE.search(content)
        if kind == b"e":
            return _plain(value[1]) if value else "#ERROR!"
        if kind != b"n":
            return None
        formula = _FORMULA.search(content)
        if value is None:
            return None if formula is None else f"={_plain(formula[1] or b'')[:_LONGEST_FORMULA]}"
        style = _STYLE.search(attributes)
        is_percent = style is not None and int(style[1]) in self._percent
        return percent_text(float(value[1])) if is_percent else None

    def _sheet_parts(self) -> Iterator[tuple[str, str]]:
        """Yield each sheet's name and the part that holds it."""
        relations = ElementTree.fromstring(self._read("xl/_rels/workbook.xml.rels"))
        targets = {
            relation.get("Id"): normpath(join("/xl", relation.get("Target", ""))).lstrip("/")
            for relation in relations
        }
        book = ElementTree.fromstring(self._read("xl/workbook.xml"))
        settings = book.find("{*}workbookPr")
        self.is_1904 = settings is not None and settings.get("date1904") in {"1", "true", "on"}
        for sheet in book.iterfind(".//{*}sheet"):
            keys = [value for name, value in sheet.attrib.items() if name.endswith("}id")]
            if keys and keys[0] in targets:
                yield sheet.get("name", ""), targets[keys[0]]

    def _percent_styles(self) -> Iterator[int]:
        """Yield the numbers of the cell styles that show a share as a percentage."""
        if "xl/styles.xml" not in self._names:
            return
        styles = ElementTree.fromstring(self._read("xl/styles.xml"))
        percent = set(_BUILT_IN_PERCENT)
        for form in styles.iterfind("{*}numFmts/{*}numFmt"):
            if "%" in form.get("formatCode", ""):
                percent.add(int(form.get("numFmtId", "0")))
        for number, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
            if int(style.get("numFmtId", "0")) in percent:
                yield number

    def _read(self, part: str) -> bytes:
        return self._archive.read(self._names[part])


def percent_text(value: float) -> str:
    """Return a share as its cell shows it, unrounded: 0.9513 is "95,13%"."""
    shown = (Decimal(format(value, ".15g")) * 100).normalize()
    return f"{shown:f}%".replace(".", ",")


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    """Yield a sheet in pieces that end with a row, so that no cell is cut in two."""
    rest = b""
    while chunk := content.read(CHUNK_BYTES):
        rest += chunk
        end = rest.rfind(_ROW_END) + len(_ROW_END)
        if end >= len(_ROW_END):
            yield rest[:end]
            rest = rest[end:]
        if len(rest) > MAX_ROW_BYTES:
            raise ValueError("a row without end")
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _plain(text: bytes) -> str:
    return unescape(text.decode("utf-8", "replace"))
