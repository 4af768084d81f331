"""kill -9 at any moment of an import: all of it is there, or nothing; 40 times, 200 at night."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, Dossier, DossierRevision, ImportBatch, IntegrityAlert, db
from tests.conftest import SECRET, close_database
from tests.dossier_files import open_row, row, write_export
from tracker.importing.dossiers import import_dossiers

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

KILLS = 200 if os.environ.get("TRACKER_NIGHTLY") == "1" else 40
DOSSIERS = 1_500
LATE = {"Ngày_kết_thúc_xử_lý": "20/01/2024"}
ON_TIME = {"Ngày_kết_thúc_xử_lý": "12/01/2024"}

#: Loads the product once and imports each file it is told in a process of its own.
PARENT = """
import os, sys
from datetime import date
from pathlib import Path
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from tracker.config import Settings
from tracker.runtime import create_runtime
from tracker.importing.dossiers import import_dossiers
from tracker.queries.accounts import get_actor
import tracker.cli.imports, sqlite3, psycopg
url, folder, secret = sys.argv[1:]
settings = Settings(instance=Path(folder), database_url=url, secret_key=secret)

def bring(path):
    sa.event.listen(Engine, "commit", lambda _: print("commit", flush=True))
    with create_runtime(settings).app_context():
        import_dossiers(Path(path), source_code="MOTCUA", as_of=date(2024, 2, 29),
                        actor=get_actor("cli"), full=True)
    print("done", flush=True)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            bring(line.strip())
        finally:
            os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("over", flush=True)
"""


@pytest.fixture
def parent(seeded: Settings) -> Iterator[subprocess.Popen[str]]:
    """Start the process whose children import, and are killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, seeded.database_url, str(seeded.instance), SECRET],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=os.fspath(Path(__file__).parents[2]),
    )
    with process:
        yield process
        process.kill()


@pytest.mark.slow
def test_a_killed_import_leaves_all_or_nothing(
    seeded: Settings, system: Actor, tmp_path: Path, parent: subprocess.Popen[str]
) -> None:
    """Known rows are rewritten or vanish, new ones come; half are killed at the commit."""
    first = write_export(tmp_path / "0.csv", [open_row(f"N{n}") for n in range(DOSSIERS)])
    import_dossiers(first, source_code="MOTCUA", as_of=date(2024, 1, 31), actor=system)
    before, dice, outcomes = everything(), random.Random(766), set[bool]()
    took = 0.5

    for number in range(1, KILLS + 1):
        path = write_export(tmp_path / f"{number}.csv", rows_of(number))
        close_database()
        began = time.monotonic()
        is_done = bring_and_kill(parent, path, seeded, dice, took, at_commit=number % 2 == 0)
        took = time.monotonic() - began if is_done else took
        wait_for_server(seeded)
        after = everything()
        is_there = len(after[2]) > len(before[2])
        assert is_there or not is_done, "an acknowledged import was lost"
        if not is_there:
            assert after == before, "half an import was left behind"
        assert_sound(seeded)
        before = after
        outcomes.add(is_there)

    assert outcomes == {True, False}, "every import was killed, or none"


def rows_of(number: int) -> list[dict[str, str]]:
    """Return a full export: every dossier ends anew, one more is gone, and one is new."""
    end = LATE if number % 2 else ON_TIME
    known = [row(f"N{n}", **end) for n in range(number, DOSSIERS)]
    return [*known, open_row(f"NEW{number}")]


def bring_and_kill(
    parent: subprocess.Popen[str],
    path: Path,
    settings: Settings,
    dice: random.Random,
    took: float,
    *,
    at_commit: bool,
) -> bool:
    """Have a file imported and kill whoever does it; return whether it had said to be done."""
    assert parent.stdin is not None
    assert parent.stdout is not None
    print(path, file=parent.stdin, flush=True)
    child = int(next_line(parent))
    said: list[str] = []
    if at_commit:
        said.append(next_line(parent))
        time.sleep(dice.uniform(0, 0.02))
    else:
        time.sleep(dice.uniform(0, took))
    if dice.random() < 0.5 and not is_sqlite(settings):
        hang_up()
    kill(child)
    while not said or said[-1] != "over":
        said.append(next_line(parent))
    return "done" in said


def next_line(parent: subprocess.Popen[str]) -> str:
    assert parent.stdout is not None
    line = parent.stdout.readline().strip()
    assert line, "the process whose children import has died"
    return line


def kill(child: int) -> None:
    with suppress(ProcessLookupError):  # it was done
        os.kill(child, signal.SIGKILL)


def is_sqlite(settings: Settings) -> bool:
    return settings.database_url.startswith("sqlite")


OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def hang_up() -> None:
    """Have a PostgreSQL server drop the importing session."""
    db.session.execute(sa.text(f"SELECT pg_terminate_backend(pid) {OTHERS}"))
    close_database()


def wait_for_server(settings: Settings) -> None:
    """Give a PostgreSQL server the moment it needs to notice that its client is gone."""
    if is_sqlite(settings):
        return
    for _ in range(500):
        others = db.session.scalar(sa.text(f"SELECT count(*) {OTHERS}"))
        db.session.rollback()
        if not others:
            return
        time.sleep(0.02)
    raise AssertionError("the server still works for a client that was killed")


def everything() -> tuple[list[tuple[Any, ...]], ...]:
    """Return the rows of all tables an import writes."""
    tables = (Dossier, DossierRevision, ImportBatch, IntegrityAlert, AuditEntry)
    return tuple(
        [tuple(each) for each in db.session.execute(sa.select(table.__table__).order_by(table.id))]
        for table in tables
    )


def assert_sound(settings: Settings) -> None:
    """Refuse a broken file, and an import that brought another number of rows than it says."""
    if is_sqlite(settings):
        assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
        assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    batches = db.session.scalars(sa.select(ImportBatch)).all()
    told = {batch.id: batch.updated_count for batch in batches if batch.updated_count}
    revisions = sa.select(DossierRevision.replaced_by_batch_id, sa.func.count())
    kept = db.session.execute(revisions.group_by(DossierRevision.replaced_by_batch_id))
    assert {row[0]: row[1] for row in kept} == told
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Dossier))
    assert count == sum(batch.added_count for batch in batches)
    entries = sa.select(AuditEntry).where(AuditEntry.action == "dossiers_imported")
    details = {int(each.object_key): each.details for each in db.session.scalars(entries)}
    assert details.keys() == {batch.id for batch in batches}
    alerts = sa.select(IntegrityAlert.batch_id, sa.func.count())
    raised = db.session.execute(alerts.group_by(IntegrityAlert.batch_id))
    told_alerts = {key: value["alerts"] for key, value in details.items() if value["alerts"]}
    assert {row[0]: row[1] for row in raised} == told_alerts
    db.session.rollback()
