"""Work that waits for people: one kind, one subject, one unit, until when, and where to do it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import UNIT_ROLES, DigestReason, Role, WaitingKind
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

OFFICE_ROLES: Final = frozenset({Role.OFFICE_STAFF})

DOERS: Final[Mapping[WaitingKind, frozenset[Role]]] = {
    WaitingKind.ANSWER_LIST: frozenset({Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD}),
    WaitingKind.EXPLAIN_DOSSIERS: frozenset({Role.UNIT_OFFICER}),
    WaitingKind.REWRITE_EXPLANATIONS: frozenset({Role.UNIT_OFFICER}),
    WaitingKind.REVIEW_EXPLANATIONS: frozenset({Role.DEPARTMENT_HEAD}),
    WaitingKind.DRAFT_LETTERS: frozenset({Role.UNIT_OFFICER}),
    WaitingKind.SIGN_LETTERS: frozenset({Role.DEPARTMENT_HEAD}),
    WaitingKind.SEND_LETTERS: frozenset({Role.UNIT_OFFICER}),
    WaitingKind.EXPLAIN_TARGETS: frozenset({Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD}),
    WaitingKind.REVIEW_TARGETS: OFFICE_ROLES,
    WaitingKind.KEEP_MEASURES: frozenset({Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD}),
    WaitingKind.DELIVER_PRODUCTS: frozenset({Role.UNIT_OFFICER}),
    WaitingKind.REVIEW_PRODUCTS: frozenset({Role.DEPARTMENT_HEAD}),
    WaitingKind.DECIDE_OBJECTIONS: OFFICE_ROLES,
    WaitingKind.APPROVE_LISTS: frozenset({Role.APPROVER}),
    WaitingKind.PUBLISH_LISTS: OFFICE_ROLES,
    WaitingKind.CLOSE_ALERTS: OFFICE_ROLES,
    WaitingKind.ANSWER_ASSIGNMENTS: frozenset({Role.DEPARTMENT_HEAD}),
    WaitingKind.COMMENT_DISPUTES: frozenset({Role.DEPARTMENT_HEAD}),
    WaitingKind.DECIDE_DISPUTES: frozenset({Role.APPROVER, Role.OFFICE_STAFF}),
    WaitingKind.APPLY_DECISIONS: OFFICE_ROLES,
}
"""Whose turn it is; what the pages let a role do is decided there."""

REASONS: Final[Mapping[WaitingKind, DigestReason]] = {
    WaitingKind.ANSWER_LIST: DigestReason.OWN_UNIT,
    WaitingKind.EXPLAIN_DOSSIERS: DigestReason.OWN_UNIT,
    WaitingKind.REWRITE_EXPLANATIONS: DigestReason.OWN_UNIT,
    WaitingKind.REVIEW_EXPLANATIONS: DigestReason.REVIEW,
    WaitingKind.DRAFT_LETTERS: DigestReason.OWN_UNIT,
    WaitingKind.SIGN_LETTERS: DigestReason.REVIEW,
    WaitingKind.SEND_LETTERS: DigestReason.OWN_UNIT,
    WaitingKind.EXPLAIN_TARGETS: DigestReason.OWN_UNIT,
    WaitingKind.REVIEW_TARGETS: DigestReason.REVIEW,
    WaitingKind.KEEP_MEASURES: DigestReason.OWN_UNIT,
    WaitingKind.DELIVER_PRODUCTS: DigestReason.OWN_UNIT,
    WaitingKind.REVIEW_PRODUCTS: DigestReason.REVIEW,
    WaitingKind.DECIDE_OBJECTIONS: DigestReason.OFFICE,
    WaitingKind.APPROVE_LISTS: DigestReason.APPROVAL,
    WaitingKind.PUBLISH_LISTS: DigestReason.OFFICE,
    WaitingKind.CLOSE_ALERTS: DigestReason.OFFICE,
    WaitingKind.ANSWER_ASSIGNMENTS: DigestReason.OWN_UNIT,
    WaitingKind.COMMENT_DISPUTES: DigestReason.OWN_UNIT,
    WaitingKind.DECIDE_DISPUTES: DigestReason.REVIEW,
    WaitingKind.APPLY_DECISIONS: DigestReason.OFFICE,
}
"""Why whoever's turn it is gets told."""

LONGEST_KEY: Final = 200
"""A longer key is kept as its hash: `Escalation.subject_key` holds no more."""

_KINDS: Final = {kind: place for place, kind in enumerate(WaitingKind)}


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """Work of one kind about one subject that waits at one unit (việc đang chờ).

    Args:
        kind: What is to be done.
        subject: Which task or list, as its document names it; may be empty.
        period: The month it belongs to, "2024-03"; may be empty.
        unit_id: The unit it waits at; None for the office's own.
        unit_code: That unit's code; empty for the office's own.
        unit_name: That unit's name.
        due_on: Last day to do it; None where no day is set.
        since_on: Day the newest of it came.
        days_left: Days until `due_on`, 0 on the day itself, below it when it is late.
        count: How many there are.
        endpoint: The page that shows exactly these.
        args: What its address needs, by name.
        unit_arg: Name of the value that narrows the page to one unit; empty where none does.
        made_by: Who made it; it never waits for them. None where that does not matter.
        doer_ids: The accounts it waits for, where not everybody of the role does it.
    """

    kind: WaitingKind
    subject: str
    period: str
    unit_id: int | None
    unit_code: str
    unit_name: str
    due_on: date | None
    since_on: date | None
    days_left: int | None
    count: int
    endpoint: str
    args: tuple[tuple[str, str | int], ...] = ()
    unit_arg: str = ""
    made_by: int | None = None
    doer_ids: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """Return what tells it from everything else, and from itself with another due day."""
        due = "" if self.due_on is None else self.due_on.isoformat()
        values = "&".join(f"{name}={value}" for name, value in self.args)
        whose = self.made_by or ""
        key = f"{self.kind.value}|{self.unit_id or ''}|{self.period}|{values}|{whose}|{due}"
        if len(key) <= LONGEST_KEY:
            return key
        return f"{self.kind.value}|{hashlib.sha256(key.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever work waits for.

    Args:
        user_id: Their account.
        role: What they may do.
        unit_ids: Units they speak for; meaningless for the office's roles.
    """

    user_id: int
    role: Role
    unit_ids: frozenset[int] = frozenset()

    def reaches(self, item: WaitingItem) -> bool:
        """Return whether an item lies within what they speak for."""
        return self.role not in UNIT_ROLES or item.unit_id in self.unit_ids


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """Items of one kind about one subject, over one unit or several.

    Args:
        kind: What is to be done.
        subject: As in the items.
        period: As in the items.
        unit_names: The units, by name.
        due_on: The earliest last day; None where none is set.
        days_left: Days until it.
        since_on: Day the newest of it came.
        count: How many there are in all.
        endpoint: The page that shows exactly these.
        args: What its address needs.
    """

    kind: WaitingKind
    subject: str
    period: str
    unit_names: tuple[str, ...]
    due_on: date | None
    days_left: int | None
    since_on: date | None
    count: int
    endpoint: str
    args: tuple[tuple[str, str | int], ...]


def waits_for(item: WaitingItem, reader: Reader) -> bool:
    """Return whether it is somebody's turn: their role, their unit, and not their own work."""
    is_theirs = reader.role in DOERS[item.kind] and reader.reaches(item)
    is_named = not item.doer_ids or reader.user_id in item.doer_ids
    return is_theirs and is_named and item.made_by != reader.user_id


def group_items(items: Iterable[WaitingItem]) -> list[WaitingGroup]:
    """Return items as people read them: one line a kind and subject, the most pressing first.

    Args:
        items: In any order; each counts once.
    """
    found: dict[tuple[object, ...], list[WaitingItem]] = {}
    for item in items:
        found.setdefault(
            (item.kind, item.subject, item.period, item.endpoint, item.args), []
        ).append(item)
    return sorted(map(_group, found.values()), key=_place)


def _group(items: list[WaitingItem]) -> WaitingGroup:
    first = items[0]
    pressing = min((item for item in items if item.due_on), key=_due, default=first)
    units = sorted(
        {(item.unit_name, item.unit_code) for item in items if item.unit_code},
        key=lambda unit: (sort_key(unit[0]), unit[1]),
    )
    is_of_one = len(units) == 1 and first.unit_arg
    narrowed = ((first.unit_arg, units[0][1]),) if is_of_one else ()
    return WaitingGroup(
        kind=first.kind,
        subject=first.subject,
        period=first.period,
        unit_names=tuple(name for name, _ in units),
        due_on=pressing.due_on,
        days_left=pressing.days_left,
        since_on=max((item.since_on for item in items if item.since_on), default=None),
        count=sum(item.count for item in items),
        endpoint=first.endpoint,
        args=(*first.args, *narrowed),
    )


def _due(item: WaitingItem) -> str:
    return "" if item.due_on is None else item.due_on.isoformat()


def _place(group: WaitingGroup) -> tuple[object, ...]:
    due = "9999" if group.due_on is None else group.due_on.isoformat()
    return due, _KINDS[group.kind], group.period, group.subject, str(group.args)
