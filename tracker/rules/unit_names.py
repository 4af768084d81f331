"""How the printed name of a unit is taken apart: what kind it is, and the name of its own."""

from __future__ import annotations

import re
from typing import Final

from tracker.rules.text import clean, fold

_AREAS: Final = {
    "tỉnh": ("t",),
    "thành phố": ("tp",),
    "thị xã": ("tx",),
    "thị trấn": ("tt",),
    "huyện": ("h",),
    "quận": ("q",),
    "phường": ("p",),
    "xã": ("x",),
    "đặc khu": ("dk",),
}
"""Words that say what an area is, with what clerks write for them."""

_BODIES: Final = (
    "văn phòng",
    "thanh tra",
    "trung tâm",
    "chi cục",
    "doanh nghiệp",
    "sở",
    "ban",
    "cục",
    "phòng",
)
_KINDS: Final = {fold(word): word for word in (*_AREAS, *_BODIES)}
_COMMITTEE: Final = re.compile(r"ubnd\s+(?=\S)")
_AREA: Final = re.compile(rf"(?:{'|'.join(fold(word) for word in _AREAS)}) (?=\S)")
_SHORT_AREAS: Final = {short: fold(word) for word, shorts in _AREAS.items() for short in shorts}
_SHORT_AREA: Final = re.compile(rf"({'|'.join(_SHORT_AREAS)})(?:\.\s*| )(?=\S)")
_SPELLED_LEAD: Final = re.compile(
    r"(?:(?:[ủu][ỷy] ban nhân dân|ubnd)\s+)?"
    rf"(?:(?:{'|'.join(_AREAS)}) |(?:tp|tx|tt|đk|[thqpx])(?:\.\s*| ))?(?=\S)"
)
_CLOSING_SIGNS: Final = " .,;:"
_QUALIFIED: Final = re.compile(
    r"(?P<name>.+?)\s*(?:,|\(|\s[-–]\s|\sthuộc\s)\s*(?P<place>[^,(]+?)\)?"
)


def name_key(text: str) -> str:
    """Return the key under which a unit is looked up: folded, without a leading "UBND".

    "UBND xã Đăk Pxi", "Ủy ban nhân dân xã Đắk Pxi" and "xã đăk pxi;" have the same key.
    """
    key = fold(text).strip(_CLOSING_SIGNS)
    return _COMMITTEE.sub("", key, count=1) if key.startswith("ubnd") else key


def bare_key(key: str) -> str | None:
    """Return a key without its leading "xã", "phường", "huyện" …; None when it has none."""
    match = _AREA.match(key)
    return key[match.end() :] if match else None


def lengthened_key(key: str) -> str | None:
    """Return a key with a leading "TP.", "TT", "P." … written out; None when it has none."""
    match = _SHORT_AREA.match(key)
    return f"{_SHORT_AREAS[match[1]]} {key[match.end() :]}" if match else None


def spelling(text: str) -> str:
    """Return a unit's own name as spelled, marks kept, in lower case.

    It tells "xã Sơn Hà" from "xã Sơn Hạ", which have the same key.
    """
    text = clean(text).casefold()
    match = _SPELLED_LEAD.match(text)
    return (text[match.end() :] if match else text).strip(_CLOSING_SIGNS)


def kind_of(name: str) -> str:
    """Return what a unit is called there: "xã", "phường", "sở", "ban" …; empty when unknown."""
    key = name_key(name)
    for word, kind in _KINDS.items():
        if key == word or key.startswith(f"{word} "):
            return kind
    return "ban" if key.startswith("bql ") else ""


def split_place(text: str) -> tuple[str, str] | None:
    """Return the name and the place of "xã Đăk Long, huyện Đăk Glei"; None when none is named.

    Also read are "xã Đăk Long (huyện Đăk Glei)", "… - huyện Đăk Glei", "… thuộc huyện Đăk Glei";
    of several places the last is cut off.
    """
    match = _QUALIFIED.fullmatch(clean(text).strip(_CLOSING_SIGNS))
    return (match["name"].strip(_CLOSING_SIGNS), match["place"]) if match else None
