"""Apology letters as pages show them: by step, with the day each must be sent by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from models.vocabulary import ApologyRegime, DossierStatus, LetterState
from tracker.errors import RefusedError
from tracker.queries.apology_candidates import regime_terms
from tracker.rules.apologies import (
    check_count,
    check_dossier,
    last_working_day,
    send_by,
    standing_count,
)
from tracker.services.apology_drafts import WRITING_ROLES
from tracker.services.apology_letters import SIGNING_ROLES
from tracker.wording.labels import label
from tracker.wording.sentences import explain
from views.formatting import show_date, show_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.apology_candidates import Candidate
    from tracker.queries.apology_rows import LetterRow
    from tracker.rules.apologies import ApologyTerms
    from tracker.rules.calendar import WorkingCalendar


class Step(StrEnum):
    """A part of the listing: what waits for which step."""

    TO_DRAFT = "can-lap"
    TO_SIGN = "cho-ky"
    TO_SEND = "cho-gui"
    SENT = "da-gui"
    SLIPPED = "lo-hen"
    CANCELLED = "da-huy"


STATES: Final[Mapping[Step, LetterState]] = {
    Step.TO_SIGN: LetterState.DRAFT,
    Step.TO_SEND: LetterState.SIGNED,
    Step.SENT: LetterState.SENT,
    Step.CANCELLED: LetterState.CANCELLED,
}
_JUDGED: Final = (DossierStatus.OPEN, DossierStatus.FINISHED)
_TAGS: Final[Mapping[LetterState, tuple[str, str]]] = {
    LetterState.DRAFT: ("not_due", "pencil"),
    LetterState.SIGNED: ("no_data", "pen"),
    LetterState.SENT: ("achieved", "send-check"),
    LetterState.CANCELLED: ("not_applicable", "x-circle"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A state as word, icon and colour."""

    text: str
    style: str
    icon: str


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A dossier without a letter.

    Args:
        row: The dossier.
        state: How late it is, in words.
        is_late: Whether it is late already.
        deadline: Last day a letter is in time, in words; empty without one.
        is_over: Whether that day has passed.
        regime: The act, in words.
    """

    row: Candidate
    state: str
    is_late: bool
    deadline: str
    is_over: bool
    regime: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter.

    Args:
        row: The letter.
        tag: Its state.
        deadline: Last day it is in time, in words.
        is_over: Whether that day has passed without its being sent.
        timing: Whether it was sent in time, in words; empty while it was not sent.
        is_in_time: The same as a value.
        is_slipped: Whether the promised day was missed too.
        regime: The act, in words.
    """

    row: LetterRow
    tag: Tag
    deadline: str
    is_over: bool
    timing: str
    is_in_time: bool | None
    is_slipped: bool
    regime: str


@dataclass(frozen=True, slots=True)
class Powers:
    """What a person may do here; the services decide again."""

    can_write: bool
    can_sign: bool

    @classmethod
    def of(cls, actor: Actor) -> Powers:
        """Return what a person's role allows."""
        return cls(actor.role in WRITING_ROLES, actor.role in SIGNING_ROLES)


def draft_refusal(candidate: Candidate, letters: Iterable[LetterRow], terms: ApologyTerms) -> str:
    """Return why no letter can be drafted for a dossier now; empty where one can.

    Args:
        candidate: The dossier.
        letters: Its letters, cancelled ones too.
        terms: What its act asks.
    """
    try:
        check_dossier(candidate.days, candidate.code)
        standing = standing_count(letter.state for letter in letters)
        check_count(standing, terms, candidate.code)
    except RefusedError as error:
        return explain(error)
    return ""


def step_texts() -> dict[Step, str]:
    """Return the words of the parts, in order."""
    return {
        Step.TO_DRAFT: _("Cần lập"),
        Step.TO_SIGN: _("Chờ ký"),
        Step.TO_SEND: _("Chờ gửi"),
        Step.SENT: _("Đã gửi"),
        Step.SLIPPED: _("Lỡ cả ngày hẹn lại"),
        Step.CANCELLED: _("Đã hủy"),
    }


def candidate_lines(
    candidates: Iterable[Candidate], settings: Settings, present: date, calendar: WorkingCalendar
) -> list[CandidateLine]:
    """Return dossiers with what a letter for each would owe.

    Args:
        candidates: The dossiers.
        settings: How Nghị định 118/2025 is read here.
        present: Today.
        calendar: Calendar of record.
    """
    lines = []
    for row in candidates:
        terms = regime_terms(row.received_on, settings)
        by = send_by(row.days, terms)
        late = _days_late(row, present)
        lines.append(
            CandidateLine(
                row=row,
                state=_candidate_state(row, late),
                is_late=late > 0,
                deadline=_deadline(by, calendar),
                is_over=by is not None and by < present,
                regime=regime_text(terms),
            )
        )
    return lines


def letter_lines(
    letters: Iterable[LetterRow], settings: Settings, present: date, calendar: WorkingCalendar
) -> list[LetterLine]:
    """Return letters in words.

    Args:
        letters: The letters.
        settings: How Nghị định 118/2025 is read here.
        present: Today.
        calendar: Calendar of record.
    """
    return [
        LetterLine(
            row=row,
            tag=Tag(label(row.state), *_TAGS[row.state]),
            deadline=_deadline(row.send_by, calendar),
            is_over=_is_open(row) and row.send_by is not None and row.send_by < present,
            timing=_timing(row.is_in_time),
            is_in_time=row.is_in_time,
            is_slipped=row.is_second_slip(present),
            regime=regime_text(regime_terms(row.received_on, settings)),
        )
        for row in letters
    ]


def regime_text(terms: ApologyTerms) -> str:
    """Return the act, with "chờ xác nhận" while its reading is not confirmed."""
    text = label(terms.regime)
    if terms.regime is ApologyRegime.ND61 or terms.is_confirmed:
        return text
    return str(_("%(act)s, chờ xác nhận", act=text))


def _is_open(row: LetterRow) -> bool:
    return row.state in (LetterState.DRAFT, LetterState.SIGNED)


def _days_late(row: Candidate, present: date) -> int:
    """Return how many days late it is; 0 for what was paused, returned or withdrawn."""
    if row.judged_due_on is None or row.status not in _JUDGED:
        return 0
    return max(0, ((row.finished_on or present) - row.judged_due_on).days)


def _candidate_state(row: Candidate, late: int) -> str:
    if row.status not in _JUDGED:
        return label(row.status)
    if not late:
        return str(_("trả trong hạn") if row.days.is_in_time else _("chưa quá hạn"))
    days = show_number(late)
    if row.finished_on is not None:
        return str(_("trả chậm %(days)s ngày", days=days))
    return str(_("quá hạn %(days)s ngày", days=days))


def _deadline(by: date | None, calendar: WorkingCalendar) -> str:
    if by is None:
        return ""
    worked = last_working_day(by, calendar)
    if worked == by:
        return show_date(by)
    return str(
        _(
            "%(day)s (ngày nghỉ; ngày làm việc cuối trước đó là %(worked)s)",
            day=show_date(by),
            worked=show_date(worked),
        )
    )


def _timing(in_time: bool | None) -> str:  # noqa: FBT001 - one answer, yes, no or neither
    if in_time is None:
        return ""
    return str(_("gửi kịp hạn") if in_time else _("gửi sau hạn"))
