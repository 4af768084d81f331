"""The right of reply as a list prints it: its window, rows taken out, objections not agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import ObjectionState
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class ReplyEntry:
    """One objection as a list prints it.

    Args:
        unit_code: The unit.
        unit_name: Its name.
        code: The dossier, masked where the list masks; empty for the unit's counts.
        state: What was decided.
        on: Day it was decided; the day it was raised while it is open.
        text: The office's words.
    """

    unit_code: str
    unit_name: str
    code: str
    state: ObjectionState
    on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class PrintedReplies:
    """What a list prints of its right of reply.

    Args:
        is_known: Whether the list says anything of it; one frozen before it was kept does not.
        opened_on: Day the window opened; None without a window.
        until: Its last day.
        upheld: Objections that were upheld: their rows left the annexes.
        objections: Objections that were not, and those nobody has decided.
    """

    is_known: bool = False
    opened_on: date | None = None
    until: date | None = None
    upheld: tuple[ReplyEntry, ...] = ()
    objections: tuple[ReplyEntry, ...] = ()

    @property
    def line(self) -> str:
        """Return in one sentence whether units could answer; empty where the list is silent."""
        if not self.is_known:
            return ""
        if self.opened_on is None:
            return sentence("list_without_reply")
        return sentence("list_with_reply", {"opened_on": self.opened_on, "until": self.until})

    @property
    def is_any(self) -> bool:
        """Return whether anybody objected."""
        return bool(self.upheld or self.objections)


NO_REPLIES: Final = PrintedReplies()


def read_replies(content: Mapping[str, Any]) -> PrintedReplies:
    """Return what a list prints of its right of reply.

    Args:
        content: Canonical content, public or internal, parsed.
    """
    reply = content.get("reply") or {}
    return PrintedReplies(
        is_known="reply" in content,
        opened_on=_day(reply.get("opened_on")),
        until=_day(reply.get("until")),
        upheld=_entries(content.get("upheld") or (), ObjectionState.UPHELD),
        objections=_entries(content.get("objections") or (), ObjectionState.OPEN),
    )


def _entries(rows: Iterable[Mapping[str, Any]], state: ObjectionState) -> tuple[ReplyEntry, ...]:
    return tuple(
        ReplyEntry(
            unit_code=str(row.get("unit_code") or ""),
            unit_name=str(row.get("unit_name") or row.get("unit_code") or ""),
            code=str(row.get("code") or row.get("dossier_code") or ""),
            state=ObjectionState(row.get("state") or state),
            on=_day(row.get("decided_on") or row.get("raised_on")),
            text=str(row.get("decision") or row.get("text") or ""),
        )
        for row in rows
    )


def _day(value: str | date | None) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(value)
