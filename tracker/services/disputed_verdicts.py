"""Verdicts set aside because the assignment itself is in dispute (đang xem xét)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Verdict
from tracker.queries.assignment_disputes import find_disputed_parts
from tracker.services.figure_verdicts import SEPARATOR
from tracker.services.task_verdicts import LEAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from tracker.queries.evaluation_inputs import Decided
    from tracker.queries.unit_directory import UnitDirectory

REASON: Final = "assignment_disputed"
_LONGEST: Final = 60
"""As many signs as `Evaluation.reason` holds."""
_SET_ASIDE: Final = frozenset({Verdict.ACHIEVED.value, Verdict.MISSED.value})
_DISPUTED: Final = Verdict.DISPUTED.value


class SetAside:
    """The parts whose verdicts an open dispute sets aside in a period.

    A dispute stands in for a success or a miss of who leads, as in `tracker.rules.verdicts.judge`;
    the figures and the shortfall stay readable, and so does why it would have been what it was.

    Args:
        read_on: The day the period is read on: a dispute opened later leaves its verdicts alone.
        directory: Units and successions.
    """

    def __init__(self, read_on: date, directory: UnitDirectory) -> None:
        self._parts = find_disputed_parts(read_on, directory)

    def of(
        self, task_id: int, cells: Iterable[tuple[int, Decided]]
    ) -> Iterable[tuple[int, Decided]]:
        """Return a task's verdicts, those in dispute set aside.

        Args:
            task_id: The task.
            cells: Its units with their verdicts.
        """
        return self._set_aside(task_id, cells) if self._parts else cells

    def _set_aside(
        self, task_id: int, cells: Iterable[tuple[int, Decided]]
    ) -> Iterator[tuple[int, Decided]]:
        for unit_id, decided in cells:
            role, verdict, reason, *figures = decided
            if (task_id, unit_id) in self._parts and role == LEAD and verdict in _SET_ASIDE:
                told = f"{REASON}{SEPARATOR}{reason}"
                # Half of a reason would tell something else; the figures beside it still tell.
                stored = told if len(told) <= _LONGEST else REASON
                yield unit_id, (role, _DISPUTED, stored, *figures)  # type: ignore[misc] # as it came
            else:
                yield unit_id, decided
