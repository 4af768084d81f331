"""Passwords people choose: long, and not what anybody would try first (mật khẩu dễ đoán)."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from tracker.errors import RefusedError
from tracker.rules.text import plain

SHORTEST: Final = 15
LONGEST: Final = 128

_FEWEST_DIFFERENT: Final = 5
_FEWEST_LEFT: Final = 6
"""Letters and digits that must remain once the words everybody would try are taken out."""

_LONGEST_REPEATED: Final = 6
_SHORTEST_RUN: Final = 4
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_CONTEXT: Final = (
    "matkhau",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "admin",
    "quantri",
    "vanphong",
    "chuyenvien",
    "giaoviec",
    "hoso",
    "dunghan",
    "tracker",
    "ubnd",
    "tinh",
    "kontum",
    "gialai",
    "quangngai",
    "vietnam",
    "welcome",
    "letmein",
    "iloveyou",
    "anhyeuem",
    "emyeuanh",
)


def check_chosen_password(password: str, *, username: str) -> None:
    """Refuse a password that is too short, too long or among the first an attacker would try.

    There is no rule about kinds of characters: length is what counts.

    Args:
        password: As typed; any character is allowed.
        username: Name of the account it is for.

    Raises:
        RefusedError: `password_too_short` unless 15 to 128 characters; `password_too_common` for
            digits only, a short piece repeated, or little beyond the account's name, a row of the
            keyboard and words of this product.

    Source:
        reference/reliability.md L4 (NIST SP 800-63B-4, ASVS 6.2.1-6.2.12).
    """
    if not SHORTEST <= len(normalize("NFC", password)) <= LONGEST:
        raise RefusedError("password_too_short", minimum=SHORTEST, maximum=LONGEST)
    if _is_common(password, username):
        raise RefusedError("password_too_common")


def _is_common(password: str, username: str) -> bool:
    typed = normalize("NFC", password).casefold()
    if typed.isdecimal() or len(set(typed)) < _FEWEST_DIFFERENT or _is_repeated(typed):
        return True
    letters = re.sub(r"[\W_]+", "", plain(password))
    if not letters:
        return False
    named = [part for part in re.split(r"[\W_]+", plain(username)) if len(part) > 1]
    for word in sorted((*_CONTEXT, *named, "".join(named)), key=len, reverse=True):
        letters = letters.replace(re.sub(r"\W", "", word), "") if word else letters
    letters = re.sub(r"\d+", "", _without_runs(letters))
    return len(letters) < _FEWEST_LEFT


def _is_repeated(text: str) -> bool:
    """Return whether a text is one short piece over and over, the last time perhaps cut."""
    return any(
        text == (text[:length] * len(text))[: len(text)]
        for length in range(1, _LONGEST_REPEATED + 1)
    )


def _without_runs(text: str) -> str:
    """Return a text without stretches that run along the alphabet or a row of keys."""
    kept = ""
    while text:
        length = max(_run_length(text, row) for row in (*_ROWS, *(row[::-1] for row in _ROWS)))
        if length < _SHORTEST_RUN:
            kept += text[0]
            length = 1
        text = text[length:]
    return kept


def _run_length(text: str, row: str) -> int:
    start = row.find(text[0])
    if start < 0:
        return 0
    length = 0
    for typed, key in zip(text, row[start:], strict=False):
        if typed != key:
            break
        length += 1
    return length
