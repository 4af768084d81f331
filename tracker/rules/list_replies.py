"""What the units' right of reply (quyền phản hồi) leaves in a list: rows out, words printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import ObjectionState
from tracker.rules.dates import format_date
from tracker.rules.masking import mask_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

ANNEXES: Final = ("finished_late", "open_overdue")
MASKED: Final = "masked"
ROWS_UPHELD: Final = "objections_upheld"
COUNTS_UPHELD: Final = "count_objections_upheld"

_INTERNAL_KEYS: Final = ("source",)

RowKey = tuple[str, str]
"""Source and code of a dossier: its name in every database."""

_Place = tuple[str, str, str]
"""A dossier under a unit: an objection is about the row of the unit that objects, so a dossier
that the corrected data give to another unit is that one's row, untouched."""


@dataclass(frozen=True, slots=True)
class ObjectionFact:
    """What a list says of one objection.

    Args:
        unit_code: The unit that objects.
        unit_name: Its name.
        row: The dossier it is about; None when it is about the unit's counts.
        state: What the office decided.
        raised_on: Local day it was raised.
        decided_on: Local day it was decided.
        decision: The office's public words; the unit's own are never printed.
    """

    unit_code: str
    unit_name: str
    row: RowKey | None
    state: ObjectionState
    raised_on: date
    decided_on: date | None
    decision: str

    @property
    def place(self) -> _Place | None:
        """Return the row it is about; None when it is about the unit's counts."""
        return None if self.row is None else (*self.row, self.unit_code)


@dataclass(frozen=True, slots=True)
class ListReplies:
    """The right of reply of one version.

    Args:
        opened_on: Local day its window opened; None without one.
        until: Its last day.
        objections: Those of every version of the month, in the order they were raised.
    """

    opened_on: date | None = None
    until: date | None = None
    objections: tuple[ObjectionFact, ...] = ()


def apply_replies(
    public: Mapping[str, Any], internal: Mapping[str, Any], replies: ListReplies
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both contents of a list with its right of reply in them.

    A row whose objection was upheld leaves its annex and stands under "upheld"; the counts stay as
    the data say, and a notice says so. Where the data no longer hold the row, or give it to another
    unit, nothing of it is printed. Applied again to what it made, it gives the same.

    Args:
        public: What everybody may read.
        internal: The same with full codes; its annexes run parallel to the public ones.
        replies: Window and objections.

    Source:
        design.md, section 3, rule 10.
    """
    outside, inside = dict(public), dict(internal)
    inside["reply"] = outside["reply"] = _window(replies)
    # Thousands of rows are looked through only where somebody objected.
    annexes = _annexes_of(internal) if replies.objections else {}
    out = {fact.place for fact in replies.objections if fact.state is ObjectionState.UPHELD}
    if out & annexes.keys():
        _take_out(outside, inside, out)
    inside["upheld"] = list(_upheld(replies.objections, annexes))
    inside["objections"] = list(_standing(replies.objections, annexes, out))
    inside["notices"] = [*_other_notices(internal), *_notices(inside["upheld"])]
    is_masked = public.get("codes") == MASKED
    outside["notices"] = inside["notices"]
    for name in ("upheld", "objections"):
        outside[name] = [_public(entry, is_masked=is_masked) for entry in inside[name]]
    return outside, inside


def row_key(row: Mapping[str, Any]) -> RowKey:
    """Return the key of a row of an annex."""
    return str(row.get("source") or ""), str(row["code"])


def _place_of(row: Mapping[str, Any]) -> _Place:
    return (*row_key(row), str(row["unit_code"]))


def _window(replies: ListReplies) -> dict[str, Any] | None:
    if replies.opened_on is None:
        return None
    return {"opened_on": replies.opened_on, "until": replies.until}


def _annexes_of(internal: Mapping[str, Any]) -> dict[_Place, str]:
    """Return in which annex each row stands, or stood before its objection was upheld."""
    upheld = (row for row in internal.get("upheld", ()) if row["code"])
    found = {_place_of(row): str(row["annex"]) for row in upheld}
    for annex in ANNEXES:
        found.update((_place_of(row), annex) for row in internal[annex])
    return found


def _take_out(outside: dict[str, Any], inside: dict[str, Any], out: set[_Place | None]) -> None:
    for annex in ANNEXES:
        pairs = [
            pair
            for pair in zip(outside[annex], inside[annex], strict=True)
            if _place_of(pair[1]) not in out
        ]
        outside[annex] = [pair[0] for pair in pairs]
        inside[annex] = [pair[1] for pair in pairs]


def _upheld(
    objections: Iterable[ObjectionFact], annexes: Mapping[_Place, str]
) -> Iterator[dict[str, Any]]:
    for fact in objections:
        if fact.state is ObjectionState.UPHELD and (fact.place is None or fact.place in annexes):
            yield {
                **_subject(fact, annexes),
                "decided_on": fact.decided_on,
                "decision": fact.decision,
            }


def _standing(
    objections: Iterable[ObjectionFact],
    annexes: Mapping[_Place, str],
    out: set[_Place | None],
) -> Iterator[dict[str, Any]]:
    """Yield what is printed as not agreed: open and rejected objections to what is listed."""
    for fact in objections:
        place = fact.place
        is_listed = place is None or (place in annexes and place not in out)
        if fact.state is not ObjectionState.UPHELD and is_listed:
            yield {
                **_subject(fact, annexes),
                "state": fact.state,
                "raised_on": fact.raised_on,
                "decided_on": fact.decided_on,
                "text": _statement(fact),
            }


def _subject(fact: ObjectionFact, annexes: Mapping[_Place, str]) -> dict[str, Any]:
    return {
        "unit_code": fact.unit_code,
        "unit_name": fact.unit_name,
        "source": fact.row[0] if fact.row else None,
        "code": fact.row[1] if fact.row else None,
        "annex": annexes[fact.place] if fact.place else None,
    }


def _statement(fact: ObjectionFact) -> str:
    """Return what the public reads of an objection that was not upheld; frozen, so Vietnamese."""
    raised = f"Đơn vị có ý kiến ngày {format_date(fact.raised_on)}"
    if fact.state is ObjectionState.OPEN:
        return f"{raised}; chưa có kết luận."
    return f"{raised}; không được chấp nhận: {fact.decision}"


def _other_notices(internal: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for notice in internal.get("notices", ()):
        if notice["code"] not in (ROWS_UPHELD, COUNTS_UPHELD):
            yield notice


def _notices(upheld: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    rows = sum(entry["code"] is not None for entry in upheld)
    for code, count in ((ROWS_UPHELD, rows), (COUNTS_UPHELD, len(upheld) - rows)):
        if count:
            yield {"code": code, "count": count}


def _public(entry: Mapping[str, Any], *, is_masked: bool) -> dict[str, Any]:
    shown = {key: value for key, value in entry.items() if key not in _INTERNAL_KEYS}
    if is_masked and shown["code"] is not None:
        shown["code"] = mask_code(shown["code"])
    return shown
