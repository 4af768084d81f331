"""Which of our figures OpenCPS statistics can honestly give: straight, derived, or not at all.

Source:
    reference/opencps.md, sections 1.4 and 8: what feeds which indicator.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tracker.sources.contract import Finding, ForeignFigure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.sources.opencps_rows import Row

IDENTITY_FAILED: Final = "identity_failed"
"""Quality: sums of the row the figure comes from do not come out."""
NOT_LOCKED: Final = "not_locked"
"""Quality: the source still recomputes the row (chưa chốt)."""
BY_INSTANT: Final = "by_instant"
"""Quality: the source judges early and late to the second, not by day."""
RETURNED_IN_FINISHED: Final = "returned_in_finished"
"""Quality: dossiers ended without a result are counted among the finished ones."""


class Availability(StrEnum):
    """How a source can give a figure."""

    DIRECT = "direct"
    DERIVED = "derived"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class FigureRule:
    """How one indicator is read from a row.

    Args:
        indicator: Code of the indicator of ours.
        availability: Whether it is the source's own count or made of several.
        numerator: Counts that are added; all parts of one row.
        denominator: The whole; none for a plain count.
        needs_timing: Whether it rests on how the source tells early from late.
        holds_returned: Whether dossiers ended without a result are in it, where ours leaves them
            out.
        is_766: Whether it is an indicator of Decision 766, given only where that is asked for.
    """

    indicator: str
    availability: Availability
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    needs_timing: bool = False
    holds_returned: bool = False
    is_766: bool = False


_IN_TIME: Final = ("betimesCount", "ontimeCount")
_PROGRESS: Final = ((*_IN_TIME, "undueCount"), ("releaseCount", "processingCount"))


def _count(indicator: str, name: str, *, timed: bool = False, returned: bool = False) -> FigureRule:
    return FigureRule(
        indicator, Availability.DIRECT, (name,), needs_timing=timed, holds_returned=returned
    )


def _share(
    indicator: str,
    numerator: tuple[str, ...],
    denominator: tuple[str, ...],
    *,
    timed: bool = True,
    is_766: bool = False,
) -> FigureRule:
    return FigureRule(
        indicator,
        Availability.DERIVED,
        numerator,
        denominator,
        needs_timing=timed,
        holds_returned=timed,
        is_766=is_766,
    )


RULES: Final = (
    _count("HS-received", "receivedCount"),
    _count("HS-carried_over", "remainingCount"),
    _count("HS-finished", "releaseCount", returned=True),
    _count("HS-finished_early", "betimesCount", timed=True, returned=True),
    _count("HS-finished_on_time", "ontimeCount", timed=True, returned=True),
    _count("HS-finished_late", "overtimeCount", timed=True, returned=True),
    _count("HS-open", "processingCount"),
    _count("HS-open_overdue", "overdueCount", timed=True),
    _count("HS-paused", "waitingCount"),
    _count("HS-online", "onlineCount"),
    # Refused ones are outside all its sums and those without a result among the finished ones.
    FigureRule("HS-returned", Availability.DERIVED, ("cancelledCount",), holds_returned=True),
    _share("HS-on_time", _IN_TIME, ("releaseCount",)),
    _share("HS-early_share", ("betimesCount",), ("releaseCount",)),
    _share("HS-progress", *_PROGRESS),
    _share("HS-online_share", ("onlineCount",), ("receivedCount",), timed=False),
    _share("766-2.1", *_PROGRESS, is_766=True),
)

NOT_AVAILABLE: Final = {
    "HS-average": "opencps_no_days",
    "HS-late_": "opencps_no_causes",
    "766-1.": "opencps_no_procedures",
    "766-2.2": "opencps_no_days",
    "766-3.1": "opencps_no_procedures",
    "766-3.2": "opencps_no_procedures",
    # Its numerator wants an electronic result too; the share filed online is HS-online_share.
    "766-3.3": "opencps_no_results",
    "766-3.4": "opencps_no_payments",
    "766-3.5": "opencps_no_payments",
    "766-3.6": "opencps_no_payments",
    "766-4.": "opencps_no_digitising",
    "766-5.": "opencps_no_satisfaction",
}
"""Beginning of an indicator's code → code of the sentence that says why it cannot be given."""


def availability_of(indicator: str) -> tuple[Availability, str]:
    """Return how an indicator can be given, and the code of why it cannot; "" where it can.

    Args:
        indicator: Code of the indicator.

    Raises:
        KeyError: For an indicator nobody has judged yet.
    """
    for rule in RULES:
        if rule.indicator == indicator:
            return rule.availability, ""
    for start, why in NOT_AVAILABLE.items():
        if indicator.startswith(start):
            return Availability.NOT_AVAILABLE, why
    raise KeyError(indicator)


def make_figures(
    row: Row, *, flags: tuple[str, ...], note: str, external_id: str, call: str, with_766: bool
) -> Iterator[ForeignFigure | Finding]:
    """Yield the figures of one row; a count it lacks makes no figure, never a zero.

    Args:
        row: One total row.
        flags: Quality of the whole row.
        note: What else the source says of it.
        external_id: Whose row it is.
        call: Name of the call it came with.
        with_766: Whether indicators of Decision 766 are wanted too.
    """
    has_returned = row.counts.get("unresolvedCount") != 0
    for rule in RULES:
        if rule.is_766 and not with_766:
            continue
        numerator = _sum(row, rule.numerator)
        denominator = _sum(row, rule.denominator) if rule.denominator else None
        if numerator is None or (rule.denominator and denominator is None):
            continue
        if denominator is not None and numerator > denominator:
            values = {"indicator": rule.indicator, "left": numerator, "right": denominator}
            yield Finding("opencps_share_impossible", {"agency": row.agency or "*", **values})
            continue
        own = [*flags, RETURNED_IN_FINISHED] if rule.holds_returned and has_returned else flags
        yield ForeignFigure(
            external_id=external_id,
            indicator=rule.indicator,
            numerator=None if denominator is None else numerator,
            denominator=denominator,
            value=Decimal(numerator) if denominator is None else None,
            quality="|".join(own if rule.needs_timing else (f for f in own if f != BY_INSTANT)),
            note=note,
            call=call,
        )


def _sum(row: Row, names: tuple[str, ...]) -> int | None:
    values = [row.counts.get(name) for name in names]
    return None if None in values else sum(value for value in values if value is not None)
