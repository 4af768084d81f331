"""Lines of an export that state no dossier: group headings, totals, signatures, a heading again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.importing.columns import heading_key, is_numbering
from tracker.importing.dossier_columns import DOSSIER_COLUMNS, DossierCells
from tracker.rules.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.importing.columns import HeaderMatch

REPEATED_HEADING: Final = "repeated_heading"
NO_DOSSIER: Final = "not_a_dossier"
"""A line with one text only, a group heading, a total or a signature."""

_CODE: Final = DossierCells._fields.index("code")
_UNIT: Final = DossierCells._fields.index("unit")
_RECEIVING: Final = DossierCells._fields.index("receiving_unit")
_RECEIVED: Final = DossierCells._fields.index("received")
_DAYS: Final = slice(_RECEIVED, DossierCells._fields.index("returned") + 1)
_LEAST_SAME: Final = 2
_LEAST_NUMBERS: Final = 3
_TOTAL: Final = re.compile(
    r"tong\s+(?:cong|so)|(?:tong|cong)\s*(?::|\d|$)|trong do|ghi chu"
    r"|trang\s+\d|in ngay|ngay in|.{0,40}ngay\s.{1,12}thang\s"
)
_SIGNATURE: Final = re.compile(
    r"nguoi\s+(?:lap|tong hop|bao cao|kiem tra)|lap\s+bieu|ke toan|thu\s+truong|noi\s+nhan"
    r"|(?:(?:pho|q\.|quyen)\s*)?(?:chu\s+tich|giam\s+doc|truong\s+phong)|chanh van phong"
    r"|xac nhan cua|tm\.|kt\.|tl\.|\(?ky,?\s"
)
_COLUMN_NUMBER: Final = re.compile(r"\d{1,2}(?:\s*=.*)?|[A-Z]", re.ASCII)
_COUNT: Final = re.compile(r"\d[\d.,]*\s*(?:%|ho so|hs)?", re.ASCII)
_DAY: Final = re.compile(r"\d[/.-]\d{1,2}[/.-]\d|\b\d{5}\b", re.ASCII)


class Furniture:
    """Tells such lines apart; asked only about rows that cannot be read as a dossier.

    Lines are asked about in the order of the file: names stand below the titles of who signs.

    Args:
        header: What the heading means.
        keys: Columns in the order of the cells.
    """

    def __init__(self, header: HeaderMatch, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._heading = tuple(heading_key(header.heading(key)) for key in keys)
        self._is_signed = False

    def reason(self, cells: Sequence[str]) -> str:
        """Return why a row is passed over; empty when it must be a dossier with faults.

        A row with something like a code, or with two different cells beside a day of reception, is
        never passed over: what might be a dossier is refused aloud.
        """
        filled = [text.strip() for text in cells if text.strip()]
        if is_numbering(filled) or _are_numbers(filled) or self._is_heading(cells):
            return REPEATED_HEADING
        code = cells[_CODE].strip()
        is_code = code and " " not in code and _has_digit(code)
        if is_code or self._names_other_column(cells):
            return ""
        return NO_DOSSIER if self._is_no_dossier(cells, filled) else ""

    def is_other_heading(self, cells: Sequence[str]) -> bool:
        """Return whether a row is the heading of another table: some columns stand elsewhere."""
        named = {DOSSIER_COLUMNS.key_of(text) for text in cells} - {None}
        is_elsewhere = len(named) >= _LEAST_SAME and self._names_other_column(cells)
        return is_elsewhere or self._names_other_days(cells)

    def _names_other_days(self, cells: Sequence[str]) -> bool:
        """Return whether one column of days has its heading again and one an unknown other.

        The upper line of a heading in two lines has a word above its days, or none.
        """
        code = heading_key(cells[_CODE])
        if not code or code != self._heading[_CODE]:
            return False
        days = zip(map(heading_key, cells[_DAYS]), self._heading[_DAYS], strict=True)
        return {text in heading for text, heading in days if text} == {True, False}

    def _is_heading(self, cells: Sequence[str]) -> bool:
        """Return whether a row prints the heading again, or one of the two lines it has."""
        pairs = [
            (text, heading)
            for text, heading in zip(map(heading_key, cells), self._heading, strict=True)
            if text
        ]
        same = [text in heading for text, heading in pairs]
        code = heading_key(cells[_CODE])
        is_code = bool(code) and code == self._heading[_CODE]
        is_like = len(same) >= _LEAST_SAME and (is_code or all(same))
        return is_like and not self._names_other_column(cells)

    def _names_other_column(self, cells: Sequence[str]) -> bool:
        """Return whether a heading stands in another column than its own: a table of its own."""
        places = zip(self._keys, self._heading, cells, strict=True)
        return any(
            DOSSIER_COLUMNS.key_of(text) not in {None, key}
            for key, heading, text in places
            if heading_key(text) not in heading
        )

    def _is_no_dossier(self, cells: Sequence[str], filled: Sequence[str]) -> bool:
        received, keys = cells[_RECEIVED], [fold(text) for text in filled]
        if len(set(filled)) == 1 and not _has_digit(received):
            return True
        if _DAY.search(received) and not _TOTAL.match(fold(received)):
            return False
        is_signature = any(map(_SIGNATURE.match, keys))
        self._is_signed |= is_signature
        if is_signature or any(map(_TOTAL.match, keys)):
            return True
        # Words and counts only, of no unit: a group's heading, names below a signature's title.
        is_words = all(not _has_digit(key) or _COUNT.fullmatch(key) for key in keys)
        unit = fold(cells[_UNIT] or cells[_RECEIVING])
        return is_words and (self._is_signed or not unit or _COUNT.fullmatch(unit) is not None)


def _are_numbers(filled: Sequence[str]) -> bool:
    """Return whether a line numbers the columns without parentheses: "1 2 3", "A B 1 2"."""
    is_long = len(filled) >= _LEAST_NUMBERS and len(set(filled)) == len(filled)
    return is_long and all(map(_COLUMN_NUMBER.fullmatch, filled))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
