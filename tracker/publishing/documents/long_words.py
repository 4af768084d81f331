"""Words too long for their line: Typst, unlike Word, breaks them only where it is told it may."""

from __future__ import annotations

import re
from typing import Final

LONG_LINE: Final = re.compile(r"\S{31,}")
"""Words too long for half a page: the signature block is no wider."""

_MM_PER_LETTER: Final = 2.2
"""Of the letters dossier codes are made of, at the size of a cell."""

_BREAKS: Final = re.compile(r"([-/_:;@&=?]|[.,](?!\d))(?=\S)|(\w{8})(?=\w{3})")
_MAY_BREAK: Final = "\u200b"


def longer_than(millimetres: float) -> re.Pattern[str]:
    """Return a pattern of words that do not fit a line.

    Args:
        millimetres: Length of the line.
    """
    return re.compile(rf"\S{{{max(6, int(millimetres / _MM_PER_LETTER)) + 1},}}")


def breakable(text: str, long_word: re.Pattern[str]) -> str:
    """Return a text whose long words may break.

    Args:
        text: The text.
        long_word: What counts as one.
    """
    return long_word.sub(lambda found: _BREAKS.sub(_break, found[0]), text)


def _break(found: re.Match[str]) -> str:
    return f"{found[0]}{_MAY_BREAK}"
