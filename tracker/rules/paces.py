"""What pace reaches a missed target by the end of the year (nhịp độ cần đạt), in whole dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tracker.rules.levels import reach
from tracker.rules.rates import Share

if TYPE_CHECKING:
    from datetime import date

    from models.vocabulary import Comparator

_ONE_DAY: Final = timedelta(days=1)


class PaceKind(StrEnum):
    """What can be said of the rest of the year."""

    ANYWAY = "anyway"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    OUT_OF_REACH = "out_of_reach"
    NO_VOLUME = "no_volume"


@dataclass(frozen=True, slots=True)
class Pace:
    """What the rest of the year must bring.

    Args:
        kind: What can be said.
        coming: Dossiers still to come by the year's end, if as many come a day as until now.
        count: How many of them must (for `AT_LEAST`) or may (for `AT_MOST`) count; 0 otherwise.
        best: Best share the whole year can still reach.
    """

    kind: PaceKind
    coming: int
    count: int
    best: Share

    @property
    def share(self) -> Share:
        """The share of what is still to come that must, or may, count."""
        return Share(self.count, self.coming)


def find_pace(
    so_far: Share,
    level: tuple[Comparator, int, int],
    *,
    first_on: date,
    last_on: date,
    year_ends_on: date,
) -> Pace:
    """Return how many of the dossiers still to come reach a target for the whole stretch.

    The volume to come is the volume so far by days, cut to whole dossiers: an estimate of how many
    come, never of how well they are handled.

    Args:
        so_far: Figures from `first_on` to `last_on`.
        level: Comparator and value as `tracker.rules.levels.resolve_level` gives them.
        first_on: First day the figures cover.
        last_on: Last day they cover.
        year_ends_on: Last day of the year the target is for.

    Raises:
        ValueError: When the figures end before they begin or after the year.
    """
    if not first_on <= last_on <= year_ends_on:
        raise ValueError(f"{first_on} to {last_on} of a year that ends on {year_ends_on}")
    covered, left = (last_on - first_on + _ONE_DAY).days, (year_ends_on - last_on).days
    coming = so_far.denominator * left // covered
    whole = so_far.denominator + coming
    if whole == 0:
        return Pace(PaceKind.NO_VOLUME, 0, 0, so_far)
    lowest, highest = reach(whole, *level)
    least, most = max(lowest - so_far.numerator, 0), highest - so_far.numerator
    kind, count = _decide(least, most, coming)
    # A target from above is best served by none more, every other one by all of them.
    further = 0 if lowest == 0 else coming
    return Pace(kind, coming, count, Share(so_far.numerator + further, whole))


def _decide(least: int, most: int, coming: int) -> tuple[PaceKind, int]:
    if least > min(most, coming) or most < 0:
        return PaceKind.OUT_OF_REACH, 0
    if least:
        return PaceKind.AT_LEAST, least
    return (PaceKind.ANYWAY, 0) if most >= coming else (PaceKind.AT_MOST, most)
