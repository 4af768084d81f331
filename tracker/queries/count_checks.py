"""The sums of the months an import touched: what came in must stand, be done or be given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from tracker.queries.listed_units import list_listed_units
from tracker.queries.unit_counts import count_units
from tracker.rules.periods import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.vocabulary import LatenessRule
    from tracker.rules.periods import Period

MOST_MONTHS: Final = 3
"""Months checked one by one, the newest; all days touched are checked together in any case."""


@dataclass(frozen=True, slots=True)
class IdentityFailure:
    """A sum that does not come out.

    Args:
        period: The month, "2024-03", or all months touched, "2023-01..2024-03".
        unit_code: Code of the unit.
        identity: Name of the sum.
        left: Total as counted.
        right: Sum of its parts.
    """

    period: str
    unit_code: str
    identity: str
    left: int
    right: int


def list_identity_failures(
    days: Iterable[str], *, cutoff: int | None, rule: LatenessRule
) -> list[IdentityFailure]:
    """Return the sums that do not come out in the months of some days, the oldest month first.

    Cheap whatever the history: at most `MOST_MONTHS` counts and one over the whole stretch.

    Args:
        days: ISO days on which dossiers that were written came in or ended.
        cutoff: Last day of the office's month; None for calendar months.
        rule: Whether lateness is judged by day or by minute.

    Source:
        reference/domain-vn.md 4.5; reference/baselines.md, the cost of a month's counts.
    """
    # Thousands of days lie in few months: one day of each is enough to name them.
    months = sorted({month_of(date.fromisoformat(day), cutoff) for day in set(days)})
    if not months:
        return []
    found = list(_check_span(months[0], months[-1], cutoff, rule)) if len(months) > 1 else []
    for month in months[-MOST_MONTHS:]:
        found += _check_span(month, month, cutoff, rule)
    return found


def _check_span(
    first: Period, last: Period, cutoff: int | None, rule: LatenessRule
) -> Iterator[IdentityFailure]:
    counts = count_units(first.first_day(cutoff), last.last_day(cutoff), rule)
    broken = {unit_id: found for unit_id, each in counts.items() if (found := each.identities())}
    if not broken:
        return
    name = first.code if first == last else f"{first.code}..{last.code}"
    for unit in list_listed_units(broken):
        for each in broken[unit.id]:
            yield IdentityFailure(name, unit.code, each.code, each.left, each.right)
