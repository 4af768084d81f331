"""Trends of targets from what is kept: of one unit, and of the summed parts of all that lead."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator, Verdict
from tracker.publishing.pictures.trend_points import GapKind, PointMark, TargetAt, Trend, TrendPoint
from tracker.publishing.pictures.trends import draw_trend
from tracker.queries.measurements import list_preferred_measurements
from tracker.queries.verdict_series import list_verdict_series
from tracker.rules.periods import read_period
from tracker.rules.rates import HUNDRED, Share, percent_text, sum_shares
from tracker.rules.targets import PERCENT
from tracker.rules.trends import period_label, periods_back, trend_span
from tracker.rules.verdicts import Actual, TargetLevel, judge
from tracker.wording.labels import label
from tracker.wording.numbers import local_signs, number_text
from tracker.wording.sentences import sentence
from tracker.wording.verdicts import explain_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from tracker.publishing.pictures.picture import Picture
    from tracker.queries.measurements import MeasurementRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_tree import UnitTree
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


def build_unit_trends(
    tasks: Iterable[TaskRow], *, unit_id: int, unit_name: str, last: Period, cutoff: int | None
) -> dict[int, Picture]:
    """Return the trend of each measured task of a unit that has one, by the task's key.

    What was judged counts as it was judged; a period nobody judged shows the figure alone. Two
    statements, however many tasks.

    Args:
        tasks: Rows of documents.
        unit_id: The unit, as a lead.
        unit_name: Its name.
        last: The period looked at.
        cutoff: Last day of the office's month; None for calendar months.
    """
    measured = [task for task in tasks if task.indicator_code]
    periods = [period.code for period in periods_back(last)]
    judged: dict[int, dict[str, Stated]] = defaultdict(dict)
    keys = [task.id for task in measured]
    for row in list_verdict_series(periods, task_ids=keys, unit_id=unit_id):
        judged[row.task_id][row.period] = _judged(row)
    figures: dict[str, dict[str, MeasurementRow]] = defaultdict(dict)
    for figure in list_preferred_measurements(periods=periods, unit_ids=[unit_id]):
        figures[figure.indicator_code][figure.period] = figure
    found = {}
    for task in measured:
        stated = {
            period: _figure(figure, task, cutoff)
            for period, figure in figures[task.indicator_code].items()
        }
        picture = draw_task_trend(task, unit_name, last, stated | judged[task.id])
        if picture is not None:
            found[task.id] = picture
    return found


def build_group_trends(
    tasks: Iterable[TaskRow], *, owner: str, last: Period, tree: UnitTree, cutoff: int | None
) -> dict[int, Picture]:
    """Return the trend of the summed parts of the leads of each task that has one, by its key.

    Parts are summed, then divided; a unit's figure is left out where a unit under it is in the
    sum, and so is one that is the whole province's. One statement, however many tasks.

    Args:
        tasks: Rows of documents.
        owner: What the leads together are called.
        last: The period looked at.
        tree: Units, for who stands under whom.
        cutoff: Last day of the office's month; None for calendar months.
    """
    measured = {task.id: task for task in tasks if task.unit_of_measure == PERCENT}
    periods = [period.code for period in periods_back(last)]
    rows: dict[tuple[int, str], list[SeriesRow]] = defaultdict(list)
    for row in list_verdict_series(periods, task_ids=measured):
        rows[row.task_id, row.period].append(row)
    summed: dict[int, dict[str, Stated]] = defaultdict(dict)
    above = {code: _find_above(tree, read_period(code), cutoff) for code in periods}
    for (task_id, period), own in rows.items():
        summed[task_id][period] = sum_rows(own, above[period])
    found = {}
    for task_id, task in measured.items():
        picture = draw_task_trend(task, owner, last, summed[task_id])
        if picture is not None:
            found[task_id] = picture
    return found


def sum_rows(rows: Sequence[SeriesRow], above: Callable[[int], frozenset[int]]) -> Stated:
    """Return the summed parts of one task's leads in one period, judged as a sum.

    Args:
        rows: The verdicts of its leads; at least one.
        above: The units above a unit.
    """
    own = [
        row for row in rows if row.numerator is not None and row.has_figure and not row.is_shared
    ]
    covered = {unit for row in own for unit in above(row.unit_id)}
    shares = [
        Share(row.numerator or 0, row.denominator or 0) for row in own if row.unit_id not in covered
    ]
    asked = next((row for row in rows if row.target is not None), rows[0])
    is_sample = any(row.is_sample for row in rows)
    comparator, target = asked.comparator, asked.target
    if not shares:
        return Stated(None, None, None, None, comparator, target, is_sample)
    share, verdict = sum_shares(shares), None
    if comparator is not None and target is not None:
        actual = Actual(share.numerator, share.denominator)
        verdict = judge(actual, TargetLevel(comparator, target)).verdict
    return Stated(share.numerator, share.denominator, None, verdict, comparator, target, is_sample)


def draw_task_trend(
    task: TaskRow, owner: str, last: Period, stated: Mapping[str, Stated]
) -> Picture | None:
    """Return the trend of a task; None where fewer than two periods have a figure.

    Args:
        task: The row of the document.
        owner: Whose figure it is.
        last: The period looked at.
        stated: What is known, by the period's text form.
    """
    unit = task.unit_of_measure
    points = {code: _point(read_period(code), found, unit) for code, found in stated.items()}
    known = {read_period(code) for code, point in points.items() if point.value is not None}
    span = trend_span(last, known)
    if not span:
        return None
    grows = any(found.comparator is Comparator.INCREASE_AT_LEAST for found in stated.values())
    subject = task.text or task.indicator_code
    title = {
        "kind": sentence(f"picture_kind_{last.kind.value}"),
        "subject": subject.rstrip(". "),
        "owner": owner,
    }
    return draw_trend(
        Trend(
            title=sentence("picture_trend_title", title),
            points=tuple(
                points.get(period.code) or TrendPoint(period_label(period), None) for period in span
            ),
            unit_of_measure=unit,
            is_sample=any(found.is_sample for found in stated.values()),
            note=sentence("picture_trend_growing") if grows else "",
        )
    )


def _judged(row: SeriesRow) -> Stated:
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


def _figure(figure: MeasurementRow, task: TaskRow, cutoff: int | None) -> Stated:
    """Return a figure nobody judged, beside the target of its period's last day."""
    day = read_period(figure.period).last_day(cutoff)
    target = task.on(day).target_on(day)
    return Stated(
        figure.numerator,
        figure.denominator,
        figure.value,
        None,
        target.comparator if target else None,
        target.value if target else None,
        figure.is_sample,
    )


def _point(period: Period, stated: Stated, unit: str) -> TrendPoint:
    value, text = figure_of(stated.numerator, stated.denominator, stated.value, unit)
    is_nothing = stated.denominator == 0 or stated.verdict is Verdict.NOT_ARISEN
    verdict = stated.verdict
    return TrendPoint(
        label=period_label(period),
        value=value,
        text=text,
        mark=PointMark.UNJUDGED if verdict is None else _MARKS.get(verdict, PointMark.UNJUDGED),
        gap=GapKind.NOTHING_AROSE if is_nothing else GapKind.NO_FIGURE,
        target=_target(stated, unit),
        verdict="" if verdict is None else label(verdict),
    )


def _target(stated: Stated, unit: str) -> TargetAt | None:
    comparator, target = stated.comparator, stated.target
    # An increase is counted from a level of each unit's own: there is no line to draw.
    if comparator is None or target is None or comparator is Comparator.INCREASE_AT_LEAST:
        return None
    return TargetAt(Fraction(target), explain_target(comparator, target, unit))


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


def _find_above(
    tree: UnitTree, period: Period, cutoff: int | None
) -> Callable[[int], frozenset[int]]:
    """Return what tells the units above a unit on the last day of a period."""
    on = period.last_day(cutoff)
    known: dict[int, frozenset[int]] = {}

    def above(unit_id: int) -> frozenset[int]:
        found = known.get(unit_id)
        if found is None:
            known[unit_id] = frozenset()  # a circle in the records ends here
            parent = tree.parent(unit_id, on)
            found = frozenset() if parent is None else above(parent.id) | {parent.id}
            known[unit_id] = found
        return found

    return above
