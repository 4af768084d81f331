"""What differs between two states of a task's parties, and which change may be undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracker.rules.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from models.vocabulary import TaskChangeKind


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; its sentence is in `tracker.wording`.

    Args:
        code: Name of the sentence.
        params: Values it quotes.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What of a recorded change decides whether it stands and may be undone.

    Args:
        id: Its key; later ones have greater keys.
        kind: What was changed.
        effective_on: The first day it speaks for.
        undoes_id: The change it undoes; None for a change of its own.
    """

    id: int
    kind: TaskChangeKind
    effective_on: date
    undoes_id: int | None = None


def standing_change(records: Iterable[Recorded], kind: TaskChangeKind) -> Recorded | None:
    """Return the newest change of a kind that stands: the only one that may be undone.

    Args:
        records: Every change of one task, undone ones and undoings included.
        kind: What was changed.
    """
    own = [record for record in records if record.kind is kind]
    undone = {record.undoes_id for record in own}
    standing = [record for record in own if record.undoes_id is None and record.id not in undone]
    return max(standing, key=lambda record: record.id, default=None)


def party_key(party: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what tells one party from another: its unit or group, else its printed name."""
    if party["unit_id"] is not None:
        return "unit", party["unit_id"]
    if party["group_id"] is not None:
        return "group", party["group_id"]
    return "printed", fold(party["printed"])


def party_differences(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> tuple[Difference, ...]:
    """Return who was added, left out or given another part or condition; the order is no part.

    Args:
        before: Parties as a change keeps them.
        after: The same, afterwards.
    """
    old = {party_key(party): party for party in before}
    new = {party_key(party): party for party in after}
    found = [
        Difference("party_removed", {"name": party["printed"], "role": party["role"]})
        for key, party in old.items()
        if key not in new
    ]
    for key, party in new.items():
        was = old.get(key)
        if was is None:
            values = {"name": _whole(party), "role": party["role"]}
            found.append(Difference("party_added", values))
            continue
        if was["role"] != party["role"]:
            roles = {"before": was["role"], "role": party["role"]}
            found.append(Difference("party_moved", {"name": party["printed"], **roles}))
        if was["condition"] != party["condition"]:
            values = {"before": was["condition"] or "–", "after": party["condition"] or "–"}
            found.append(Difference("party_condition", {"name": party["printed"], **values}))
    return tuple(found)


def _whole(party: Mapping[str, Any]) -> str:
    return f"{party['printed']} {party['condition']}".strip()
