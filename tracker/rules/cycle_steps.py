"""What becomes of a step of the monthly cycle now: done by hand already, to be taken, or waiting.

One function decides for the clock process, the command line and the pages; it looks only at what
stands in the database, so that a step a person took by hand is recognised and never taken twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import CycleStep, PublicationState, Role
from tracker.rules.cycle import undone_before
from tracker.rules.freshness import Pull

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tracker.rules.cycle import Timetable
    from tracker.rules.periods import Period


class Action(StrEnum):
    """What is to be done about a step."""

    SETTLE = "settle"
    TAKE = "take"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a step, and why.

    Args:
        action: Mark it as done, take it, or wait.
        code: Why, or what it waits for: a code of `tracker.wording`; empty for a step to take.
        params: Values of its sentence.
        at: When it was done, where that is known.
        day: Day of the reminder to be sent, for that step.
    """

    action: Action
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """What the database knows of a month.

    Args:
        sources: The sources the cycle pulls, with how the newest pull since the end of the month
            stands.
        has_directive: Whether a document is in force whose tasks can be judged.
        evaluated_at: When it was last judged as a whole after its end.
        data_until: Newest day the imports of its dossiers describe; None for none.
        is_data_complete: Whether no working day of the month lies after that day.
        list_state: State of the newest version of its list; None for no list.
        drafted_at: When that version was drafted.
        was_published: When a version was first published.
        approved_at: When the newest version was approved.
        reply_opened_at: When the newest version's window was opened.
        reply_until: Last day of that window.
        unanswered_count: How many units have rows in it and have not answered.
        remind_on: The days of its reminders.
        reminded_on: Those that were sent.
        publish_first: The month whose approved list must be published before this one's.
    """

    sources: Mapping[str, Pull]
    has_directive: bool
    evaluated_at: datetime | None
    data_until: date | None
    is_data_complete: bool
    list_state: PublicationState | None
    drafted_at: datetime | None
    was_published: datetime | None
    approved_at: datetime | None
    reply_opened_at: datetime | None
    reply_until: date | None
    unanswered_count: int
    remind_on: tuple[date, ...]
    reminded_on: frozenset[date]
    publish_first: str

    @property
    def was_approved(self) -> bool:
        """Return whether a version stands approved, or was published."""
        return self.list_state is PublicationState.APPROVED or self.was_published is not None


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month as its steps are decided from.

    Args:
        month: The month.
        facts: What the database knows of it.
        done: Which steps are done; a step not done yet by the ledger may be so by its facts.
        checked_at: When its figures were checked; None while they are not.
        timetable: When steps are due.
        due_at: When each of its steps is due.
        now: The present instant.
    """

    month: Period
    facts: MonthFacts
    done: Mapping[CycleStep, bool]
    checked_at: datetime | None
    timetable: Timetable
    due_at: Mapping[CycleStep, datetime]
    now: datetime


_GOOD: Final = frozenset({Pull.GOOD, Pull.ACCEPTED})
_WAIT_FOR: Final = {step: f"cycle_waits_for_{step.value}" for step in CycleStep}

NEXT_BY: Final[Mapping[str, Role]] = {
    "cycle_waits_for_approval": Role.APPROVER,
    "cycle_no_directive": Role.OFFICE_STAFF,
    "cycle_no_dossiers": Role.OFFICE_STAFF,
    "cycle_data_ends_early": Role.OFFICE_STAFF,
    "cycle_list_withdrawn": Role.OFFICE_STAFF,
    "cycle_publish_first": Role.OFFICE_STAFF,
    "cycle_window_open": Role.UNIT_OFFICER,
}
"""Who must do something before a step goes on; who is not named here, the machine waits for."""

PATIENT_CODES: Final = frozenset(
    {"pull_running", "pull_running_period", "late_list_publish_first", "late_list_no_data"}
)
"""Refusals that say "not yet": the step waits and is not blocked."""


def decide(step: CycleStep, view: MonthView) -> Decision:
    """Return what becomes of a step now.

    Args:
        step: The step; one the ledger has as done is not asked about again.
        view: The month.
    """
    return _DECIDERS[step](view)


def open_sources(facts: MonthFacts) -> tuple[str, ...]:
    """Return the sources that are still to be pulled, in the order they are named."""
    return tuple(code for code, pull in facts.sources.items() if pull not in _GOOD)


def _pull(view: MonthView) -> Decision:
    if not view.facts.sources:
        return _when_due(CycleStep.PULL, view) or _settle("cycle_pull_by_hand")
    if not open_sources(view.facts):
        return _settle("cycle_pulled", sources=list(view.facts.sources))
    return _when_due(CycleStep.PULL, view) or _TAKE


def _check(view: MonthView) -> Decision:
    return _after_others(CycleStep.CHECK, view) or _TAKE


def _evaluate(view: MonthView) -> Decision:
    evaluated_at = view.facts.evaluated_at
    if evaluated_at and view.checked_at and evaluated_at >= view.checked_at:
        return _settle("cycle_evaluated_by_hand", evaluated_at)
    waits = _after_others(CycleStep.EVALUATE, view)
    if waits:
        return waits
    if view.facts.has_directive:
        return _TAKE
    # An office that only lists late dossiers has nothing to judge: its list is not held up.
    if view.now >= view.due_at[CycleStep.DRAFT]:
        return _settle("cycle_nothing_to_evaluate")
    return _wait("cycle_no_directive")


def _draft(view: MonthView) -> Decision:
    facts = view.facts
    if facts.list_state is not None:
        return _settle("cycle_drafted_by_hand", facts.drafted_at)
    waits = _after_others(CycleStep.DRAFT, view)
    if waits:
        return waits
    if facts.data_until is None:
        return _wait("cycle_no_dossiers")
    if not facts.is_data_complete:
        last_day = view.month.last_day(view.timetable.cutoff)
        return _wait(
            "cycle_data_ends_early",
            as_of=facts.data_until.isoformat(),
            last_day=last_day.isoformat(),
        )
    return _TAKE


def _open_reply(view: MonthView) -> Decision:
    facts = view.facts
    if facts.reply_opened_at is not None:
        return _settle("cycle_window_opened_by_hand", facts.reply_opened_at)
    if facts.was_approved:
        return _settle("cycle_without_window")
    return _list_missing(view) or _when_due(CycleStep.OPEN_REPLY, view) or _TAKE


def _remind(view: MonthView) -> Decision:
    facts = view.facts
    if facts.was_approved:
        return _settle("cycle_no_more_reminders")
    missing = _list_missing(view)
    if missing:
        return missing
    if facts.reply_until is None:
        return _wait(_WAIT_FOR[CycleStep.OPEN_REPLY])
    left = [day for day in facts.remind_on if day > max(facts.reminded_on, default=date.min)]
    today = view.timetable.local_day(view.now)
    if not left or today > facts.reply_until:
        return _settle("cycle_no_more_reminders")
    due = [day for day in left if view.timetable.is_hour_reached(day, view.now)]
    if due:
        # Off for a while: one reminder tells what several would have.
        return Decision(Action.TAKE, day=due[-1])
    return _wait("cycle_next_reminder", on=left[0].isoformat())


def _approve(view: MonthView) -> Decision:
    facts = view.facts
    if facts.was_approved:
        return _settle("cycle_approved", facts.was_published or facts.approved_at)
    missing = _list_missing(view)
    if missing:
        return missing
    today = view.timetable.local_day(view.now)
    if facts.unanswered_count and facts.reply_until is not None and today <= facts.reply_until:
        until = facts.reply_until.isoformat()
        return _wait("cycle_window_open", until=until, count=facts.unanswered_count)
    if facts.reply_opened_at is None and not view.done[CycleStep.OPEN_REPLY]:
        return _wait(_WAIT_FOR[CycleStep.OPEN_REPLY])
    return _wait("cycle_waits_for_approval")


def _publish(view: MonthView) -> Decision:
    facts = view.facts
    if facts.was_published is not None:
        return _settle("cycle_published_by_hand", facts.was_published)
    missing = _list_missing(view)
    if missing:
        return missing
    if not facts.was_approved:
        return _wait(_WAIT_FOR[CycleStep.APPROVE])
    if facts.publish_first:
        return _wait("cycle_publish_first", first=facts.publish_first)
    return _TAKE


_TAKE: Final = Decision(Action.TAKE)
_DECIDERS: Final = {
    CycleStep.PULL: _pull,
    CycleStep.CHECK: _check,
    CycleStep.EVALUATE: _evaluate,
    CycleStep.DRAFT: _draft,
    CycleStep.OPEN_REPLY: _open_reply,
    CycleStep.REMIND: _remind,
    CycleStep.APPROVE: _approve,
    CycleStep.PUBLISH: _publish,
}


def _settle(code: str, at: datetime | None = None, **params: Any) -> Decision:
    return Decision(Action.SETTLE, code, params, at)


def _wait(code: str, **params: Any) -> Decision:
    return Decision(Action.WAIT, code, params)


def _when_due(step: CycleStep, view: MonthView) -> Decision | None:
    return None if view.now >= view.due_at[step] else _wait("cycle_not_yet_due")


def _after_others(step: CycleStep, view: MonthView) -> Decision | None:
    """Return that a step waits for its day or for one of those before it; None when it may go."""
    waits = _when_due(step, view)
    if waits:
        return waits
    undone = undone_before(step, view.done)
    return _wait(_WAIT_FOR[undone]) if undone else None


def _list_missing(view: MonthView) -> Decision | None:
    if view.facts.list_state is None:
        return _wait(_WAIT_FOR[CycleStep.DRAFT])
    if view.facts.list_state is PublicationState.WITHDRAWN and view.facts.was_published is None:
        return _wait("cycle_list_withdrawn")
    return None
