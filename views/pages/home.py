"""What waits for a person, as their first page shows it: by whose turn, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _

from tracker.rules.digests import sort_by_reason
from tracker.wording.waiting import tell_due, tell_period, tell_units

if TYPE_CHECKING:
    from models.vocabulary import DigestReason, WaitingKind
    from tracker.queries.waiting_work import Waiting
    from tracker.rules.waiting import WaitingGroup

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


def build_home(waiting: Waiting) -> Home:
    """Return what waits for a person, in words.

    Args:
        waiting: Their own work, and what is passed on to them.
    """
    found = sort_by_reason(waiting.own, waiting.passed)
    sections = [HomeSection(each.reason, [_line(group) for group in each.groups]) for each in found]
    lines = [group for each in found for group in each.groups]
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
