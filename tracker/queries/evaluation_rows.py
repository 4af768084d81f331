"""One verdict as a frozen row, and the number it is called by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.rules.rates import cut_percent
from tracker.rules.targets import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from models.vocabulary import AssignmentRole, Comparator, ScheduleKind, UnitLevel, Verdict
    from tracker.queries.tasks import TaskRow


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """The verdict that stands for one task and one unit in one period.

    Args:
        period: Text form of the period.
        directive_id: Key of the document.
        directive_number: Its number.
        is_sample: Whether document or figure is sample data ("dữ liệu minh họa").
        task_id: Key of the row of the document.
        ordinal: Its place in the document.
        section: Section as printed.
        number: Number as printed; repeats where each section counts from 1.
        reference: Number that is unique within the document, see `task_references`.
        text: The task as printed.
        schedule_kind: How its term is worded.
        due_on: Last day of its term.
        follows: What the term follows, as printed.
        unit_id: Key of the unit.
        unit_code: Its code.
        unit_name: Its name.
        unit_level: Its level.
        role: Lead or supporting; supporting units are never judged.
        verdict: What was found.
        reason: Code of the decisive reason; sentences in `tracker.wording`.
        notes: Codes of what else must be said of the figure.
        numerator: Tử số, None where there are no parts.
        denominator: Mẫu số, None where there are no parts.
        value: The figure as the source states it.
        comparator: How it was held against the target.
        target: Level asked for, in `unit_of_measure`; points for an increase.
        shortfall: Units of the numerator missing (too many, from above); 0 when reached.
        unit_of_measure: "%" or words.
        indicator_id: Key of the indicator.
        indicator_code: Its code, empty for a product.
        counted: What the numerator counts, as the catalogue words it.
        measurement_id: Key of the figure.
        source_code: Where it comes from.
        as_of: The last day the source stated it.
        quality: What the source says of it.
        run_id: The run that decided.
        is_provisional: Whether the period still ran when it was last judged.
        revision: Which statement of its source the figure is, 1 for the first; None without one.
        captured_at: When the source gave it out; None where its import does not say.
        held_to_on: The day a product was held against, where it was extended; else None.
        done_on: The day a product came, as the verdict keeps it.
    """

    period: str
    directive_id: int
    directive_number: str
    is_sample: bool
    task_id: int
    ordinal: int
    section: str
    number: str
    reference: str
    text: str
    schedule_kind: ScheduleKind | None
    due_on: date | None
    follows: str
    unit_id: int
    unit_code: str
    unit_name: str
    unit_level: UnitLevel
    role: AssignmentRole
    verdict: Verdict
    reason: str
    notes: tuple[str, ...]
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    comparator: Comparator | None
    target: Decimal | None
    shortfall: int | None
    unit_of_measure: str
    indicator_id: int | None
    indicator_code: str
    counted: str
    measurement_id: int | None
    source_code: str
    as_of: date | None
    quality: str
    run_id: int
    is_provisional: bool
    revision: int | None = None
    captured_at: datetime | None = None
    held_to_on: date | None = None
    done_on: date | None = None

    @property
    def percent(self) -> Decimal | None:
        """Return the percentage, cut at two decimals where it follows from the parts."""
        if self.unit_of_measure != PERCENT:
            return None
        if self.numerator is None or self.denominator is None:
            return self.value
        return cut_percent(self.numerator, self.denominator, may_exceed=True)

    @property
    def is_verifiable(self) -> bool:
        """Return whether both parts are known; else the figure is only reported."""
        return self.numerator is not None and self.denominator is not None


def task_references(tasks: Iterable[TaskRow]) -> dict[int, str]:
    """Return a number for every row of one document that no other row of it has.

    The printed number, where numbers run through the document (142/KH-STTTT: "7"); section and
    number, where each section counts from 1 (Phụ lục I/2024: "IV.1"); and with the row's place
    behind it where even those repeat or nothing is printed ("IV.1#12", "#12").
    """
    rows = list(tasks)
    references = {task.id: task.number for task in rows}
    if len(set(references.values())) < len(rows):
        references = {task.id: ".".join(filter(None, (task.section, task.number))) for task in rows}
    times = Counter(references.values())
    return {
        task.id: f"{references[task.id]}#{task.ordinal}"
        if times[references[task.id]] > 1 or not references[task.id]
        else references[task.id]
        for task in rows
    }
