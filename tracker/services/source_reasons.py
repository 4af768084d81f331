"""What a person writes down when they decide about a source or a pull."""

from __future__ import annotations

from typing import Final

from tracker.errors import RefusedError

SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 2_000


def read_reason(text: str) -> str:
    """Return a reason in one written form.

    Raises:
        RefusedError: `source_reason_short`, `source_reason_long`.
    """
    reason = " ".join(text.split())
    if len(reason) < SHORTEST_REASON:
        raise RefusedError("source_reason_short", minimum=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise RefusedError("source_reason_long", maximum=LONGEST_REASON)
    return reason
