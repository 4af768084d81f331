"""How much of what late dossiers owe is there: explanations and apologies (mức độ đầy đủ)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from models.vocabulary import DossierStatus, ReviewState, Timeliness
from tracker.errors import RefusedError
from tracker.rules.lateness import classify
from tracker.rules.rates import Share

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.vocabulary import LatenessRule
    from tracker.rules.lateness import DossierFacts


class LateCase(NamedTuple):
    """What one late dossier owes, and what of it is there.

    Args:
        explanation: State of its newest explanation; None without any.
        days_late: Calendar days late, to its end or to the day looked at.
        is_sent: Whether a letter of apology was sent.
        is_in_time: Whether one was sent by its last day.
    """

    explanation: ReviewState | None
    days_late: int
    is_sent: bool = False
    is_in_time: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Late dossiers of one unit, or of several that do not contain each other, and their papers.

    As the data give them, like the counts it stands beside: a row that an upheld objection took
    off the list is late here too until its source is corrected (docs/decisions/008). What counts
    is the newest version of an explanation, and of letters any that was sent and not cancelled:
    a promised day that was missed too takes nothing away.

    Args:
        late: Dossiers finished late, and those open and overdue.
        accepted: Of these, with an explanation that was accepted.
        submitted: With an explanation that waits for review.
        sent_back: With an explanation that was sent back and not written again.
        letters_owed: Of the late ones, those that owe a letter of apology.
        letters_sent: Of these, with a letter that was sent.
        letters_in_time: Of these, with a letter sent by its last day.

    Raises:
        RefusedError: `coverage_contradicted`, if a count is negative or a part exceeds its whole.
    """

    late: int = 0
    accepted: int = 0
    submitted: int = 0
    sent_back: int = 0
    letters_owed: int = 0
    letters_sent: int = 0
    letters_in_time: int = 0

    def __post_init__(self) -> None:
        counts = [getattr(self, name) for name in _NAMES]
        parts = (
            min(counts) < 0,
            self.accepted + self.submitted + self.sent_back > self.late,
            self.letters_owed > self.late,
            self.letters_sent > self.letters_owed,
            self.letters_in_time > self.letters_sent,
        )
        if any(parts):
            raise RefusedError("coverage_contradicted", counts=counts)

    @property
    def unexplained(self) -> int:
        """Late dossiers nobody explained (chưa giải trình)."""
        return self.late - self.accepted - self.submitted - self.sent_back

    @property
    def explained(self) -> Share:
        """Explanations accepted, of all late dossiers: Resolution 131 demands 100 %."""
        return Share(self.accepted, self.late)

    @property
    def apologised(self) -> Share:
        """Letters sent, of the dossiers that owe one: Resolution 131 demands 100 %."""
        return Share(self.letters_sent, self.letters_owed)

    @property
    def apologised_in_time(self) -> Share:
        """Letters sent by their last day, of the dossiers that owe one."""
        return Share(self.letters_in_time, self.letters_owed)

    @property
    def is_complete(self) -> bool:
        """Return whether every late dossier has what it owes; so it is when none is late."""
        return self.accepted == self.late and self.letters_sent == self.letters_owed


_NAMES: Final = tuple(field.name for field in fields(Coverage))
_VALUES: Final = attrgetter(*_NAMES)


def sum_coverage(parts: Iterable[Coverage]) -> Coverage:
    """Return the coverage of all together; nothing late when there are none.

    Args:
        parts: Of units none of which contains another.
    """
    columns = zip(*(_VALUES(part) for part in parts), strict=True)
    # Added up first: each coverage made on the way would be checked again.
    return Coverage(*(sum(column) for column in columns))


def tally(cases: Iterable[tuple[int, LateCase]], *, needed_after_days: int) -> dict[int, Coverage]:
    """Return the coverage of each unit.

    Late by minutes alone owes no letter, whatever the rule of lateness: there is no new day to
    promise for what was done on the day promised.

    Args:
        cases: Each late dossier with the key of the unit that answers for it.
        needed_after_days: Days late from which a letter of apology is owed; 0 and 1 are any day.

    Source:
        reference/domain-vn.md 3.2 and 9.5: 100 % of late dossiers need both papers.
    """
    counts: dict[int, list[int]] = {}
    owed_from = max(needed_after_days, 1)
    for unit_id, (explanation, days_late, is_sent, is_in_time) in cases:
        found = counts.get(unit_id)
        if found is None:
            found = counts[unit_id] = [0] * len(_NAMES)
        found[0] += 1
        if explanation is not None:
            found[_PLACES[explanation]] += 1
        if days_late >= owed_from:
            found[_OWED] += 1
            if is_sent:
                found[_OWED + 1] += 1
                found[_OWED + 2] += is_in_time
    return {unit_id: Coverage(*found) for unit_id, found in counts.items()}


_PLACES: Final = {
    ReviewState.ACCEPTED: _NAMES.index("accepted"),
    ReviewState.SUBMITTED: _NAMES.index("submitted"),
    ReviewState.SENT_BACK: _NAMES.index("sent_back"),
}
_OWED: Final = _NAMES.index("letters_owed")


def owes_explanation(facts: DossierFacts, on: date, rule: LatenessRule) -> bool:
    """Return whether a dossier went past its due day, and so has something to explain.

    What has been returned or paused since stays on the list of the month it was overdue in; it
    may still be explained, as if it had run to its end or ran still. What a list calls late owes.

    Args:
        facts: The dossier, its due day as lateness is judged by.
        on: The present day; what has no end is judged at the end of it, as lists do.
        rule: Whether minutes of the due day count.
    """
    if facts.status is DossierStatus.NOT_RECEIVED:
        return False
    ran_on = DossierStatus.OPEN if facts.finished_on is None else DossierStatus.FINISHED
    as_if = replace(facts, status=ran_on)
    found = classify(as_if, first_day=date.min, last_day=on, rule=rule)
    return found in (Timeliness.FINISHED_LATE, Timeliness.OPEN_OVERDUE)
