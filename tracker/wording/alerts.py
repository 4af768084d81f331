"""Integrity alerts in words: what was known before, what the new file says."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import AlertKind, DossierStatus
from tracker.rules.dates import format_date
from tracker.wording.labels import label
from tracker.wording.numbers import count_text
from tracker.wording.sentences import SENTENCES, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOTHING: Final = "–"
_STATUSES: Final = {status.value: status for status in DossierStatus}


def alert_text(kind: AlertKind, details: Mapping[str, Any]) -> str:
    """Return an alert as one sentence.

    Args:
        kind: What was rewritten.
        details: As `IntegrityAlert.details` keeps them: code, before, after and more.
    """
    values = {"code": details.get("code", _NOTHING), "after": after_text(kind, details)}
    is_gone = kind is AlertKind.VANISHED
    before = _words(kind, details.get("before")) if is_gone else before_text(kind, details)
    named = {name: details[name] for name in ("change", "document", "since") if name in details}
    text = sentence(_code(kind, details), {**named, **values, "before": before})
    day = _back_on(details)
    return f"{text} {sentence(f'alert_{kind.value}_back', {'day': day})}" if day else text


def _code(kind: AlertKind, details: Mapping[str, Any]) -> str:
    """Return the sentence: a month's names the change of the calendar that has to do with it."""
    if "change" in details:
        return "alert_month_by_calendar"
    return "alert_month_since_calendar" if "since" in details else f"alert_{kind.value}"


def before_text(kind: AlertKind, details: Mapping[str, Any]) -> str:
    """Return what was known before, in words."""
    if kind is AlertKind.PUBLISHED_MONTH_CHANGED and details.get("before") == _NOTHING:
        is_by_calendar = "change" in details or "since" in details
        return sentence("alert_total_as_before" if is_by_calendar else "alert_total_unmoved")
    before = _words(kind, details.get("before"))
    return sentence("alert_known", {"day": before}) if kind is AlertKind.VANISHED else before


def after_text(kind: AlertKind, details: Mapping[str, Any]) -> str:
    """Return what the new file says, in words."""
    if kind is AlertKind.VANISHED:
        day, gone = _back_on(details), sentence("alert_gone")
        return f"{gone}; {sentence('alert_back', {'day': day})}" if day else gone
    return _words(kind, details.get("after"))


def count_name(name: str) -> str:
    """Return a count's name in words; the name itself when it has none."""
    code = f"count_{name}"
    return sentence(code) if code in SENTENCES else name


def _back_on(details: Mapping[str, Any]) -> str:
    """Return as of which day a later file had again what was missed; empty when none did."""
    day = details.get("back_on")
    return format_date(date.fromisoformat(day)) if day else ""


def _words(kind: AlertKind, value: object) -> str:
    text = str(value or _NOTHING)
    if kind is AlertKind.PUBLISHED_MONTH_CHANGED:
        return ", ".join(_count(part) for part in text.split())
    shown = _DAY.sub(lambda day: format_date(date.fromisoformat(day[0])), text)
    first, slash, rest = shown.partition(" / ")
    if slash and first in _STATUSES:
        shown = f"{label(_STATUSES[first])} / {rest}"
    return shown.replace("<=", "≤")


def _count(part: str) -> str:
    name, _, count = part.partition("=")
    if name == "units":
        return sentence("alert_units_moved", {"count": count})
    return f"{count_name(name)} {count_text(int(count))}" if count.isdigit() else part
