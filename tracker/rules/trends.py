"""Periods in a row for a trend: one kind only, none left out between the first and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import PeriodKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.rules.periods import Period

MOST_PERIODS: Final = {
    PeriodKind.MONTH: 24,
    PeriodKind.QUARTER: 12,
    PeriodKind.YEAR: 10,
    PeriodKind.MONTH_TO_DATE: 24,
}
LEAST_KNOWN: Final = 2
"""One figure is no trend."""


def periods_back(last: Period) -> list[Period]:
    """Return the periods up to one, all of its kind, the oldest first.

    Args:
        last: The newest of them.

    Source:
        reference/feature-anchors.md F24: to date and whole periods never on one picture.
    """
    found = [last]
    while len(found) < MOST_PERIODS[last.kind]:
        found.append(found[-1].previous())
    return found[::-1]


def trend_span(last: Period, known: Collection[Period]) -> list[Period]:
    """Return the periods a trend shows: from the first with a figure to the one looked at.

    Args:
        last: The one looked at; it is shown, with a figure or without.
        known: Periods that have a figure; those of other kinds are not looked at.

    Returns:
        Nothing where fewer than two periods of that kind have one.
    """
    periods = periods_back(last)
    places = [place for place, period in enumerate(periods) if period in known]
    return periods[places[0] :] if len(places) >= LEAST_KNOWN else []


def period_label(period: Period) -> str:
    """Return the short name of a period: "03/2024", "Q1/2024", "2024"."""
    if period.kind is PeriodKind.YEAR:
        return str(period.year)
    if period.kind is PeriodKind.QUARTER:
        return f"Q{period.number}/{period.year}"
    return f"{period.number:02d}/{period.year}"
