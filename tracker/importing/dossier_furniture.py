"""Lines of an export that state no dossier: group headings, totals, signatures, a heading again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.importing.columns import heading_key, is_numbering
from tracker.importing.dossier_columns import DossierCells
from tracker.rules.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.importing.columns import HeaderMatch

REPEATED_HEADING: Final = "repeated_heading"
NO_DOSSIER: Final = "not_a_dossier"
"""A line with one text only, a total or a signature."""

_CODE: Final = DossierCells._fields.index("code")
_RECEIVED: Final = DossierCells._fields.index("received")
_LEAST_SAME: Final = 2
_WORDS: Final = re.compile(
    r"(?:tong\s+(?:cong|so)|cong\s*:|nguoi\s+lap|lap\s+bieu|thu\s+truong|chu\s+tich|giam\s+doc"
    r"|truong\s+phong|noi\s+nhan|ghi\s+chu|tm\.|kt\.|tl\.|\(?ky,?\s|.{0,40}ngay\s.{1,12}thang\s)",
)


class Furniture:
    """Tells such lines apart; asked only about rows that cannot be read as a dossier.

    Args:
        header: What the heading means.
        keys: Columns in the order of the cells.
    """

    def __init__(self, header: HeaderMatch, keys: Sequence[str]) -> None:
        self._heading = tuple(heading_key(header.heading(key)) for key in keys)

    def reason(self, cells: Sequence[str]) -> str:
        """Return why a row is passed over; empty when it must be a dossier with faults.

        A row with something like a code, or with two different cells beside a day of reception, is
        never passed over: what might be a dossier is refused aloud.
        """
        filled = [text.strip() for text in cells if text.strip()]
        if is_numbering(filled):
            return REPEATED_HEADING
        same = [
            text == heading
            for text, heading in zip(map(heading_key, cells), self._heading, strict=True)
            if text
        ]
        if len(same) >= _LEAST_SAME and all(same):
            return REPEATED_HEADING
        code = cells[_CODE].strip()
        if code and " " not in code and any(map(str.isdigit, code)):
            return ""
        if any(map(_WORDS.match, map(fold, filled))):
            return NO_DOSSIER
        is_one_text = len(set(filled)) == 1 and not _is_day(cells[_RECEIVED])
        return NO_DOSSIER if is_one_text else ""


def _is_day(text: str) -> bool:
    return bool(text.strip()) and any(map(str.isdigit, text))
