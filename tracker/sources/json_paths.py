"""Paths into a JSON document: names between dots, [2] for one item of a list, [*] for each.

"data[*].agency.code" means: under "data" a list, of each item the "code" under "agency".
An empty path, or "$" alone, is the whole document. Names are taken as they stand; a name that
holds a dot or a bracket cannot be reached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_PATH: Final = 300
EACH: Final = "*"

Step = str | int
"""A name, or the number of an item; None stands for each."""

_NAME: Final = r"[^.\[\]\s*$](?:[^.\[\]]*[^.\[\]\s])?"
_ITEM: Final = r"\[(?:\d{1,6}|\*)\]"
_TAIL: Final = rf"(?:\.{_NAME}|{_ITEM})*"
_PATH: Final = re.compile(rf"\${_TAIL}|(?:{_NAME}|{_ITEM}){_TAIL}|")
_STEP: Final = re.compile(rf"{_ITEM}|{_NAME}")


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path that was read; `text` is how it was written."""

    text: str
    steps: tuple[Step | None, ...]

    @property
    def is_single(self) -> bool:
        """Return whether it leads to one place at most."""
        return None not in self.steps


class MissingPathError(LookupError):
    """A document that has nothing where a path leads; null is something.

    Args:
        path: How far the document could not be followed, with the numbers of the items.
        found: What stands there instead: "object", "array", "text", …; "-" when nothing does.
    """

    def __init__(self, path: str, found: str = "-") -> None:
        super().__init__(path, found)
        self.path = path
        self.found = found


def read_path(text: str) -> JsonPath:
    """Read a path as it is written in the file of sources.

    Raises:
        ReadingError: `json_path_unreadable`, with the path.
    """
    written = text.strip()
    if len(written) > LONGEST_PATH:
        raise ReadingError("json_path_unreadable", value=f"{written[:60]}…")
    if not _PATH.fullmatch(written):
        raise ReadingError("json_path_unreadable", value=text)
    return JsonPath(written, tuple(map(_step, _STEP.findall(written.removeprefix("$")))))


def _step(written: str) -> Step | None:
    if not written.startswith("["):
        return written
    return None if written[1:-1] == EACH else int(written[1:-1])


def find_all(document: Any, path: JsonPath, base: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every place a path leads to: where it is, and what stands there.

    Args:
        document: What `json.loads` returns.
        path: The path; [*] over an empty list leads nowhere, which is no fault.
        base: Where the document itself stands in a larger one; places begin with it.

    Raises:
        MissingPathError: At the first place that has not what the path names.
    """
    yield from _walk(document, path.steps, base)


def find_one(document: Any, path: JsonPath, base: str = "") -> tuple[str, Any]:
    """Return the one place a path leads to; Args and Raises as for `find_all`.

    Raises:
        ValueError: For a path that has [*].
    """
    if not path.is_single:
        raise ValueError(f"{path.text} leads to several places")
    return next(find_all(document, path, base))


def kind_of(value: object) -> str:
    """Return what JSON calls a value."""
    if isinstance(value, bool):
        return "boolean"
    if value is None:
        return "null"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "number"


def _walk(value: Any, steps: tuple[Step | None, ...], place: str) -> Iterator[tuple[str, Any]]:
    if not steps:
        yield place or "$", value
        return
    for inner, found in _step_into(value, steps[0], place):
        yield from _walk(found, steps[1:], inner)


def _step_into(value: Any, step: Step | None, place: str) -> Iterator[tuple[str, Any]]:
    """Yield what one step leads to; several things for [*]."""
    if isinstance(step, str):
        place = f"{place}.{step}" if place else step
        if not isinstance(value, dict):
            raise MissingPathError(place, kind_of(value))
        if step not in value:
            raise MissingPathError(place)
        yield place, value[step]
    elif not isinstance(value, list):
        raise MissingPathError(f"{place}[{EACH if step is None else step}]", kind_of(value))
    elif step is None:
        yield from ((f"{place}[{number}]", item) for number, item in enumerate(value))
    elif step < len(value):
        yield f"{place}[{step}]", value[step]
    else:
        raise MissingPathError(f"{place}[{step}]")
