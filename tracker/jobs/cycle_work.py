"""The work of each step of the monthly cycle: the very functions people call by hand.

Where a step changes the database, the mark that it is done is written in the transaction of its
work (`tracker.transaction.sealing`): both stand, or neither. A pull is many transactions, and
answers for itself: what a killed one left is taken up by the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import CycleStep
from tracker.errors import RefusedError, TrackerError
from tracker.jobs.evaluation import run_evaluation
from tracker.jobs.mail import queue_reminders
from tracker.jobs.publication import run_publication
from tracker.jobs.pulls import run_pull
from tracker.publishing.late_list import draft_late_list
from tracker.queries.calendar import load_calendar
from tracker.queries.cycle import REMINDED, load_ledger, load_month_view
from tracker.queries.cycle_results import (
    count_reminders,
    find_evaluation_counts,
    find_published_version,
    find_reply_until,
)
from tracker.queries.newest_runs import list_newest_runs
from tracker.rules.cycle_steps import Action, decide, open_sources
from tracker.rules.freshness import Pull
from tracker.services.audit import lock_chain
from tracker.services.cycle import Claim, finish_step, keep_waiting, renew_lease
from tracker.services.pull_gate import require_good_pulls
from tracker.services.reply_windows import open_reply_window
from tracker.transaction import sealing, transaction
from tracker.wording.stored import explain_inside

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.cycle import LedgerEntry
    from tracker.rules.cycle_steps import MonthView
    from tracker.rules.periods import Period


class OvertakenError(Exception):
    """Somebody did a step by hand between its claim and its work."""


@dataclass(slots=True)
class Order:
    """One claimed step to be worked on.

    Args:
        month: The month.
        entry: The step as it was before it was claimed.
        claim: What shows that it is ours.
        view: The month as the step was decided from.
        day: Day of the reminder, for that step.
        settings: Of the installation.
        actor: Who has it done.
        clock: Returns the present instant.
        result: "code" and "params" of what the step leaves behind.
        is_partial: Whether it waits for its next part after this one.
    """

    month: Period
    entry: LedgerEntry
    claim: Claim
    view: MonthView
    day: date | None
    settings: Settings
    actor: Actor
    clock: Callable[[], datetime]
    result: dict[str, Any] = field(default_factory=dict)
    is_partial: bool = False

    @property
    def period(self) -> str:
        """Return the month as commands name it."""
        return self.month.code

    def leave(self, code: str, **params: Any) -> None:
        """Note what the step leaves behind."""
        self.result = {"code": code, "params": params}

    def finish(self) -> None:
        """Mark the step as done, in the transaction that is being committed."""
        finish_step(claim=self.claim, at=self.clock(), result=self.result, actor=self.actor)

    def require_still_open(self) -> None:
        """Refuse to do again what a person has just done; whoever changes a list waits here.

        Raises:
            OvertakenError: The step is no longer to be taken.
        """
        lock_chain()
        ledger = load_ledger(self.month)
        view = load_month_view(self.month, ledger, self.settings, load_calendar(), self.clock())
        if decide(self.claim.step, view).action is not Action.TAKE:
            raise OvertakenError


def work_on(order: Order) -> None:
    """Do the work of a claimed step and mark it as done.

    Args:
        order: The step.

    Raises:
        TrackerError: Whatever the function people call by hand refuses, `cycle_source_failed`,
            `cycle_lease_lost`.
        OvertakenError: A person was faster.
    """
    _WORK[order.claim.step](order)


def _pull(order: Order) -> None:
    failures: list[tuple[str, TrackerError]] = []
    wanted = open_sources(order.view.facts)
    for source in wanted:
        with transaction():
            renew_lease(claim=order.claim, at=order.clock())
        try:
            run_pull(source_code=source, period=order.period, actor=order.actor)
        except TrackerError as error:
            failures.append((source, error))
    if failures:
        raise _failure(failures)
    order.leave("cycle_pulled", sources=list(order.view.facts.sources))
    with transaction():
        order.finish()


def _failure(failures: list[tuple[str, TrackerError]]) -> TrackerError:
    """Return the refusal that says most: one that only says "not yet" comes last."""
    running = [error for _, error in failures if error.code == "pull_running"]
    if len(running) == len(failures):
        return running[0]
    source, error = next(each for each in failures if each[1] not in running)
    reason = explain_inside(error.code, error.params)
    return RefusedError("cycle_source_failed", source=source, reason=reason)


def _check(order: Order) -> None:
    with sealing(order.finish), transaction():
        require_good_pulls(order.period)
        pulls = [run.pull for run in list_newest_runs(order.period)]
        order.leave(
            "cycle_checked", good=pulls.count(Pull.GOOD), accepted=pulls.count(Pull.ACCEPTED)
        )


def _evaluate(order: Order) -> None:
    def done() -> None:
        cells, changed = find_evaluation_counts(order.period)
        order.leave("cycle_evaluated", cells=cells, changed=changed)
        order.finish()

    with sealing(done):
        run_evaluation(period=order.period, actor=order.actor)


def _draft(order: Order) -> None:
    with sealing(order.finish), transaction():
        order.require_still_open()
        made = draft_late_list(period=order.period, actor=order.actor, settings=order.settings)
        order.leave("cycle_drafted", version=made.version, sha256=made.sha256[:12])


def _open_reply(order: Order) -> None:
    with sealing(order.finish), transaction():
        open_reply_window(period=order.period, actor=order.actor, settings=order.settings)
        until = find_reply_until(order.period)
        order.leave("cycle_window_opened", until=until.isoformat() if until else "")


def _remind(order: Order) -> None:
    """Remind the units; the step is done with its last day and waits for the next one until then.

    Reminders and the note that they were sent are one transaction, so no day is told twice.
    """
    facts, day = order.view.facts, order.day
    if day is None:
        raise AssertionError("a reminder without a day")
    sent = sorted({each.isoformat() for each in (*facts.reminded_on, day)})
    later = [each for each in facts.remind_on if each > day]

    def done() -> None:
        order.leave("cycle_reminded", count=count_reminders(order.period))
        order.result[REMINDED] = sent
        if not later:
            order.finish()
            return
        order.is_partial = True
        keep_waiting(
            claim=order.claim,
            result=order.result,
            reason="cycle_next_reminder",
            params={"on": later[0].isoformat()},
        )

    with sealing(done):
        queue_reminders(period=order.period, actor=order.actor, settings=order.settings)


def _publish(order: Order) -> None:
    def done() -> None:
        order.leave("cycle_published", version=find_published_version(order.period))
        order.finish()

    with sealing(done):
        run_publication(period=order.period, actor=order.actor, settings=order.settings)


_WORK: Final[dict[CycleStep, Callable[[Order], None]]] = {
    CycleStep.PULL: _pull,
    CycleStep.CHECK: _check,
    CycleStep.EVALUATE: _evaluate,
    CycleStep.DRAFT: _draft,
    CycleStep.OPEN_REPLY: _open_reply,
    CycleStep.REMIND: _remind,
    CycleStep.PUBLISH: _publish,
}
"""Approving is a person's: no entry here, so no machine can."""
