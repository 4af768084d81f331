"""What changed since last month, as the pages of a list show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.publishing.list_changes import compare_with_last_month
from tracker.publishing.list_check_texts import changes_sentence

if TYPE_CHECKING:
    from tracker.publishing.list_changes import ListChanges
    from tracker.queries.publications import PublicationRow


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed since last month, and the same in one sentence."""

    changes: ListChanges
    sentence: str


def build_changes(publication: PublicationRow) -> ChangesPage:
    """Return what a version says otherwise than the list of the month before."""
    found = compare_with_last_month(publication)
    return ChangesPage(found, changes_sentence(found))
