"""The monthly cycle as people look at it: each step, its time, its result, what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import CycleStep, Role, StepState
from tracker.errors import NotFoundError
from tracker.queries.calendar import load_calendar
from tracker.queries.cycle import load_ledgers, load_month_view, timetable_of
from tracker.rules.cycle import CLOCK_TOLERANCE, STEPS, holds_until, is_late, months_to_look_at
from tracker.rules.cycle_steps import NEXT_BY, Action, decide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tracker.config import Settings
    from tracker.queries.cycle import Ledger, LedgerEntry
    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.cycle_steps import Decision, MonthView
    from tracker.rules.periods import Period

_NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step of one month.

    Args:
        period: The month.
        step: The step.
        state: Where it stands.
        due_at: When it is due.
        started_at: When it was first begun; None before, and for one done by hand.
        finished_at: When it ended.
        is_late: Whether it began long after it was due.
        attempt_count: How often it was tried since it last stood still.
        code: What it left behind, what it waits for or why it stopped.
        params: Values of that sentence.
        retry_at: When it is tried again; None where nothing holds it.
        next_by: Whose turn it is; `SYSTEM` for the clock process, None for a step that is done.
        can_retry: Whether somebody may have it tried at once.
        is_overlooked: Whether it should have been taken by now: no clock process seems to run.
    """

    period: str
    step: CycleStep
    state: StepState
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    is_late: bool
    attempt_count: int
    code: str
    params: Mapping[str, Any]
    retry_at: datetime | None
    next_by: Role | None
    can_retry: bool
    is_overlooked: bool


@dataclass(frozen=True, slots=True)
class CycleMonth:
    """One month of the cycle.

    Args:
        period: The month.
        steps: Its steps in order.
        is_looked_at: Whether ticks still work on it.
    """

    period: str
    steps: tuple[StepRow, ...]
    is_looked_at: bool

    @property
    def is_done(self) -> bool:
        """Return whether every step is done."""
        return all(row.state is StepState.DONE for row in self.steps)

    @property
    def current(self) -> StepRow | None:
        """Return the first step that is not done; None when all are."""
        return next((row for row in self.steps if row.state is not StepState.DONE), None)


def list_cycle_months(
    *, settings: Settings, now: datetime, period: str | None = None
) -> list[CycleMonth]:
    """Return the months of the cycle, newest first: those begun and those a tick would begin.

    What a step waits for is decided anew, so that it is true without a tick.

    Args:
        settings: Of the installation.
        now: The present instant.
        period: Only this month.

    Raises:
        NotFoundError: `cycle_month_unknown`.
    """
    timetable = timetable_of(settings)
    ledgers = load_ledgers()
    known = list(ledgers)
    looked_at = months_to_look_at(
        timetable.local_day(now), known=known, cutoff=timetable.cutoff, by_hand=True
    )
    months = sorted({*known, *looked_at}, reverse=True)
    if period is not None:
        codes = [month.code for month in months]
        months = [month for month in months if month.code == period]
        if not months:
            raise NotFoundError("cycle_month_unknown", period=period, known=codes)
    calendar = load_calendar()
    return [
        _month(
            month,
            ledgers.get(month, {}),
            settings,
            calendar,
            now,
            is_looked_at=month in looked_at,
        )
        for month in months
    ]


def _month(
    month: Period,
    ledger: Ledger,
    settings: Settings,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    is_looked_at: bool,
) -> CycleMonth:
    done = {step: entry for step, entry in ledger.items() if entry.state is StepState.DONE}
    if len(done) == len(STEPS):
        return CycleMonth(month.code, tuple(map(_done_row, done.values())), is_looked_at)
    view = load_month_view(month, ledger, settings, calendar, now)
    rows = (
        _done_row(done[step])
        if step in done
        else _open_row(step, ledger.get(step), view, is_looked_at=is_looked_at)
        for step in STEPS
    )
    return CycleMonth(month.code, tuple(rows), is_looked_at)


def _done_row(entry: LedgerEntry) -> StepRow:
    return StepRow(
        period=entry.period,
        step=entry.step,
        state=StepState.DONE,
        due_at=entry.due_at,
        started_at=entry.started_at,
        finished_at=entry.finished_at,
        is_late=_is_late(entry.step, entry.due_at, entry.started_at),
        attempt_count=entry.attempt_count,
        code=str(entry.result.get("code", "")),
        params=entry.result.get("params", _NOTHING),
        retry_at=None,
        next_by=None,
        can_retry=False,
        is_overlooked=False,
    )


def _open_row(
    step: CycleStep, entry: LedgerEntry | None, view: MonthView, *, is_looked_at: bool
) -> StepRow:
    now, decision = view.now, decide(step, view)
    is_running = entry is not None and entry.is_running(now)
    held = None
    if entry is not None and decision.action is Action.TAKE:
        held = holds_until(entry.attempt_count, entry.finished_at, now)
    code, params = _saying(entry, decision, is_running=is_running)
    is_ready = decision.action is not Action.WAIT and not is_running and held is None
    state = _state(entry, decision, is_running=is_running)
    return StepRow(
        period=view.month.code,
        step=step,
        state=state,
        due_at=view.due_at[step],
        started_at=entry.started_at if entry else None,
        finished_at=entry.finished_at if entry else None,
        is_late=_is_late(step, view.due_at[step], entry.started_at if entry else None),
        attempt_count=entry.attempt_count if entry else 0,
        code=code,
        params=params,
        retry_at=held,
        next_by=Role.OFFICE_STAFF if state is StepState.BLOCKED else NEXT_BY.get(code, Role.SYSTEM),
        can_retry=held is not None and is_looked_at,
        is_overlooked=is_ready and is_looked_at and now > view.due_at[step] + CLOCK_TOLERANCE,
    )


def _is_late(step: CycleStep, due_at: datetime, started_at: datetime | None) -> bool:
    # What follows a person's decision is never the clock process's delay.
    return step not in (CycleStep.APPROVE, CycleStep.PUBLISH) and is_late(due_at, started_at)


def _saying(
    entry: LedgerEntry | None, decision: Decision, *, is_running: bool
) -> tuple[str, Mapping[str, Any]]:
    """Return what is said of a step that is not done."""
    if is_running:
        return "cycle_running", _NOTHING
    if decision.action is Action.WAIT:
        return decision.code, decision.params
    if entry is not None and entry.attempt_count and entry.reason:
        return entry.reason, entry.params
    return "cycle_due_now", _NOTHING


def _state(entry: LedgerEntry | None, decision: Decision, *, is_running: bool) -> StepState:
    if is_running:
        return StepState.RUNNING
    if entry is not None and entry.state is StepState.BLOCKED and decision.action is Action.TAKE:
        return StepState.BLOCKED
    return StepState.WAITING
