"""Imports that a server has done in a process of their own: a bad file takes down only itself.

A job writes where it stands into a small file, which any process of the server may read. It holds
a lock as long as it lives, so that one that was killed is told from one that works.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import subprocess
import sys
import time
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from tracker import errors
from tracker.paths import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from models.vocabulary import BatchKind
    from tracker.config import Settings
    from tracker.errors import TrackerError

RUNNING: Final = "running"
DONE: Final = "done"
REFUSED: Final = "refused"
_PAUSE_SECONDS: Final = 0.05
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from tracker.importing.import_job_child import main; main()"
)
WAITER: Final = "import-job"
"""Name of the threads that wait for the end of a job."""


@dataclass(frozen=True, slots=True)
class JobOrder:
    """What a job is to do.

    Args:
        path: The file.
        name: The name the person gave it.
        kind: What comes in: dossiers or measurements.
        source_code: Where it comes from.
        as_of: The day it describes.
        username: Who imports.
        is_dry_run: Say what would happen and undo it.
        expected: Outcome the person agreed to, as `outcome_of`; empty for any.
        options: What else `import_dossiers` or `import_measurements` is told.
    """

    path: Path
    name: str
    kind: BatchKind
    source_code: str
    as_of: date
    username: str
    is_dry_run: bool
    expected: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobState:
    """Where a job stands.

    Args:
        phase: `RUNNING`, `DONE` or `REFUSED`.
        rows: Rows read so far.
        report: What it did, once done.
        error: Why it was refused.
    """

    phase: str
    rows: int = 0
    report: Mapping[str, Any] = field(default_factory=dict)
    error: TrackerError | None = None


class JobFiles:
    """The files of one job in a folder.

    Args:
        folder: Where they lie.
        job: Name of the job: hexadecimal digits.
    """

    def __init__(self, folder: Path, job: str) -> None:
        self.state = folder / f"{job}.json"
        self.lock = folder / f"{job}.lock"
        self.bad_rows = folder / f"{job}.csv"

    def write(self, content: Mapping[str, Any]) -> None:
        """Write where the job stands, whole or not at all."""
        part = self.state.with_suffix(".part")
        part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        part.chmod(0o600)
        part.replace(self.state)

    def forget(self) -> None:
        """Delete them."""
        for path in (self.state, self.lock, self.bad_rows, self.state.with_suffix(".part")):
            path.unlink(missing_ok=True)


def start_job(files: JobFiles, order: JobOrder, settings: Settings) -> bool:
    """Start a job; return False when it was started before.

    Args:
        files: Its files.
        order: What it is to do.
        settings: Of the product; sentences of its report are in their language.
    """
    try:
        lock = os.open(files.lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    try:
        # The lock belongs to the open file, which the child inherits and lets go of when it ends.
        fcntl.flock(lock, fcntl.LOCK_EX)
        files.write({"phase": RUNNING, "rows": 0, "name": order.name})
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _START, str(PROJECT_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(lock,),
        )
    finally:
        os.close(lock)
    # Nobody else asks how it ended: without being waited for it would stay in the system's table.
    Thread(target=process.wait, name=WAITER, daemon=True).start()
    if process.stdin is None:
        raise AssertionError("the pipe was asked for")
    try:
        with process.stdin as pipe:
            pickle.dump((files, order, settings), pipe)
    except BrokenPipeError:
        return True  # it is gone already; `read_job` says so
    return True


def read_job(files: JobFiles) -> JobState | None:
    """Return where a job stands; None when there is none of that name."""
    is_over = _is_over(files.lock)
    try:
        content = json.loads(files.state.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if content["phase"] == REFUSED:
        return JobState(REFUSED, error=_error_of(content["error"]))
    if content["phase"] == RUNNING and is_over:
        return JobState(REFUSED, error=errors.RefusedError("import_job_died", name=content["name"]))
    return JobState(content["phase"], int(content["rows"]), content.get("report", {}))


def wait_for_job(files: JobFiles, seconds: float) -> JobState | None:
    """Return where a job stands once it is over, or after some seconds."""
    # Counted, not clocked: a test may have stopped the clock.
    for _ in range(int(seconds / _PAUSE_SECONDS)):
        state = read_job(files)
        if state is None or state.phase != RUNNING:
            return state
        time.sleep(_PAUSE_SECONDS)
    return read_job(files)


def outcome_of(report: Mapping[str, Any]) -> str:
    """Return a report in one text; equal texts mean that nothing changed.

    That is its counts, and of dossiers the mark of what they were found on.
    """
    names = ("rows", "added", "updated", "unchanged", "rejected", "skipped")
    counts = "/".join(str(report[name]) for name in names)
    key = report.get("preview_key")
    return f"{counts}/{report.get('alert_count', len(report['alerts']))}" + (
        f"/{key}" if key else ""
    )


def _is_over(path: Path) -> bool:
    """Return whether nobody holds a job's lock; asked before its state is read."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


def _error_of(content: Mapping[str, Any]) -> TrackerError:
    kind = getattr(errors, str(content["kind"]), errors.RefusedError)
    error: TrackerError = kind(str(content["code"]), **content["params"])
    return error
