"""Points of a whole level (cấp): its median, and what its parts give where parts may be added."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.rules.score_components import Mark, ScoreFigure
from tracker.rules.scores766 import TOTAL, score_group

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from tracker.rules.scores766 import GroupRules, TotalScore

ADDITIVE: Final = frozenset({"TDGQ", "MDHL"})
"""Groups that count dossiers and petitions only: every one belongs to a single unit. A procedure is
shared by many units, so groups that count procedures have no sum over a level."""


@dataclass(frozen=True, slots=True)
class LevelScore:
    """The points of the units that are ranked together.

    Args:
        count: Units with figures.
        medians: The middle of the units' points, by group code or `TONG`; units that received
            nothing or have no points are left out, and so are groups without any.
        summed: Points of the summed parts, by code of the groups that may be added; only where
            every unit with figures has all parts of the group.
    """

    count: int
    medians: Mapping[str, Decimal]
    summed: Mapping[str, Decimal]


def score_level(groups: Iterable[GroupRules], totals: Sequence[TotalScore]) -> LevelScore:
    """Return the points of a level; shares are summed by their parts, never averaged.

    Args:
        groups: The six groups, as `tracker.rules.scores766.group_rules` returns them.
        totals: Every unit of the level that has figures; none contains another.

    Raises:
        RefusedError: As `tracker.rules.score_components.score_component`.
    """
    busy = [total for total in totals if Mark.NOTHING_RECEIVED not in total.marks]
    known: defaultdict[str, list[Decimal]] = defaultdict(list)
    for total in busy:
        for group in total.groups:
            if group.score is not None and Mark.NOTHING_RECEIVED not in group.marks:
                known[group.code].append(group.score)
        if total.score is not None:
            known[TOTAL].append(total.score)
    summed = {
        group.code: points
        for group in groups
        if group.code in ADDITIVE and (points := _score_sum(group, totals)) is not None
    }
    return LevelScore(
        len(totals), {code: find_median(points) for code, points in known.items()}, summed
    )


def find_median(points: Sequence[Decimal]) -> Decimal:
    """Return the middle of points, of an even number the middle between the two middle ones.

    Args:
        points: At least one.
    """
    ordered = sorted(points)
    middle, is_odd = divmod(len(ordered), 2)
    return ordered[middle] if is_odd else (ordered[middle - 1] + ordered[middle]) / 2


def _score_sum(group: GroupRules, totals: Sequence[TotalScore]) -> Decimal | None:
    sums: dict[str, tuple[int, int]] = {}
    for total in totals:
        own = next(each for each in total.groups if each.code == group.code)
        for part in own.components:
            figure = part.figure
            if figure is None or figure.numerator is None or figure.denominator is None:
                return None
            above, below = sums.get(part.rule.code, (0, 0))
            sums[part.rule.code] = above + figure.numerator, below + figure.denominator
    figures = {code: ScoreFigure(*parts) for code, parts in sums.items()}
    return score_group(group, figures, is_province=False).computed
