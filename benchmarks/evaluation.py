"""G7: a year of verdicts, judged and stored, against storing the same rows with plain SQL.

3,800 units × 21 indicators × 12 months = 957,600 cells. The floor is one `executemany` a month
into the same table, with the same indexes and keys checked; the product reads the figures, judges
and stores. Both start from the same file and take turns.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.common import Measured, Options, print_ratio, run_child
from benchmarks.filling import INDICATORS, add_document, add_figures
from models import (
    Unit,
    UnitGroup,
    User,
    db,
)
from models.vocabulary import (
    OPEN_END,
    OPEN_START,
    Language,
    Role,
    UnitLevel,
)
from tracker.clock import now
from tracker.config import Settings
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.rules.periods import read_period
from tracker.runtime import create_runtime, upgrade_database
from tracker.services.bulk import bulk_insert
from tracker.services.evaluations import evaluate_period
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNITS, MONTHS = 3800, 12
CELLS_A_MONTH = UNITS * INDICATORS
GOAL = 3.0
AFTER = date(2025, 1, 15)
COLUMNS = (
    "period, task_id, unit_id, role, verdict, reason, numerator, denominator, value, comparator, "
    "target, shortfall, measurement_id, run_id, superseded_run_id"
)


def run(options: Options) -> None:
    """Measure and print; `--rows 957600` is the whole year, the default one month."""
    months = min(MONTHS, max(1, round(options.rows / CELLS_A_MONTH)))
    with tempfile.TemporaryDirectory(prefix="bench-evaluation-") as folder:
        base, stored, copy = (Path(folder) / name for name in ("base.db", "rows.db", "copy.db"))
        fill(base, months)
        shutil.copyfile(base, stored)
        judged(stored, months)()
        floor: list[Measured] = []
        product: list[Measured] = []
        again: list[Measured] = []
        for _ in range(options.repeat):
            shutil.copyfile(base, copy)
            floor.append(run_child(stored_plainly, copy, stored, months))
            _remove(copy)
            shutil.copyfile(base, copy)
            product.append(run_child(judged, copy, months))
            again.append(run_child(judged, copy, months))
            _remove(copy)
    cells = months * CELLS_A_MONTH
    print_ratio(f"evaluate {cells:,} (goal {GOAL:.0f})", floor, product)
    print_ratio("evaluate again, nothing changed", floor, again)


def judged(path: str | Path, months: int) -> Callable[[], None]:
    """Return the product's work: every month judged in its own transaction, as by the command."""

    def work() -> None:
        with _product(Path(path)):
            actor = get_actor(SYSTEM_USERNAME)
            for period in periods(months):
                with transaction():
                    evaluate_period(period=read_period(period), actor=actor, cutoff=None, on=AFTER)

    return work


def stored_plainly(path: str, stored: str, months: int) -> Callable[[], None]:
    """Return the floor's work: the same rows, one `executemany` a month, keys checked."""
    with contextlib.closing(sqlite3.connect(stored)) as connection:
        query = f"SELECT {COLUMNS} FROM evaluation WHERE period = ? ORDER BY id"
        rows = [connection.execute(query, (period,)).fetchall() for period in periods(months)]
    assert sum(map(len, rows)) == months * CELLS_A_MONTH

    def work() -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("PRAGMA cache_size=-32000")
            marks = ", ".join("?" * len(COLUMNS.split(",")))
            for number, (period, month) in enumerate(zip(periods(months), rows, strict=True), 1):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(
                    "INSERT INTO evaluation_run (id, period, is_provisional, rule_version,"
                    " started_at, created_by, cell_count, changed_count)"
                    " VALUES (?, ?, 0, '', '2025-01-15', 1, 0, 0)",
                    (number, period),
                )
                statement = f"INSERT INTO evaluation ({COLUMNS}) VALUES ({marks})"
                connection.executemany(statement, month)
                connection.execute("COMMIT")

    return work


def periods(months: int) -> list[str]:
    """Return the first months of 2024."""
    return [f"2024-{month:02d}" for month in range(1, months + 1)]


def fill(path: Path, months: int) -> None:
    """Make a database with the units, one document of 21 rows and a year of figures."""
    with _product(path):
        upgrade_database()
        db.session.add(
            User(
                username=SYSTEM_USERNAME,
                display_name="Dòng lệnh",
                role=Role.SYSTEM,
                created_at=now(),
                language=Language.VIETNAMESE,
            )
        )
        db.session.flush()
        unit_ids, group_id = _add_units()
        indicator_ids = add_document(unit_ids[0], group_id)
        db.session.commit()
        add_figures(unit_ids[1:], indicator_ids, periods(months), AFTER)


@contextlib.contextmanager
def _product(path: Path) -> Iterator[None]:
    settings = Settings(
        instance=path.parent, database_url=f"sqlite:///{path}", secret_key="for benchmarks " * 3
    )
    with create_runtime(settings).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _add_units() -> tuple[list[int], int]:
    country = Unit(code="VN", name="Cả nước", name_folded="ca nuoc", level=UnitLevel.PROVINCE)
    db.session.add(country)
    db.session.flush()
    root = country.id
    bulk_insert(
        "unit",
        (
            "id",
            "code",
            "name",
            "name_folded",
            "short_name",
            "level",
            "kind",
            "parent_id",
            "valid_from",
            "valid_to",
            "evidence",
        ),
        (
            (
                root + n,
                f"X{n:04d}",
                f"Xã {n}",
                f"xa {n}",
                "",
                "commune",
                "xã",
                root,
                OPEN_START.isoformat(),
                OPEN_END.isoformat(),
                "",
            )
            for n in range(1, UNITS + 1)
        ),
    )
    group = UnitGroup(code="XA", name="UBND cấp xã", scope_id=root, levels="commune")
    db.session.add(group)
    db.session.flush()
    return [root + n for n in range(UNITS + 1)], group.id


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
