"""Filters of a listing: what is in force, as chips that take it away again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request

from tracker.errors import ReadingError
from tracker.rules.dates import read_date
from tracker.rules.text import fold
from views.navigation import same_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import TypeVar

    Member = TypeVar("Member")


FOR_PAPER: Final = "ban-in"
"""Query value of a page that is laid out for paper: all of it, in parts that fit a sheet."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force.

    Args:
        name: What is filtered.
        text: By what.
        url: Address of the page without it.
    """

    name: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One value of a filter with the rows it would show.

    Args:
        text: What it says.
        count: Rows, with the other filters in force.
        url: Address of the page with it.
        is_current: Whether it is in force.
    """

    text: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select box.

    Args:
        value: What the address carries.
        text: What is shown.
        is_chosen: Whether it is in force.
    """

    value: str
    text: str
    is_chosen: bool


def build_chips(shown: Iterable[tuple[str, str, str]], *, place: str = "trang") -> tuple[Chip, ...]:
    """Return the chips of the filters in force.

    Args:
        shown: Query name, what is filtered, and by what; an empty last part is no filter.
        place: Query name of the place one is at in the listing, which another filter ends.
    """
    return tuple(
        Chip(name, text, same_page(**{query: None, place: None}))
        for query, name, text in shown
        if text
    )


def filter_text(chips: Iterable[Chip], tabs: Iterable[Tab] = ()) -> str:
    """Return the filters in force in words, for files; empty for none.

    Args:
        chips: Those shown as chips.
        tabs: The values of one filter, of which one is in force.
    """
    texts = [f"{chip.name} “{chip.text}”" for chip in chips]
    return "; ".join([*texts, *(f"“{tab.text}”" for tab in tabs if tab.is_current)])


def build_options(
    choices: Iterable[tuple[str, str]], chosen: str, *, all_text: str = ""
) -> tuple[Option, ...]:
    """Return the choices of a select box.

    Args:
        choices: Value and text.
        chosen: The value in force.
        all_text: Text of the choice that does not filter; none when empty.
    """
    first = [("", all_text)] if all_text else []
    return tuple(Option(value, text, value == chosen) for value, text in [*first, *choices])


def is_for_paper() -> bool:
    """Return whether the address asks for the page as it is to be printed."""
    return request.args.get(FOR_PAPER, "") == "1"


def read_word(words: Mapping[str, Member], name: str) -> Member | None:
    """Return the member a query value names, None when it names none."""
    return words.get(request.args.get(name, ""))


def read_day(name: str) -> date | None:
    """Return the day a query value names, None when it is not there.

    Raises:
        ReadingError: When it cannot be read.
    """
    text = request.args.get(name, "").strip()
    return read_date(text)[0] if text else None


def try_day(name: str) -> tuple[date | None, ReadingError | None]:
    """Return the day a query value names, or why it cannot be read."""
    try:
        return read_day(name), None
    except ReadingError as error:
        return None, error


def matches(wanted: str, texts: Sequence[str]) -> bool:
    """Return whether a text without marks stands in one of several.

    Args:
        wanted: Folded text; empty stands in everything.
        texts: What is looked through, unfolded.
    """
    return not wanted or any(wanted in fold(text) for text in texts)
