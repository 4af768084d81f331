"""Whether text that was decoded on trial is Vietnamese: told by its syllables, not by its look."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_UNSOUND: Final = 0.05
"""Share of different words that need not be syllables: names of others, words run together."""
_WORD: Final = re.compile(r"[^\s\x00-@\x5b-`{-\x7f–—«»\u2018-\u201d…•²³°]+")
_TONES: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE: Final = re.compile(
    r"(?:qu|gi|[bcdđghklmnpqrstvx]{0,3})"
    r"(?:i[au]?|iêu?|y[aê]?|yêu|a[iouy]?|ă|â[uy]?|eo?|êu?|o[iaeoă]?|oa[iyo]|oeo|ôi?|ơ[iu]?"
    r"|u[iaâêôơy]?|uây|uôi|uy[aêu]|ư[iau]?|ươ[iu]?)"
    r"(?:ch|ng|nh|[cghklmnprst])?"
)
_SHORTENED: Final = re.compile("[bcdđghklmnpqrstvx]+")
_TELLING: Final = re.compile("[ăđơư]")
"""Letters that no other encoding of one byte has where windows-1258 has them."""


def is_vietnamese(text: str) -> bool:
    """Return whether the marked words of a text are Vietnamese syllables, and some prove it.

    Words without marks prove nothing: they read the same in every encoding.

    Args:
        text: Decoded on trial, letters and tones in any order.
    """
    words = set(_WORD.findall(unicodedata.normalize("NFC", text)))
    marked = [word.lower() for word in words if not word.isascii()]
    marked = [word for word in marked if not _SHORTENED.fullmatch(word)]  # "QĐ", "LĐTBXH"
    sound = [word for word in marked if _is_syllable(word)]
    return any(map(_is_telling, sound)) and len(marked) - len(sound) <= MOST_UNSOUND * len(marked)


def _is_syllable(word: str) -> bool:
    """Return whether a composed word is built as syllables are; one tone at most, on a vowel."""
    bare, tone_count = _without_tones(word)
    is_composed = _TONES.search(word) is None
    return is_composed and tone_count <= 1 and _SYLLABLE.fullmatch(bare) is not None


def _is_telling(word: str) -> bool:
    """Return whether a syllable has what only windows-1258 writes so: "đăng", "tế"."""
    bare, tone_count = _without_tones(word)
    return _TELLING.search(bare) is not None or (tone_count == 1 and not bare.isascii())


def _without_tones(word: str) -> tuple[str, int]:
    bare, tone_count = _TONES.subn("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare), tone_count
