"""Documents whose units are asked to take their assignments on, as the office sees them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from tracker.clock import today
from tracker.queries.assignment_answers import list_answers
from tracker.queries.unit_directory import load_directory
from tracker.runtime import current_settings
from views.pages.assignment_answers import NOT_ASKED, STATES, state_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.vocabulary import AnswerState


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """How many parts of a document stand somewhere, and the page of exactly these."""

    text: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """A document whose units are asked, with how many of its parts stand where."""

    code: str
    number: str
    cells: tuple[AnswerCell, ...]


def list_asked_documents() -> list[AskedDocument]:
    """Return the documents whose units are asked, with what they have said, for the office."""
    rows = list_answers(today(), load_directory(), current_settings(), is_asked_only=True)
    found: dict[tuple[str, str], Counter[AnswerState]] = {}
    for row in rows:
        directive = row.found.directive
        found.setdefault((directive.code, directive.number), Counter())[row.state] += 1
    return [
        AskedDocument(code, number, tuple(_cells(code, counts)))
        for (code, number), counts in found.items()
    ]


def _cells(directive: str, counts: Counter[AnswerState]) -> Iterator[AnswerCell]:
    for word, text in state_texts().items():
        if word != NOT_ASKED:
            values: dict[str, Any] = {"van-ban": directive, "tinh-trang": word}
            count = sum(counts[state] for state in STATES[word])
            yield AnswerCell(text, count, url_for("assignment_answers.index", **values))
