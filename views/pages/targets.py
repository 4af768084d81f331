"""Targets with what was reached: rows of the overview, and one task over all its units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import url_for

from models.vocabulary import AssignmentRole, Verdict
from tracker.queries.task_extensions import list_task_extensions
from tracker.wording.sentences import sentence
from views.formatting import show_percent
from views.pages.bars import build_steps
from views.pages.figures import (
    due_text,
    is_lead,
    target_phrase,
    target_text,
    term_text,
)
from views.pages.marks import NOT_EVALUATED, list_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tracker.queries.evaluation_rollups import TaskRollUp
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from views.pages.bars import Step
    from views.pages.frame import Frame
    from views.pages.marks import Mark

LATEST: Final = date.max
"""Sorts tasks without a due date behind those with one."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party as printed, with the units it comes down to on the day.

    Args:
        printed: As the document words it.
        units: Names and addresses of their evidence.
        is_unknown: Whether it means no known unit or group.
    """

    printed: str
    units: tuple[tuple[str, str], ...]
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One task in the overview.

    Args:
        number: Its number in the document.
        section: Its section.
        text: As printed.
        url: Its page.
        indicator: Code of what is measured; may be empty.
        leads: Parties that lead.
        supports: Parties that support.
        target: What is asked, in words.
        phrase: The same as printed.
        term: The term as printed.
        due: Its last day, in words.
        due_on: The same for sorting.
        total: The summed parts of the leads; empty without any.
        verdict: Of the sum; None where there is none.
        notes: What must be known of the sum.
        marks: Leads by result.
        steps: The same as a bar.
        hidden: Members that missed while the group achieved, with addresses.
        left_out: Units whose figure is not in the sum, with addresses.
    """

    number: str
    section: str
    text: str
    url: str
    indicator: str
    leads: tuple[Party, ...]
    supports: tuple[Party, ...]
    target: str
    phrase: str
    term: str
    due: str
    due_on: date
    total: str
    verdict: Verdict | None
    notes: tuple[str, ...]
    marks: tuple[Mark, ...]
    steps: tuple[Step, ...]
    hidden: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many leads have a result."""
        return sum(mark.count for mark in self.marks if mark.name == verdict.value)


def evidence_url(frame: Frame, task: TaskRow, unit_code: str) -> str:
    """Return the address of the evidence of one task and unit."""
    return url_for(
        "targets.evidence",
        directive=frame.directive.code,
        ordinal=task.ordinal,
        unit_code=unit_code,
        ky=frame.period.code,
    )


def task_url(frame: Frame, task: TaskRow) -> str:
    """Return the address of one task."""
    return url_for(
        "targets.show",
        directive=frame.directive.code,
        ordinal=task.ordinal,
        ky=frame.period.code,
    )


def build_lines(
    frame: Frame,
    tasks: Sequence[TaskRow],
    parts: Iterable[ExpandedAssignment],
    rolled: Iterable[TaskRollUp],
    numbers: Mapping[int, str],
) -> list[TargetLine]:
    """Return the overview of a document in printed order.

    Args:
        frame: Document and period.
        tasks: Its rows.
        parts: The units they come down to.
        rolled: What they came to; nothing before the first evaluation.
        numbers: Number of each task.
    """
    by_task: dict[int, list[ExpandedAssignment]] = {}
    for part in parts:
        by_task.setdefault(part.task.id, []).append(part)
    sums = {found.task_id: found for found in rolled}
    shared = list_task_extensions([task.id for task in tasks], ())
    days = {row.task_id: row.due_on for row in sorted(shared, key=lambda row: row.due_on)}
    return [
        replace(
            _line(frame, task, by_task.get(task.id, []), sums.get(task.id), numbers[task.id]),
            due=due_text(task, days.get(task.id)),
        )
        for task in tasks
    ]


def list_parties(
    task: TaskRow,
    role: AssignmentRole,
    parts: Sequence[ExpandedAssignment],
    address: Callable[[str], str],
) -> tuple[Party, ...]:
    """Return the parties of one role as printed, each with its units.

    Args:
        task: The task.
        role: Which part.
        parts: The units of the task.
        address: Address of a unit's evidence, by its code.
    """
    return tuple(
        Party(
            printed=f"{party.printed} {party.condition}".strip(),
            units=tuple(
                (part.unit.name, address(part.unit.code))
                for part in parts
                if part.role is role and part.printed == party.printed
            ),
            is_unknown=party.unit_id is None and party.group_id is None,
        )
        for party in task.parties
        if party.role is role
    )


def roll_up_notes(found: TaskRollUp | None) -> tuple[str, ...]:
    """Return what must be known of a sum, in sentences."""
    if found is None or found.judgement is None:
        return ()
    codes = ("members_without_data", "members_without_parts")
    return tuple(
        sentence(reason.code, reason.params)
        for reason in found.judgement.reasons
        if reason.code in codes
    )


def _line(
    frame: Frame,
    task: TaskRow,
    parts: Sequence[ExpandedAssignment],
    found: TaskRollUp | None,
    number: str,
) -> TargetLine:
    # A page of a document names thousands of units: their addresses are not built one by one.
    base, query = task_url(frame, task).split("?")

    def address(code: str) -> str:
        return f"{base}/{quote(code)}?{query}"

    counts = {verdict.value: count for verdict, count in (found.counts if found else {}).items()}
    if found is None:
        counts = {NOT_EVALUATED: sum(map(is_lead, parts))}
    share = found.share if found else None
    return TargetLine(
        number=number,
        section=". ".join(filter(None, (task.section, task.section_title))),
        text=task.text,
        url=task_url(frame, task),
        indicator=task.indicator_code,
        leads=list_parties(task, AssignmentRole.LEAD, parts, address),
        supports=list_parties(task, AssignmentRole.SUPPORTING, parts, address),
        target=target_text(task, frame.on),
        phrase=target_phrase(task, frame.on),
        term=term_text(task),
        due=due_text(task),
        due_on=task.due_on or LATEST,
        total=show_percent(share) if share and task.unit_of_measure == "%" else "",
        verdict=found.judgement.verdict if found and found.judgement and share else None,
        notes=roll_up_notes(found),
        marks=list_marks(counts),
        steps=build_steps(counts),
        hidden=_named(found.missed if found and found.hides_misses else (), address),
        left_out=_named(found.left_out if found else (), address),
    )


def _named(
    rows: Iterable[EvaluationRow], address: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    return tuple((row.unit_name, address(row.unit_code)) for row in rows)
