"""The import of dossiers: first load, the same file again, 1 % changed, and a workbook.

The floor is what any program must do: read the CSV by the standard library, turn dates with a
table of days already met, and hand the rows to the driver, into the same table with its indexes;
on PostgreSQL by COPY into a stage that is merged. A workbook's floor is a bare calamine read of
the sheet and the same insert, in one process.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
import sqlite3
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from benchmarks.common import Measured, Options, print_ratio, run_child
from models import Unit, db
from models.vocabulary import BatchKind, SourceKind, UnitLevel
from tracker.config import Settings
from tracker.importing.dossiers import import_dossiers
from tracker.importing.sample_dossiers import SampleUnit, write_sample_dossiers
from tracker.jobs import run_init
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.calendar import load_calendar
from tracker.queries.units import list_units
from tracker.runtime import create_runtime
from tracker.services.import_batches import register_source, start_batch
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

AS_OF = date(2024, 12, 31)
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
SOURCE = "MINH-HOA-BENCH"
SECRET = "benchmarks only: no session is ever signed"
Row = tuple[Any, ...]
INSERT = (
    "INSERT INTO dossier (source_id, batch_id, as_of, revision, code, unit_id, procedure_id,"
    " officer, received_on, received_minute, due_on, due_minute, judged_due_on, finished_on,"
    " finished_minute, returned_on, status, channel)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
UPSERT = (
    f"{INSERT} ON CONFLICT (source_id, code) DO UPDATE SET batch_id = excluded.batch_id,"
    " as_of = excluded.as_of, revision = revision + 1, finished_on = excluded.finished_on,"
    " finished_minute = excluded.finished_minute, status = excluded.status"
)
COPY = INSERT.replace("INSERT INTO", "COPY").partition(" VALUES")[0] + " FROM STDIN"
_COLUMNS = INSERT.partition("(")[2].partition(")")[0]
MERGE = (
    f"INSERT INTO dossier ({_COLUMNS}) SELECT {_COLUMNS} FROM stage"
    " ON CONFLICT (source_id, code) DO NOTHING"
)
MOST_SHEET_ROWS = 300_000
STATUSES = {
    "Đã trả kết quả": "finished",
    "Đã xử lý xong": "finished",
    "Đang xử lý": "open",
    "Yêu cầu bổ sung giấy tờ": "awaiting_supplement",
    "Dừng xử lý": "paused",
    "Công dân yêu cầu rút": "withdrawn",
}
CHANNELS = {"Trực tiếp": "direct", "Trực tuyến": "online", "BCCI": "postal"}


def run(options: Options) -> None:
    """Print floor, product and ratio of the three ways a file comes in."""
    engine = "PostgreSQL" if options.database else "SQLite"
    print(f"import of {options.rows:,} dossiers, {engine}, medians of {options.repeat}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), options)
        try:
            _measure(bench)
        finally:
            bench.clean()


def _measure(bench: Bench) -> None:
    options = bench.options
    bench.prepare()
    firsts = [(bench.first_floor(), bench.first_product()) for _ in range(options.repeat)]
    _print("first load", firsts)
    again = [
        (run_child(hash_file, bench.file), bench.again(bench.file)) for _ in range(options.repeat)
    ]
    _print("the same file again", again)
    if not options.database:
        pairs = [(bench.second_floor(), bench.second_product()) for _ in range(options.repeat)]
        _print("1 % changed", pairs)
    changes = [(first, bench.second_product()) for _, first in firsts]
    _print("1 % changed, beside the first load", changes)
    if options.rows <= MOST_SHEET_ROWS and not options.database:
        sheets = [(bench.sheet_floor(), bench.sheet_product()) for _ in range(options.repeat)]
        _print("a workbook", sheets)


def _print(name: str, pairs: Sequence[tuple[Measured, Measured]]) -> None:
    print_ratio(name, [floor for floor, _ in pairs], [product for _, product in pairs])


class Bench:
    """The files and databases of one run."""

    def __init__(self, folder: Path, options: Options) -> None:
        self.folder = folder
        self.options = options
        self.file = folder / "first.csv"
        self.second = folder / "second.csv"
        self.sheet = folder / "first.xlsx"
        self.made: list[str] = []
        self.template = self._create("template")
        self.full = ""

    def prepare(self) -> None:
        """Make the seeded database and the files."""
        run_child(make_template, self.template, self.folder)
        run_child(make_files, self.template, self.folder, self.options.rows)

    def first_floor(self) -> Measured:
        """Measure the floor of a first load."""
        url = self._create("floor", self.template)
        done = run_child(load_floor, url, self.folder, self.file)
        self._drop(url)
        return done

    def first_product(self) -> Measured:
        """Measure the product's first load; its database stays for what follows."""
        if self.full:
            self._drop(self.full)
        self.full = self._create("product", self.template)
        done = run_child(load_product, self.full, self.folder, self.file)
        assert done.answer["added"] == self.options.rows, done.answer
        return done

    def again(self, file: Path) -> Measured:
        """Measure the product with the file it knows."""
        done = run_child(load_product, self.full, self.folder, file)
        assert done.answer["already_imported"], done.answer
        return done

    def sheet_floor(self) -> Measured:
        """Measure the floor of a workbook."""
        url = self._create("sheet-floor", self.template)
        done = run_child(load_sheet_floor, url, self.folder, self.sheet)
        self._drop(url)
        return done

    def sheet_product(self) -> Measured:
        """Measure the product with a workbook."""
        url = self._create("sheet", self.template)
        done = run_child(load_product, url, self.folder, self.sheet)
        assert done.answer["added"] == self.options.rows, done.answer
        self._drop(url)
        return done

    def second_floor(self) -> Measured:
        """Measure the floor of a file with 1 % changed, on a loaded database."""
        url = self._create("second-floor", self.full)
        done = run_child(change_floor, url, self.folder, self.second)
        self._drop(url)
        return done

    def second_product(self) -> Measured:
        """Measure the product with a file with 1 % changed, on a loaded database."""
        url = self._create("second", self.full)
        done = run_child(load_product, url, self.folder, self.second)
        assert done.answer["unchanged"] + done.answer["updated"] == self.options.rows
        self._drop(url)
        return done

    def clean(self) -> None:
        """Let go of the databases of a server."""
        for url in list(self.made):
            self._drop(url)

    def _create(self, name: str, template: str = "") -> str:
        if not self.options.database:
            path = self.folder / f"{name}.db"
            for suffix in ("", "-wal") if template else ():
                original = Path(template.removeprefix("sqlite:///") + suffix)
                if original.exists():
                    shutil.copyfile(original, f"{path}{suffix}")
            return f"sqlite:///{path}"
        name = f"bench_{self.folder.name.removeprefix('bench-')}_{name}".replace("-", "_")
        source = f' TEMPLATE "{template.rpartition("/")[2]}"' if template else ""
        self._server(f'CREATE DATABASE "{name}"{source}')
        url = f"{self.options.database.rpartition('/')[0]}/{name}"
        self.made.append(url)
        return url

    def _drop(self, url: str) -> None:
        if not self.options.database:
            for suffix in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)
            return
        self._server(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')
        self.made.remove(url)

    def _server(self, statement: str) -> None:
        engine = sa.create_engine(self.options.database, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def _stand_in(url: str, folder: str) -> None:
    settings = Settings(instance=Path(folder), database_url=url, secret_key=SECRET)
    create_runtime(settings).app_context().push()


def make_template(url: str, folder: str) -> Callable[[], object]:
    """Return the work of making a seeded database."""
    _stand_in(url, folder)

    def work() -> None:
        run_init()
        db.session.remove()
        db.engine.dispose()

    return work


def make_files(url: str, folder: str, rows: int) -> Callable[[], object]:
    """Return the work of writing the first file, one with every 100th row changed, a workbook."""
    _stand_in(url, folder)
    levels = UnitLevel.DEPARTMENT, UnitLevel.DISTRICT, UnitLevel.COMMUNE
    units = [
        SampleUnit(unit.code, unit.name, level=unit.level)
        for unit in list_units(as_of=date(2024, 6, 30), under="62")
        if unit.level in levels
    ]

    def work() -> None:
        first, second = Path(folder) / "first.csv", Path(folder) / "second.csv"
        write_sample_dossiers(
            first, units=units, months=MONTHS, row_count=rows, calendar=load_calendar()
        )
        with (
            first.open(encoding="utf-8", newline="") as source,
            second.open("w", encoding="utf-8", newline="") as target,
        ):
            writer = csv.writer(target, lineterminator="\n")
            for number, cells in enumerate(csv.reader(source)):
                if number and number % 100 == 0:
                    cells[9] = cells[10] = cells[7]
                    cells[11] = "Đã trả kết quả"
                writer.writerow(cells)
        if rows <= MOST_SHEET_ROWS:
            _write_sheet(first, Path(folder) / "first.xlsx")

    return work


def _write_sheet(text: Path, sheet: Path) -> None:
    import xlsxwriter

    with (
        text.open(encoding="utf-8", newline="") as opened,
        xlsxwriter.Workbook(sheet, {"constant_memory": True}) as book,
    ):
        page = book.add_worksheet("Hồ sơ")
        for line, cells in enumerate(csv.reader(opened)):
            for column, cell in enumerate(cells):
                page.write_string(line, column, cell)


def load_product(url: str, folder: str, file: str) -> Callable[[], object]:
    """Return the product's work."""
    _stand_in(url, folder)

    def work() -> object:
        report = import_dossiers(
            Path(file), source_code=SOURCE, as_of=AS_OF, actor=get_actor(SYSTEM_USERNAME)
        )
        assert not report.rejected, report.errors[:3]
        return {**report.as_dict(), "errors": [], "alerts": []}

    return work


def hash_file(file: str) -> Callable[[], object]:
    """Return the work of the SHA-256 alone."""

    def work() -> str:
        with Path(file).open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()

    return work


def load_floor(url: str, folder: str, file: str) -> Callable[[], object]:
    """Return the floor of a first load."""
    head, unit_ids = _batch(url, folder)
    if not url.startswith("sqlite"):
        return lambda: _copy(url, _rows(file, head, unit_ids))
    connection = _open(url)

    def work() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, _rows(file, head, unit_ids))
        connection.execute("COMMIT")

    return work


def load_sheet_floor(url: str, folder: str, file: str) -> Callable[[], object]:
    """Return the floor of a workbook."""
    head, unit_ids = _batch(url, folder)
    connection = _open(url)

    def work() -> None:
        from python_calamine import CalamineWorkbook

        lines = CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows()
        next(lines)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, _turned(lines, head, unit_ids))
        connection.execute("COMMIT")

    return work


def change_floor(url: str, folder: str, file: str) -> Callable[[], object]:
    """Return the floor of a change: stored rows as hashes in memory, what differs written."""
    head, unit_ids = _batch(url, folder)
    connection = _open(url)
    columns = INSERT.partition("(")[2].partition(")")[0].split(", ")[4:]

    def work() -> int:
        connection.execute("BEGIN IMMEDIATE")
        known = {
            row[0]: hash(row)
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM dossier")
        }
        changed = [row for row in _rows(file, head, unit_ids) if known.get(row[4]) != hash(row[4:])]
        connection.executemany(UPSERT, changed)
        connection.execute("COMMIT")
        return len(changed)

    return work


def _batch(url: str, folder: str) -> tuple[Row, dict[str, int]]:
    """Register source, batch and procedure, and return the head of every row and units' keys."""
    _stand_in(url, folder)
    actor = get_actor(SYSTEM_USERNAME)
    with transaction():
        source_id, _ = register_source(code=SOURCE, kind=SourceKind.SAMPLE)
        batch_id = start_batch(
            kind=BatchKind.DOSSIERS,
            source_id=source_id,
            file_name="floor",
            file_sha256="floor",
            settings_key="",
            as_of=AS_OF,
            actor=actor,
        )
        db.session.execute(sa.text("INSERT INTO procedure (code, name, field) VALUES ('F','','')"))
        valid = sa.and_(Unit.valid_from <= AS_OF, Unit.valid_to >= AS_OF)
        units = db.session.execute(sa.select(Unit.code, Unit.id).where(valid))
        unit_ids = {code: unit_id for code, unit_id in units}  # noqa: C416 - a Result has keys()
    db.session.remove()
    db.engine.dispose()
    return (source_id, batch_id, AS_OF.isoformat(), 1), unit_ids


def _open(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _copy(url: str, rows: Iterator[Row]) -> None:
    import psycopg

    address = url.replace("+psycopg", "")
    with (
        psycopg.connect(address) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMP TABLE stage (LIKE dossier INCLUDING DEFAULTS) ON COMMIT DROP")
        cursor.execute("ALTER TABLE stage DROP COLUMN id")
        with cursor.copy(COPY.replace("dossier", "stage", 1)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(MERGE)


def _rows(file: str, head: Row, unit_ids: dict[str, int]) -> Iterator[Row]:
    """Yield the rows of a CSV as the table takes them."""
    with Path(file).open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        next(reader)
        yield from _turned(reader, head, unit_ids)


def _turned(lines: Iterable[Sequence[Any]], head: Row, unit_ids: dict[str, int]) -> Iterator[Row]:
    """Yield lines as the table takes them; days met before are looked up."""
    days: dict[str, str] = {}

    def day(text: str) -> str | None:
        if not text:
            return None
        found = days.get(text[:10])
        if found is None:
            found = days[text[:10]] = f"{text[6:10]}-{text[3:5]}-{text[:2]}"
        return found

    def minute(text: str) -> int | None:
        return int(text[11:13]) * 60 + int(text[14:16]) if text else None

    for cells in lines:
        received, due, ended, returned = cells[7:11]
        due_on = day(due)
        yield (
            *head,
            cells[0],
            unit_ids[cells[4]],
            1,
            cells[6],
            day(received),
            minute(received),
            due_on,
            minute(due),
            due_on,
            day(ended),
            minute(ended),
            day(returned),
            STATUSES[cells[11]],
            CHANNELS[cells[12]],
        )
