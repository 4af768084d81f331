"""What a row of OpenCPS statistics says against itself: sums that fail, a percentage that lies.

Source:
    reference/opencps.md, sections 1.4 (identities), 1.5 (year row), 0 fact 2 (percentage).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tracker.sources.contract import Finding
from tracker.sources.opencps_rows import sum_counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.sources.opencps_rows import Row


class RowKind(StrEnum):
    """How the source made a row: each kind keeps other sums."""

    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


HUNDRED: Final = 100
SUMMED: Final = ("receivedCount", "releaseCount", "processingCount")
"""Counts of which the agencies' sum is held against the row of all agencies."""

_EVERY_ROW: Final = (
    (
        "process_by_state",
        "processCount",
        "releaseCount cancelledCount processingCount waitingCount",
    ),
    ("total", "totalCount", "processCount deniedCount"),
    ("received_by_channel", "receivedCount", "onlineCount onegateCount"),
    ("finished", "releaseCount", "betimesCount ontimeCount overtimeCount"),
    ("finished_by_result", "releaseCount", "doneCount releasingCount unresolvedCount"),
    ("open", "processingCount", "undueCount overdueCount"),
)
_NOT_IN_YEARS: Final = (
    ("process_by_origin", "processCount", "receivedCount remainingCount"),
    ("open_by_place", "processingCount", "insideCount outsideCount"),
)


def list_failures(row: Row, kind: RowKind) -> Iterator[Finding]:
    """Yield every sum of a row that does not come out, with both sides.

    No slack is given for dossiers stamped exactly at the edge of the month, which the engine
    counts in no origin: a person sees the difference of one and knows why.

    Args:
        row: The row.
        kind: How it was made; a year's row does not sum every field of its months.
    """
    rules = _EVERY_ROW if kind is RowKind.YEAR else _EVERY_ROW + _NOT_IN_YEARS
    for code, left_name, right_names in rules:
        parts = [row.counts.get(name) for name in right_names.split()]
        yield from _compare(row, code, row.counts.get(left_name), parts)
    if kind is RowKind.YEAR:
        process, received = row.counts.get("processCount"), row.counts.get("receivedCount")
        if process is not None and received is not None:
            rest = max(process - received, 0)
            yield from _compare(row, "year_remaining", row.counts.get("remainingCount"), [rest])


def list_percentage_failures(row: Row, kind: RowKind) -> Iterator[Finding]:
    """Yield a finding when the source's own cut percentage is not what its counts come to.

    The percentage is never a figure of ours: over nothing it says 100 in a month and 0 in a year.
    """
    early, on_time = row.counts.get("betimesCount"), row.counts.get("ontimeCount")
    finished = row.counts.get("releaseCount")
    if row.percentage is None or early is None or on_time is None or finished is None:
        return
    over_nothing = 0 if kind is RowKind.YEAR else HUNDRED
    expected = (early + on_time) * HUNDRED // finished if finished else over_nothing
    if row.percentage != expected:
        values = {"stated": row.percentage, "exact": expected}
        yield Finding("opencps_percentage_differs", {"agency": row.agency or "*", **values})


def list_total_failures(rows: Sequence[Row]) -> Iterator[Finding]:
    """Yield a finding where the agencies do not add up to the row of all agencies.

    Args:
        rows: One total row per agency; without a row of all agencies nothing is compared.
    """
    totals = [row for row in rows if not row.agency]
    agencies = [row for row in rows if row.agency]
    if not totals or not agencies:
        return
    for name in SUMMED:
        total, parts = totals[0].counts.get(name), sum_counts(agencies, name)
        if total is not None and parts is not None and total != parts:
            values = {"field": name, "total": total, "parts": parts}
            yield Finding("opencps_sum_differs", values)


def _compare(
    row: Row, code: str, left: int | None, parts: Sequence[int | None]
) -> Iterator[Finding]:
    """Yield the failure of one sum; a side that is not wholly known cannot fail."""
    known = [part for part in parts if part is not None]
    if left is None or len(known) < len(parts) or left == sum(known):
        return
    values = {"identity": code, "left": left, "right": sum(known)}
    yield Finding("opencps_identity_failed", {"agency": row.agency or "*", **values})
