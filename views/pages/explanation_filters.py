"""Which late dossiers a page of explanations is asked for: month, unit, state, reason, days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from flask import request

from models.vocabulary import DelayCause, ReviewState
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.queries.late_cases import ANY_STATE, CaseSearch, search_month
from tracker.queries.unit_scopes import answered_unit_ids, find_meant_units, with_under
from tracker.rules.late_lists import read_list_month
from tracker.rules.periods import month_of
from tracker.runtime import current_settings
from tracker.wording.sentences import explain
from views.pages.past import DataDays, PastDay, find_data_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.queries.accounts import Actor
    from tracker.queries.late_cases import States
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period

STATES: Final[Mapping[str, States]] = {
    "phai-viet": frozenset({None, ReviewState.SENT_BACK}),
    "chua-viet": frozenset({None}),
    "tra-lai": frozenset({ReviewState.SENT_BACK}),
    "cho-xem-xet": frozenset({ReviewState.SUBMITTED}),
    "da-chap-nhan": frozenset({ReviewState.ACCEPTED}),
}
"""Words of the address; without one, whatever the state."""

CAUSES: Final = {cause.value.replace("_", "-"): cause for cause in DelayCause}
_MOST_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for.

    Args:
        period: The month; without one asked for, the newest with data.
        unit_name: Name of the unit it is narrowed to, with those under it; empty for all.
        texts: What was typed, by the name of the filter.
        refused: Why a filter cannot be read, by its name.
        search: Which dossiers, all filters in force.
        month: The same without filters of state, reason and days.
        days: How far the data reach.
    """

    period: Period
    unit_name: str
    texts: Mapping[str, str]
    refused: Mapping[str, str]
    search: CaseSearch
    month: CaseSearch
    days: DataDays


def read_asked(actor: Actor, directory: UnitDirectory) -> Asked:
    """Return what the address asks for, never more than the person answers for.

    Args:
        actor: Who asks.
        directory: Units.
    """
    names = ("thang", "don-vi", "trang-thai", "ly-do", "tu-ngay")
    texts = {name: request.args.get(name, "").strip() for name in names}
    refused: dict[str, str] = {}
    days = find_data_days(PastDay(None, "", ""))
    settings = current_settings()
    period = _read_month(texts["thang"], refused)
    if period is None:
        period = month_of(days.newest_on, settings.month_cutoff_day)
    units = _read_units(texts["don-vi"], directory, period, refused)
    month = search_month(period, settings, _unit_ids(actor, units, directory))
    search = replace(
        month,
        states=STATES.get(texts["trang-thai"], ANY_STATE),
        cause=CAUSES.get(texts["ly-do"]),
        least_days=_read_days(texts["tu-ngay"], refused),
    )
    unit_name = units[-1].name if units else ""
    return Asked(period, unit_name, texts, refused, search, month, days)


def _unit_ids(
    actor: Actor, units: Sequence[UnitRow], directory: UnitDirectory
) -> frozenset[int] | None:
    own = answered_unit_ids(actor, directory)
    if not units:
        return own
    named = with_under((unit.id for unit in units), directory)
    return named if own is None else own & named


def _read_month(text: str, refused: dict[str, str]) -> Period | None:
    try:
        return read_list_month(text) if text else None
    except RefusedError as error:
        refused["thang"] = explain(error)
        return None


def _read_units(
    text: str, directory: UnitDirectory, period: Period, refused: dict[str, str]
) -> Sequence[UnitRow]:
    # A unit that has ended is opened by its code: its heir has rows of its own.
    on = min(period.last_day(current_settings().month_cutoff_day), today())
    try:
        return find_meant_units(text, directory, on) if text else ()
    except RefusedError as error:
        refused["don-vi"] = explain(error)
        return ()


def _read_days(text: str, refused: dict[str, str]) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    refused["tu-ngay"] = explain(RefusedError("explanation_days_unreadable", value=text))
    return 0
