"""When a person is told of waiting work, under which heading, and who above is told when it stays.

One message a day at most, on working days (thư tổng hợp). A day is worth a message when something
on it is new, nears its end, ends, is late, or was passed on; work without any of that is told of
once a week, on the week's first working day. A message that goes out names everything that waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from models.vocabulary import DigestReason, EscalationLevel, Role
from tracker.rules.waiting import REASONS, WaitingGroup, group_items, waits_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.waiting import Reader, WaitingItem

REMIND_BEFORE: Final = (5, 3, 1, 0)
"""Days before the end on which people are reminded; after it, on every working day."""

ESCALATED_ROLES: Final = {
    Role.DEPARTMENT_HEAD: EscalationLevel.UNIT_HEAD,
    Role.OFFICE_STAFF: EscalationLevel.OFFICE,
}
"""Who is told of what others leave undone."""

PASSED_TO: Final = {
    EscalationLevel.UNIT_HEAD: frozenset({DigestReason.OWN_UNIT}),
    EscalationLevel.OFFICE: frozenset({DigestReason.OWN_UNIT, DigestReason.REVIEW}),
}
"""What of it, by why those whose turn it is are told."""

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DigestDay:
    """What a day is in the calendar of record.

    Args:
        on: The day.
        is_working: Whether people work on it.
        new_since: What came then or later is new: the working day before it, or the day of the
            last digests where those are older.
        is_first_of_week: Whether it is the first working day of its week.
        days_off_after: Days off between it and the next working day.
    """

    on: date
    is_working: bool
    new_since: date
    is_first_of_week: bool
    days_off_after: int


@dataclass(frozen=True, slots=True)
class DigestSection:
    """What stands under one heading, of a digest or of a person's first page."""

    reason: DigestReason
    groups: tuple[WaitingGroup, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """An item that was late for so long that somebody above is told."""

    item: WaitingItem
    level: EscalationLevel


def digest_day(on: date, calendar: WorkingCalendar, told_on: date | None = None) -> DigestDay:
    """Return what a day is: digests go out on working days of the calendar of record.

    Args:
        on: The day.
        calendar: The calendar of record.
        told_on: Day of the last digests before it; None for none. A server that was off over
            some working days leaves nothing of them unsaid.
    """
    before = calendar.add_working_days(on, -1)
    monday = on - timedelta(days=on.weekday())
    return DigestDay(
        on=on,
        is_working=calendar.is_working(on),
        new_since=before if told_on is None else min(before, told_on),
        is_first_of_week=before < monday,
        days_off_after=(calendar.next_working_day(on + _ONE_DAY) - on).days - 1,
    )


def is_pressing(item: WaitingItem, day: DigestDay) -> bool:
    """Return whether an item alone is worth a message on a day.

    Reminders before the end that fall on days off are given on the working day before them.
    """
    if day.is_first_of_week or (item.since_on is not None and item.since_on >= day.new_since):
        return True
    if item.days_left is None:
        return False
    left, ahead = item.days_left, day.days_off_after
    return left < 0 or any(0 <= left - before <= ahead for before in REMIND_BEFORE)


def find_passed(
    items: Iterable[WaitingItem],
    reader: Reader,
    *,
    head_after_days: int,
    office_after_days: int,
    told: Collection[tuple[str, EscalationLevel]] = (),
) -> list[Passed]:
    """Return what is passed on to a person (chuyển cấp): to a unit's head, then to the office.

    What a unit's people must do goes to its head, and to the office; what its head must review
    goes to the office. Only to somebody whose duty it is not already, and to each person once for
    a due day.

    Args:
        items: Everything that waits.
        reader: The person.
        head_after_days: Days late from which the unit's head is told; at least 1.
        office_after_days: Days late from which the office is told; at least 1.
        told: Keys of items they were told of before, with the level.
    """
    if reader.role not in ESCALATED_ROLES:
        return []
    level = ESCALATED_ROLES[reader.role]
    after = head_after_days if level is EscalationLevel.UNIT_HEAD else office_after_days
    return [
        Passed(item, level)
        for item in items
        if _is_late(item, max(1, after))
        and REASONS[item.kind] in PASSED_TO[level]
        and reader.reaches(item)
        and not waits_for(item, reader)
        and (item.key, level) not in told
    ]


def build_digest(
    items: Iterable[WaitingItem], passed: Iterable[Passed], reader: Reader, day: DigestDay
) -> list[DigestSection]:
    """Return what a person is told on a day, by why they get it; empty when nothing need be said.

    Args:
        items: Everything that waits, for whomever.
        passed: What is passed on to the person today.
        reader: The person.
        day: The day.
    """
    if not day.is_working:
        return []
    own = [item for item in items if waits_for(item, reader)]
    above = [each.item for each in passed]
    if not above and not any(is_pressing(item, day) for item in own):
        return []
    return sort_by_reason(own, above)


def sort_by_reason(
    own: Iterable[WaitingItem], passed: Sequence[WaitingItem]
) -> list[DigestSection]:
    """Return work under its headings, in their order.

    Args:
        own: A person's own work.
        passed: What is passed on to them.
    """
    by_reason: dict[DigestReason, list[WaitingItem]] = {}
    if passed:
        by_reason[DigestReason.ESCALATED] = list(passed)
    for item in own:
        by_reason.setdefault(REASONS[item.kind], []).append(item)
    return [
        DigestSection(reason, tuple(group_items(by_reason[reason])))
        for reason in DigestReason
        if reason in by_reason
    ]


def _is_late(item: WaitingItem, after: int) -> bool:
    return item.days_left is not None and -item.days_left >= after
