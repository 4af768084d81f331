"""Trend of a figure over periods of one kind, beside its target; what is not known is a gap."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from tracker.publishing.pictures.legends import ROW, lay_legend, text_width
from tracker.publishing.pictures.picture import WIDTH, Drawing, Picture, make_picture
from tracker.publishing.pictures.scales import fit_scale
from tracker.publishing.pictures.svg import WARN, words
from tracker.publishing.pictures.trend_plot import BOTTOM, TOP, TrendPlot, trend_signs
from tracker.publishing.pictures.trend_points import PointMark
from tracker.rules.targets import PERCENT
from tracker.wording.numbers import count_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from tracker.publishing.pictures.trend_points import Trend, TrendPoint

_HUNDRED: Final = Fraction(100)


def draw_trend(trend: Trend) -> Picture:
    """Return the picture of a trend.

    A point that missed its target by a hair stands visibly on the wrong side of its line.

    Args:
        trend: What is drawn.

    Source:
        reference/feature-anchors.md 4.14, F24: gaps as gaps, target labelled, kinds never mixed.
    """
    levels = [point.target.level for point in trend.points if point.target]
    values = [point.value for point in trend.points if point.value is not None]
    most = _HUNDRED if trend.unit_of_measure == PERCENT else None
    plot = TrendPlot(trend.points, fit_scale([*values, *levels], BOTTOM, TOP, most=most))
    legend, end = lay_legend(trend_signs(trend.points), left=0, top=BOTTOM + 30, right=WIDTH)
    elements = [
        *plot.axis(trend.unit_of_measure),
        *plot.gaps(),
        *plot.target(),
        *plot.line(),
        *plot.figures(),
        *plot.marks(),
        *plot.periods(),
        *legend,
    ]
    if trend.is_sample:
        sample = sentence("picture_sample")
        has_room = text_width(trend.unit_of_measure + sample) < WIDTH
        y, end = (14, end) if has_room else (end + 14, end + ROW)
        elements.append(words(WIDTH, y, sample, anchor="end", colour=WARN))
    return make_picture(
        Drawing(WIDTH, end, tuple(elements)),
        title=trend.title,
        description=_describe(trend),
        header=[
            sentence(f"picture_column_{name}") for name in ("period", "actual", "target", "verdict")
        ],
        rows=[
            (
                point.label,
                point.text or gap_text(point),
                point.target.text if point.target else "",
                point.verdict,
            )
            for point in trend.points
        ],
        keys=[("", point.key) for point in trend.points],
    )


def gap_text(point: TrendPoint) -> str:
    """Return why a period has no figure; empty where it has one."""
    return "" if point.value is not None else sentence(f"picture_gap_{point.gap.value}")


def _describe(trend: Trend) -> str:
    points = trend.points
    known = [point for point in points if point.value is not None]
    times = Counter(point.mark for point in known)
    told = [
        sentence(
            "picture_trend_span",
            {
                "count": count_text(len(points)),
                "first": points[0].label,
                "last": points[-1].label,
            },
        ),
        sentence("picture_trend_newest", {"period": known[-1].label, "figure": known[-1].text}),
    ]
    target = points[-1].target
    if target is not None:
        told.append(sentence("picture_trend_target", {"target": target.text}))
    if times[PointMark.REACHED] or times[PointMark.MISSED]:
        counts = {"reached": times[PointMark.REACHED], "missed": times[PointMark.MISSED]}
        told.append(sentence("picture_trend_verdicts", counts))
    if len(known) < len(points):
        told.append(sentence("picture_trend_gaps", {"count": len(points) - len(known)}))
    return " ".join(filter(None, (*told, trend.note)))
