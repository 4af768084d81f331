"""One clear sentence for every code the product refuses, flags or explains with.

Each subject keeps its own in `sentences_<subject>.py`; this module puts them together.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

import tracker.wording
from tracker.clock import local
from tracker.wording.labels import has_label, label
from tracker.wording.numbers import count_text
from tracker.wording.text import spoken_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.errors import RowError, TrackerError
    from tracker.wording.text import LazyString


def _gather() -> dict[str, LazyString]:
    gathered: dict[str, LazyString] = {}
    for module in iter_modules(tracker.wording.__path__, "tracker.wording."):
        if not module.name.startswith("tracker.wording.sentences_"):
            continue
        own: dict[str, LazyString] = import_module(module.name).SENTENCES
        twice = gathered.keys() & own.keys()
        if twice:
            raise ValueError(f"{module.name} words {sorted(twice)} again")
        gathered |= own
    return gathered


SENTENCES: Final = _gather()
COUNTS: Final = frozenset({"count", "cells", "changed", "days", "rows"})
"""Values that are counts, their thousands grouped; a year or the number of a row is none."""


def sentence(code: str, params: Mapping[str, object] | None = None) -> str:
    """Return the sentence of a code with its values filled in, in the reader's language.

    Args:
        code: A code of `SENTENCES`.
        params: Values the sentence quotes; dates are shown as dd/mm/yyyy, instants by Vietnam's
            clock, the numbers of `COUNTS` with their thousands grouped.
    """
    values = {
        name: count_text(value) if name in COUNTS and type(value) is int else _shown(value)
        for name, value in (params or {}).items()
    }
    return _find_words(code, spoken_language()) % values


@cache
def _find_words(code: str, language: str) -> str:
    """Return the words of a code; `language`, the reader's, tells what is kept apart."""
    return str(SENTENCES[code])


def explain(error: TrackerError) -> str:
    """Return what a refusal says to a person."""
    return sentence(error.code, error.params)


def explain_row(error: RowError) -> str:
    """Return what is wrong in one row, naming the value and what to do."""
    params = {"row": error.row, "column": error.column, "value": error.value}
    return sentence(error.code, {**params, **error.params})


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return f"{local(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, StrEnum) and has_label(value):
        return label(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(str(item) for item in value)
    return value
