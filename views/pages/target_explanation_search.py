"""Which missed targets the address asks for, within what a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import request

from tracker.clock import today
from tracker.errors import ReadingError
from tracker.queries.target_explanations import list_missed_targets
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids, find_meant_units, with_under
from tracker.rules.periods import read_period
from tracker.wording.sentences import explain
from views.access import current_actor
from views.pages.target_explanations import missed_lines
from views.pages.usual_periods import find_usual_period

if TYPE_CHECKING:
    from tracker.rules.scorecards import UsualPeriod
    from views.pages.target_explanations import MissedLine


class Asked(NamedTuple):
    """What the address asks for.

    Args:
        period: Text form of the period; empty before anything was judged.
        usual: The period where the address asks for none; None where it asks.
        unit_text: The unit as typed.
        unit_name: The unit, found.
        units: Only of these units; None for all.
        refused: Why a filter cannot be read, by its name.
    """

    period: str
    usual: UsualPeriod | None
    unit_text: str
    unit_name: str
    units: frozenset[int] | None
    refused: dict[str, str]


def find_lines() -> tuple[Asked, list[MissedLine]]:
    """Return what the address asks for, with its missed targets of every state."""
    asked = _read()
    found = list_missed_targets(asked.period, asked.units) if asked.period else []
    return asked, missed_lines(found, today())


def _read() -> Asked:
    refused: dict[str, str] = {}
    directory = load_directory()
    text, period, usual = request.args.get("ky", "").strip(), "", None
    try:
        period = read_period(text).code if text else ""
    except ReadingError as error:
        refused["ky"] = explain(error)
    if not period:
        usual = find_usual_period()
        period = usual.shown.code if usual else ""
    unit_text, unit_name = request.args.get("don-vi", "").strip(), ""
    units = answered_unit_ids(current_actor(), directory)
    try:
        if unit_text:
            found = find_meant_units(unit_text, directory)
            asked = with_under((unit.id for unit in found), directory)
            units = asked if units is None else asked & units
            unit_name = found[-1].name
    except ReadingError as error:
        refused["don-vi"] = explain(error)
    return Asked(period, usual, unit_text, unit_name, units, refused)
