"""Judges a period: every task of every document in force, every unit it comes down to.

Verdicts are never overwritten. A cell that says what it said is kept as it is; one that changed
is closed with the run that closed it, and a new row stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models import EvaluationRun, db
from models.vocabulary import Comparator, Role, Verdict
from tracker.clock import now
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.directives import list_directives
from tracker.queries.evaluation_inputs import (
    DECIDED_COLUMNS,
    MemberFinder,
    is_in_force,
    list_directives_in_force,
    load_figures,
    load_standing,
)
from tracker.queries.task_records import TaskRecords
from tracker.queries.tasks import list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.rules.task_states import Window
from tracker.services.audit import record_audit
from tracker.services.bulk import bulk_insert, bulk_update
from tracker.services.disputed_verdicts import SetAside
from tracker.services.pull_gate import require_good_pulls
from tracker.services.task_verdicts import LEAD, judge_task, pick_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.evaluation_inputs import Decided, Figures
    from tracker.queries.tasks import TaskRow
    from tracker.rules.periods import Period

EVALUATING_ROLES: Final = (Role.OFFICE_STAFF, Role.APPROVER, Role.SYSTEM)
"""Who may have a period judged; the administrator decides nothing about who is late."""

RULE_VERSION: Final = "parts-5"
"""Changes when the same figures could get another verdict."""

_COLUMNS: Final = ("period", "task_id", "unit_id", *DECIDED_COLUMNS, "run_id")
_Cell = tuple[int, int, "Decided"]


@dataclass(frozen=True, slots=True)
class DirectiveSummary:
    """How one document fared in a period; verdicts of lead units only."""

    directive_id: int
    number: str
    is_sample: bool
    counts: Mapping[Verdict, int]
    supporting_count: int


@dataclass(frozen=True, slots=True)
class EvaluationSummary:
    """What one evaluation found and wrote.

    Args:
        run_id: Key of the run.
        period: Text form of the period.
        first_day: Its first day.
        last_day: Its last day; tasks and units are those of the day it is read on.
        is_provisional: Whether the period still runs, so that verdicts may turn.
        cell_count: Verdicts looked at, supporting units included.
        added_count: Verdicts that are new.
        changed_count: Verdicts that replaced another one.
        withdrawn_count: Verdicts closed because the unit no longer has the task.
        directives: What each document came to, in the order of listings.
    """

    run_id: int
    period: str
    first_day: date
    last_day: date
    is_provisional: bool
    cell_count: int
    added_count: int
    changed_count: int
    withdrawn_count: int
    directives: tuple[DirectiveSummary, ...]

    @property
    def unchanged_count(self) -> int:
        """Return how many verdicts stand as they stood."""
        return self.cell_count - self.added_count - self.changed_count


@dataclass(slots=True)
class _Changes:
    """What must be written: rows to add, keys of the rows to close, and how many of which."""

    new: list[_Cell]
    closed: list[int]
    added_count: int
    withdrawn_count: int


def evaluate_period(
    *,
    period: Period,
    directive_id: int | None = None,
    actor: Actor,
    cutoff: int | None,
    on: date,
    is_dry_run: bool = False,
) -> EvaluationSummary:
    """Judge a period and store what changed since it was last judged.

    Args:
        period: The period; it may still run, it must have begun.
        directive_id: Only this document; without it every document in force in the period, and
            verdicts that no longer have a task, a unit or a document in force are withdrawn.
        actor: Who has it judged.
        cutoff: Last day of the office's month, None for calendar months.
        on: The present day.
        is_dry_run: Whether all is undone afterwards: what would be found may be shown of a period
            whose figures are in doubt, it may not stand.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `directive_unknown`.
        RefusedError: `period_in_future`; `directive_not_in_force` when the document named is not
            in force in the period; `no_directive_in_force` when none is; as
            `tracker.services.pull_gate.require_good_pulls`: the last verdicts stand meanwhile.
    """
    require_role(actor, EVALUATING_ROLES)
    window = Window.of(period, on, cutoff)
    if window.first_day > on:
        raise RefusedError("period_in_future", period=period.code, first_day=window.first_day)
    if not is_dry_run:
        require_good_pulls(period.code)
    cells, summaries = _judge(period.code, _directives(period, directive_id, window), window)
    changes = _compare(cells, load_standing(period.code, directive_id))
    run = EvaluationRun(
        period=period.code,
        directive_id=directive_id,
        is_provisional=not period.has_ended(on, cutoff),
        rule_version=RULE_VERSION,
        started_at=now(),
        created_by=actor.id,
        cell_count=len(cells),
        changed_count=len(changes.new) + changes.withdrawn_count,
    )
    db.session.add(run)
    db.session.flush()
    _store(period.code, changes, run.id)
    summary = EvaluationSummary(
        run_id=run.id,
        period=period.code,
        first_day=window.first_day,
        last_day=window.last_day,
        is_provisional=run.is_provisional,
        cell_count=len(cells),
        added_count=changes.added_count,
        changed_count=len(changes.new) - changes.added_count,
        withdrawn_count=changes.withdrawn_count,
        directives=summaries,
    )
    _record(summary, directive_id, actor)
    return summary


def _directives(period: Period, directive_id: int | None, window: Window) -> list[DirectiveRow]:
    if directive_id is None:
        found = list_directives_in_force(window.first_day, window.last_day)
        if not found:
            raise RefusedError("no_directive_in_force", period=period.code)
        return found
    known = list_directives()
    named = next((row for row in known if row.id == directive_id), None)
    if named is None:
        numbers = "; ".join(row.number for row in known)
        raise NotFoundError("directive_unknown", value=directive_id, known=numbers)
    if not is_in_force(named, window.first_day, window.last_day):
        raise RefusedError("directive_not_in_force", number=named.number, period=period.code)
    return [named]


def _judge(
    period: str, directives: Sequence[DirectiveRow], window: Window
) -> tuple[list[_Cell], tuple[DirectiveSummary, ...]]:
    tasks = list_tasks((row.id for row in directives), window.read_on)
    directory = load_directory()
    finder = MemberFinder(directory, window.read_on)
    figures = load_figures(period, [task.indicator_id for task in tasks if task.indicator_id])
    baselines = _load_baselines(tasks, window)
    records = TaskRecords(tasks, directory, window.read_on)
    disputes = SetAside(window.read_on, directory)
    nothing: Figures = {}
    cells: list[_Cell] = []
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for task in tasks:
        key = task.indicator_id or 0
        start = len(cells)
        judged = judge_task(
            task,
            finder.members(task),
            figures.get(key, nothing),
            baselines.get(task.id, nothing),
            window,
            records,
        )
        cells.extend((task.id, *cell) for cell in disputes.of(task.id, judged))
        counts[task.directive_id].update(
            decided[1] if decided[0] == LEAD else "" for _, _, decided in cells[start:]
        )
    return cells, tuple(_summary(row, counts[row.id]) for row in directives)


def _summary(directive: DirectiveRow, counts: Counter[str]) -> DirectiveSummary:
    return DirectiveSummary(
        directive_id=directive.id,
        number=directive.number,
        is_sample=directive.is_sample,
        counts={verdict: counts[verdict.value] for verdict in Verdict},
        supporting_count=counts[""],
    )


def _load_baselines(tasks: Iterable[TaskRow], window: Window) -> dict[int, Figures]:
    """Return the figures of the years that increases are counted from, by task and unit."""
    found: dict[int, Figures] = {}
    for task in tasks:
        target = pick_target(task, window)
        if (
            target is not None
            and target.comparator is Comparator.INCREASE_AT_LEAST
            and target.baseline_year is not None
            and task.indicator_id is not None
        ):
            year = load_figures(str(target.baseline_year), [task.indicator_id])
            found[task.id] = year.get(task.indicator_id, {})
    return found


def _compare(
    cells: Iterable[_Cell], standing: dict[tuple[int, int], tuple[int, Decided]]
) -> _Changes:
    """Return what differs from what stands; cells that say the same are left alone."""
    changes = _Changes([], [], 0, 0)
    for cell in cells:
        known = standing.pop((cell[0], cell[1]), None)
        if known is None:
            changes.added_count += 1
        elif known[1] == cell[2]:
            continue
        else:
            changes.closed.append(known[0])
        changes.new.append(cell)
    changes.withdrawn_count = len(standing)
    changes.closed.extend(key for key, _ in standing.values())
    return changes


def _store(period: str, changes: _Changes, run_id: int) -> None:
    # The old verdict goes first: only one may stand for a task and unit.
    if changes.closed:
        bulk_update("evaluation", "superseded_run_id", run_id, changes.closed)
    if changes.new:
        bulk_insert(
            "evaluation",
            _COLUMNS,
            ((period, task, unit, *decided, run_id) for task, unit, decided in changes.new),
        )


def _record(summary: EvaluationSummary, directive_id: int | None, actor: Actor) -> None:
    only = "" if directive_id is None else f" {summary.directives[0].number}"
    totals: Counter[str] = Counter()
    for directive in summary.directives:
        totals.update({verdict.value: count for verdict, count in directive.counts.items()})
    record_audit(
        actor=actor,
        action="period_evaluated",
        object_type="evaluation",
        object_key=f"{summary.period}{only}",
        details={
            "run": summary.run_id,
            "is_provisional": summary.is_provisional,
            "cells": summary.cell_count,
            "added": summary.added_count,
            "changed": summary.changed_count,
            "withdrawn": summary.withdrawn_count,
            "verdicts": {verdict: count for verdict, count in totals.items() if count},
        },
    )
