"""What a form of apology letters was sent for: which lines, of which dossier, seen when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from flask import request

from tracker.clock import now
from tracker.errors import ConflictError, RefusedError
from tracker.queries.unit_directory import load_directory
from views.access import current_actor
from views.pages.apology_search import list_lines, read_asked

if TYPE_CHECKING:
    from collections.abc import Collection

    from views.pages.apologies import Step

_LONGEST_KEY: Final = 10


def chosen_keys(steps: Collection[Step]) -> list[int]:
    """Return the keys that were ticked, or of all lines the page lists.

    Args:
        steps: Parts of the listing whose lines are meant: those of another are other keys.

    Raises:
        RefusedError: `apology_none_chosen` when the page lists another part.
        ConflictError: `apologies_changed` when the page lists others than were seen.
    """
    if not request.form.get("tat-ca"):
        return ticked_keys()
    asked = read_asked(current_actor(), load_directory())
    if asked.step not in steps or asked.refused:
        raise RefusedError("apology_none_chosen")
    lines = list_lines(asked)
    if str(len(lines)) != request.form["tat-ca"]:
        raise ConflictError("apologies_changed", before=request.form["tat-ca"], now=len(lines))
    return [line.row.id for line in lines]


def ticked_keys() -> list[int]:
    """Return the keys that were ticked."""
    return [int(text) for text in request.form.getlist("chon") if _is_key(text)]


def dossier_asked() -> int | None:
    """Return the dossier whose page the form stands on; None for the listing."""
    text = request.form.get("ho-so", "")
    return int(text) if _is_key(text) else None


def seen_at() -> datetime:
    """Return when the letters of a page were read: now, or as the form sent back says."""
    text = request.form.get("luc-xem", "")
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return now()
    return read if read.tzinfo else now()


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _LONGEST_KEY
