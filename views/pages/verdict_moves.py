"""Verdict then and now: what it was, when it turned, and why, beside the verdict that stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from tracker.clock import today
from tracker.errors import ReadingError
from tracker.queries.verdict_moves import list_verdict_moves, list_verdicts_replaced_since
from tracker.rules.dates import format_date
from tracker.wording.sentences import explain, sentence
from tracker.wording.verdict_moves import explain_causes
from views.pages.figures import figure_text
from views.pages.filters import read_day

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from models.vocabulary import Verdict
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.verdict_moves import VerdictMove

SINCE: Final = "doi-tu"
"""Query value with the day: only what has another verdict than at its end."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The last time a verdict turned.

    Args:
        before: What it was.
        actual: What had been reached then; may be empty.
        since: When that had been decided.
        at: When it turned.
        by: Who had the period judged.
        why: What of its grounds was another.
    """

    before: Verdict
    actual: str
    since: datetime
    at: datetime
    by: str
    why: str


class Moves:
    """The verdicts of a period that turned; one query.

    Args:
        period: Text form of the period.
        unit_ids: Of these units.
        task_id: Only of this row of a document.
    """

    def __init__(
        self, period: str, unit_ids: Collection[int], *, task_id: int | None = None
    ) -> None:
        self._moves: Mapping[tuple[int, int], VerdictMove] = list_verdict_moves(
            period, unit_ids, task_id=task_id
        )

    def of(self, row: EvaluationRow | None) -> Moved | None:
        """Return how the verdict that stands came to be another; None where it never was one."""
        found = None if row is None else self._moves.get((row.task_id, row.unit_id))
        if row is None or found is None or found.after is not row.verdict:
            return None
        figure = found.numerator, found.denominator, found.value
        return Moved(
            before=found.before,
            actual=figure_text(*figure, row.unit_of_measure),
            since=found.since,
            at=found.at,
            by=found.by,
            why=explain_causes(found.causes),
        )


@dataclass(frozen=True, slots=True)
class Since:
    """The day an address compares with.

    Args:
        day: The day; None where none is asked for or it cannot be read.
        text: As typed.
        refused: Why it cannot be read; empty when it can.
    """

    day: date | None = None
    text: str = ""
    refused: str = ""

    @property
    def chip(self) -> tuple[str, str, str]:
        """Return the filter as chips show it."""
        return SINCE, str(_("Đổi kết quả sau ngày")), format_date(self.day) if self.day else ""


def read_since() -> Since:
    """Return the day the address compares with."""
    text = request.args.get(SINCE, "").strip()
    try:
        day = read_day(SINCE)
    except ReadingError as error:
        return Since(None, text, explain(error))
    if day is not None and day > today():
        refused = sentence("counts_as_of_future", {"as_of": day, "today": today()})
        return Since(None, text, refused)
    return Since(day, text)


def verdicts_then(period: str, directive_id: int, since: Since) -> Mapping[tuple[int, int], str]:
    """Return what was found at the end of the day asked for, where it was replaced since.

    Args:
        period: Text form of the period.
        directive_id: The document.
        since: The day; without one nothing is asked.
    """
    if since.day is None:
        return {}
    found = list_verdicts_replaced_since(period, directive_id, since.day)
    return {key: verdict.value for key, verdict in found.items()}
