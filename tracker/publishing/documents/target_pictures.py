"""The pictures of a report of targets, in an annex of their own behind the tables."""

from __future__ import annotations

from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tracker.publishing.documents.target_annexes import ATTACHED
from tracker.publishing.documents.tree import Annex, Figure
from tracker.publishing.documents.words import period_words
from tracker.publishing.pictures.target_distributions import build_distribution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracker.publishing.pictures.picture import Picture
    from tracker.queries.evaluations import EvaluationRow
    from tracker.rules.periods import Period

NO_TRENDS: Final[Mapping[int, Picture]] = MappingProxyType({})
LEADS_TOGETHER: Final = "cộng các đơn vị chủ trì"


def picture_annexes(
    label: str, period: Period, rows: Sequence[EvaluationRow], trends: Mapping[int, Picture]
) -> tuple[Annex, ...]:
    """Return the annex of pictures; none where nothing is there to draw.

    Args:
        label: "Phụ lục II".
        period: The period.
        rows: The verdicts, by document and row: those of a task together.
        trends: The trend of each task over its leads together, where it has one.
    """
    figures = tuple(map(Figure, _pictures(rows, trends)))
    if not figures:
        return ()
    title = f"BIỂU ĐỒ DIỄN BIẾN VÀ PHÂN BỐ {period_words(period).upper()}"
    return (Annex(label, title, (ATTACHED,), figures, is_landscape=False),)


def _pictures(rows: Sequence[EvaluationRow], trends: Mapping[int, Picture]) -> Iterator[Picture]:
    for task_id, own in groupby(rows, key=lambda row: row.task_id):
        if task_id in trends:
            yield trends[task_id]
        distribution = build_distribution(own)
        if distribution is not None:
            yield distribution
