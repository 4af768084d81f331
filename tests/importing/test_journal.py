"""An import folds SQLite's journal into its file and waits for nobody who still reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, db
from tests.dossier_files import row, write_export
from tracker.importing.dossiers import import_dossiers
from tracker.transaction import fold_journal

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor


@pytest.fixture
def journal(seeded: Settings) -> Path:
    """Return where SQLite keeps its journal."""
    del seeded
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a journal of SQLite")
    return Path(f"{db.engine.url.database}-wal")


def bring(folder: Path, system: Actor, count: int) -> None:
    path = write_export(folder / "a.csv", [row(f"H-{number}") for number in range(count)])
    import_dossiers(path, source_code="MC", actor=system, as_of=date(2024, 1, 31))


def test_nothing_of_an_import_is_left_in_the_journal(
    journal: Path, system: Actor, tmp_path: Path
) -> None:
    bring(tmp_path, system, 50)

    assert journal.stat().st_size == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Dossier)) == 50


def test_who_reads_an_older_state_goes_on_reading_it(
    journal: Path, system: Actor, tmp_path: Path
) -> None:
    count = sa.select(sa.func.count()).select_from(Dossier)
    with db.engine.connect() as reader:
        assert reader.scalar(count) == 0
        bring(tmp_path, system, 5)
        assert reader.scalar(count) == 0
        assert journal.stat().st_size > 0

    fold_journal()
    assert journal.stat().st_size == 0
    assert db.session.scalar(count) == 5


def test_the_connection_waits_for_other_writers_as_before(journal: Path) -> None:
    del journal
    fold_journal()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
