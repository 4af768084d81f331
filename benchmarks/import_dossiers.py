"""The import of dossiers: first load, the same file again, 1 % changed, a workbook, and memory.

Each stands beside its floor of `benchmarks.import_floor`, in turn, in the same run:

    make bench BENCH_FLAGS="import"                             100,000 rows, SQLite
    make bench BENCH_FLAGS="import --rows 1000000 --repeat 2"   a million
    make bench BENCH_FLAGS="import --database postgresql+psycopg://USER:WORD@HOST/postgres"

A line is: what, floor (median s, peak MB), product, ratio of the medians (lowest to highest of
the pairs), and the ratio of computing time, which a busy machine changes less. On PostgreSQL the
server computes, and only the clock counts. "beside the first load" has the product's own first
load for a floor; "memory" holds this many rows against 100,000. Call a difference real from 1.3.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from benchmarks.common import Measured, Options, print_ratio, run_child
from benchmarks.import_floor import (
    AS_OF,
    SOURCE,
    change_floor,
    hash_file,
    load_floor,
    load_sheet_floor,
    stand_in,
)
from models import db
from models.vocabulary import UnitLevel
from tracker.importing.dossiers import import_dossiers
from tracker.importing.sample_dossiers import SampleUnit, write_sample_dossiers
from tracker.jobs import run_init
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.calendar import load_calendar
from tracker.queries.units import list_units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
MOST_SHEET_ROWS = 300_000
SMALL_ROWS = 100_000


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
    firsts, changes = [], []
    for _ in range(options.repeat):
        firsts.append((bench.first_floor(), bench.first_product()))
        changes.append((firsts[-1][1], bench.second_product()))
    _print("first load", firsts)
    again = [
        (run_child(hash_file, bench.file), bench.again(bench.file)) for _ in range(options.repeat)
    ]
    _print("the same file again", again)
    _print("1 % changed, beside the first load", changes)
    if not options.database:
        pairs = [(bench.second_floor(), bench.second_product()) for _ in range(options.repeat)]
        _print("1 % changed", pairs)
    if options.rows > SMALL_ROWS:
        _print_memory(bench.small_product(), [product for _, product in firsts])
    if options.rows <= MOST_SHEET_ROWS and not options.database:
        sheets = [(bench.sheet_floor(), bench.sheet_product()) for _ in range(options.repeat)]
        _print("a workbook", sheets)


def _print_memory(small: Measured, runs: Sequence[Measured]) -> None:
    most = max(run.megabytes for run in runs)
    print(
        f"{'memory':<34} {SMALL_ROWS:,} rows {small.megabytes:5.0f} MB   product {most:5.0f} MB"
        f"   ratio {most / small.megabytes:5.2f}"
    )


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
        self.small = folder / "small.csv"
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

    def small_product(self) -> Measured:
        """Measure the product's first load of the first `SMALL_ROWS` rows."""
        with self.file.open("rb") as source, self.small.open("wb") as target:
            target.writelines(islice(source, SMALL_ROWS + 1))
        url = self._create("small", self.template)
        done = run_child(load_product, url, self.folder, self.small)
        assert done.answer["added"] == SMALL_ROWS, done.answer
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


def make_template(url: str, folder: str) -> Callable[[], object]:
    """Return the work of making a seeded database."""
    stand_in(url, folder)

    def work() -> None:
        run_init()
        db.session.remove()
        db.engine.dispose()

    return work


def make_files(url: str, folder: str, rows: int) -> Callable[[], object]:
    """Return the work of writing the first file, one with every 100th row changed, a workbook."""
    stand_in(url, folder)
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
    stand_in(url, folder)

    def work() -> object:
        report = import_dossiers(
            Path(file), source_code=SOURCE, as_of=AS_OF, actor=get_actor(SYSTEM_USERNAME)
        )
        assert not report.rejected, report.errors[:3]
        return {**report.as_dict(), "errors": [], "alerts": []}

    return work
