"""Runs every check and test; `make test` calls it.

What a part needs and the machine lacks is installed where that is allowed (Debian or Ubuntu as
root); otherwise the part is left out and the last lines say so. With --all that is a failure.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LINT = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "import-linter": ["lint-imports"],
    "djlint": ["djlint", "--lint", "--quiet", "templates"],
}
ROOMY_BYTES = 4 * 1024**3
PROGRAMS = {"pdftotext": "poppler-utils", "openssl": "openssl"}
"""Programs some tests read files with, or make certificates with, and the package of each."""
WORKERS = str(min(4, os.cpu_count() or 1))


def run(command: list[str], **environment: str) -> bool:
    """Run one command from the project's root; True when it succeeded."""
    first = BIN / command[0]
    line = [str(first) if first.exists() else command[0], *command[1:]]
    print("→", " ".join(command), flush=True)
    return subprocess.run(line, cwd=ROOT, env=os.environ | environment, check=False).returncode == 0


def lint() -> bool:
    # Every check runs, so that one run tells all there is to mend.
    results = [run(command) for command in LINT.values()]
    return all(results)


def install(package: str) -> bool:
    """Install a Debian package where this machine lets us; True when it may be there now."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    return run(["apt-get", "update", "-qq"], **quiet) and run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], **quiet
    )


def chromium() -> str:
    """Return the path of a Chromium, or nothing."""

    def find() -> str:
        names = ("chromium", "chromium-browser", "google-chrome")
        return os.environ.get("TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")

    return find() or (find() if install("chromium") else "")


def postgresql_programs() -> Path | None:
    """Return the folder of a PostgreSQL server's programs, the newest, or nothing."""

    def find() -> Path | None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        on_path = shutil.which("initdb")
        return found[-1].parent if found else Path(on_path).parent if on_path else None

    return find() or (find() if install("postgresql") else None)


def missing_programs() -> list[str]:
    """Return the programs that are not here and cannot be installed: their tests are skipped."""
    return [
        program
        for program, package in PROGRAMS.items()
        if not (shutil.which(program) or (install(package) and shutil.which(program)))
    ]


def _fast_place() -> str | None:
    """Return where short-lived databases are made fastest: memory, where there is plenty."""
    memory = Path("/dev/shm")
    is_roomy = memory.is_dir() and shutil.disk_usage(memory).free >= ROOMY_BYTES
    return str(memory) if is_roomy and os.access(memory, os.W_OK) else None


def run_tests(arguments: list[str], **environment: str) -> bool:
    """Run tests, their files in the fastest place there is; True when they all passed.

    They run on SQLite unless told: what the caller's own environment says does not count.
    """
    own = {"TEST_DATABASE_URL": "", **environment}
    with tempfile.TemporaryDirectory(prefix="tracker-tests-", dir=_fast_place()) as folder:
        return run(arguments, TMPDIR=folder, **own)


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """Start a server of our own in a temporary folder and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    folder = tempfile.mkdtemp(prefix="tracker-pg-", dir=_fast_place())
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "cwd": folder}
    data = f"{folder}/data"
    subprocess.run(
        [str(programs / "initdb"), "-D", data, "-U", "tracker", "-A", "trust", "-E", "UTF8", "-N"],
        check=True,
        stdout=subprocess.DEVNULL,
        **as_owner,
    )
    server = subprocess.Popen(
        [
            str(programs / "postgres"), "-D", data, "-p", str(port), "-k", folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200",
            "-c", "log_min_messages=fatal", "-c", "log_min_error_statement=panic",
            # Thousands of databases live for a second each: nothing of them need survive.
            "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "full_page_writes=off",
            "-c", "synchronous_commit=off", "-c", "autovacuum=off",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_owner,
    )  # fmt: skip
    try:
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "30"]
        for _ in range(60):
            if subprocess.run(ready, check=False).returncode == 0:
                break
            subprocess.run(["sleep", "0.5"], check=False)
        yield f"postgresql+psycopg://tracker@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def covered() -> bool:
    """Combine what the runs covered and hold it against the house's figures."""
    rules = "tracker/rules/*"
    return run(["coverage", "report", "--fail-under=95", "--skip-covered"]) and run(
        ["coverage", "report", f"--include={rules}", "--fail-under=100"]
    )


def main() -> int:
    """Run what was asked for; 0 when all of it passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="fail if anything was left out")
    parser.add_argument("--coverage", action="store_true", help="count the lines the tests reach")
    parser.add_argument("--only", choices=["lint", "sqlite", "postgresql", "browser"])
    chosen = parser.parse_args()

    def wanted(part: str) -> bool:
        return chosen.only in (None, part)

    passed = True
    left_out: list[str] = []
    tests = ["pytest", "-q", "-n", WORKERS, "--dist", "loadfile"]
    # Counting lines takes a third of the time; the nightly run does it.
    counting = ["--cov", "--cov-report="] if chosen.coverage else []
    if wanted("lint"):
        passed = lint() and passed
    if wanted("sqlite") or wanted("postgresql"):
        left_out += [f"the tests that need {program}" for program in missing_programs()]
    if wanted("sqlite"):
        passed = run_tests([*tests, *counting, "-m", "not browser"]) and passed
    if wanted("browser"):
        path = chromium()
        if path:
            append = [*counting, "--cov-append"] if counting else []
            browser = [*tests, *append, "-m", "browser"]
            passed = run_tests(browser, TEST_CHROMIUM=path) and passed
        else:
            left_out.append(
                "the browser tests: no Chromium here (apt-get install chromium,"
                " or name one in TEST_CHROMIUM)"
            )
    if wanted("postgresql"):
        programs = postgresql_programs()
        if programs:
            with postgresql(programs) as url:
                again = [*tests, "-m", "not browser and not one_database"]
                passed = run_tests(again, TEST_DATABASE_URL=url) and passed
        else:
            left_out.append("the PostgreSQL run: no server here (apt-get install postgresql)")
    if chosen.coverage and chosen.only is None and passed:
        if left_out:
            left_out.append("how much of the code the tests run: it takes all of them to tell")
        else:
            passed = covered()
    return tell(passed, left_out, wants_all=chosen.all)


def tell(passed: bool, left_out: list[str], *, wants_all: bool) -> int:
    """Say in the last lines what came of it; 0 when that is what was asked for."""
    print()
    for part in left_out:
        print("LEFT OUT:", part)
    if not passed:
        print("FAILED: see above.")
    elif not left_out:
        print("All checks and tests passed.")
    elif wants_all:
        print("FAILED: what ran passed, but --all asks for every part.")
    else:
        print("What ran passed. NOT EVERYTHING RAN: see the lines above.")
    return 0 if passed and not (wants_all and left_out) else 1


if __name__ == "__main__":
    sys.exit(main())
