"""What a reader of the matrix must know of the document: gaps in it, and how it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import AssignmentRole
from tracker.queries.indicators import list_indicators_without_lead
from tracker.wording.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.indicators import IndicatorRow
    from tracker.queries.tasks import TaskRow
    from views.pages.matrix_table import Links

CATALOGUE: Final = "766-2022"
"""The catalogue a matrix should leave no gap in; only for documents that use it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Something in the print that had to be interpreted.

    Args:
        number: Number of the task.
        url: Its page.
        text: How it was read.
        note: What else must be known.
        unresolved: Names that mean no known unit or group.
    """

    number: str
    url: str
    text: str
    note: str
    unresolved: tuple[str, ...]


def list_gaps(tasks: Sequence[TaskRow]) -> list[IndicatorRow]:
    """Return the scored indicators no row gives a lead, where the document uses the catalogue."""
    used = sum(task.indicator_code.startswith("766-") for task in tasks)
    if used * 2 < len(tasks):
        return []
    return list_indicators_without_lead(tasks, CATALOGUE)


def list_readings(tasks: Sequence[TaskRow], links: Links) -> list[Reading]:
    """Return the rows something had to be read into, in printed order."""
    found = []
    for task in tasks:
        parties = [party for party in task.parties if party.reading]
        texts = [task.reading, *(f"{party.printed}: {party.reading}" for party in parties)]
        texts += [target.reading for target in task.targets if target.reading]
        unresolved = tuple(
            f"{label(party.role)}: {party.printed}"
            for party in task.parties
            if party.unit_id is None and party.group_id is None
        )
        text = "; ".join(dict.fromkeys(filter(None, texts)))
        if text or unresolved or task.note or not _has_lead(task):
            number, url = links.numbers[task.id], links.of_task(task)
            found.append(Reading(number, url, text, task.note, unresolved))
    return found


def _has_lead(task: TaskRow) -> bool:
    return any(party.role is AssignmentRole.LEAD for party in task.parties)
