"""`make test` on a poor machine says plainly what it left out, and --all makes that a failure."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import run as runner

pytestmark = pytest.mark.one_database

BROWSER = "LEFT OUT: the browser tests: no Chromium here"
SERVER = "LEFT OUT: the PostgreSQL run: no server here"
COVERAGE = "LEFT OUT: how much of the code the tests run"

Run = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def commands() -> list[list[str]]:
    """Every command that was run."""
    return []


@pytest.fixture
def environments() -> list[dict[str, str]]:
    """What each of them was told by its environment."""
    return []


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    commands: list[list[str]],
    environments: list[dict[str, str]],
) -> Run:
    """Return a function that runs everything, where each command does nothing but succeed."""

    def go(
        *flags: str,
        has_browser: bool = False,
        has_server: bool = False,
        lacks: tuple[str, ...] = (),
        failing: str = "",
    ) -> tuple[int, list[str]]:
        def record(command: list[str], **environment: str) -> bool:
            commands.append(command)
            environments.append(environment)
            return not failing or failing not in command

        @contextmanager
        def server(_: Path) -> Iterator[str]:
            yield "postgresql://nowhere"

        monkeypatch.setattr(runner, "run", record)
        monkeypatch.setattr(runner, "postgresql", server)
        monkeypatch.setattr(runner, "chromium", lambda: "/x/chromium" if has_browser else "")
        monkeypatch.setattr(
            runner, "postgresql_programs", lambda: Path("/x") if has_server else None
        )
        monkeypatch.setattr(runner, "missing_programs", lambda: list(lacks))
        monkeypatch.setattr(sys, "argv", ["run.py", *flags])
        return runner.main(), capsys.readouterr().out.strip().splitlines()

    return go


def test_everything_there_is_everything_run(run: Run, commands: list[list[str]]) -> None:
    assert run(has_browser=True, has_server=True)[1][-1] == "All checks and tests passed."
    assert sum(command[0] == "pytest" for command in commands) == 3
    assert not any("coverage" in command[0] or "--cov" in command for command in commands)


def test_counting_lines_takes_every_test(run: Run, commands: list[list[str]]) -> None:
    assert run("--coverage", has_browser=True, has_server=True)[0] == 0
    counted = [command for command in commands if "--cov" in command]
    assert ["--cov-append" in command for command in counted] == [False, True]
    assert sum(command[0] == "coverage" for command in commands) == 2


@pytest.mark.parametrize(
    ("has_browser", "has_server", "told"),
    [
        (False, False, [BROWSER, SERVER, COVERAGE]),
        (True, False, [SERVER, COVERAGE]),
        (False, True, [BROWSER, COVERAGE]),
    ],
    ids=["neither", "no-server", "no-browser"],
)
def test_the_last_lines_name_what_was_left_out(
    run: Run, has_browser: bool, has_server: bool, told: list[str]
) -> None:
    status, lines = run("--coverage", has_browser=has_browser, has_server=has_server)

    assert status == 0
    assert lines[-1] == "What ran passed. NOT EVERYTHING RAN: see the lines above."
    assert len(lines) == len(told) + 1
    assert all(line.startswith(start) for line, start in zip(lines, told, strict=False))


def test_with_all_a_part_left_out_is_a_failure(run: Run) -> None:
    status, lines = run("--all", has_browser=True)

    assert status == 1
    assert lines[-1] == "FAILED: what ran passed, but --all asks for every part."
    assert lines[0].startswith(SERVER)


@pytest.mark.parametrize("flags", [(), ("--all",), ("--coverage",)])
def test_a_failure_is_one_whatever_was_left_out(run: Run, flags: tuple[str, ...]) -> None:
    status, lines = run(*flags, failing="mypy")

    assert status == 1
    assert lines[-1] == "FAILED: see above."
    assert not any(line.startswith(COVERAGE) for line in lines)


@pytest.mark.parametrize(
    "failing",
    ["not browser", "browser", "not browser and not one_database"],
    ids=["sqlite", "browser", "postgresql"],
)
def test_a_part_of_the_tests_that_fails_is_a_failure_of_all(run: Run, failing: str) -> None:
    assert run("--all", has_browser=True, has_server=True, failing=failing)[0] == 1


def test_each_part_runs_on_its_own_database_whatever_the_caller_has_set(
    run: Run,
    commands: list[list[str]],
    environments: list[dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://of-the-caller")
    run(has_browser=True, has_server=True)

    told = [
        environment["TEST_DATABASE_URL"]
        for command, environment in zip(commands, environments, strict=True)
        if command[0] == "pytest"
    ]
    assert told == ["", "", "postgresql://nowhere"]


def test_programs_that_are_missing_are_told_since_their_tests_are_skipped(run: Run) -> None:
    status, lines = run("--all", has_browser=True, has_server=True, lacks=("pdftotext",))

    assert (status, lines[0]) == (1, "LEFT OUT: the tests that need pdftotext")


def test_every_program_a_test_is_skipped_without_is_looked_for() -> None:
    folder = Path(runner.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("test_*.py"))

    named = set(re.findall(r'skipif\((?:shutil\.)?which\("([a-z]+)"\) is None', text))
    assert named == set(runner.PROGRAMS)


def test_the_files_of_the_tests_are_gone_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []

    def record(_command: list[str], **environment: str) -> bool:
        seen.append(Path(environment["TMPDIR"]))
        assert seen[-1].is_dir()
        return True

    monkeypatch.setattr(runner, "run", record)

    assert runner.run_tests(["pytest"])
    assert not seen[0].exists()


def test_one_part_alone_tells_of_that_part_only(run: Run) -> None:
    assert run("--only", "lint") == (0, ["All checks and tests passed."])
    status, lines = run("--only", "browser", "--all")
    assert (status, lines[0].startswith(BROWSER), len(lines)) == (1, True, 2)


def test_nothing_is_installed_by_anybody_but_root(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr(runner.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(runner, "run", lambda command, **_: bool(commands.append(command)) or True)

    assert not runner.install("chromium")
    assert commands == []
