"""Which apology letters the address asks for, and their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from tracker.clock import today
from tracker.errors import ReadingError, RefusedError
from tracker.queries.apology_candidates import (
    CandidateSearch,
    count_candidates,
    list_candidates,
)
from tracker.queries.apology_letters import LetterSearch, count_letters, list_letters
from tracker.queries.calendar import load_calendar
from tracker.queries.unit_scopes import answered_unit_ids, find_meant_units, with_under
from tracker.rules.apologies import SOON_WORKING_DAYS
from tracker.rules.late_lists import read_list_month
from tracker.rules.periods import month_of
from tracker.runtime import current_settings
from tracker.wording.sentences import explain
from views.navigation import Page, paginate, same_page
from views.pages.apologies import STATES, Step, candidate_lines, letter_lines, step_texts
from views.pages.apology_columns import (
    DUE,
    SEND_BY,
    candidate_columns,
    letter_columns,
    read_letter_order,
)
from views.pages.filters import Tab
from views.pages.past import find_data_days, read_past_day
from views.pages.sorting import SortHead, build_heads, sort_chip, sort_rows

if TYPE_CHECKING:
    from models.vocabulary import LetterState
    from tracker.queries.accounts import Actor
    from tracker.queries.apology_candidates import Candidate
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.rules.periods import Period
    from views.pages.apologies import CandidateLine, LetterLine

Lines = list["CandidateLine"] | list["LetterLine"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for.

    Args:
        step: Which part.
        period: Month of the dossiers finished late that are listed; of letters, the month their
            dossiers were due in, where one is asked for.
        month_text: The month as typed.
        unit_text: The unit as typed.
        unit_name: The unit, found.
        units: Only of these units; None for all.
        code: Part of a dossier's code.
        refused: Why a filter cannot be read, by its name.
    """

    step: Step
    period: Period
    month_text: str
    unit_text: str
    unit_name: str
    units: frozenset[int] | None
    code: str
    refused: dict[str, str]


def read_asked(actor: Actor, directory: UnitDirectory) -> Asked:
    """Return what the address asks for, within what a person may see.

    Args:
        actor: The person.
        directory: Units.
    """
    refused: dict[str, str] = {}
    month_text = request.args.get("thang", "").strip()
    cutoff = current_settings().month_cutoff_day
    period = month_of(find_data_days(read_past_day()).newest_on, cutoff)
    try:
        period = read_list_month(month_text) if month_text else period
    except RefusedError as error:
        refused["thang"] = explain(error)
    unit_text, unit_name = request.args.get("don-vi", "").strip(), ""
    units = answered_unit_ids(actor, directory)
    try:
        if unit_text:
            found = find_meant_units(unit_text, directory)
            asked = with_under((unit.id for unit in found), directory)
            units = asked if units is None else asked & units
            unit_name = found[-1].name
    except ReadingError as error:
        refused["don-vi"] = explain(error)
    word = request.args.get("buoc", "")
    step = Step(word) if word in set(Step) else Step.TO_DRAFT
    code = request.args.get("ma", "").strip()
    return Asked(step, period, month_text, unit_text, unit_name, units, code, refused)


def list_lines(asked: Asked) -> Lines:
    """Return every line of the part asked for."""
    settings, present, calendar = current_settings(), today(), load_calendar()
    if asked.step is Step.TO_DRAFT:
        return candidate_lines(_candidates(asked), settings, present, calendar)
    by, is_descending = read_letter_order()
    search = _letter_search(asked, asked.step)
    letters = list_letters(search, by=by, is_descending=is_descending)
    return letter_lines(letters, settings, present, calendar)


def list_page(asked: Asked, size: int) -> Page[CandidateLine] | Page[LetterLine]:
    """Return one page of the part asked for; letters, ever more of them, are read by the page.

    Args:
        asked: What is asked.
        size: Lines a page.
    """
    settings, present, calendar = current_settings(), today(), load_calendar()
    if asked.step is Step.TO_DRAFT:
        found = paginate(_candidates(asked), size=size)
        waiting = candidate_lines(found.rows, settings, present, calendar)
        return Page(waiting, found.number, found.page_count, found.total, found.name)
    search = _letter_search(asked, asked.step)
    places = paginate(range(count_letters(search)), size=size)
    by, is_descending = read_letter_order()
    offset = (places.number - 1) * size
    letters = list_letters(search, by=by, is_descending=is_descending, offset=offset, limit=size)
    lines = letter_lines(letters, settings, present, calendar)
    return Page(lines, places.number, places.page_count, places.total, places.name)


def list_heads(asked: Asked) -> tuple[SortHead, ...]:
    """Return the heads of the table of the part asked for."""
    if asked.step is Step.TO_DRAFT:
        return build_heads(candidate_columns(), DUE)
    return build_heads(letter_columns(), SEND_BY)


def step_tabs(asked: Asked, total: int) -> list[Tab]:
    """Return the parts with their counts, the other filters in force.

    Args:
        asked: What is asked.
        total: Lines of the part in force.
    """
    tabs = []
    for step, text in step_texts().items():
        if step is asked.step:
            count = total
        elif step is Step.TO_DRAFT:
            count = sum(found for *_same, found in count_candidates(_candidate_search(asked)))
        else:
            count = count_letters(_letter_search(asked, step))
        url = same_page(buoc=step.value, trang=None)
        tabs.append(Tab(str(text), count, url, is_current=step is asked.step))
    return tabs


def filter_texts(asked: Asked, period_text: str) -> tuple[tuple[str, str, str], ...]:
    """Return the filters in force: query name, what is filtered, by what."""
    month = period_text if asked.month_text and "thang" not in asked.refused else ""
    return (
        ("thang", str(_("Tháng")), month),
        ("don-vi", str(_("Đơn vị")), asked.unit_name),
        ("ma", str(_("Mã hồ sơ")), asked.code),
        sort_chip(candidate_columns())
        if asked.step is Step.TO_DRAFT
        else sort_chip(letter_columns()),
    )


def _candidates(asked: Asked) -> list[Candidate]:
    return sort_rows(list_candidates(_candidate_search(asked)), candidate_columns())


def _candidate_search(asked: Asked) -> CandidateSearch:
    settings, present = current_settings(), today()
    cutoff = settings.month_cutoff_day
    return CandidateSearch(
        present=present,
        soon_until=load_calendar().add_working_days(present, SOON_WORKING_DAYS),
        finished=(asked.period.first_day(cutoff), asked.period.last_day(cutoff)),
        unit_ids=asked.units,
        dossier_code=asked.code,
        needed_after_days=settings.apology.needed_after_days,
    )


def _letter_search(asked: Asked, step: Step) -> LetterSearch:
    states: tuple[LetterState, ...] | None = (STATES[step],) if step in STATES else None
    cutoff = current_settings().month_cutoff_day
    is_of_month = bool(asked.month_text) and "thang" not in asked.refused
    return LetterSearch(
        states=states,
        unit_ids=asked.units,
        slipped_on=today() if step is Step.SLIPPED else None,
        dossier_code=asked.code,
        days=(asked.period.first_day(cutoff), asked.period.last_day(cutoff))
        if is_of_month
        else None,
    )
