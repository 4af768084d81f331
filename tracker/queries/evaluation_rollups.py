"""What a document came to, row by row: parts of the lead units summed, and who hides in the sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from models.vocabulary import AssignmentRole, Verdict
from tracker.queries.evaluations import list_evaluations
from tracker.queries.units import load_tree
from tracker.rules.rates import Share
from tracker.rules.rollups import judge_group
from tracker.rules.targets import PERCENT
from tracker.rules.verdicts import Judgement, Reason, TargetLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.unit_tree import UnitTree

_SHARED_FIGURE = "province_wide"
_MEMBERS = {verdict: Judgement(verdict, verdict) for verdict in Verdict}
_JUDGED = frozenset({Verdict.ACHIEVED, Verdict.MISSED, Verdict.NO_DATA, Verdict.NOT_ARISEN})


@dataclass(frozen=True, slots=True)
class TaskRollUp:
    """One row of a document over all its lead units.

    Args:
        task_id: Key of the row.
        ordinal: Its place in the document.
        reference: Its number, unique within the document.
        first: Any of its rows, for what they have in common (text, indicator, target).
        share: Summed parts of the lead units that gave parts; None when none did.
        judgement: Verdict on the sum, held against the row's target; None where the row asks for
            no percentage.
        counts: Lead units by verdict, every verdict named.
        supporting_count: Units that support and are not judged.
        missed: Lead units that missed, also where the group achieved.
        without_data: Lead units without figures; the sum is without them.
        left_out: Lead units whose figure is not in the sum: they contain others that are, or
            their figure is the whole province's.
        summed: Lead units whose figure is in the sum.
    """

    task_id: int
    ordinal: int
    reference: str
    first: EvaluationRow
    share: Share | None
    judgement: Judgement | None
    counts: Mapping[Verdict, int]
    supporting_count: int
    missed: tuple[EvaluationRow, ...]
    without_data: tuple[EvaluationRow, ...]
    left_out: tuple[EvaluationRow, ...]
    summed: tuple[EvaluationRow, ...] = ()

    @property
    def hides_misses(self) -> bool:
        """Return whether the group achieved while members missed."""
        achieved = self.judgement is not None and self.judgement.verdict is Verdict.ACHIEVED
        return achieved and bool(self.missed)


def roll_up(period: str, directive_id: int, on: date) -> list[TaskRollUp]:
    """Return every row of a document over its lead units, in printed order.

    Parts are summed, then divided; percentages are never averaged. A unit's own figure is left
    out of the sum where a unit below it is in it.

    Args:
        period: Text form of the period.
        directive_id: The document.
        on: Last day of the period: units stand under each other as on that day.
    """
    return roll_up_rows(list_evaluations(period, directive_id), load_tree(), on)


def roll_up_rows(rows: Iterable[EvaluationRow], tree: UnitTree, on: date) -> list[TaskRollUp]:
    """Return rows of a document summed as `roll_up` sums them, for some of its units.

    Args:
        rows: As `list_evaluations` orders them: those of a task together.
        tree: The units.
        on: Last day of the period.
    """
    ranks = _Ranks(tree, on)
    return [_task(tuple(own), ranks) for _, own in groupby(rows, key=lambda row: row.task_id)]


def count_verdicts(rows: Iterable[EvaluationRow]) -> dict[Verdict, int]:
    """Return how many lead units got each verdict, every verdict named."""
    times = Counter(row.verdict for row in rows if row.role is AssignmentRole.LEAD)
    return {verdict: times[verdict] for verdict in Verdict}


class _Ranks:
    """Whom each unit stands under on a day, at any height."""

    def __init__(self, tree: UnitTree, on: date) -> None:
        self._tree = tree
        self._on = on
        self._known: dict[int, frozenset[int]] = {}

    def above(self, unit_id: int) -> frozenset[int]:
        """Return the units above a unit."""
        found = self._known.get(unit_id)
        if found is None:
            self._known[unit_id] = frozenset()  # a circle in the records ends here
            parent = self._tree.parent(unit_id, self._on)
            found = frozenset() if parent is None else self.above(parent.id) | {parent.id}
            self._known[unit_id] = found
        return found


def _task(rows: Sequence[EvaluationRow], ranks: _Ranks) -> TaskRollUp:
    first = rows[0]
    leads = [row for row in rows if row.role is AssignmentRole.LEAD]
    with_parts = [row for row in leads if row.is_verifiable and row.verdict != Verdict.NO_DATA]
    own = [row for row in with_parts if _SHARED_FIGURE not in (row.reason, *row.notes)]
    covered = {above for row in own for above in ranks.above(row.unit_id)}
    summed = [row for row in own if row.unit_id not in covered]
    kept = {row.unit_id for row in summed}
    part, whole = (row.numerator or 0 for row in summed), (row.denominator or 0 for row in summed)
    share = Share(sum(part), sum(whole)) if summed else None
    return TaskRollUp(
        task_id=first.task_id,
        ordinal=first.ordinal,
        reference=first.reference,
        first=leads[0] if leads else first,
        share=share,
        judgement=_judge(leads, share),
        counts=count_verdicts(leads),
        supporting_count=len(rows) - len(leads),
        missed=tuple(row for row in leads if row.verdict is Verdict.MISSED),
        without_data=tuple(row for row in leads if row.verdict is Verdict.NO_DATA),
        left_out=tuple(row for row in with_parts if row.unit_id not in kept),
        summed=tuple(summed),
    )


def _judge(leads: Sequence[EvaluationRow], share: Share | None) -> Judgement | None:
    """Return the verdict on the sum, None where there is no percentage to hold it against."""
    judged = [row for row in leads if row.verdict in _JUDGED]
    target = next(
        (
            TargetLevel(row.comparator, row.target)
            for row in judged
            if row.comparator is not None and row.target is not None
        ),
        None,
    )
    if target is None or leads[0].unit_of_measure != PERCENT:
        return None
    members = {row.unit_code: _MEMBERS[row.verdict] for row in judged}
    found = judge_group(members, share, target).judgement
    only_reported = sum(row.value is not None and not row.is_verifiable for row in judged)
    if not only_reported:
        return found
    note = Reason("members_without_parts", {"count": only_reported})
    return replace(found, reasons=(*found.reasons, note))
