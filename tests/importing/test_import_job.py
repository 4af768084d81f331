"""Imports in a process of their own: what goes wrong there stays there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, db
from models.vocabulary import BatchKind
from tests.dossier_files import row, write_export
from tracker.errors import ConflictError, RefusedError
from tracker.importing.import_job import (
    DONE,
    REFUSED,
    WAITER,
    JobFiles,
    JobOrder,
    outcome_of,
    read_job,
    start_job,
    wait_for_job,
)
from tracker.paths import PROJECT_ROOT

if TYPE_CHECKING:
    from tracker.config import Settings

LONG = 60.0


@pytest.fixture
def files(tmp_path: Path) -> JobFiles:
    folder = tmp_path / "jobs"
    folder.mkdir()
    return JobFiles(folder, "0123")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes of jobs."""
    made: list[int] = []

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        process: subprocess.Popen[bytes] = real(*arguments, **options)
        made.append(process.pid)
        return process

    real: Any = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", start)
    return made


def order(path: Path, **changes: object) -> JobOrder:
    given: dict[str, object] = {
        "path": path,
        "name": "hồ sơ.csv",
        "kind": BatchKind.DOSSIERS,
        "source_code": "MOTCUA",
        "as_of": date(2024, 1, 31),
        "username": "cli",
        "is_dry_run": False,
    }
    return JobOrder(**{**given, **changes})  # type: ignore[arg-type]


def count() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Dossier)) or 0


def test_a_job_imports_and_reports(seeded: Settings, files: JobFiles, tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.csv", [row("A"), row("B", Đơn_vị="Sở Bay")])

    assert start_job(files, order(path), seeded)
    state = wait_for_job(files, LONG)

    assert state is not None
    assert state.phase == DONE, state
    assert (state.report["added"], state.report["rejected"]) == (1, 1)
    assert count() == 1
    assert "Sở Bay" in files.bad_rows.read_text(encoding="utf-8-sig")


def test_a_job_is_started_once(seeded: Settings, files: JobFiles, tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.csv", [row("A")])

    assert start_job(files, order(path), seeded)
    assert not start_job(files, order(path), seeded)
    wait_for_job(files, LONG)


def test_a_refusal_comes_back_as_it_was_raised(
    seeded: Settings, files: JobFiles, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("một,hai\n1,2\n", encoding="utf-8")

    start_job(files, order(path), seeded)
    state = wait_for_job(files, LONG)

    assert state is not None
    assert isinstance(state.error, RefusedError)
    assert state.error.code == "header_not_found"
    assert state.error.params["name"] == "hồ sơ.csv"


def test_what_was_not_agreed_to_is_undone(
    seeded: Settings, files: JobFiles, tmp_path: Path
) -> None:
    path = write_export(tmp_path / "a.csv", [row("A")])

    start_job(files, order(path, expected="2/2/0/0/0/0/0"), seeded)
    state = wait_for_job(files, LONG)

    assert state is not None
    assert isinstance(state.error, ConflictError)
    assert state.error.code == "preview_outdated"
    assert count() == 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGXCPU])
def test_a_job_that_is_killed_is_told_from_one_that_works(
    seeded: Settings,
    files: JobFiles,
    tmp_path: Path,
    started: list[int],
    how: signal.Signals,
) -> None:
    path = write_export(tmp_path / "a.csv", [row(f"A{number}") for number in range(30_000)])

    start_job(files, order(path), seeded)
    os.kill(started[-1], how)
    state = wait_for_job(files, LONG)

    assert state is not None
    assert state.phase == REFUSED
    assert state.error is not None
    assert state.error.code == "import_job_died"
    assert count() == 0
    for thread in threading.enumerate():
        if thread.name == WAITER:
            thread.join(LONG)
    with pytest.raises(ChildProcessError):  # nothing stays of a process that has ended
        os.waitpid(started[-1], os.WNOHANG)


@pytest.mark.parametrize(
    ("work", "ending"),
    [
        ("bytearray(2 << 30)", "MemoryError"),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, -1))\nwhile True: pass", "XCPU"),
    ],
    ids=["memory", "computing"],
)
def test_a_job_may_not_use_more_than_its_limits(tmp_path: Path, work: str, ending: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a", encoding="utf-8")
    code = (
        "import resource, sys; from pathlib import Path; from types import SimpleNamespace\n"
        "from tracker.importing.import_job_child import limit\n"
        "limit(SimpleNamespace(path=Path(sys.argv[1])))\n"
        "assert resource.getrlimit(resource.RLIMIT_CPU)[0] == 60\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code + work, str(path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_ROOT,
    )

    assert ending in done.stderr or done.returncode == -signal.SIGXCPU
    assert "AssertionError" not in done.stderr


def test_there_is_no_state_of_a_job_nobody_started(files: JobFiles) -> None:
    assert read_job(files) is None


def test_equal_outcomes_mean_equal_counts() -> None:
    names = ("rows", "added", "updated", "unchanged", "rejected", "skipped")
    report = {**dict.fromkeys(names, 1), "alerts": [], "alert_count": 3}

    assert outcome_of(report) == "1/1/1/1/1/1/3"
    assert outcome_of({**report, "alert_count": 4}) != outcome_of(report)
