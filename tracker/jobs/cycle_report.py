"""What a tick of the monthly cycle did, for whoever had it run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models.vocabulary import CycleStep, StepState


@dataclass(frozen=True, slots=True)
class TakenStep:
    """What a tick did about one step.

    Args:
        period: The month.
        step: The step.
        state: Where it stands now; of a dry run, where it stands and would be moved from.
        code: What it left behind, or why it stopped.
        params: Values of the sentence.
    """

    period: str
    step: CycleStep
    state: StepState
    code: str
    params: Mapping[str, Any]


@dataclass(slots=True)
class TickReport:
    """What a tick did.

    Args:
        at: When it began.
        steps: The steps it moved or failed at, in order.
        warnings: What is odd about the clock: codes with their values.
        is_dry_run: Whether `steps` is only what would be done next.
    """

    at: datetime
    steps: list[TakenStep] = field(default_factory=list)
    warnings: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    is_dry_run: bool = False
