"""The columns units to chase can be sorted by; the most pressing usually comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from views.pages.chasing_words import TOPIC_TEXTS, TOPIC_WORDS
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracker.rules.chasing import Topic
    from views.pages.chasing import UnitLine


def chasing_columns(topics: Sequence[Topic]) -> tuple[SortColumn[UnitLine], ...]:
    """Return the columns, left to right; a kind of work sorts by how much of it there is.

    Args:
        topics: Kinds of work that have a column.
    """
    words = {topic: word for word, topic in TOPIC_WORDS.items()}
    return (
        SortColumn("don-vi", _("Đơn vị, liên hệ"), lambda line: line.unit.name),
        SortColumn("", _("Gấp nhất"), sorts=False),
        *(
            SortColumn(words[topic], str(TOPIC_TEXTS[topic]), _count(topic), is_worst_high=True)
            for topic in topics
        ),
    )


def _count(topic: Topic) -> Callable[[UnitLine], int | None]:
    def count(line: UnitLine) -> int | None:
        return sum(errand.count for errand in line.chased.of(topic)) or None

    return count
