"""What late dossiers have of the papers they owe: explanation and letter of apology together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from models.vocabulary import LetterState
from tracker.queries.apology_letters import find_letter_marks
from tracker.queries.explanations import find_explanations
from tracker.rules.coverage import LateCase

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from tracker.queries.apology_letters import LetterMark
    from tracker.queries.explanations import ExplanationRow


@dataclass(frozen=True, slots=True)
class ChainMarks:
    """Papers by the key of the dossier; one that has none is in neither."""

    explanations: Mapping[int, ExplanationRow]
    letters: Mapping[int, LetterMark]

    def case(self, dossier_id: int, days_late: int) -> LateCase:
        """Return what a dossier has, for counting.

        Args:
            dossier_id: The dossier.
            days_late: Calendar days late.
        """
        explanation = self.explanations.get(dossier_id)
        letter = self.letters.get(dossier_id)
        if explanation is None and letter is None:
            return _without_papers(days_late)
        state = None if explanation is None else explanation.state
        if letter is None:
            return LateCase(state, days_late)
        is_sent = letter.state is LetterState.SENT
        return LateCase(state, days_late, is_sent, letter.is_in_time is True)


@cache
def _without_papers(days_late: int) -> LateCase:
    """Return the case of a dossier that has neither paper: most of them, in the first days."""
    return LateCase(None, days_late)


def load_chain_marks(dossier_ids: Collection[int], *, on: date) -> ChainMarks:
    """Return the papers of late dossiers, one query for each kind and some thousand dossiers.

    Args:
        dossier_ids: The late dossiers.
        on: The day promised days are looked at from, so that a list drafted again says the same.
    """
    return ChainMarks(find_explanations(dossier_ids), find_letter_marks(dossier_ids, on=on))
