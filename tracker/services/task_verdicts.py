"""The verdict of one task for each unit it comes down to; decides nothing by itself but by rules.

Supporting units (phối hợp) keep a row, so that they see what they support, but are never judged:
the figure is the lead's, and so is the miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.types import PLACES
from models.vocabulary import AssignmentRole, ScheduleKind, TaskKind, UnitLevel, Verdict
from tracker.queries.task_states import term_of
from tracker.rules.levels import TargetLevel, judge_parts, resolve_level
from tracker.rules.products import judge_product, stored_reason
from tracker.rules.targets import PERCENT
from tracker.rules.task_states import classify_task
from tracker.services.figure_verdicts import judge_flagged, judge_number, miss_reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from tracker.queries.evaluation_inputs import Decided, Figure, Members
    from tracker.queries.task_records import TaskRecords
    from tracker.queries.tasks import TargetRow, TaskRow
    from tracker.rules.task_states import Window

LEAD: Final = AssignmentRole.LEAD.value
SUPPORTING: Final = AssignmentRole.SUPPORTING.value
_ACHIEVED, _NOT_ARISEN = Verdict.ACHIEVED, Verdict.NOT_ARISEN
_NOT_APPLICABLE: Final = Verdict.NOT_APPLICABLE.value
_NO_DATA: Final = Verdict.NO_DATA.value
_PROVINCE: Final = UnitLevel.PROVINCE.value
_NO_FIGURE: Final[Figure | tuple[None, None, None, None, str]] = (None, None, None, None, "")


def judge_task(
    task: TaskRow,
    members: Members,
    figures: Mapping[int, Figure],
    baselines: Mapping[int, Figure],
    window: Window,
    records: TaskRecords,
) -> Iterator[tuple[int, Decided]]:
    """Yield every unit of a task with all its verdict says.

    Args:
        task: The row of the document.
        members: The units it comes down to.
        figures: Figures of its indicator in the period, by unit.
        baselines: Figures of the year an increase is counted from, by unit.
        window: The days of the period, and the day of looking.
        records: What is on record of tasks without figures.
    """
    target = pick_target(task, window)
    asked = (target.comparator.value, _scaled(target.value)) if target else (None, None)
    supporting = _plain(SUPPORTING, _NOT_APPLICABLE, "supporting_not_judged", asked)
    for unit_id in members.supports:
        yield unit_id, supporting
    levels = task.indicator_levels
    judged = [unit_id for unit_id, level in members.leads if not levels or level in levels]
    if len(judged) < len(members.leads):
        other_level = _plain(LEAD, _NOT_APPLICABLE, "other_level", asked)
        yield from ((unit, other_level) for unit, level in members.leads if level not in levels)
    if task.kind is TaskKind.PRODUCT:
        yield from _by_record(task, judged, records, window)
    elif target is None or _is_not_due(task, window):
        yield from _shown(task, target, judged, figures, window)
    else:
        provinces = frozenset(unit_id for unit_id, level in members.leads if level == _PROVINCE)
        if target.unit_of_measure != PERCENT:
            yield from _by_number(target, judged, figures, provinces)
        else:
            yield from _by_share(target, judged, figures, baselines, provinces)


def pick_target(task: TaskRow, window: Window) -> TargetRow | None:
    """Return the target of a period: that of the day it is read on, else the newest before it."""
    return task.target_on(window.read_on) or next(
        (
            target
            for target in reversed(task.targets)
            if target.valid_from <= window.read_on and window.first_day <= target.valid_to
        ),
        None,
    )


def _is_not_due(task: TaskRow, window: Window) -> bool:
    """Return whether a target to be reached by a day is not binding yet."""
    due_on = task.due_on
    by_date = task.schedule_kind is ScheduleKind.BY_DATE
    return by_date and due_on is not None and due_on > window.last_day


def _plain(role: str, verdict: str, reason: str, asked: tuple[str | None, int | None]) -> Decided:
    return role, verdict, reason, None, None, None, *asked, None, None


def _scaled(value: Decimal) -> int:
    return int(value.scaleb(PLACES))


def _by_record(
    task: TaskRow, unit_ids: Iterable[int], records: TaskRecords, window: Window
) -> Iterator[tuple[int, Decided]]:
    """Yield the verdicts on a task without figures: each lead is judged by its own deliveries."""
    term = term_of(task)
    for unit_id in unit_ids:
        finding = classify_task(term, records.of(task.id, unit_id), window)
        verdict = judge_product(finding).verdict.value
        yield unit_id, _plain(LEAD, verdict, stored_reason(finding), (None, None))


def _shown(
    task: TaskRow,
    target: TargetRow | None,
    unit_ids: Iterable[int],
    figures: Mapping[int, Figure],
    window: Window,
) -> Iterator[tuple[int, Decided]]:
    """Yield units whose figures are shown but not judged: no target, or not binding yet."""
    asked = (target.comparator.value, _scaled(target.value)) if target else (None, None)
    if target is not None:
        verdict, reason = Verdict.NOT_DUE, "due_later"
    elif not task.targets:
        verdict, reason = Verdict.NOT_APPLICABLE, "no_target"
    elif task.targets[0].valid_from > window.read_on:
        verdict, reason = Verdict.NOT_DUE, "target_later"
    else:
        verdict, reason = Verdict.NOT_APPLICABLE, "target_over"
    for unit_id in unit_ids:
        key, numerator, denominator, value, _ = figures.get(unit_id, _NO_FIGURE)
        yield (
            unit_id,
            (LEAD, verdict.value, reason, numerator, denominator, value, *asked, None, key),
        )


def _by_share(
    target: TargetRow,
    unit_ids: Iterable[int],
    figures: Mapping[int, Figure],
    baselines: Mapping[int, Figure],
    provinces: frozenset[int],
) -> Iterator[tuple[int, Decided]]:
    """Yield the verdicts on percentages; the usual figure, with both parts, goes straight."""
    comparator, code, scaled = target.comparator, target.comparator.value, _scaled(target.value)
    silent = _plain(LEAD, _NO_DATA, "no_figures", (code, scaled))
    level = resolve_level(TargetLevel(comparator, target.value))
    for unit_id in unit_ids:
        figure = figures.get(unit_id)
        if figure is None:
            yield unit_id, silent
            continue
        key, numerator, denominator, value, quality = figure
        if (
            level is None
            or quality
            or numerator is None
            or denominator is None
            or numerator > denominator
        ):
            verdict, reason, shortfall = judge_flagged(
                target, figure, baselines.get(unit_id), is_province=unit_id in provinces
            )
        else:
            found, shortfall = judge_parts(numerator, denominator, *level)
            verdict = found.value
            reason = (
                "reached"
                if found is _ACHIEVED
                else "not_arisen"
                if found is _NOT_ARISEN
                else miss_reason(level, numerator, denominator, shortfall)
            )
        yield (
            unit_id,
            (LEAD, verdict, reason, numerator, denominator, value, code, scaled, shortfall, key),
        )


def _by_number(
    target: TargetRow,
    unit_ids: Iterable[int],
    figures: Mapping[int, Figure],
    provinces: frozenset[int],
) -> Iterator[tuple[int, Decided]]:
    """Yield the verdicts on figures that are no percentage: days, points, counts."""
    asked = target.comparator.value, _scaled(target.value)
    for unit_id in unit_ids:
        figure = figures.get(unit_id)
        if figure is None:
            yield unit_id, _plain(LEAD, _NO_DATA, "no_figures", asked)
            continue
        key, numerator, denominator, value, _ = figure
        verdict, reason = judge_number(target, figure, is_province=unit_id in provinces)
        yield (
            unit_id,
            (LEAD, verdict.value, reason, numerator, denominator, value, *asked, None, key),
        )
