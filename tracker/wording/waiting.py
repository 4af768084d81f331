"""Waiting work in words: which month, whose, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.numbers import count_text
from tracker.wording.periods import period_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

MOST_NAMES: Final = 2
"""More units than this are counted, not named."""


def tell_period(period: str) -> str:
    """Return a period as a sentence names it: "tháng 3 năm 2024"; nothing for none."""
    return period_text(period) if period else ""


def tell_due(due_on: date | None, days_left: int | None) -> str:
    """Return until when something waits, or how late it is; nothing where no day is set."""
    if due_on is None or days_left is None:
        return ""
    if days_left == 0:
        return sentence("waiting_today", {"due_on": due_on})
    code = "waiting_left" if days_left > 0 else "waiting_late"
    return sentence(code, {"due_on": due_on, "days": count_text(abs(days_left))})


def tell_units(names: Sequence[str]) -> str:
    """Return the units something waits at: one or two by name, more as a count."""
    if len(names) > MOST_NAMES:
        return sentence("waiting_units", {"count": count_text(len(names))})
    return ", ".join(names)
