"""The history of one thing (lịch sử thay đổi): who changed what, from what, to what, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import Role
from tracker.queries.object_history import list_object_history
from tracker.queries.units import get_unit_by_id
from tracker.rules.dates import format_date
from tracker.wording.labels import label
from tracker.wording.sentences import SENTENCES, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tracker.queries.object_history import HistoryEntry

_PREFIX: Final = "history_"
_BLANK: Final = dict.fromkeys(
    ("effective_on", "external_id", "last_day", "name", "owner", "successor", "valid_from"), "–"
)
"""What a sentence quotes where an entry does not say it."""
_FIELD: Final = "changed_"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change.

    Args:
        at: When.
        by: Who.
        text: What was done, with what it was and became, why, and by which document.
    """

    at: datetime
    by: str
    text: str


def list_history(object_type: str, *keys: str, prefix: str = "") -> list[HistoryLine]:
    """Return the changes of one thing, the newest first; whoever may open its page may read them.

    Args:
        object_type: What it is, as the audit trail has it.
        keys: What the trail calls it.
        prefix: Also everything whose name there begins so.
    """
    found = list_object_history(object_type, keys, actions=_told(), prefix=prefix)
    return tell_history(found)


def tell_history(entries: Iterable[HistoryEntry]) -> list[HistoryLine]:
    """Return entries of the trail in words."""
    return [HistoryLine(entry.at, entry.by, "; ".join(_parts(entry))) for entry in entries]


def _told() -> Sequence[str]:
    """Return the actions there are words for: logins and the like are no changes."""
    return sorted(code.removeprefix(_PREFIX) for code in SENTENCES if code.startswith(_PREFIX))


def _parts(entry: HistoryEntry) -> list[str]:
    details = entry.details
    values = {name: _shown(value) for name, value in details.items()}
    parts = [sentence(f"{_PREFIX}{entry.action}", {**_BLANK, "key": entry.key, **values})]
    parts += _changes(details)
    parts += [
        sentence(f"history_{name}", {name: values[name]})
        for name in ("document", "reason")
        if details.get(name)
    ]
    return parts


def _changes(details: Mapping[str, Any]) -> list[str]:
    """Return what something was and became; of several values those that differ."""
    if "before" not in details or "after" not in details:
        return []
    before, after = details["before"], details["after"]
    if not isinstance(before, dict | None) or not isinstance(after, dict | None):
        return [_from_to(before, after)]
    was, now = before or {}, after or {}
    return [
        f"{_named(name)}: {_from_to(_value(name, was.get(name)), _value(name, now.get(name)))}"
        for name in sorted(was.keys() | now.keys())
        if was.get(name) != now.get(name)
    ]


def _named(field: str) -> str:
    code = f"{_FIELD}{field}"
    return sentence(code) if code in SENTENCES else field


def _value(field: str, value: object) -> object:
    return get_unit_by_id(value).name if field == "unit_id" and isinstance(value, int) else value


def _from_to(before: object, after: object) -> str:
    return sentence("history_from_to", {"before": _shown(before), "after": _shown(after)})


def _shown(value: object) -> str:
    if value is None or value == "":
        return sentence("history_nothing")
    if isinstance(value, str):
        if value in tuple(Role):
            return label(Role(value))
        try:
            return format_date(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)


def list_source_history(code: str) -> list[HistoryLine]:
    """Return the changes of a source and of the ways its files' columns are read."""
    lines = (
        *list_history("source", code),
        *list_history("column_mapping", prefix=f"{code}/"),
    )
    return sorted(lines, key=lambda line: line.at, reverse=True)


def list_alert_history(
    alert_id: int, batch_id: int | None, change_id: int | None
) -> list[HistoryLine]:
    """Return the changes of an alert; those of many alerts of one cause at once are its own."""
    keys = str(alert_id), f"batch {batch_id}" if change_id is None else f"change {change_id}"
    found = list_object_history("integrity_alert", keys, actions=_told())
    return tell_history(entry for entry in found if alert_id in entry.details.get("alerts", ()))


def list_unit_history(code: str, name: str) -> list[HistoryLine]:
    """Return what was recorded of a unit, not of another one that had its code.

    Args:
        code: Its code.
        name: Its name, which entries of a code given again tell.
    """
    found = list_object_history("unit", (code,), actions=_told())
    return tell_history(entry for entry in found if entry.details.get("name", name) == name)
