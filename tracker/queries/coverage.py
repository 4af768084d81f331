"""How many late dossiers of a month have their explanation and apology, by unit (mức độ đầy đủ)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.queries.chain_marks import load_chain_marks
from tracker.queries.late_cases import list_case_days
from tracker.rules.coverage import tally

if TYPE_CHECKING:
    from tracker.queries.late_cases import CaseSearch
    from tracker.rules.coverage import Coverage


def count_coverage(search: CaseSearch, *, needed_after_days: int) -> dict[int, Coverage]:
    """Return the coverage of each unit that has late dossiers, by its key.

    Args:
        search: The days, the rule and the units; what else it asks for is not looked at.
        needed_after_days: Days late from which a letter of apology is owed.
    """
    cases = list_case_days(search)
    marks = load_chain_marks([key for key, _, _ in cases], on=search.last_day)
    return tally(
        ((unit_id, marks.case(key, days)) for key, unit_id, days in cases),
        needed_after_days=needed_after_days,
    )
