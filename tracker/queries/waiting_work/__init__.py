"""What waits for people (việc đang chờ), each subject in queries as many as the subject has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.queries.digests import make_reader
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import explanations, letters, lists, targets, tasks
from tracker.queries.waiting_work.scope import Scope
from tracker.rules.digests import ESCALATED_ROLES, find_passed
from tracker.rules.waiting import DOERS, UNIT_ROLES, Reader, WaitingItem, waits_for

if TYPE_CHECKING:
    from datetime import date

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory

__all__ = ["list_all_waiting", "list_passed_on", "list_waiting_work"]

_PROVIDERS = (
    *explanations.PROVIDERS,
    *letters.PROVIDERS,
    *targets.PROVIDERS,
    *tasks.PROVIDERS,
    *lists.PROVIDERS,
)


def list_waiting_work(user: Actor, today: date, *, settings: Settings) -> list[WaitingItem]:
    """Return what waits for one person.

    Args:
        user: The person.
        today: Present local day.
        settings: How lateness is judged, and on which day a month is cut off.
    """
    directory = load_directory()
    reader = make_reader(user, directory)
    scope = Scope(today, settings, directory, _units(reader))
    found = [
        item
        for provider in _PROVIDERS
        if any(reader.role in DOERS[kind] for kind in provider.kinds)
        for item in provider.find(scope)
    ]
    return [item for item in found if waits_for(item, reader)]


def list_passed_on(user: Actor, today: date, *, settings: Settings) -> list[WaitingItem]:
    """Return what others have left undone for so long that it is a person's to know of.

    Args:
        user: The person; only heads of units and the office are passed anything.
        today: Present local day.
        settings: After how many days whom.
    """
    if user.role not in ESCALATED_ROLES:
        return []
    directory = load_directory()
    reader = make_reader(user, directory)
    scope = Scope(today, settings, directory, _units(reader))
    passed = find_passed(
        (item for provider in _PROVIDERS for item in provider.find(scope)),
        reader,
        head_after_days=settings.mail.head_after_days,
        office_after_days=settings.mail.office_after_days,
    )
    return [each.item for each in passed]


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


def _units(reader: Reader) -> frozenset[int] | None:
    return reader.unit_ids if reader.role in UNIT_ROLES else None
