"""What is known of a target period by period, as the points of its trend."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator, Verdict
from tracker.publishing.pictures.trend_points import GapKind, PointMark, TargetAt, TrendPoint
from tracker.rules.periods import read_period
from tracker.rules.rates import HUNDRED, Share, percent_text
from tracker.rules.targets import PERCENT
from tracker.rules.trends import period_label, trend_span
from tracker.wording.labels import label
from tracker.wording.numbers import local_signs, number_text
from tracker.wording.sentences import sentence
from tracker.wording.verdicts import explain_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from tracker.queries.tasks import TaskRow
    from tracker.queries.verdict_series import SeriesRow
    from tracker.rules.periods import Period

_MARKS: Final = {
    Verdict.ACHIEVED: PointMark.REACHED,
    Verdict.MISSED: PointMark.MISSED,
    Verdict.EXCUSED: PointMark.SET_ASIDE,
    Verdict.DISPUTED: PointMark.SET_ASIDE,
}


@dataclass(frozen=True, slots=True)
class Stated:
    """What is known of one period.

    Args:
        numerator: Tử số, None where there are no parts.
        denominator: Mẫu số.
        value: The figure where there are no parts.
        verdict: What was found; None where nobody judged.
        comparator: How it was held against the target.
        target: What was asked.
        is_sample: Whether it is made up.
    """

    numerator: int | None
    denominator: int | None
    value: Decimal | None
    verdict: Verdict | None = None
    comparator: Comparator | None = None
    target: Decimal | None = None
    is_sample: bool = False


def list_judged_points(
    task: TaskRow, last: Period, rows: Iterable[SeriesRow]
) -> tuple[TrendPoint, ...]:
    """Return the points of a task's trend from what was judged of one unit.

    Args:
        task: The row of the document.
        last: The period looked at.
        rows: The unit's verdicts on it, in any order.

    Returns:
        Nothing where fewer than two periods have a figure.
    """
    return place_points(task, last, {row.period: judged_state(row) for row in rows})


def place_points(
    task: TaskRow, last: Period, stated: Mapping[str, Stated]
) -> tuple[TrendPoint, ...]:
    """Return the points of a task's trend: periods in a row, what is not known as gaps.

    Args:
        task: The row of the document.
        last: The period looked at.
        stated: What is known, by the period's text form.

    Returns:
        Nothing where fewer than two periods have a figure.
    """
    unit, say = task.unit_of_measure, cache(explain_target)
    points = {code: _point(read_period(code), found, unit, say) for code, found in stated.items()}
    known = {read_period(code) for code, point in points.items() if point.value is not None}
    return tuple(
        points.get(period.code) or TrendPoint(period_label(period), None)
        for period in trend_span(last, known)
    )


def judged_state(row: SeriesRow) -> Stated:
    """Return a verdict; "no data" draws nothing, whatever its source says besides."""
    has_data = row.has_figure
    return Stated(
        row.numerator if has_data else None,
        row.denominator if has_data else None,
        row.value if has_data else None,
        row.verdict,
        row.comparator,
        row.target,
        row.is_sample,
    )


def _point(
    period: Period, stated: Stated, unit: str, say: Callable[[Comparator, Decimal, str], str]
) -> TrendPoint:
    """Return one period; `say` puts a target in words, which is the same for most."""
    value, text = figure_of(stated.numerator, stated.denominator, stated.value, unit)
    is_nothing = stated.denominator == 0 or stated.verdict is Verdict.NOT_ARISEN
    verdict = stated.verdict
    return TrendPoint(
        label=period_label(period),
        value=value,
        text=text,
        mark=PointMark.UNJUDGED if verdict is None else _MARKS.get(verdict, PointMark.UNJUDGED),
        gap=GapKind.NOTHING_AROSE if is_nothing else GapKind.NO_FIGURE,
        target=_target(stated, unit, say),
        verdict="" if verdict is None else label(verdict),
        key=period.code,
    )


def _target(
    stated: Stated, unit: str, say: Callable[[Comparator, Decimal, str], str]
) -> TargetAt | None:
    comparator, target = stated.comparator, stated.target
    # An increase is counted from a level of each unit's own: there is no line to draw.
    if comparator is None or target is None or comparator is Comparator.INCREASE_AT_LEAST:
        return None
    return TargetAt(Fraction(target), say(comparator, target, unit))


def figure_of(
    numerator: int | None, denominator: int | None, value: Decimal | None, unit: str
) -> tuple[Fraction | None, str]:
    """Return a figure exactly and as the table prints it; None and nothing where there is none.

    Args:
        numerator: Tử số, None where there are no parts.
        denominator: Mẫu số.
        value: The figure where there are no parts.
        unit: "%" or words.
    """
    if numerator is not None and denominator is not None and unit == PERCENT:
        if not denominator:
            return None, ""
        share = Share(numerator, denominator)
        exact = Fraction(numerator * HUNDRED, denominator)
        return exact, local_signs(percent_text(share))
    if value is None:
        return None, ""
    text = f"{number_text(value)} {unit}".rstrip()
    return Fraction(value), sentence(
        "picture_reported", {"figure": text}
    ) if unit == PERCENT else text
