"""How far the figures of a source can be trusted for a period (độ mới của số liệu)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from models.vocabulary import RunState

if TYPE_CHECKING:
    from datetime import date


class Pull(StrEnum):
    """How the newest pull of a source for a period stands."""

    NONE = "none"
    GOOD = "good"
    RUNNING = "running"
    FAILED = "failed"
    ACCEPTED = "accepted"


class Freshness(StrEnum):
    """What must be said before the figures of a source are read; the first that holds."""

    PULL_FAILED = "pull_failed"
    PULL_RUNNING = "pull_running"
    PULL_ACCEPTED = "pull_accepted"
    STALE = "stale"
    ENDS_EARLY = "ends_early"
    FRESH = "fresh"


_BY_PULL = {
    Pull.FAILED: Freshness.PULL_FAILED,
    Pull.RUNNING: Freshness.PULL_RUNNING,
    Pull.ACCEPTED: Freshness.PULL_ACCEPTED,
}
GOOD_STATES = frozenset({RunState.OK, RunState.OK_WITH_FINDINGS})
"""Runs whose figures went in."""


def classify_pull(state: RunState | None, *, is_accepted: bool) -> Pull:
    """Return how the newest run of a source for a period stands.

    Args:
        state: Its state; None where there never was a run.
        is_accepted: Whether a person let it pass though it failed.
    """
    if state is None:
        return Pull.NONE
    if state in GOOD_STATES:
        return Pull.GOOD
    if is_accepted:
        return Pull.ACCEPTED
    return Pull.RUNNING if state is RunState.RUNNING else Pull.FAILED


def stops_the_cycle(pull: Pull) -> bool:
    """Return whether nothing may be judged or listed: what is known may be half of what there is.

    Source:
        reference/reliability.md C6: a failed pull never becomes "no one was late".
    """
    return pull in (Pull.RUNNING, Pull.FAILED)


def age_in_days(as_of: date, last_day: date, on: date) -> int:
    """Return how many days figures lag behind what they could describe; 0 for none.

    A period that is over cannot be described better by waiting: its figures lag behind its last
    day, those of a running one behind the present day.

    Args:
        as_of: Newest day the figures describe.
        last_day: Last day of the period.
        on: The present day.
    """
    return max((min(last_day, on) - as_of).days, 0)


def classify_freshness(
    *, as_of: date | None, last_day: date, on: date, max_age_days: int | None, pull: Pull
) -> Freshness:
    """Return what must be said of a source's figures before anybody reads them.

    Args:
        as_of: Newest day its figures of the period describe; None when it has none.
        last_day: Last day of the period.
        on: The present day.
        max_age_days: The source's age limit; older figures are stale. None sets no limit.
        pull: How its newest pull for the period stands.
    """
    if pull in _BY_PULL:
        return _BY_PULL[pull]
    if as_of is None or as_of >= last_day:
        return Freshness.FRESH
    if max_age_days is not None and age_in_days(as_of, last_day, on) > max_age_days:
        return Freshness.STALE
    return Freshness.ENDS_EARLY
