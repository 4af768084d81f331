"""The past as it was known: the day an address asks to go back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from tracker.clock import today
from tracker.errors import ReadingError
from tracker.queries.dossier_history import find_newest_as_of, find_newest_event
from tracker.wording.sentences import explain, sentence
from views.pages.filters import read_day

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class PastDay:
    """The past day asked for.

    Args:
        day: The day; None for the present.
        text: As typed.
        refused: Why it cannot be read; empty when it can.
    """

    day: date | None
    text: str
    refused: str


@dataclass(frozen=True, slots=True)
class DataDays:
    """How far the dossiers' data reach.

    Args:
        as_of: Newest day an import describes, up to the present or the past day looked at; None
            without any.
        judged_on: Day to which open dossiers are judged: that day, never beyond the data.
        newest_on: Newest day on which a dossier came in or ended, the present without any.
    """

    as_of: date | None
    judged_on: date
    newest_on: date


def read_past_day() -> PastDay:
    """Return the past day the query value `ngay` asks for; the present is no past."""
    text = request.args.get("ngay", "").strip()
    try:
        day = read_day("ngay")
    except ReadingError as error:
        return PastDay(None, text, explain(error))
    present = today()
    if day is not None and day > present:
        refused = sentence("counts_as_of_future", {"as_of": day, "today": present})
        return PastDay(None, text, refused)
    return PastDay(None if day == present else day, text, "")


def find_data_days(past: PastDay) -> DataDays:
    """Return how far the data reach, as known now or on a past day."""
    end = past.day or today()
    as_of = find_newest_as_of(end)
    judged_on = min(end, as_of or end)
    return DataDays(as_of, judged_on, find_newest_event(judged_on) or end)
