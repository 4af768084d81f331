"""What a term (thời hạn) in office language means: which days, or which document it follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from models.vocabulary import ScheduleKind
from tracker.errors import ReadingError
from tracker.rules.dates import FIRST_YEAR, LAST_YEAR
from tracker.rules.spans import Span, find_span
from tracker.rules.text import DASHES, clean, plain

if TYPE_CHECKING:
    from datetime import date

_EDGES: Final = f" {DASHES}•.,:;/"
_CONDITION: Final = re.compile(r"(?P<term>[^(]+)\((?P<condition>[^()]*(?:\([^()]*\)[^()]*)*)\)?")
_BROKEN_NUMBER: Final = re.compile(r"(/\S*-) (?=[A-ZĐ])")
_LEAD_IN: Final = re.compile(
    r"^(?:(?:\d{1,2}\. ?)?thoi (?:gian|han)\b(?: thuc hien| hoan thanh)*[ :]*)?"
    r"(?:(?:phai|can|hoan thanh|thuc hien|trien khai|bao cao|xong)\b[ :]*)*"
)
_RHYTHM: Final = r"(?:thuong xuyen|lien tuc|dinh ky|(?:hang|moi|theo) (?:ngay|tuan|thang|quy|nam))"
_REGULARLY: Final = (
    rf"{_RHYTHM}(?:(?:, ?| va | hoac |/| )(?:{_RHYTHM}|0?6 thang|ngay|tuan|thang|quy|nam))*"
)
_ONGOING: Final = re.compile(rf"{_REGULARLY}(?: theo quy dinh)?")
_ONGOING_WITHIN: Final = re.compile(rf"{_REGULARLY},? (?:trong|tu) (?P<span>.+)")
_DONE: Final = re.compile(r"da (?:hoan thanh|(?:thuc hien|trien khai) xong)")
_TAKEN_AS_DONE: Final = re.compile(r"da (?:trien khai|thuc hien)")
_FOLLOWS: Final = re.compile(
    r"theo (?:dung )?(?P<whole>"
    r"(?:(?:tien do|lo trinh)(?: (?:thuc hien|trien khai|cua|tai|theo))*(?: |$))?(?P<named>.*))"
)
_DATE_AS_WELL: Final = re.compile(
    r"\b(?:truoc|(?:cham|muon) nhat|han (?:cuoi|chot)|xong|hoan thanh|den (?:ngay|het))\b.*\d"
)
_FROM_ON: Final = re.compile(
    r"(?:bat dau )?(?:ke )?tu (?P<span>.+?)"
    r"(?: tro di|,? (?:va )?(?:(?:cac|nhung) )?nam (?:tiep theo|sau)(?: do)?)?"
)
_FROM_TO: Final = (
    re.compile(r"(?:trong )?(?:giai doan |tu )?(?P<first>.+?) (?:den(?: het)?|toi) (?P<last>.+)"),
    re.compile(r"(?:trong )?(?:giai doan |tu )?(?P<first>.+?) ?- ?(?P<last>.+)"),
)
_BEFORE: Final = re.compile(r"truoc (?P<span>.+)")
_UNTIL: Final = re.compile(
    r"(?:(?:(?:cham|muon) nhat|han(?: cuoi| chot)?)(?: la)?(?: den| vao| trong)?(?: het)?"
    r"|den(?: het)?|het|khong qua)[ :]+(?P<span>.+)"
)
_END_OF: Final = re.compile(r"(?:vao |den )?cuoi (?P<span>.+)")
_WITHIN: Final = re.compile(r"(?:(?:trong|vao) )?(?P<span>.+)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A term as it was read (thời hạn).

    Args:
        kind: How the document words it.
        phrase: The printed words, white space cleaned.
        first_day: First day of the time meant, where the words name one.
        due_on: Last day in time; None where no day ends it.
        follows: What the work follows (theo tiến độ của …), as printed; empty otherwise.
        condition: What stands in parentheses behind the term, as printed; empty otherwise.
        note_codes: What a person must know about the reading; sentences in `tracker.wording`.
    """

    kind: ScheduleKind
    phrase: str
    first_day: date | None = None
    due_on: date | None = None
    follows: str = ""
    condition: str = ""
    note_codes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One phrase on its way: what is printed, its plain words, and what was noted so far."""

    phrase: str
    printed: str
    condition: str
    default_year: int | None
    words: str = ""
    notes: list[str] = field(default_factory=list)

    def result(
        self,
        kind: ScheduleKind,
        first_day: date | None = None,
        due_on: date | None = None,
        follows: str = "",
    ) -> Schedule:
        notes = tuple(dict.fromkeys(self.notes))
        return Schedule(kind, self.phrase, first_day, due_on, follows, self.condition, notes)

    def days(self, span: Span, *, year: int | None = None) -> tuple[date, date]:
        """Return the first and last day of a span; `year` stands in for one that is not printed."""
        year = span.year or year
        if year is None:
            year = self.default_year
            self.notes.append("deadline_year_assumed")
        if year is None:
            raise ReadingError("deadline_without_year", phrase=self.phrase)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ReadingError("deadline_year_out_of_range", phrase=self.phrase)
        try:
            return span.days(year)
        except ValueError as error:
            raise ReadingError("deadline_date_impossible", phrase=self.phrase) from error


def read_deadline(phrase: str, *, default_year: int | None = None) -> Schedule:
    """Return what a printed term means (đọc thời hạn).

    Case, line breaks, the way letters are composed and missing tones make no difference. "Trước"
    a day leaves the day before as the last one in time; "đến" and "chậm nhất" include the day
    named; a month, quarter, year or part of a year ends with its last day.

    Args:
        phrase: The words of the column or sentence.
        default_year: Year of the document, for terms that print none; the reading notes it.

    Raises:
        ReadingError: `deadline_unreadable`, `deadline_without_year`, `deadline_date_impossible` or
            `deadline_year_out_of_range`, each with `phrase`.

    Source:
        Terms of Kế hoạch 142/KH-STTTT, the Kon Tum annex of 2024 and the annex of the report on
        Nghị quyết 131/NQ-CP.
    """
    cleaned = clean(phrase)
    printed, condition = _BROKEN_NUMBER.sub(r"\1", cleaned).strip(_EDGES), ""
    if match := _CONDITION.fullmatch(printed):
        printed, condition = match["term"].strip(_EDGES), match["condition"].strip()
    reading = _Reading(cleaned, printed, condition, default_year)
    words = plain(printed)
    start = len(words) - len(_LEAD_IN.sub("", words, count=1))
    reading.printed, reading.words = printed[start:], words[start:]
    for read in (_done, _ongoing, _follows, _before, _until, _end_of, _within, _from_to, _from_on):
        schedule = read(reading)
        if schedule is not None:
            return schedule
    raise ReadingError("deadline_unreadable", phrase=cleaned)


def _done(reading: _Reading) -> Schedule | None:
    if _DONE.fullmatch(reading.words):
        return reading.result(ScheduleKind.DONE)
    if _TAKEN_AS_DONE.fullmatch(reading.words):
        reading.notes.append("deadline_taken_as_done")
        return reading.result(ScheduleKind.DONE)
    return None


def _ongoing(reading: _Reading) -> Schedule | None:
    if _ONGOING.fullmatch(reading.words):
        return reading.result(ScheduleKind.ONGOING)
    match = _ONGOING_WITHIN.fullmatch(reading.words)
    span = find_span(match["span"]) if match else None
    if span is None:
        return None
    return reading.result(ScheduleKind.ONGOING, *reading.days(span))


def _follows(reading: _Reading) -> Schedule | None:
    match = _FOLLOWS.fullmatch(reading.words)
    if match is None or _DATE_AS_WELL.search(reading.words):
        return None
    named = "named" if match["named"] else "whole"
    if named == "whole":
        reading.notes.append("deadline_follows_nothing_named")
    return reading.result(ScheduleKind.FOLLOWS, follows=reading.printed[match.start(named) :])


def _before(reading: _Reading) -> Schedule | None:
    span = _named_span(_BEFORE, reading)
    if span is None:
        return None
    reading.notes.append("deadline_before_leaves_the_day_earlier")
    return reading.result(ScheduleKind.BY_DATE, due_on=reading.days(span)[0] - timedelta(days=1))


def _until(reading: _Reading) -> Schedule | None:
    span = _named_span(_UNTIL, reading)
    return reading.result(ScheduleKind.BY_DATE, due_on=reading.days(span)[1]) if span else None


def _end_of(reading: _Reading) -> Schedule | None:
    span = _named_span(_END_OF, reading)
    if span is None:
        return None
    reading.notes.append("deadline_end_read_as_last_day")
    return reading.result(ScheduleKind.BY_DATE, due_on=reading.days(span)[1])


def _from_to(reading: _Reading) -> Schedule | None:
    for pattern in _FROM_TO:
        match = pattern.fullmatch(reading.words)
        last = find_span(match["last"]) if match else None
        first = find_span(match["first"]) if match and last else None
        if first is None or last is None:
            continue
        due_on = reading.days(last)[1]
        first_day = reading.days(first, year=due_on.year)[0]
        if first_day > due_on:
            raise ReadingError("deadline_date_impossible", phrase=reading.phrase)
        return reading.result(ScheduleKind.BY_DATE, first_day, due_on)
    return None


def _from_on(reading: _Reading) -> Schedule | None:
    span = _named_span(_FROM_ON, reading)
    return reading.result(ScheduleKind.ONGOING, reading.days(span)[0]) if span else None


def _within(reading: _Reading) -> Schedule | None:
    span = _named_span(_WITHIN, reading)
    if span is None:
        return None
    first_day, due_on = reading.days(span)
    return reading.result(span.kind, None if span.day else first_day, due_on)


def _named_span(pattern: re.Pattern[str], reading: _Reading) -> Span | None:
    match = pattern.fullmatch(reading.words)
    return find_span(match["span"]) if match else None
