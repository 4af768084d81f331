"""What a unit answers for: its part in every document in force, with what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from models.vocabulary import AssignmentRole
from tracker.clock import today
from tracker.queries.directives import list_directives
from tracker.queries.evaluations import list_evaluated_periods, list_evaluations, task_references
from tracker.queries.scorecards import list_judged_periods
from tracker.queries.tasks import list_tasks
from tracker.rules.periods import read_period
from tracker.rules.scorecards import usual_period
from tracker.rules.task_states import Window
from tracker.runtime import current_settings
from tracker.wording.verdicts import explain_verdict
from views.formatting import show_period
from views.pages.expansion import expand_once
from views.pages.figures import actual_text, target_text, via_text
from views.pages.filters import build_options
from views.pages.frame import is_covered, matrix_url
from views.pages.freshness import build_headline
from views.pages.marks import list_marks
from views.pages.usual_periods import tell_usual_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from models.vocabulary import Verdict
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.scorecards import UsualPeriod
    from views.pages.filters import Option
    from views.pages.freshness import Headline
    from views.pages.marks import Mark


@dataclass(frozen=True, slots=True)
class Duty:
    """One task of a unit.

    Args:
        number: Its number in the document.
        text: As printed.
        url: The evidence for this unit.
        role: Which part the unit plays.
        via: How it came to the task, when the document does not name it.
        target: What is asked, in words.
        actual: What was reached, with its parts.
        verdict: None while not evaluated.
        sentence: Why the verdict is what it is.
    """

    number: str
    text: str
    url: str
    role: AssignmentRole
    via: str
    target: str
    actual: str
    verdict: Verdict | None
    sentence: str


@dataclass(frozen=True, slots=True)
class DutyGroup:
    """The tasks of a unit in one document."""

    number: str
    title: str
    is_sample: bool
    url: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class Duties:
    """Everything a unit answers for in a period.

    Args:
        period: The period; empty before the first evaluation.
        periods: Evaluated periods to choose from.
        marks: Tasks it leads by result.
        groups: By document.
        headline: What must be said of the period's figures before anybody reads them.
    """

    period: str
    periods: tuple[Option, ...]
    marks: tuple[Mark, ...]
    groups: tuple[DutyGroup, ...]
    headline: Headline = ()


def list_duties(unit: UnitRow, directory: UnitDirectory, asked: str, present: date) -> Duties:
    """Return what a unit answers for.

    Args:
        unit: The unit.
        directory: Units and groups.
        asked: The period asked for; when empty, the newest with figures of the unit, else the
            newest evaluated one of the unit's days.
        present: The day the page is about, one of the unit's; before the first evaluation its
            tasks are read on it.
    """
    periods = [row.period for row in list_evaluated_periods()]
    usual = None if asked in periods else _find_usual(unit)
    unasked = usual.shown.code if usual else next((p for p in periods if _fits(p, unit)), "")
    period = asked if asked in periods else unasked
    directives = [row for row in list_directives() if not period or _covers(row, period)]
    on = _day(period) if period else present
    judged = list_evaluations(period, None, unit.id, tree=directory) if period else []
    rows = {row.task_id: row for row in judged}
    tasks = list_tasks((row.id for row in directives), on)
    found = [part for part in expand_once(tasks, directory, on) if part.unit.id == unit.id]
    leads = [part.task.id for part in found if part.role is AssignmentRole.LEAD]
    counts = Counter(rows[task_id].verdict.value for task_id in leads if task_id in rows)
    return Duties(
        period=period,
        periods=build_options(((code, show_period(code)) for code in periods), period),
        marks=list_marks(counts),
        groups=tuple(_groups(directives, found, rows, (tasks, unit, on, period))),
        headline=(*tell_usual_period(usual), *build_headline(period)),
    )


_Setting = tuple["Sequence[TaskRow]", "UnitRow", "date", str]


def _groups(
    directives: Iterable[DirectiveRow],
    found: Sequence[ExpandedAssignment],
    rows: Mapping[int, EvaluationRow],
    setting: _Setting,
) -> list[DutyGroup]:
    tasks, _unit, _on, period = setting
    groups = []
    for directive in directives:
        own = [part for part in found if part.task.directive_id == directive.id]
        if not own:
            continue
        names = task_references(task for task in tasks if task.directive_id == directive.id)
        groups.append(
            DutyGroup(
                number=directive.number,
                title=directive.title,
                is_sample=directive.is_sample,
                url=matrix_url(directive.code, period),
                duties=tuple(
                    _duty(part, names[part.task.id], directive, rows.get(part.task.id), setting)
                    for part in own
                ),
            )
        )
    return groups


def _duty(
    part: ExpandedAssignment,
    number: str,
    directive: DirectiveRow,
    row: EvaluationRow | None,
    setting: _Setting,
) -> Duty:
    _tasks, unit, on, period = setting
    return Duty(
        number=number,
        text=part.task.text,
        url=url_for(
            "targets.evidence",
            directive=directive.code,
            ordinal=part.task.ordinal,
            unit_code=unit.code,
            ky=period or None,
        ),
        role=part.role,
        via=via_text(part),
        target=target_text(part.task, on),
        actual=actual_text(row) if row else "",
        verdict=row.verdict if row else None,
        sentence=explain_verdict(row) if row else "",
    )


def _day(period: str) -> date:
    cutoff = current_settings().month_cutoff_day
    return Window.of(read_period(period), today(), cutoff).read_on


def _find_usual(unit: UnitRow) -> UsualPeriod | None:
    """Return the period a unit that leads anything is looked at in; None for any other."""
    judged = list_judged_periods(unit_ids=[unit.id])
    return usual_period(judged, current_settings().month_cutoff_day)


def _fits(period: str, unit: UnitRow) -> bool:
    return unit.is_valid(_day(period))


def _covers(directive: DirectiveRow, period: str) -> bool:
    return is_covered(directive, read_period(period))
