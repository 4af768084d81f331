"""How the leads of a task stand around its target in a period, from the verdicts that stand."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from models.vocabulary import AssignmentRole, Comparator, Verdict
from tracker.publishing.pictures.distributions import (
    Distribution,
    draw_distribution,
    list_parts,
)
from tracker.publishing.pictures.target_points import figure_of
from tracker.queries.verdict_series import SHARED_FIGURE
from tracker.wording.sentences import sentence
from tracker.wording.verdicts import explain_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from tracker.publishing.pictures.picture import Picture
    from tracker.queries.evaluations import EvaluationRow

LEAST_UNITS: Final = 5
"""A picture of fewer says less than their names."""

_DRAWN: Final = frozenset({Verdict.ACHIEVED, Verdict.MISSED, Verdict.EXCUSED, Verdict.DISPUTED})


def build_distribution(rows: Iterable[EvaluationRow]) -> Picture | None:
    """Return the picture of one task; None with few units, or without one target for all.

    A figure that is the whole province's stands for no unit and is not drawn.

    Args:
        rows: The verdicts of its units in one period.
    """
    found = _read(rows)
    return None if found is None else draw_distribution(found[0])


def find_part(rows: Iterable[EvaluationRow], key: str) -> tuple[str, frozenset[int]] | None:
    """Return a part of a task's picture: its band in words, its units' keys; None without one.

    Args:
        rows: As for `build_distribution`.
        key: As the picture's table has it.
    """
    found = _read(rows) if key else None
    if found is None:
        return None
    pairs = zip(list_parts(found[0]), found[1], strict=True)
    units = [(text, unit_id) for (own, text), unit_id in pairs if own == key]
    return (units[0][0], frozenset(unit_id for _, unit_id in units)) if units else None


def _read(rows: Iterable[EvaluationRow]) -> tuple[Distribution, list[int]] | None:
    """Return what is drawn of one task, and the unit of each of its figures."""
    leads = [row for row in rows if row.role is AssignmentRole.LEAD]
    asked = _find_target(leads)
    if asked is None:
        return None
    comparator, target = asked
    own = [row for row in leads if (row.comparator, row.target) == asked]
    placed = list(_figures(own))
    if len(placed) < LEAST_UNITS:
        return None
    first = own[0]
    subject = f"{first.reference}. {first.text}".rstrip(". ")
    found = Distribution(
        title=sentence("picture_distribution_title", {"subject": subject}),
        comparator=comparator,
        level=Fraction(target),
        target=explain_target(comparator, target, first.unit_of_measure),
        figures=tuple(figure for figure, _ in placed),
        left_out=sum(row.verdict is not Verdict.NOT_APPLICABLE for row in leads) - len(placed),
        unit_of_measure=first.unit_of_measure,
        is_sample=any(row.is_sample for row in leads),
    )
    return found, [unit_id for _, unit_id in placed]


def _find_target(rows: Sequence[EvaluationRow]) -> tuple[Comparator, Decimal] | None:
    """Return what most units were asked; None where that is nothing, or an increase."""
    asked = Counter(
        (row.comparator, row.target)
        for row in rows
        if row.comparator is not None and row.target is not None
    )
    most = next((target for target, _ in asked.most_common(1)), None)
    return None if most is None or most[0] is Comparator.INCREASE_AT_LEAST else most


def _figures(rows: Iterable[EvaluationRow]) -> Iterator[tuple[tuple[Fraction, Verdict], int]]:
    for row in rows:
        if row.verdict not in _DRAWN or SHARED_FIGURE in (row.reason, *row.notes):
            continue
        value, _ = figure_of(row.numerator, row.denominator, row.value, row.unit_of_measure)
        if value is not None:
            yield (value, row.verdict), row.unit_id
