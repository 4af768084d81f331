"""Why a verdict turned from one run to the next: what of its grounds was another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from models.vocabulary import Verdict
from tracker.rules.products import read_reason

if TYPE_CHECKING:
    from decimal import Decimal

    from models.vocabulary import AssignmentRole, Comparator


class MoveCause(StrEnum):
    """What was another, in the order it is told."""

    ROLE = "role"
    DISPUTE = "dispute"
    TARGET = "target"
    TERM = "term"
    NEW_FIGURE = "new_figure"
    CORRECTED_FIGURE = "corrected_figure"
    OTHER_SOURCE = "other_source"
    FIGURE_GONE = "figure_gone"
    DELIVERY = "delivery"
    RULE = "rule"
    OTHER_DAY = "other_day"


@dataclass(frozen=True, slots=True)
class Ground:
    """What one verdict was decided from.

    Args:
        role: The part the unit played.
        verdict: What was found.
        reason: Why, as it is stored.
        comparator: How the figure was held against the target.
        target: The level asked for.
        measurement_id: The figure; None without one.
        source_id: Where it came from.
        rule_version: The rules it was judged by.
    """

    role: AssignmentRole
    verdict: Verdict
    reason: str
    comparator: Comparator | None
    target: Decimal | None
    measurement_id: int | None
    source_id: int | None
    rule_version: str


def list_causes(before: Ground, after: Ground) -> tuple[MoveCause, ...]:
    """Return everything that was another, never nothing: with nothing else, the day of looking.

    Args:
        before: The verdict that was replaced.
        after: The one that replaced it.
    """
    was, now = read_reason(before.reason)[2], read_reason(after.reason)[2]
    found = {
        MoveCause.ROLE: before.role is not after.role,
        MoveCause.DISPUTE: (before.verdict is Verdict.DISPUTED)
        is not (after.verdict is Verdict.DISPUTED),
        MoveCause.TARGET: (before.comparator, before.target) != (after.comparator, after.target),
        MoveCause.TERM: was.get("due") != now.get("due") or was.get("first") != now.get("first"),
        MoveCause.DELIVERY: was.get("done") != now.get("done"),
        MoveCause.RULE: before.rule_version != after.rule_version,
    }
    figure = _figure_cause(before, after)
    causes = {cause for cause, is_so in found.items() if is_so} | ({figure} if figure else set())
    if MoveCause.ROLE in causes or MoveCause.DISPUTE in causes:
        # Who is not judged has no target: that it is gone tells nothing more.
        causes -= {MoveCause.TARGET}
    return tuple(cause for cause in MoveCause if cause in causes) or (MoveCause.OTHER_DAY,)


def _figure_cause(before: Ground, after: Ground) -> MoveCause | None:
    if before.measurement_id == after.measurement_id:
        return None
    if before.measurement_id is None:
        return MoveCause.NEW_FIGURE
    if after.measurement_id is None:
        return MoveCause.FIGURE_GONE
    is_same = before.source_id == after.source_id
    return MoveCause.CORRECTED_FIGURE if is_same else MoveCause.OTHER_SOURCE
