"""One task over all its units: what each reached, why, and from which statement of which source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import AssignmentRole
from tracker.wording.verdicts import explain_verdict
from views.pages.figures import actual_text, via_text
from views.pages.marks import NOT_EVALUATED
from views.pages.targets import evidence_url
from views.pages.verdict_moves import Moves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from models.vocabulary import UnitLevel, Verdict
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from views.pages.filters import Chip, Tab
    from views.pages.frame import Frame
    from views.pages.pictures import Shown
    from views.pages.sorting import SortHead
    from views.pages.targets import TargetLine
    from views.pages.verdict_moves import Moved


@dataclass(frozen=True, slots=True)
class UnitLineOfTask:
    """One unit of a task.

    Args:
        code: Its code.
        name: Its name.
        level: Its level.
        url: The evidence.
        role: Which part it plays.
        via: How it came to the task.
        verdict: None while not evaluated.
        mark: The result's name in styles.
        actual: What was reached.
        percent: For sorting; None without a percentage.
        sentence: Why.
        source: Where the figure comes from.
        as_of: The day it stands for.
        is_sample: Whether it is sample data.
        captured_at: When the source gave the figure out, where the import says so.
        revision: How many times the source changed it.
        moved: What the result was before the last run that turned it; None where none did.
    """

    code: str
    name: str
    level: UnitLevel
    url: str
    role: AssignmentRole
    via: str
    verdict: Verdict | None
    mark: str
    actual: str
    percent: Decimal | None
    sentence: str
    source: str
    as_of: date | None
    is_sample: bool
    captured_at: datetime | None
    revision: int
    moved: Moved | None


def list_units_of_task(
    frame: Frame, parts: Iterable[ExpandedAssignment], rows: Mapping[int, EvaluationRow]
) -> list[UnitLineOfTask]:
    """Return the units of one task with their results, leads first, in the document's order."""
    first = next(iter(rows.values()), None)
    moves = Moves(frame.period.code, rows.keys(), task_id=first.task_id) if first else None
    lines = [_unit_line(frame, part, rows.get(part.unit.id), moves) for part in parts]
    return sorted(lines, key=lambda line: line.role is not AssignmentRole.LEAD)


def _unit_line(
    frame: Frame, part: ExpandedAssignment, row: EvaluationRow | None, moves: Moves | None
) -> UnitLineOfTask:
    return UnitLineOfTask(
        code=part.unit.code,
        name=part.unit.name,
        level=part.unit.level,
        url=evidence_url(frame, part.task, part.unit.code),
        role=part.role,
        via=via_text(part),
        verdict=row.verdict if row else None,
        mark=row.verdict.value if row else NOT_EVALUATED,
        actual=actual_text(row) if row else "",
        percent=row.percent if row else None,
        sentence=explain_verdict(row) if row else "",
        source=row.source_code if row else "",
        as_of=row.as_of if row else None,
        is_sample=bool(row and row.is_sample),
        captured_at=row.captured_at if row else None,
        revision=(row.revision or 1) - 1 if row else 0,
        moved=moves.of(row) if moves else None,
    )


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task over all its units.

    Args:
        frame: Document and period.
        task: The row of the document.
        line: Its summary.
        lines: Its units with their results, as filtered and sorted.
        tabs: Results with their counts.
        chips: Filters in force.
        heads: Heads of the units' columns.
        csv_url: The same rows as a file.
        matrix_url: The task's document as a matrix.
        can_evaluate: Whether this person may have the period judged.
        pictures: Trend of the leads together, and how they stand around the target.
    """

    frame: Frame
    task: TaskRow
    line: TargetLine
    lines: list[UnitLineOfTask]
    tabs: list[Tab]
    chips: tuple[Chip, ...]
    heads: tuple[SortHead, ...]
    csv_url: str
    matrix_url: str
    can_evaluate: bool
    pictures: list[Shown]
