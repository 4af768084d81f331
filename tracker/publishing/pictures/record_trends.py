"""A unit's published months as a trend: months without a list, or taken back, stay gaps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.publishing.pictures.trend_points import GapKind, Trend, TrendPoint
from tracker.publishing.pictures.trends import draw_trend
from tracker.rules.public_lists import is_small
from tracker.rules.rates import HUNDRED, Share, percent_text
from tracker.rules.trends import LEAST_KNOWN, period_label
from tracker.wording.numbers import count_text, local_signs
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.publishing.pictures.picture import Picture
    from tracker.rules.periods import Period


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """What is published of one month.

    Args:
        share: Finished early and on time, of all finished; None of a list taken back.
        is_sample: Whether made-up dossiers are in it.
    """

    share: Share | None
    is_sample: bool


def draw_record(
    months: Mapping[Period, PublishedRate], *, unit_name: str, small_count: int
) -> Picture | None:
    """Return the trend of a unit's rate through its published months, drawn from these alone.

    Args:
        months: What is published, by month.
        unit_name: Name of the unit.
        small_count: Rates over fewer dossiers are not drawn.

    Returns:
        None while fewer than two months have a rate.
    """
    span = [min(months)] if months else []
    while span and span[-1] < max(months):
        span.append(span[-1].following())
    points = tuple(_point(month, months.get(month), small_count) for month in span)
    if sum(point.value is not None for point in points) < LEAST_KNOWN:
        return None
    return draw_trend(
        Trend(
            title=sentence("picture_on_time_title", {"unit": unit_name}),
            points=points,
            is_sample=any(found.is_sample for found in months.values()),
        )
    )


def _point(month: Period, found: PublishedRate | None, small_count: int) -> TrendPoint:
    name = period_label(month)
    if found is None:
        return TrendPoint(name, None)
    share = found.share
    if share is None:
        return TrendPoint(name, None, gap=GapKind.WITHDRAWN, key=month.code)
    if not share.denominator:
        return TrendPoint(name, None, gap=GapKind.NOTHING_AROSE, key=month.code)
    if is_small(share, small_count):
        parts = f"{count_text(share.numerator)}/{count_text(share.denominator)} *"
        return TrendPoint(name, None, parts, gap=GapKind.FEW, key=month.code)
    exact = Fraction(share.numerator * HUNDRED, share.denominator)
    return TrendPoint(name, exact, local_signs(percent_text(share)), key=month.code)
