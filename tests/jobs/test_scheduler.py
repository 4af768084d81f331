"""The clock process: it ticks, a second one does no harm, a signal ends it, a fault does not."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from apscheduler.triggers.interval import IntervalTrigger
from flask import current_app

from models import CycleEntry, db
from models.vocabulary import CycleStep, StepState
from tests.conftest import SECRET, close_database
from tests.cycle_world import STEPS, audited, tick
from tests.house.source import ROOT
from tracker.clock import VIETNAM, now
from tracker.jobs.cycle_report import TakenStep, TickReport
from tracker.scheduler import process as clock_process
from tracker.scheduler.process import ClockProcess, describe

if TYPE_CHECKING:
    from tests.conftest import RunCli
    from tracker.config import Settings

PATIENCE_SECONDS = 180


@pytest.fixture
def clock(database: Settings) -> ClockProcess:
    runtime = current_app._get_current_object()  # type: ignore[attr-defined]
    return ClockProcess(runtime, database)


def test_it_ticks_each_minute_in_vietnams_zone_and_one_late_round_stands_for_all(
    clock: ClockProcess,
) -> None:
    jobs = {job.id: job for job, *_ in clock._scheduler._pending_jobs}

    assert set(jobs) == {"cycle", "mail"}
    assert clock._scheduler.timezone == VIETNAM
    for job in jobs.values():
        assert isinstance(job.trigger, IntervalTrigger)
        assert job.trigger.interval.total_seconds() == 60
        assert job.next_run_time <= now(), "what was missed is caught up at the start"
    assert clock._scheduler._job_defaults == {
        "coalesce": True,
        "max_instances": 1,
        "misfire_grace_time": None,
    }


def test_a_signal_ends_the_mail_after_the_message_it_is_at(
    clock: ClockProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def mail(**more: Any) -> None:
        asked.append(more["should_stop"]())
        clock._stopping.set()
        asked.append(more["should_stop"]())

    monkeypatch.setattr(clock_process, "run_mail", mail)
    clock._mail()

    assert asked == [False, True]


def test_a_fault_is_logged_and_the_next_minute_tries_again(
    clock: ClockProcess, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(clock_process, "run_tick", fail)
    clock._guarded(clock._tick, "cycle")()

    assert "cycle failed; the next minute tries again" in caplog.text


def test_a_tick_that_did_something_is_one_line_and_an_idle_one_none(
    clock: ClockProcess, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    clock._tick()
    first = [record.getMessage() for record in caplog.records]
    clock._tick()

    assert len(first) == len(caplog.records) == 1
    assert first[0].startswith("tick: ")
    assert " pull done cycle_pull_by_hand" in first[0]


def test_a_line_of_the_log_names_month_step_state_and_reason() -> None:
    report = TickReport(now())
    report.steps.append(TakenStep("2024-03", CycleStep.DRAFT, StepState.DONE, "cycle_drafted", {}))

    assert describe(report) == "2024-03 draft done cycle_drafted"


def test_a_signal_in_the_middle_of_a_step_lets_it_finish(
    clock: ClockProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    def step(**more: Any) -> TickReport:
        os.kill(os.getpid(), signal.SIGTERM)
        wait_for(more["should_stop"])
        told.append("finished")
        return TickReport(now())

    monkeypatch.setattr(clock_process, "run_tick", step)
    monkeypatch.setattr(clock_process, "run_mail", lambda **_: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        clock.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert told == ["finished"]


@contextmanager
def schedulers(settings: Settings, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run clock processes as the technician does, on a host of another zone."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TZ": "America/Los_Angeles",
        "TRACKER_INSTANCE": str(settings.instance),
        "TRACKER_DATABASE_URL": settings.database_url,
        "TRACKER_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-c", "from tracker.cli import main; main()", "scheduler"]
    running = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(count)
    ]
    try:
        yield running
    finally:
        for each in running:
            each.kill()
            each.communicate()


def wait_for(condition: Any) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < patience
        time.sleep(0.1)


def count_entries(condition: sa.ColumnElement[bool]) -> int:
    """Return how many there are now: an open transaction would see the first answer for ever."""
    db.session.rollback()
    statement = sa.select(sa.func.count(CycleEntry.id)).where(condition)
    found = db.session.scalar(statement) or 0
    db.session.rollback()
    return found


def test_two_processes_run_side_by_side_and_end_on_a_signal(database: Settings) -> None:
    """Without a source the first steps of the month are done as soon as its day has come."""
    tick(database, dry_run=True)
    close_database()
    log = database.instance / "scheduler.log"
    with schedulers(database, 2) as running:
        wait_for(lambda: log.exists() and log.read_text().count("scheduler started") == 2)
        wait_for(lambda: count_entries(sa.true()) == len(STEPS))
        for each in running:
            each.send_signal(signal.SIGTERM)
        assert [each.wait(PATIENCE_SECONDS) for each in running] == [0, 0]

    assert log.read_text().count("scheduler stopped") == 2
    assert "Traceback" not in log.read_text()
    assert set(audited("cycle_step_done", "cycle_step_recognised").values()) <= {1}
    taken_count = sum(audited("cycle_step_done", "cycle_step_recognised").values())
    assert taken_count == count_entries(CycleEntry.state == StepState.DONE)


def test_it_does_not_start_without_a_database(
    run_cli: RunCli, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    result = run_cli("scheduler")

    assert result.exit_code == 1
    assert "tracker init" in result.stderr
