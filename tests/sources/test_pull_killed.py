"""A pull killed without a chance to say goodbye leaves its replies, no figure, and a way on."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from models import Measurement, PullRun, db
from models.vocabulary import RunState
from tests.house.source import ROOT
from tests.sources.conftest import SOURCE, Portal
from tracker.clock import now
from tracker.queries.pull_runs import get_run, list_calls, list_runs

PERIOD = "2025-08"
PATIENCE_SECONDS = 60
PROGRAM = "from tracker.cli import main; main()"


def test_a_killed_pull_is_found_and_the_next_one_goes_on(portal: Portal) -> None:
    portal.server.break_with("slow", on="dossier-digitized", times=1)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "pull", SOURCE, "--period", PERIOD],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    patience = time.monotonic() + PATIENCE_SECONDS
    while len(portal.server.requests) < 5 and process.poll() is None:
        assert time.monotonic() < patience
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()

    (killed,) = list_runs(source=SOURCE)
    assert killed.state is RunState.RUNNING
    assert [call.error_code for call in list_calls(killed.id)] == [""] * 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Measurement)) == 0
    db.session.rollback()
    assert portal.pull(PERIOD).exit_code == 1, "it may still be alive"

    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        report = portal.pull(PERIOD)

    assert report.exit_code == 0, report.stderr
    db.session.rollback()
    assert get_run(killed.id).error_code == "pull_interrupted"
    assert get_run(killed.id).state is RunState.FAILED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PullRun)) == 2
