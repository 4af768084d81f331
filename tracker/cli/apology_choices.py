"""Which dossiers and letters a command of `tracker apologies` means, and how they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.vocabulary import LetterState
from tracker.clock import today
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.apology_candidates import (
    CandidateSearch,
    find_dossier_ids,
    list_candidates,
    regime_terms,
)
from tracker.queries.apology_letters import LetterSearch, list_letters, list_letters_of
from tracker.queries.calendar import load_calendar
from tracker.queries.unit_scopes import list_meant_unit_ids
from tracker.rules.apologies import SOON_WORKING_DAYS, send_by
from tracker.rules.late_lists import read_list_month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.cli.apology_options import Choice
    from tracker.config import Settings
    from tracker.queries.apology_candidates import Candidate
    from tracker.queries.apology_rows import LetterRow


def choose_dossiers(choice: Choice, period: str, settings: Settings) -> list[int]:
    """Return the dossiers meant: those named, or all late ones of a unit without a letter.

    Args:
        choice: What was named.
        period: Month of those finished late; empty for open ones alone.
        settings: Cut-off day, days late from which a letter is owed.

    Raises:
        RefusedError: `apology_choice_missing`, `apology_dossier_several`.
        NotFoundError: `apology_dossier_unknown`.
    """
    _check_choice(choice)
    if choice.codes:
        return [_dossier_id(code, choice.source) for code in choice.codes]
    present = today()
    return [
        each.id
        for each in find_candidates(choice.unit, period, settings)
        if each.judged_due_on is not None and (each.finished_on or present) > each.judged_due_on
    ]


def choose_letters(choice: Choice, states: Sequence[LetterState]) -> list[LetterRow]:
    """Return the letters meant: the last that stands of each dossier named, or all of a unit.

    Args:
        choice: What was named.
        states: States of the letters of a unit; those of named dossiers are checked by the step.

    Raises:
        RefusedError: `apology_choice_missing`, `apology_dossier_several`.
        NotFoundError: `apology_dossier_unknown`, `apology_none_of`.
    """
    _check_choice(choice)
    if choice.codes:
        return [_standing_letter(code, choice.source) for code in choice.codes]
    under = list_meant_unit_ids(choice.unit)
    return list_letters(LetterSearch(states=tuple(states), unit_ids=under))


def find_candidates(unit: str, period: str, settings: Settings) -> list[Candidate]:
    """Return dossiers that owe a letter or soon will.

    Args:
        unit: Code of a unit, with all under it; empty for all.
        period: Month of those finished late; empty for open ones alone.
        settings: Cut-off day, days late from which a letter is owed.

    Raises:
        RefusedError: `period_unreadable` and its like, `unit_unknown`.
    """
    present = today()
    return list_candidates(
        CandidateSearch(
            present=present,
            soon_until=load_calendar().add_working_days(present, SOON_WORKING_DAYS),
            finished=_month(period, settings) if period else None,
            unit_ids=list_meant_unit_ids(unit) if unit else None,
            needed_after_days=settings.apology.needed_after_days,
        )
    )


def find_letters(state: str, unit: str, period: str, settings: Settings) -> list[LetterRow]:
    """Return letters in a state.

    Args:
        state: A state, "slipped" or "all".
        unit: Code of a unit, with all under it; empty for all.
        period: Month the dossiers were due in; empty for all.
        settings: Cut-off day.

    Raises:
        RefusedError: `period_unreadable` and its like, `unit_unknown`.
    """
    is_state = state not in ("slipped", "all")
    return list_letters(
        LetterSearch(
            states=(LetterState(state),) if is_state else None,
            unit_ids=list_meant_unit_ids(unit) if unit else None,
            slipped_on=today() if state == "slipped" else None,
            days=_month(period, settings) if period else None,
        )
    )


def letter_row(letter: LetterRow) -> dict[str, Any]:
    """Return a letter as it is listed."""
    return {
        "id": letter.id,
        "dossier": letter.dossier_code,
        "unit_code": letter.unit_code,
        "unit_name": letter.unit_name,
        "regime": letter.regime,
        "state": letter.state,
        "reason": letter.reason,
        "due_on": letter.due_on,
        "send_by": letter.send_by,
        "promised_on": letter.promised_on,
        "number": letter.number,
        "signed_on": letter.signed_on,
        "sent_on": letter.sent_on,
        "channel": letter.channel,
        "in_time": letter.is_in_time,
        "second_slip": letter.is_second_slip(today()),
    }


def candidate_row(candidate: Candidate, settings: Settings) -> dict[str, Any]:
    """Return a dossier without a letter as it is listed."""
    terms = regime_terms(candidate.received_on, settings)
    return {
        "dossier": candidate.code,
        "unit_code": candidate.unit_code,
        "unit_name": candidate.unit_name,
        "regime": candidate.regime,
        "state": "to-draft",
        "due_on": candidate.due_on,
        "send_by": send_by(candidate.days, terms),
    }


def _month(period: str, settings: Settings) -> tuple[date, date]:
    month, cutoff = read_list_month(period), settings.month_cutoff_day
    return month.first_day(cutoff), month.last_day(cutoff)


def _check_choice(choice: Choice) -> None:
    if bool(choice.codes) == choice.takes_all or (choice.takes_all and not choice.unit):
        raise RefusedError("apology_choice_missing")


def _dossier_id(code: str, source: str) -> int:
    found = find_dossier_ids(code, source)
    if not found:
        raise NotFoundError("apology_dossier_unknown", value=code)
    if len(found) > 1:
        raise RefusedError("apology_dossier_several", value=code)
    return found[0]


def _standing_letter(code: str, source: str) -> LetterRow:
    letters = list_letters_of(_dossier_id(code, source))
    standing = [each for each in letters if each.state is not LetterState.CANCELLED]
    if not standing:
        raise NotFoundError("apology_none_of", value=code)
    return standing[-1]
