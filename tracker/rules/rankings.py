"""Ranks, bands and changes of points (xếp hạng, xếp loại): like is compared with like only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Key = TypeVar("Key")


class Band(StrEnum):
    """How a total is classed (xếp loại)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    AVERAGE = "average"
    WEAK = "weak"


BANDS: Final[Sequence[tuple[Decimal, Band]]] = (
    (Decimal(90), Band.EXCELLENT),
    (Decimal(80), Band.GOOD),
    (Decimal(70), Band.FAIR),
    (Decimal(50), Band.AVERAGE),
    (Decimal(0), Band.WEAK),
)
"""Lowest total of each band of 100 points, best first.

The cuts at 90 and below 50 are published with the Decision; 80 fits a published provincial list;
70 and 50 as cuts were read in an analyser of the portal's figures, not in the Decision itself.

Source:
    reference/domain-vn.md 1.4; peer-766.md section 2.
"""


class NoChange(StrEnum):
    """Why no change can be told."""

    NO_PREVIOUS = "no_previous"
    FORMULA_CHANGED = "formula_changed"
    COHORT_CHANGED = "cohort_changed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands in one period.

    Args:
        score: Its points; None when they are not complete.
        rank: Its rank in its cohort; None when it is not ranked.
    """

    score: Decimal | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed against the period before, of the same kind.

    Args:
        points: Points gained, negative when lost; None when it cannot be told.
        places: Places climbed, negative when fallen; None when it cannot be told.
        points_reason: Why there are no points; None when there are.
        places_reason: Why there are no places; None when there are.
    """

    points: Decimal | None
    places: int | None
    points_reason: NoChange | None = None
    places_reason: NoChange | None = None


def band_of(total: Decimal, bands: Sequence[tuple[Decimal, Band]] = BANDS) -> Band:
    """Return the band of a total, unrounded.

    Args:
        total: Points of 100, 0 or more.
        bands: Lowest total of each band, best first; the last one takes all that is left.
    """
    return next((band for lowest, band in bands if total >= lowest), bands[-1][1])


def rank_scores(scores: Mapping[Key, Decimal | None]) -> dict[Key, int]:
    """Return the rank of each member of one cohort, the highest score first.

    Equal scores share a rank and the next one is skipped: 1, 2, 2, 4. A member without a complete
    score has no rank and takes no place.

    Args:
        scores: Score of each member; None when it is not complete.
    """
    complete = {key: score for key, score in scores.items() if score is not None}
    ranks: dict[Decimal, int] = {}
    for place, score in enumerate(sorted(complete.values(), reverse=True), start=1):
        ranks.setdefault(score, place)
    return {key: ranks[score] for key, score in complete.items()}


def find_change(
    now: Standing, before: Standing | None, *, is_same_formula: bool, is_same_cohort: bool
) -> Change:
    """Return what changed, and why it cannot be told where it cannot.

    Args:
        now: The unit in the period looked at.
        before: The same unit in the period before; None when nothing is known of it.
        is_same_formula: Whether both periods are scored by one catalogue and the same maxima.
        is_same_cohort: Whether exactly the same units have a rank in both periods.

    Source:
        peer-766.md section 6: no difference across a change of formula, and a change of rank only
        where the fully scored units are the same.
    """
    if now.score is None or before is None or before.score is None:
        return Change(None, None, NoChange.NO_PREVIOUS, NoChange.NO_PREVIOUS)
    if not is_same_formula:
        return Change(None, None, NoChange.FORMULA_CHANGED, NoChange.FORMULA_CHANGED)
    points = now.score - before.score
    if now.rank is None or before.rank is None:
        return Change(points, None, None, NoChange.NO_PREVIOUS)
    if not is_same_cohort:
        return Change(points, None, None, NoChange.COHORT_CHANGED)
    return Change(points, before.rank - now.rank)
