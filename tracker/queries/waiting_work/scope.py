"""What every provider of waiting work is asked for, and the item it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tracker.clock import local
from tracker.rules.waiting import WaitingItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from models.vocabulary import WaitingKind
    from tracker.config import Settings
    from tracker.queries.unit_directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose waiting work is wanted, seen from which day.

    Args:
        today: Present local day.
        settings: How lateness is judged, and on which day a month is cut off.
        directory: Units.
        unit_ids: Only of these units; None for all.
    """

    today: date
    settings: Settings
    directory: UnitDirectory
    unit_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """One subject's part of the waiting work.

    Args:
        kinds: What it may answer with; it is asked only for whoever does one of them.
        find: Returns the items, in a fixed number of queries.
    """

    kinds: tuple[WaitingKind, ...]
    find: Callable[[Scope], Iterable[WaitingItem]]


@dataclass(frozen=True, slots=True)
class Place:
    """The page that shows exactly what is counted.

    Args:
        endpoint: The view.
        args: What its address needs.
        unit_arg: Name of the value that narrows it to one unit.
    """

    endpoint: str
    args: tuple[tuple[str, str | int], ...] = ()
    unit_arg: str = ""


def make_item(
    kind: WaitingKind,
    place: Place,
    scope: Scope,
    *,
    count: int = 1,
    unit_id: int | None = None,
    subject: str = "",
    period: str = "",
    due_on: date | None = None,
    since: date | datetime | None = None,
    made_by: int | None = None,
    doer_ids: frozenset[int] = frozenset(),
) -> WaitingItem:
    """Return an item with its unit's name and the days left.

    Args:
        kind: What is to be done.
        place: Where.
        scope: What was asked.
        count: How many there are.
        unit_id: The unit it waits at; None for the office's own.
        subject: Which task or list.
        period: The month it belongs to.
        due_on: Last day to do it.
        since: When the newest of it came.
        made_by: Who made it.
        doer_ids: The accounts it waits for, where not everybody of the role does it.
    """
    unit = None if unit_id is None else scope.directory.by_id(unit_id)
    return WaitingItem(
        kind=kind,
        subject=subject,
        period=period,
        unit_id=unit_id,
        unit_code="" if unit is None else unit.code,
        unit_name="" if unit is None else unit.short_name or unit.name,
        due_on=due_on,
        since_on=_day(since),
        days_left=None if due_on is None else (due_on - scope.today).days,
        count=count,
        endpoint=place.endpoint,
        args=place.args,
        unit_arg=place.unit_arg if unit is not None else "",
        made_by=made_by,
        doer_ids=doer_ids,
    )


def _day(since: date | datetime | None) -> date | None:
    # An instant is a date too: it has to be asked for first.
    return local(since).date() if isinstance(since, datetime) else since
