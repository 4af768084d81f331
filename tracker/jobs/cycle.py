"""Takes the monthly cycle on: whatever is due is done once, whoever asks and however often.

`run_tick` is the one way in, for the clock process, the command and the web. It asks of every
month in turn, the oldest first, what became of each step: done by hand, to be taken, or waiting;
a month that is stuck holds up no other. Nothing is remembered between two ticks but the ledger.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.vocabulary import CycleStep, Role, StepState
from tracker.clock import now as present
from tracker.errors import ConflictError, TrackerError
from tracker.jobs.cycle_report import TakenStep, TickReport
from tracker.jobs.cycle_work import Order, OvertakenError, work_on
from tracker.queries.accounts import require_role
from tracker.queries.calendar import load_calendar
from tracker.queries.cycle import (
    find_last_instant,
    list_ledger_months,
    load_ledger,
    load_month_view,
    timetable_of,
)
from tracker.rules.cycle import STEPS, doubt_clock, holds_until, months_to_look_at
from tracker.rules.cycle_steps import PATIENT_CODES, Action, decide
from tracker.rules.stored_params import storable
from tracker.services.cycle import (
    TICKING_ROLES,
    claim_step,
    give_up_step,
    keep_waiting,
    note_waiting,
    open_month,
    settle_step,
)
from tracker.transaction import reading, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.cycle import Ledger, LedgerEntry
    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.cycle_steps import Decision, MonthView
    from tracker.rules.periods import Period
    from tracker.services.cycle import Claim

log = logging.getLogger(__name__)


def run_tick(
    *,
    settings: Settings,
    actor: Actor,
    now: datetime | None = None,
    dry_run: bool = False,
    calls_sources: bool = True,
    should_stop: Callable[[], bool] = lambda: False,
) -> TickReport:
    """Take all steps that are due, of every month that is looked at.

    Args:
        settings: Of the installation.
        actor: Who has it done: the clock process, or office staff by hand.
        now: The present instant; None to read the clock at every step.
        dry_run: Only say what would be done next.
        calls_sources: Whether sources may be called; a web page never does.
        should_stop: Asked between two steps; True ends the tick early, nothing is lost.

    Raises:
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, TICKING_ROLES)
    clock = present if now is None else lambda: now
    tick = _Tick(settings, actor, clock, calls_sources, should_stop, TickReport(clock()))
    tick.report.is_dry_run = dry_run
    with reading():
        months, calendar = tick.look_around()
    if dry_run:
        for month in months:
            tick.foresee(month, calendar)
        return tick.report
    # A list may have to wait for one that a later month's turn publishes: once more, then.
    for _ in range(len(months) + 1):
        before = len(tick.report.steps)
        for month in months:
            tick.advance(month, calendar)
        if len(tick.report.steps) == before or tick.should_stop():
            break
    return tick.report


class _AnotherWasFasterError(Exception):
    """Another worker is at this month: it goes on with it, and this one need not."""


@dataclass(frozen=True, slots=True)
class _Tick:
    """One tick under way."""

    settings: Settings
    actor: Actor
    clock: Callable[[], datetime]
    calls_sources: bool
    should_stop: Callable[[], bool]
    report: TickReport

    def look_around(self) -> tuple[tuple[Period, ...], WorkingCalendar]:
        """Return the months to work on, none while the clock must be looked at first."""
        by_hand = self.actor.role is not Role.SYSTEM
        doubt = doubt_clock(self.report.at, find_last_instant(), by_hand=by_hand)
        calendar = load_calendar()
        if doubt is not None:
            params = {"last_at": doubt.last_at.isoformat(), "now": self.report.at.isoformat()}
            self.report.warnings.append((doubt.code, params))
            if doubt.stops:
                return (), calendar
        timetable = timetable_of(self.settings)
        months = months_to_look_at(
            timetable.local_day(self.report.at),
            known=list_ledger_months(),
            cutoff=timetable.cutoff,
            by_hand=by_hand,
        )
        return months, calendar

    def foresee(self, month: Period, calendar: WorkingCalendar) -> None:
        """Note which steps of a month would be moved now."""
        with reading():
            ledger, view = self._look_at(month, calendar)
        for step in STEPS:
            entry = ledger.get(step)
            state = entry.state if entry else StepState.WAITING
            if state is StepState.DONE or (entry and self._is_held(entry)):
                continue
            decision = decide(step, view)
            if decision.action is not Action.WAIT:
                code = decision.code or "cycle_due_now"
                self._note(month, step, state, code, decision.params)

    def advance(self, month: Period, calendar: WorkingCalendar) -> None:
        """Take a month as far as it goes now."""
        with reading():
            ledger = load_ledger(month)
            if len(ledger) == len(STEPS) and _is_done(ledger):
                return
            view = load_month_view(month, ledger, self.settings, calendar, self.clock())
        if any(step not in ledger or ledger[step].due_at != view.due_at[step] for step in STEPS):
            with transaction():
                open_month(period=month.code, due_at=view.due_at)
            with reading():
                ledger, view = self._look_at(month, calendar)
        for step in STEPS:
            if self.should_stop():
                return
            try:
                is_moved = ledger[step].state is not StepState.DONE and self._move(
                    ledger[step], view
                )
            except _AnotherWasFasterError:
                return
            if is_moved:
                with reading():
                    ledger, view = self._look_at(month, calendar)

    def _look_at(self, month: Period, calendar: WorkingCalendar) -> tuple[Ledger, MonthView]:
        ledger = load_ledger(month)
        return ledger, load_month_view(month, ledger, self.settings, calendar, self.clock())

    def _is_held(self, entry: LedgerEntry) -> bool:
        """Return whether a step is somebody's, or failed so recently that it is left alone."""
        now = self.clock()
        held = holds_until(entry.attempt_count, entry.finished_at, now)
        return entry.is_running(now) or held is not None

    def _move(self, entry: LedgerEntry, view: MonthView) -> bool:
        """Do what is to be done about a step; return whether the month must be read again."""
        if entry.is_running(self.clock()):
            return False
        decision = decide(entry.step, view)
        if decision.action is Action.SETTLE:
            return self._settle(entry, view.month, decision)
        if decision.action is Action.WAIT:
            self._wait(entry, decision)
            return False
        is_closed = entry.step is CycleStep.PULL and not self.calls_sources
        if is_closed or self._is_held(entry):
            return False
        return self._take(entry, view, decision)

    def _settle(self, entry: LedgerEntry, month: Period, decision: Decision) -> bool:
        # A step whose first part is done keeps what it has to say of it.
        found = {"code": decision.code, "params": storable(decision.params)}
        result = entry.result if entry.result.get("code") else found
        now = self.clock()
        with transaction():
            settled = settle_step(
                entry=entry, at=decision.at or now, now=now, result=result, actor=self.actor
            )
        if not settled:
            raise _AnotherWasFasterError
        self._note(month, entry.step, StepState.DONE, decision.code, decision.params)
        return True

    def _wait(self, entry: LedgerEntry, decision: Decision) -> None:
        params = storable(decision.params)
        stands = (StepState.WAITING, decision.code, params)
        if (entry.state, entry.reason, dict(entry.params)) != stands:
            with transaction():
                note_waiting(entry=entry, at=self.clock(), reason=decision.code, params=params)

    def _take(self, entry: LedgerEntry, view: MonthView, decision: Decision) -> bool:
        with transaction():
            claim = claim_step(entry=entry, at=self.clock())
        if claim is None:
            raise _AnotherWasFasterError
        order = Order(
            month=view.month,
            entry=entry,
            claim=claim,
            view=view,
            day=decision.day,
            settings=self.settings,
            actor=self.actor,
            clock=self.clock,
        )
        try:
            work_on(order)
        except OvertakenError:
            self._give_back(claim, entry)
        except TrackerError as error:
            self._fail(order, error.code, storable(error.params))
        except Exception:
            reference = uuid.uuid4().hex[:8]
            log.exception("step %s of %s broke (%s)", entry.step, entry.period, reference)
            self._fail(order, "cycle_step_broke", {"reference": reference})
        else:
            code, params = str(order.result["code"]), order.result["params"]
            state = StepState.WAITING if order.is_partial else StepState.DONE
            self._note(view.month, entry.step, state, code, params)
        return True

    def _give_back(self, claim: Claim, entry: LedgerEntry) -> None:
        """Return a step nobody needs to take any more; the next look settles it."""
        with transaction():
            keep_waiting(claim=claim, result=entry.result, reason="", params={})

    def _fail(self, order: Order, code: str, params: Mapping[str, Any]) -> None:
        """Give a step back that could not be done; nothing is written where it is not ours now."""
        try:
            if code != "cycle_lease_lost":
                self._give_up(order, code, params)
                return
        except ConflictError as error:
            if error.code != "cycle_lease_lost":
                raise
        log.warning("step %s of %s is another worker's by now", order.claim.step, order.period)

    def _give_up(self, order: Order, code: str, params: Mapping[str, Any]) -> None:
        entry, month = order.entry, order.month
        with reading():
            _, view = self._look_at(month, load_calendar())
        if decide(entry.step, view).action is Action.SETTLE:
            self._give_back(order.claim, entry)
            return
        state = StepState.WAITING if code in PATIENT_CODES else StepState.BLOCKED
        with transaction():
            give_up_step(
                claim=order.claim,
                at=self.clock(),
                state=state,
                reason=code,
                params=params,
                previous_reason=entry.reason,
                actor=self.actor,
            )
        self._note(month, entry.step, state, code, params)

    def _note(
        self,
        month: Period,
        step: CycleStep,
        state: StepState,
        code: str,
        params: Mapping[str, Any],
    ) -> None:
        self.report.steps.append(TakenStep(month.code, step, state, code, dict(params)))


def _is_done(ledger: Ledger) -> bool:
    return all(entry.state is StepState.DONE for entry in ledger.values())
