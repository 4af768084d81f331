"""What waits for people (việc đang chờ), each subject in queries as many as the subject has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import UNIT_ROLES
from tracker.queries.digests import make_reader
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import assignments, explanations, letters, lists, targets, tasks
from tracker.queries.waiting_work.scope import Scope
from tracker.rules.digests import ESCALATED_ROLES, find_passed
from tracker.rules.waiting import DOERS, waits_for

if TYPE_CHECKING:
    from datetime import date

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.rules.waiting import WaitingItem

__all__ = ["Waiting", "find_waiting", "list_all_waiting"]

_PROVIDERS = (
    *explanations.PROVIDERS,
    *letters.PROVIDERS,
    *targets.PROVIDERS,
    *tasks.PROVIDERS,
    *lists.PROVIDERS,
    *assignments.PROVIDERS,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person.

    Args:
        own: Their own work.
        passed: What others have left undone for so long that it is theirs to know of; only heads
            of units and the office are passed anything.
        others: Work of their units whose turn it is not: who they wait for.
    """

    own: list[WaitingItem]
    passed: list[WaitingItem]
    others: list[WaitingItem]


def find_waiting(
    user: Actor, today: date, *, settings: Settings, directory: UnitDirectory | None = None
) -> Waiting:
    """Return what waits for one person.

    Args:
        user: The person.
        today: Present local day.
        settings: How lateness is judged, on which day a month is cut off, after how many days who
            is told of what others leave undone.
        directory: Units, when they are loaded already.
    """
    directory = directory or load_directory()
    reader = make_reader(user, directory)
    is_of_unit = reader.role in UNIT_ROLES
    scope = Scope(today, settings, directory, reader.unit_ids if is_of_unit else None)
    items = [
        item
        for provider in _PROVIDERS
        if is_of_unit
        or reader.role in ESCALATED_ROLES
        or any(reader.role in DOERS[kind] for kind in provider.kinds)
        for item in provider.find(scope)
    ]
    passed = find_passed(
        items,
        reader,
        head_after_days=settings.mail.head_after_days,
        office_after_days=settings.mail.office_after_days,
    )
    own = [item for item in items if waits_for(item, reader)]
    # The items themselves: their keys are long to write.
    told = {id(each.item) for each in passed}
    others = [
        item
        for item in items
        if is_of_unit
        and reader.reaches(item)
        and not waits_for(item, reader)
        and id(item) not in told
    ]
    return Waiting(own, [each.item for each in passed], others)


def list_all_waiting(
    today: date, *, settings: Settings, directory: UnitDirectory
) -> list[WaitingItem]:
    """Return what waits for anybody: whose turn it is, `tracker.rules.waiting` says.

    Args:
        today: Present local day.
        settings: How lateness is judged, and on which day a month is cut off.
        directory: Units.
    """
    scope = Scope(today, settings, directory)
    return [item for provider in _PROVIDERS for item in provider.find(scope)]
