"""How much a printed target (chỉ tiêu) asks for: comparator, value, unit of measure, baseline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from models.vocabulary import Comparator
from tracker.errors import ReadingError
from tracker.rules.numbers import read_decimal
from tracker.rules.text import clean, fold, plain

PERCENT: Final = "%"
_WHOLE: Final = Decimal(100)

_PREFIXES: Final = {
    Comparator.AT_LEAST: (
        "toi thieu", "it nhat", "khong duoi", "khong thap hon", "khong it hon", "khong nho hon",
        "≥", ">=", "tu",
    ),
    Comparator.MORE_THAN: ("tren", "hon", "lon hon", "cao hon", "nhieu hon", "vuot", ">"),
    Comparator.AT_MOST: (
        "khong qua", "khong vuot qua", "khong vuot", "khong tren", "khong cao hon", "khong lon hon",
        "khong nhieu hon", "toi da", "nhieu nhat", "cao nhat", "≤", "<=",
    ),
    Comparator.LESS_THAN: ("duoi", "nho hon", "thap hon", "it hon", "<"),
    Comparator.EQUAL: ("bang", "dung", "="),
}  # fmt: skip
_COMPARATORS: Final = {word: comparator for comparator, row in _PREFIXES.items() for word in row}
_COMPARATOR: Final = "|".join(sorted(map(re.escape, _COMPARATORS), key=len, reverse=True))
_NUMBER: Final = r"\d[\d.,]*(?<=\d)"
_PERCENT: Final = r" ?(?:%|phan tram\b)"
_TARGET: Final = re.compile(
    r"(?:[^\d%]*?\b(?:phai|dat|chi tieu|phan dau|duy tri|bao dam|dam bao|la)\b[ :]*)?"
    rf"(?P<comparators>(?:(?:{_COMPARATOR}) ?)*)(?:dat )?(?P<number>{_NUMBER})"
    rf"(?P<percent>{_PERCENT})?(?P<tail>(?: tro (?:len|xuong)\b)?)(?P<rest>.*)",
    re.ASCII,
)
_INCREASE: Final = re.compile(
    r"(?:[^\d%]*\b(?:phai|phan dau|dat) )?tang(?: them)?(?: (?:toi thieu|it nhat|tu))?"
    rf" (?P<number>{_NUMBER})(?P<percent>{_PERCENT})?(?: tro len)?(?P<rest>.*)",
    re.ASCII,
)
_INCREASE_LAST: Final = re.compile(
    rf"(?P<number>{_NUMBER})(?P<percent>{_PERCENT})(?P<rest> .*\btang(?: them)? so voi .*)",
    re.ASCII,
)
_BASELINE: Final = re.compile(r".*\bso voi (?:cung ky )?(?:nam )?(?P<year>\d{4})", re.ASCII)
_RANGE: Final = re.compile(
    rf"(?:[^\d%]*\b)?{_NUMBER}(?:{_PERCENT})? ?(?:-|den|toi) ?{_NUMBER}.*", re.ASCII
)
_NOT_A_TARGET: Final = re.compile(r"\b(?:khong|chua|chi) dat\b|\bgiam\b")
_SECOND_VALUE: Final = re.compile(rf"%|\b(?:{_COMPARATOR}) ?\d", re.ASCII)
_UNIT_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class TargetReading:
    """A target as it was read (chỉ tiêu được đọc).

    Args:
        phrase: The printed words, white space cleaned.
        comparator: How an actual is held against the value.
        value: Exactly as printed, in the unit of measure; points or percent for an increase.
        unit: Unit of measure (đơn vị tính): "%" or words; empty where none is known.
        baseline_year: Year an increase is counted from.
        note_codes: What a person must know about the reading; sentences in `tracker.wording`.
    """

    phrase: str
    comparator: Comparator
    value: Decimal
    unit: str = ""
    baseline_year: int | None = None
    note_codes: tuple[str, ...] = ()


def read_target(phrase: str, unit: str = "") -> TargetReading:
    """Return what a printed target asks for (đọc chỉ tiêu).

    "Tối thiểu 80" is at least; a bare 100 is exactly 100 %; any other bare number is taken as the
    least that will do, and noted. Words behind the number ("trên 50% tổng số TTHC …") say what is
    counted and are left to the indicator, noted. A range is refused: no comparator has two.

    Args:
        phrase: The words of the column or sentence.
        unit: Unit of measure the table's own column prints, such as "%"; a "%" in the phrase wins.

    Raises:
        ReadingError: `target_unreadable`, `target_range_unsupported` or `target_number_ambiguous`,
            each with `phrase`.

    Source:
        Annex I of the Kon Tum targets of 2024; footnote 2 of the Kon Tum directive of 2021.
    """
    cleaned = clean(phrase)
    printed = cleaned.strip(" .;:,()")
    words = plain(printed)
    unit = _unit(unit)
    if _RANGE.fullmatch(words):
        raise ReadingError("target_range_unsupported", phrase=cleaned)
    if match := _INCREASE.fullmatch(words) or _INCREASE_LAST.fullmatch(words):
        return _increase(cleaned, match, PERCENT if match["percent"] else unit)
    match = _TARGET.fullmatch(words)
    if match is None or _NOT_A_TARGET.search(words[: match.start("number")]):
        raise ReadingError("target_unreadable", phrase=cleaned)
    notes: list[str] = []
    unit, value = _measure(cleaned, printed, match, unit, notes)
    comparator = _comparator(cleaned, match, value, unit, notes)
    if unit == PERCENT and value > _WHOLE:
        notes.append("target_over_hundred_percent")
    return TargetReading(cleaned, comparator, value, unit, None, tuple(notes))


def _unit(unit: str) -> str:
    return PERCENT if PERCENT in unit or fold(unit) == "phan tram" else clean(unit)


def _increase(phrase: str, match: re.Match[str], unit: str) -> TargetReading:
    value = _value(phrase, match["number"], unit)
    baseline = _BASELINE.fullmatch(match["rest"])
    if baseline is None and match["rest"]:
        raise ReadingError("target_unreadable", phrase=phrase)
    year = int(baseline["year"]) if baseline else None
    notes = () if year else ("target_increase_without_baseline",)
    return TargetReading(phrase, Comparator.INCREASE_AT_LEAST, value, unit, year, notes)


def _measure(
    phrase: str, printed: str, match: re.Match[str], unit: str, notes: list[str]
) -> tuple[str, Decimal]:
    """Return the unit of measure and the value, noting words that say what is counted."""
    rest = printed[match.start("rest") :].strip()
    if match["percent"]:
        unit = PERCENT
    if rest and not _may_follow(match["rest"], unit, percent=bool(match["percent"])):
        raise ReadingError("target_unreadable", phrase=phrase)
    if rest and match["percent"]:
        notes.append("target_words_left_out")
    unit = unit or rest
    return unit, _value(phrase, match["number"], unit)


def _may_follow(rest: str, unit: str, *, percent: bool) -> bool:
    """Tell whether words behind a number add nothing to how much is asked for."""
    if not rest.startswith(" ") or _SECOND_VALUE.search(rest):
        return False
    if percent:
        return True
    if unit:
        return fold(rest) == fold(unit)
    return len(rest.split()) <= _UNIT_WORDS and not re.search(r"\d", rest)


def _value(phrase: str, number: str, unit: str) -> Decimal:
    try:
        return read_decimal(number, dot=None if unit in {"", PERCENT} else "groups")
    except ReadingError as error:
        ambiguous = error.code == "number_ambiguous"
        code = "target_number_ambiguous" if ambiguous else "target_unreadable"
        raise ReadingError(code, phrase=phrase) from error


def _comparator(
    phrase: str, match: re.Match[str], value: Decimal, unit: str, notes: list[str]
) -> Comparator:
    """Return the one comparator all words around the number agree on."""
    found = {
        _COMPARATORS[word]
        for word in re.findall(_COMPARATOR, match["comparators"])
        if word != "tu" or not match["tail"]
    }
    if match["tail"]:
        upwards = match["tail"].endswith("len")
        found.add(Comparator.AT_LEAST if upwards else Comparator.AT_MOST)
    if len(found) > 1:
        raise ReadingError("target_unreadable", phrase=phrase)
    if found:
        return found.pop()
    if value == _WHOLE and unit in {"", PERCENT}:
        return Comparator.EQUAL
    notes.append("target_bare_number_read_as_minimum")
    return Comparator.AT_LEAST
