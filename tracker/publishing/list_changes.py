"""What changed since last month (so tháng trước), as whoever approves a list must see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import PublicationState
from tracker.queries.publications import find_standing_publication, list_publications
from tracker.rules.month_comparisons import compare_months
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from tracker.queries.publications import PublicationHead, PublicationRow
    from tracker.rules.month_comparisons import MonthComparison

_CLOSED: Final = (PublicationState.CORRECTED, PublicationState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What changed since last month.

    Args:
        period_before: The month before.
        version_before: Version of its list that stands published; None when there is none.
        comparison: What changed; None likewise.
        corrections: Versions of both months that were corrected or withdrawn, oldest month first.
    """

    period_before: str
    version_before: int | None
    comparison: MonthComparison | None
    corrections: tuple[PublicationHead, ...]


def compare_with_last_month(publication: PublicationRow) -> ListChanges:
    """Return what a version says otherwise than the published list of the month before.

    Args:
        publication: The version, with its internal content.
    """
    period = read_period(publication.period).previous().code
    before = find_standing_publication(period)
    closed = [
        head
        for head in list_publications()
        if head.period in (period, publication.period)
        and head.state in _CLOSED
        and head.id != publication.id
    ]
    return ListChanges(
        period_before=period,
        version_before=None if before is None else before.version,
        comparison=None
        if before is None
        else compare_months(before.internal, publication.internal),
        corrections=tuple(sorted(closed, key=lambda head: (head.last_day, head.version))),
    )
