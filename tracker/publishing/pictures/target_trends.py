"""Trends of targets from what is kept: of one unit, and of the summed parts of all that lead."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.vocabulary import Comparator
from tracker.clock import today
from tracker.publishing.pictures.target_points import Stated, judged_state, place_points
from tracker.publishing.pictures.trend_points import Trend
from tracker.publishing.pictures.trends import draw_trend
from tracker.queries.measurements import list_preferred_measurements
from tracker.queries.verdict_series import list_verdict_series
from tracker.rules.periods import read_period
from tracker.rules.rates import Share, sum_shares
from tracker.rules.targets import PERCENT
from tracker.rules.task_states import Window
from tracker.rules.trends import periods_back
from tracker.rules.verdicts import Actual, TargetLevel, judge
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tracker.publishing.pictures.picture import Picture
    from tracker.queries.measurements import MeasurementRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.verdict_series import SeriesRow
    from tracker.rules.periods import Period


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
    for row in list_verdict_series(periods, task_ids=keys, unit_ids=[unit_id]):
        judged[row.task_id][row.period] = judged_state(row)
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
    points = place_points(task, last, stated)
    if not points:
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
            points=points,
            unit_of_measure=task.unit_of_measure,
            is_sample=any(found.is_sample for found in stated.values()),
            note=sentence("picture_trend_growing") if grows else "",
        )
    )


def _figure(figure: MeasurementRow, task: TaskRow, cutoff: int | None) -> Stated:
    """Return a figure nobody judged, beside the target of the day its period is read on."""
    day = Window.of(read_period(figure.period), today(), cutoff).read_on
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
