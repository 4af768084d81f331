"""What waits for a person, as their first page shows it: by whose turn, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import DigestReason
from tracker.rules.waiting import REASONS, group_items
from tracker.wording.waiting import tell_due, tell_period, tell_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.vocabulary import WaitingKind
    from tracker.rules.waiting import WaitingGroup, WaitingItem

SOON: Final = 3
"""Days before the end from which a line stands out."""


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One line of work.

    Args:
        kind: What is to be done.
        about: Which task, month and units.
        count: How many.
        due: Until when, in words.
        mark: Name of the tag's colour.
        icon: Name of its sign.
        url: The page that shows exactly these.
    """

    kind: WaitingKind
    about: str
    count: int
    due: str
    mark: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class HomeSection:
    """What stands under one heading."""

    reason: DigestReason
    lines: list[HomeLine]


@dataclass(frozen=True, slots=True)
class Home:
    """A person's waiting work.

    Args:
        summary: How much there is, and how much of it is late.
        sections: By whose turn it is; empty when nothing waits.
    """

    summary: str
    sections: list[HomeSection]


def build_home(items: Iterable[WaitingItem], passed: Sequence[WaitingItem] = ()) -> Home:
    """Return what waits for a person, in words.

    Args:
        items: Their own work.
        passed: What others left undone for so long that it is theirs to know of.
    """
    by_reason: dict[DigestReason, list[WaitingItem]] = {}
    if passed:
        by_reason[DigestReason.ESCALATED] = list(passed)
    for item in items:
        by_reason.setdefault(REASONS[item.kind], []).append(item)
    groups = {reason: group_items(found) for reason, found in by_reason.items()}
    sections = [
        HomeSection(reason, [_line(group) for group in groups[reason]])
        for reason in DigestReason
        if reason in groups
    ]
    lines = [group for found in groups.values() for group in found]
    late = sum(1 for group in lines if group.days_left is not None and group.days_left < 0)
    summary = _("%(count)s việc đang chờ bạn", count=len(lines))
    if late:
        summary = _("%(summary)s, %(late)s việc đã quá hạn", summary=summary, late=late)
    return Home(f"{summary}.", sections)


def _line(group: WaitingGroup) -> HomeLine:
    about = (group.subject, tell_period(group.period), tell_units(group.unit_names))
    mark, icon = _mark(group.days_left)
    values: dict[str, Any] = dict(group.args)
    return HomeLine(
        kind=group.kind,
        about="; ".join(filter(None, about)),
        count=group.count,
        due=tell_due(group.due_on, group.days_left),
        mark=mark,
        icon=icon,
        url=url_for(group.endpoint, **values),
    )


def _mark(days_left: int | None) -> tuple[str, str]:
    if days_left is None or days_left > SOON:
        return "calm", "calendar3"
    return ("missed", "exclamation-triangle") if days_left < 0 else ("provisional", "alarm")
