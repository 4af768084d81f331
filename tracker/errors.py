"""What the product refuses, as codes and values; the sentences are in `tracker.wording`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class TrackerError(Exception):
    """Something the product says no to, on purpose.

    Args:
        code: Lower-snake name of the refusal; `tracker.wording.sentences` holds its sentence.
        params: Values the sentence quotes.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        """Return the code and its values, for logs; people get the sentence."""
        values = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({values})"


class RefusedError(TrackerError):
    """An action that would break a rule; nothing was changed (exit status 1, HTTP 422)."""


class NotFoundError(RefusedError):
    """The thing named does not exist, or not for this person (HTTP 404)."""


class ForbiddenError(RefusedError):
    """The person may not do this (HTTP 403)."""


class ConflictError(RefusedError):
    """Somebody or something changed what the action was based on (HTTP 409)."""


class ReadingError(RefusedError):
    """A phrase, number or date that cannot be read; `params` quotes it."""


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong in one row of a file or batch (dòng lỗi).

    Args:
        row: Row number as the person sees it in the file (a CSV's header is row 1).
        column: Header as the file prints it; empty when the whole row is meant.
        value: What stands there, as text.
        code: Name of the fault; its sentence is in `tracker.wording.sentences`.
        params: Further values the sentence quotes.
    """

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
