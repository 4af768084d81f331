"""Sentences of codes that were stored with their values, in the language of who reads them now."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.wording.sentences import SENTENCES, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUOTED: Final = re.compile(r"%\((\w+)\)")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def explain_stored(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Return the sentence of a stored code; the code itself where there are no words for it.

    A value its sentence quotes and that was not kept is shown as "…", a stored day as a day.

    Args:
        code: A code of `tracker.wording.sentences`.
        params: Values as JSON kept them.
    """
    if code not in SENTENCES:
        return code
    quoted = dict.fromkeys(_QUOTED.findall(str(SENTENCES[code])), "…")
    kept = {name: _read(value) for name, value in (params or {}).items()}
    return sentence(code, {**quoted, **kept})


def explain_inside(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Return the same without its full stop, to stand inside another sentence."""
    return explain_stored(code, params).rstrip(".")


def _read(value: object) -> object:
    is_day = isinstance(value, str) and _DAY.fullmatch(value)
    return date.fromisoformat(str(value)) if is_day else value
