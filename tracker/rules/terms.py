"""Terms (thời hạn giải quyết): reading "5 ngày làm việc" and its many spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from models.vocabulary import TermUnit
from tracker.errors import ReadingError
from tracker.rules.text import plain

HALF_DAY_HOURS: Final = 4
"""Half a working day; administrative systems keep a working day as 8 hours."""

LONGEST_BARE_HOURS: Final = 8
"""Above one working day, "giờ" alone may mean hours of the clock and is not guessed at."""

_LARGEST_WORDED_NUMBER: Final = 99
_LONGEST_PHRASE: Final = 500
"""A term is a phrase; matching a whole page that landed in its cell would take seconds."""

_MINUTES_IN_HOUR: Final = 60
_MINUTES_IN_DAY: Final = 24 * _MINUTES_IN_HOUR

_UNITS: Final = {
    "ngay lam viec": TermUnit.WORKING_DAY,
    "ngay": TermUnit.CALENDAR_DAY,
    "ngay duong lich": TermUnit.CALENDAR_DAY,
    "ngay theo lich": TermUnit.CALENDAR_DAY,
    "tuan": TermUnit.WEEK,
    "tuan le": TermUnit.WEEK,
    "thang": TermUnit.MONTH,
    "nam": TermUnit.YEAR,
    "gio lam viec": TermUnit.WORKING_HOUR,
    "gio": TermUnit.WORKING_HOUR,
}
_UNIT: Final = "|".join(sorted(_UNITS, key=len, reverse=True))

_DIGITS: Final = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin")
_LAST_DIGITS: Final = {1: ("mot",), 4: ("bon", "tu"), 5: ("nam", "lam", "nham")}

_PREFIX: Final = (
    r"(?:(?:thoi han(?: giai quyet)?|thoi gian(?: giai quyet)?|trong(?: thoi han| vong)?|khong qua"
    r"|khong vuot qua|toi da|cham nhat|la|han|nhieu nhat)(?: la)?[ :]+)*"
)
_SUFFIX: Final = (
    r"(?P<rest>[ ,;:]*\(?(?:ke tu|tinh tu|tu ngay|tu khi|tu thoi diem|sau khi|trong do)\b.*)?"
)
_HALF: Final = re.compile(_PREFIX + r"(?:0[.,]5|1/2|01/02|½|nua) ngay lam viec" + _SUFFIX)
_COUNTED: Final = re.compile(
    _PREFIX
    + r"(?P<number>[0-9]{1,4}|[a-z]+(?: [a-z]+){0,3}?)(?: ?\((?P<words>[a-z ]+)\))? ?"
    + rf"(?P<unit>{_UNIT})(?![a-z0-9]| ?/)"
    + _SUFFIX
)
_SAME_DAY: Final = re.compile(
    r"(?:(?:giai quyet|tra ket qua|thoi han(?: giai quyet)?) ?:? )?"
    r"(?:ngay )?trong ngay(?: lam viec)?(?: nhan(?: duoc)?(?: du)? ho so(?: hop le)?)?"
    r"(?P<rest>[ ,;:]*(?:ke tu|tinh tu|tu khi|sau khi)\b.*|[ ,;:.(]*(?:truong hop|neu)\b.*)?"
)
_LATE_RECEIPT: Final = re.compile(
    r"(?:nhan|nop)\b[a-z ]*\bsau (?P<hour>[0-9]{1,2}) ?(?:gio|h|g|:) ?(?P<minute>[0-5][0-9])?"
    r".*\bngay(?: lam viec)? (?:tiep theo|ke tiep|hom sau|sau)"
)
_SECOND_TERM: Final = re.compile(rf"[0-9] ?(?:\([a-z ]+\) ?)?(?:{_UNIT})(?![a-z])")
_CONDITION: Final = re.compile(r"\b(?:truong hop|neu)\b")
_EXCLUSION: Final = re.compile(r"\b(?:khong (?:ke|tinh|bao gom)|tru|ngoai tru|chua ke|gia han)\b")


@dataclass(frozen=True, slots=True)
class Term:
    """How long a procedure may take.

    Args:
        count: How many units; 0 working days means the day of receipt itself.
        unit: What is counted.
        phrase: The words it was read from, as printed.
        cut_off_minute: For "trong ngày" only: minute of the day after which the phrase itself
            moves the answer to the next working day; None when it names none.

    Raises:
        ValueError: When the count is negative, or 0 of anything but working days.
    """

    count: int
    unit: TermUnit
    phrase: str
    cut_off_minute: int | None = None

    def __post_init__(self) -> None:
        if self.count < 0 or (self.count == 0 and self.unit is not TermUnit.WORKING_DAY):
            raise ValueError(f"a term cannot be {self.count} {self.unit}")


def read_term(phrase: str) -> Term:
    """Read a term as the law, a procedure or a one-stop system words it.

    Letter case, spaces, the form of the diacritics and their absence do not matter; numbers may be
    digits, words, or both when they agree. "trong ngày" is 0 working days; half a working day is 4
    working hours. Refused rather than guessed: "0 ngày", other fractions, ranges, two terms in one
    phrase, days left out of the count ("không kể ngày nghỉ"), and more than 8 hours not said to be
    working hours.

    Raises:
        ReadingError: "term_unreadable", with the phrase.

    Source:
        Bộ luật Dân sự 2015, Articles 144-148; reference/domain-vn.md, section 6.2.
    """
    if len(phrase) > _LONGEST_PHRASE:
        raise ReadingError("term_unreadable", phrase=f"{phrase[:80]}…")
    text = plain(phrase).strip(" .;,")
    term = _read_same_day(text, phrase) or _read_half_day(text, phrase) or _read_count(text, phrase)
    if term is None:
        raise ReadingError("term_unreadable", phrase=phrase)
    return term


def _read_same_day(text: str, phrase: str) -> Term | None:
    found = _SAME_DAY.fullmatch(text)
    if found is None:
        return None
    rest = found["rest"] or ""
    late = None if _SECOND_TERM.search(_LATE_RECEIPT.sub("", rest)) else _LATE_RECEIPT.search(rest)
    if late is None:
        return Term(0, TermUnit.WORKING_DAY, phrase) if _is_harmless(rest) else None
    minute = int(late["hour"]) * _MINUTES_IN_HOUR + int(late["minute"] or 0)
    if minute >= _MINUTES_IN_DAY:
        return None
    return Term(0, TermUnit.WORKING_DAY, phrase, minute)


def _read_half_day(text: str, phrase: str) -> Term | None:
    found = _HALF.fullmatch(text)
    if found is None or not _is_harmless(found["rest"] or ""):
        return None
    return Term(HALF_DAY_HOURS, TermUnit.WORKING_HOUR, phrase)


def _read_count(text: str, phrase: str) -> Term | None:
    found = _COUNTED.fullmatch(text)
    if found is None or not _is_harmless(found["rest"] or ""):
        return None
    count = _number(found["number"])
    if not count or (found["words"] and _number(found["words"]) != count):
        return None
    if found["unit"] == "gio" and count > LONGEST_BARE_HOURS:
        return None
    return Term(count, _UNITS[found["unit"]], phrase)


def _is_harmless(rest: str) -> bool:
    """Return whether what follows a term neither names a second one nor takes days out of it.

    What stands after "trong đó" (of which) shares the term out among units and may name parts.
    """
    before_shares = rest.partition("trong do")[0]
    return not (
        _EXCLUSION.search(rest)
        or _CONDITION.search(before_shares)
        or _SECOND_TERM.search(before_shares)
    )


def _number(text: str) -> int | None:
    """Return a number written in digits or in words, None when it is neither."""
    return int(text) if text.isdecimal() else _worded_numbers().get(text.strip())


@cache
def _worded_numbers() -> dict[str, int]:
    """Return 1 to 99 in words, without diacritics, each way they are said."""
    return {
        words: number
        for number in range(1, _LARGEST_WORDED_NUMBER + 1)
        for words in _words(*divmod(number, 10))
    }


def _words(tens: int, ones: int) -> list[str]:
    if tens == 0:
        return [_DIGITS[ones]]
    head = "muoi" if tens == 1 else f"{_DIGITS[tens]} muoi"
    if ones == 0:
        return [head]
    return [f"{head} {word}" for word in _LAST_DIGITS.get(ones, (_DIGITS[ones],))]
