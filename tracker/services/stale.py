"""Edits of what somebody else changed after the page was opened."""

from __future__ import annotations

from tracker.errors import ConflictError


def check_seen(seen: str | None, present: str) -> None:
    """Refuse an edit of what is no longer as the person saw it.

    Args:
        seen: What the person saw, as a text; empty for nothing, None where that is not known.
        present: What stands now, written the same way.

    Raises:
        ConflictError: `changed_meanwhile`.
    """
    if seen is not None and seen != present:
        raise ConflictError("changed_meanwhile", before=seen or "–", now=present or "–")
