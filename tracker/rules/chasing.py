"""Whom to chase today (cần đốc thúc): what waits at each unit, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from models.vocabulary import UNIT_ROLES, WaitingKind
from tracker.rules.text import sort_key
from tracker.rules.waiting import DOERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tracker.rules.waiting import WaitingItem

SOON_DAYS: Final = 5
"""Days before the end from which something is near."""


class Topic(StrEnum):
    """What a unit is chased for, a column each."""

    TARGETS = "targets"
    EXPLANATIONS = "explanations"
    LETTERS = "letters"
    REPLIES = "replies"
    MEASURES = "measures"
    PRODUCTS = "products"
    ASSIGNMENTS = "assignments"
    OTHER = "other"


class Pressure(StrEnum):
    """How pressing something is, the most pressing first."""

    LATE = "late"
    SOON = "soon"
    UNDATED = "undated"
    LATER = "later"


TOPICS: Final[Mapping[WaitingKind, Topic]] = {
    WaitingKind.EXPLAIN_TARGETS: Topic.TARGETS,
    WaitingKind.EXPLAIN_DOSSIERS: Topic.EXPLANATIONS,
    WaitingKind.REWRITE_EXPLANATIONS: Topic.EXPLANATIONS,
    WaitingKind.REVIEW_EXPLANATIONS: Topic.EXPLANATIONS,
    WaitingKind.DRAFT_LETTERS: Topic.LETTERS,
    WaitingKind.SIGN_LETTERS: Topic.LETTERS,
    WaitingKind.SEND_LETTERS: Topic.LETTERS,
    WaitingKind.ANSWER_LIST: Topic.REPLIES,
    WaitingKind.KEEP_MEASURES: Topic.MEASURES,
    WaitingKind.DELIVER_PRODUCTS: Topic.PRODUCTS,
    WaitingKind.REVIEW_PRODUCTS: Topic.PRODUCTS,
    WaitingKind.ANSWER_ASSIGNMENTS: Topic.ASSIGNMENTS,
    WaitingKind.COMMENT_DISPUTES: Topic.ASSIGNMENTS,
}
_PRESSURES: Final = {pressure: place for place, pressure in enumerate(Pressure)}
_KINDS: Final = {kind: place for place, kind in enumerate(WaitingKind)}


@dataclass(frozen=True, slots=True)
class Errand:
    """Something one unit is chased for: what one page shows of it.

    Args:
        kind: What is to be done.
        topic: Its column.
        subject: Which task or list; may be empty.
        period: The month it belongs to; may be empty.
        count: How many there are.
        due_on: The earliest last day; None where no day is set.
        days_left: Days until it, below 0 when it has passed.
        endpoint: The page that shows exactly these.
        args: What its address needs, the unit included.
    """

    kind: WaitingKind
    topic: Topic
    subject: str
    period: str
    count: int
    due_on: date | None
    days_left: int | None
    endpoint: str
    args: tuple[tuple[str, str | int], ...]

    @property
    def pressure(self) -> Pressure:
        """Return how pressing it is."""
        if self.days_left is None:
            return Pressure.UNDATED
        if self.days_left < 0:
            return Pressure.LATE
        return Pressure.SOON if self.days_left <= SOON_DAYS else Pressure.LATER

    @property
    def place(self) -> tuple[int, int, int]:
        """Return what puts the most pressing first: pressure, days left, kind."""
        return _PRESSURES[self.pressure], self.days_left or 0, _KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class ChasedUnit:
    """A unit to chase.

    Args:
        unit_id: Its key.
        code: Its code.
        name: Its name.
        errands: What for, the most pressing first; never empty.
    """

    unit_id: int
    code: str
    name: str
    errands: tuple[Errand, ...]

    @property
    def count(self) -> int:
        """Return how many things wait at it."""
        return sum(errand.count for errand in self.errands)

    def of(self, topic: Topic) -> tuple[Errand, ...]:
        """Return what it is chased for of one topic."""
        return tuple(errand for errand in self.errands if errand.topic is topic)


def is_chased(item: WaitingItem) -> bool:
    """Return whether an item waits at a unit, for its own people alone."""
    return item.unit_id is not None and DOERS[item.kind] <= frozenset(UNIT_ROLES)


def list_errands(items: Iterable[WaitingItem]) -> dict[int, list[Errand]]:
    """Return what each unit is chased for, what one page shows of a unit as one errand.

    Args:
        items: Everything that waits; what is not for units is left out.
    """
    pages: dict[tuple[object, ...], list[WaitingItem]] = {}
    for item in items:
        if is_chased(item):
            key = (item.unit_id, item.kind, item.endpoint, item.args)
            pages.setdefault(key, []).append(item)
    found: dict[int, list[Errand]] = {}
    for same in pages.values():
        found.setdefault(same[0].unit_id or 0, []).append(_errand(same))
    return found


def rank_units(units: Iterable[ChasedUnit]) -> list[ChasedUnit]:
    """Return units by their most pressing errand, then by how much waits, then by name."""
    return sorted(
        units,
        key=lambda unit: (unit.errands[0].place, -unit.count, sort_key(unit.name), unit.code),
    )


def sort_errands(errands: Iterable[Errand]) -> tuple[Errand, ...]:
    """Return errands with the most pressing first."""
    return tuple(
        sorted(errands, key=lambda each: (each.place, each.period, each.subject, str(each.args)))
    )


def _errand(items: list[WaitingItem]) -> Errand:
    first = items[0]
    dated = [(item.due_on, item.days_left) for item in items if item.due_on is not None]
    due_on, days_left = min(dated, default=(None, None), key=lambda pair: pair[0].toordinal())
    narrowed = ((first.unit_arg, first.unit_code),) if first.unit_arg else ()
    return Errand(
        kind=first.kind,
        topic=TOPICS.get(first.kind, Topic.OTHER),
        subject=first.subject,
        period=first.period,
        count=sum(item.count for item in items),
        due_on=due_on,
        days_left=days_left,
        endpoint=first.endpoint,
        args=(*first.args, *narrowed),
    )
