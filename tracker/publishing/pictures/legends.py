"""Legends: a sample of each sign with what it means, side by side as far as they fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.publishing.pictures.svg import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Sign = Callable[[int, int], str] | None
    """Draws a sample into a box of `SIGN` units a side, given its left upper corner; None where
    the words show the sign themselves."""

SIGN: Final = 14
ROW: Final = 22
LETTER: Final = 7
"""Units a letter of the picture's size takes at most, on average."""

_GAP: Final = 18


def text_width(text: str) -> int:
    """Return the room a text of the picture's size needs, units; rather too much."""
    return len(text) * LETTER


def lay_legend(
    entries: Iterable[tuple[Sign, str]], *, left: int, top: int, right: int
) -> tuple[list[str], int]:
    """Return the elements of a legend and where it ends.

    Args:
        entries: Sample and meaning of each sign.
        left: Where its lines begin, units.
        top: Its upper side.
        right: Where its lines must end; a longer entry has a line of its own.
    """
    elements: list[str] = []
    x, y = left, top
    for sign, text in entries:
        indent = 0 if sign is None else SIGN + 6
        width = indent + text_width(text)
        if x > left and x + width > right:
            x, y = left, y + ROW
        if sign is not None:
            elements.append(sign(x, y))
        elements.append(words(x + indent, y + SIGN - 3, text))
        x += width + _GAP
    return elements, y + ROW if elements else y


def wrap_words(text: str, letters: int) -> list[str]:
    """Return a text in lines of at most so many letters; a longer word stays whole.

    Args:
        text: Words with blanks between them.
        letters: Of a line.
    """
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines
