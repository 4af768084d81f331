"""How Vietnamese text is cleaned, compared and sorted, on whatever keyboard it was typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng, the order of sorting
_SOFT_HYPHEN_AND_ZERO_WIDTHS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_MENDED: Final = str.maketrans("Ðð", "Đđ", _SOFT_HYPHEN_AND_ZERO_WIDTHS)
_TO_MEND: Final = re.compile(f"[Ðð{_SOFT_HYPHEN_AND_ZERO_WIDTHS}]")
DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""Hyphen, dashes and minus sign: one and the same to whoever types a name."""

_QUOTES: Final = dict.fromkeys(
    map(
        ord,
        "'\"`\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u2032\u2033\u02bc",
    )
)
_PEOPLES_COMMITTEE: Final = re.compile(r"\buy ban (?:nhan dan|nd)\b")


def clean(text: str) -> str:
    """Return text in one written form, its letters and case untouched.

    Letters are composed (NFC), every run of white space (line breaks and no-break spaces too) is
    one blank, invisible marks are gone, and the Icelandic "Ð" some keyboards give is "Đ".
    """
    if not text.isascii():
        if _TO_MEND.search(text):  # rare, and looking is cheaper than translating
            text = text.translate(_MENDED)
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


class _PlainLetters(dict[int, str]):
    """Letter → the same letter in lower case without tone or mark, always one for one."""

    def __missing__(self, code: int) -> str:
        plain_letter = self[code] = _plain_letter(chr(code))
        return plain_letter


def _plain_letter(letter: str) -> str:
    if letter in DASHES:
        return "-"
    if not letter.isalpha():
        return letter
    base, *marks = tuple(unicodedata.normalize("NFD", letter))
    lower = (base if all(map(unicodedata.combining, marks)) else letter).lower()
    if lower == "đ":
        return "d"
    return lower if len(lower) == 1 else letter


_PLAIN: Final = _PlainLetters()


def plain(text: str) -> str:
    """Return clean text in lower case without tones and marks; punctuation stays, any dash is "-".

    It is as long as `clean(text)`, letter for letter, so that what a pattern finds in the plain
    text can be cut out of the printed one.
    """
    return clean(text).translate(_PLAIN)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the key under which spellings of the same name are equal; for search and comparison.

    Case, tones, marks, "đ", the place of a tone (hoà, hòa), quotes, and any dash against a blank
    make no difference; "Ủy ban nhân dân" is "ubnd". The key of a key is the key itself.
    """
    text = plain(text)
    if not text.isascii():
        text = "".join(letter for letter in text if not unicodedata.combining(letter)).casefold()
    text = clean(text.translate(_QUOTES).replace("-", " "))
    return _PEOPLES_COMMITTEE.sub("ubnd", text) if "uy ban" in text else text


class _Primary(dict[int, str]):
    """Letter → its place among blanks, punctuation, digits and the letters of the alphabet."""

    def __missing__(self, code: int) -> str:
        weight = self[code] = _primary(chr(code))
        return weight


def _primary(letter: str) -> str:
    """Return what sorts as blank < ASCII punctuation < other signs < digits < letters < others."""
    if unicodedata.combining(letter):
        return ""
    if letter.isdecimal():
        return chr(0x100 + unicodedata.decimal(letter))
    if not letter.isalpha():
        return letter if letter.isascii() else f"\x7f{letter}"
    toneless, _tone = _split_tone(letter.lower())
    for candidate in (toneless, _plain_letter(letter)):
        if candidate in _ALPHABET:
            return chr(0x200 + _ALPHABET.index(candidate))
    return f"\u0300{toneless}"


def _split_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in parts if mark in _TONES)
    rest = "".join(mark for mark in parts if mark not in _TONES)
    return unicodedata.normalize("NFC", rest), tone


class _Tones(dict[int, str]):
    """Letter → its tone's place; no tone first."""

    def __missing__(self, code: int) -> str:
        _toneless, tone = _split_tone(chr(code))
        weight = self[code] = chr(ord("1") + _TONES.index(tone[0])) if tone else "0"
        return weight


class _Case(dict[int, str]):
    """Letter → small before capital."""

    def __missing__(self, code: int) -> str:
        weight = self[code] = "1" if chr(code).isupper() else "0"
        return weight


_PRIMARY: Final = _Primary()
_TONE: Final = _Tones()
_CASE: Final = _Case()


@lru_cache(maxsize=65_536)
def sort_key(text: str) -> tuple[str, str, str, str]:
    """Return the key that puts names in Vietnamese order (thứ tự chữ cái tiếng Việt).

    First the letters of the alphabet, a ă â b c d đ e ê … with f j w z in their Latin places; then
    tones (ngang huyền hỏi ngã sắc nặng); then small before capital. Blanks and punctuation come
    before digits, digits before letters, and numbers compare digit by digit: "10" before "2".

    Source:
        TCVN 6909:2001 letters; tone order of the Unicode CLDR collation for Vietnamese.
    """
    text = clean(text)
    return text.translate(_PRIMARY), text.translate(_TONE), text.translate(_CASE), text
