"""Small pictures of every kind, and what is read back out of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from models.vocabulary import Comparator, DelayCause, Verdict
from tracker.publishing.pictures.ages import Ages, draw_ages
from tracker.publishing.pictures.distributions import Distribution, draw_distribution
from tracker.publishing.pictures.shares import Part, Shares, draw_shares
from tracker.publishing.pictures.trend_points import (
    GapKind,
    PointMark,
    TargetAt,
    Trend,
    TrendPoint,
)
from tracker.publishing.pictures.trends import draw_trend
from tracker.rules.levels import holds
from tracker.wording.labels import label

if TYPE_CHECKING:
    from tracker.publishing.pictures.picture import Picture

SVG = "{http://www.w3.org/2000/svg}"
TARGET = TargetAt(Fraction(95), "tối thiểu 95 %")


def point(label: str, value: str | None, **more: object) -> TrendPoint:
    exact = None if value is None else Fraction(value)
    return TrendPoint(label, exact, value or "", **{"target": TARGET, **more})  # type: ignore[arg-type] # as given


def trend(*points: TrendPoint, **more: object) -> Picture:
    return draw_trend(Trend("Diễn biến", points, **more))  # type: ignore[arg-type] # as given


def long_trend(count: int = 24) -> Picture:
    marks = list(PointMark)
    gaps = list(GapKind)
    return trend(
        *(
            point(f"{n % 12 + 1:02d}/2024", None, gap=gaps[n % 4])
            if n % 3 == 2
            else point(f"{n % 12 + 1:02d}/2024", str(80 + n % 20), mark=marks[n % 4])
            for n in range(count)
        ),
        is_sample=True,
    )


def distribution(
    *values: str, comparator: Comparator = Comparator.AT_LEAST, level: str = "95", **more: object
) -> Picture:
    exact = Fraction(level)
    figures = tuple(
        (
            Fraction(value),
            Verdict.ACHIEVED if holds(comparator, Fraction(value) - exact) else Verdict.MISSED,
        )
        for value in values
    )
    return draw_distribution(
        Distribution("Phân bố", comparator, exact, "tối thiểu 95 %", figures, **more)  # type: ignore[arg-type] # as given
    )


def ages(**more: object) -> Picture:
    return draw_ages(Ages("Tuổi quá hạn", {1: 3, 5: 2, 6: 1, 95: 4}, **more))  # type: ignore[arg-type] # as given


def shares(*counts: int, **more: object) -> Picture:
    parts = tuple(Part(f"Nguyên nhân {n}", count) for n, count in enumerate(counts, start=1))
    return draw_shares(Shares("Nguyên nhân", parts, **more))  # type: ignore[arg-type] # as given


def causes(**more: object) -> Picture:
    """Return the shares of every reason there is, in the reader's words."""
    parts = tuple(Part(label(cause), 1200 - 99 * n) for n, cause in enumerate(DelayCause))
    return draw_shares(Shares("Nguyên nhân", parts, **more))  # type: ignore[arg-type] # as given


EVERY_KIND = {
    "trend": long_trend,
    "distribution": lambda: distribution(*map(str, range(40, 101)), is_sample=True),
    "ages": lambda: ages(is_sample=True),
    "shares": lambda: causes(is_sample=True),
}


def root(picture: Picture) -> Xml.Element:
    return Xml.fromstring(picture.svg)


def texts(picture: Picture) -> list[str]:
    return [each.text or "" for each in root(picture).iter(f"{SVG}text")]
