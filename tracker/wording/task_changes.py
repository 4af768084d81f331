"""Changes of tasks in sentences: what was, what is, and what a reading understood."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.vocabulary import (
    OPEN_END,
    AssignmentRole,
    Comparator,
    ScheduleKind,
    TaskChangeKind,
)
from tracker.rules.task_changes import party_differences
from tracker.wording.labels import label
from tracker.wording.sentences import sentence
from tracker.wording.verdicts import explain_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def tell_change(kind: TaskChangeKind, before: Any, after: Any) -> tuple[str, ...]:
    """Return what differs, old → new, one sentence each.

    Args:
        kind: What was changed.
        before: What stood, as a change keeps it.
        after: What stands from the change on.
    """
    if kind is TaskChangeKind.PARTIES:
        found = party_differences(before, after)
        told = tuple(sentence(each.code, _roles(each.params)) for each in found)
        return told or (sentence("party_order"),)
    code = "term_changed" if kind is TaskChangeKind.TERM else "target_changed"
    return (sentence(code, {"before": tell_state(kind, before), "after": tell_state(kind, after)}),)


def tell_state(kind: TaskChangeKind, stored: Any) -> str:
    """Return one state in words: "chủ trì: A; B. phối hợp: C", "“Quý II/2024” (hạn 30/06/2024)"."""
    if kind is TaskChangeKind.PARTIES:
        return ". ".join(filter(None, (_of_role(stored, role) for role in AssignmentRole)))
    if kind is TaskChangeKind.TERM:
        return _term(stored)
    return _target(stored) if stored else "–"


def tell_until(last_day: date) -> str:
    """Return until when a target holds; empty where no day ends it."""
    return "" if last_day == OPEN_END else sentence("target_until", {"last_day": last_day})


def _of_role(stored: Iterable[Mapping[str, Any]], role: AssignmentRole) -> str:
    names = [
        f"{party['printed']} {party['condition']}".strip()
        for party in stored
        if party["role"] == role
    ]
    return f"{label(role)}: {'; '.join(names)}" if names else ""


def _roles(params: Mapping[str, Any]) -> dict[str, Any]:
    roles = {role.value: label(role).lower() for role in AssignmentRole}
    return {
        name: roles.get(value, value) if name in ("role", "before") else value
        for name, value in params.items()
    }


def _term(stored: Mapping[str, Any]) -> str:
    phrase, kind = stored["schedule_phrase"], stored["schedule_kind"]
    phrase = phrase or (label(ScheduleKind(kind)) if kind else "–")
    if not stored["due_on"]:
        return f"“{phrase}”"
    due_on = date.fromisoformat(stored["due_on"])
    return sentence("term_text", {"phrase": phrase, "due_on": due_on})


def _target(stored: Mapping[str, Any]) -> str:
    words = explain_target(
        Comparator(stored["comparator"]), Decimal(stored["value"]), stored["unit_of_measure"]
    )
    return f"“{stored['phrase']}” ({words})"
