"""Entries of a calendar feed in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.sentences import sentence
from tracker.wording.waiting import tell_period

if TYPE_CHECKING:
    from tracker.queries.calendar_entries import CalendarEntry

LONGEST_TEXT: Final = 120


def tell_entry(entry: CalendarEntry) -> str:
    """Return the line a calendar shows for an entry; long texts are cut."""
    text = " ".join(entry.text.split())
    if len(text) > LONGEST_TEXT:
        text = f"{text[: LONGEST_TEXT - 1].rstrip()}…"
    values = {
        "number": entry.number,
        "text": text,
        "period": tell_period(entry.period),
        "unit": entry.unit_name,
    }
    return sentence(f"calendar_{entry.kind.value}", values)


def tell_details(entry: CalendarEntry) -> str:
    """Return what stands below the line: the whole text of a task."""
    return " ".join(entry.text.split()) if len(entry.text) > LONGEST_TEXT else ""
