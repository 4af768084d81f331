"""The clock process (`tracker scheduler`): once a minute it asks what is due, and nothing more.

It decides nothing: what is due stands in the database, so that a second process, a missed minute
or a kill in the middle of a step does no harm (reference/reliability.md 3.3). On SIGTERM it ends
after the step or message it is in; a step that is cut off keeps a lease that runs out.
"""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING, Final

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from models import db
from tracker.clock import VIETNAM, now
from tracker.jobs.cycle import run_tick
from tracker.jobs.mail import run_mail
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.wording.stored import explain_stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tracker.config import Settings
    from tracker.jobs.cycle_report import TickReport

SECONDS_BETWEEN: Final = 60

log = logging.getLogger(__name__)


class ClockProcess:
    """Runs the cycle and the mail once a minute until it is told to stop.

    Args:
        runtime: The application whose database it works on.
        settings: Of the installation.
        seconds_between: Seconds between two rounds.
    """

    def __init__(
        self, runtime: Flask, settings: Settings, *, seconds_between: int = SECONDS_BETWEEN
    ) -> None:
        self._runtime = runtime
        self._settings = settings
        self._stopping = threading.Event()
        self._stopper: threading.Thread | None = None
        self._scheduler = BlockingScheduler(
            timezone=VIETNAM,
            # One late round stands for all it missed, however late it is.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for name, job in (("cycle", self._tick), ("mail", self._mail)):
            self._scheduler.add_job(
                self._guarded(job, name),
                IntervalTrigger(seconds=seconds_between, timezone=VIETNAM),
                id=name,
                next_run_time=now(),
            )

    def run(self) -> None:
        """Work until a signal ends it; the step under way is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        log.info("scheduler started")
        self._scheduler.start()
        if self._stopper is not None:
            # The loop may end before the step does; who waits for the step is this thread.
            self._stopper.join()
        log.info("scheduler stopped")

    def _stop(self, *_: object) -> None:
        if self._stopper is None:
            self._stopping.set()
            # Not in the handler itself: the main thread may hold what stopping waits for.
            self._stopper = threading.Thread(target=self._scheduler.shutdown)
            self._stopper.start()

    def _guarded(self, job: Callable[[], None], name: str) -> Callable[[], None]:
        """Return a job that stands in the product and whose failure does not end the process."""

        def run() -> None:
            if self._stopping.is_set():
                return
            with self._runtime.app_context():
                try:
                    job()
                except Exception:
                    log.exception("%s failed; the next minute tries again", name)
                finally:
                    db.session.remove()

        return run

    def _tick(self) -> None:
        report = run_tick(
            settings=self._settings,
            actor=get_actor(SYSTEM_USERNAME),
            should_stop=self._stopping.is_set,
        )
        if report.steps or report.warnings:
            log.info("tick: %s", describe(report))

    def _mail(self) -> None:
        run_mail(settings=self._settings, should_stop=self._stopping.is_set)


def describe(report: TickReport) -> str:
    """Return what a tick did as one line of a log."""
    said = [explain_stored(code, params) for code, params in report.warnings]
    said += [
        f"{taken.period} {taken.step.value} {taken.state.value} {taken.code}"
        for taken in report.steps
    ]
    return "; ".join(said)
