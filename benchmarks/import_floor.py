"""The floor of an import: what any program must do with the same file and the same table.

On SQLite the standard library reads the CSV, a table of days already met turns dates, and the
driver gets the rows. PostgreSQL gets the bytes of the file by COPY into a stage of texts, which
one statement turns and merges: quicker than turning them here and COPY into a typed stage. A
workbook's floor is a bare calamine read of the sheet and the same insert, in one process.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Unit, db
from models.vocabulary import BatchKind, SourceKind
from tracker.config import Settings
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.runtime import create_runtime
from tracker.services.import_batches import register_source, start_batch
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

AS_OF = date(2024, 12, 31)
SOURCE = "MINH-HOA-BENCH"
SECRET = "benchmarks only: no session is ever signed"
BLOCK_BYTES = 1 << 17
Row = tuple[Any, ...]
INSERT = (
    "INSERT INTO dossier (source_id, batch_id, as_of, revision, code, unit_id, procedure_id,"
    " officer, received_on, received_minute, due_on, due_minute, judged_due_on, finished_on,"
    " finished_minute, returned_on, status, channel, term_text)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
UPSERT = (
    f"{INSERT} ON CONFLICT (source_id, code) DO UPDATE SET batch_id = excluded.batch_id,"
    " as_of = excluded.as_of, revision = revision + 1, finished_on = excluded.finished_on,"
    " finished_minute = excluded.finished_minute, status = excluded.status"
)
_COLUMNS = INSERT.partition("(")[2].partition(")")[0]
STATUSES = {
    "Đã trả kết quả": "finished",
    "Đã xử lý xong": "finished",
    "Đang xử lý": "open",
    "Yêu cầu bổ sung giấy tờ": "awaiting_supplement",
    "Dừng xử lý": "paused",
    "Công dân yêu cầu rút": "withdrawn",
}
CHANNELS = {"Trực tiếp": "direct", "Trực tuyến": "online", "BCCI": "postal"}


def stand_in(url: str, folder: str) -> None:
    """Stand in the product on a database, for the rest of this process."""
    settings = Settings(instance=Path(folder), database_url=url, secret_key=SECRET)
    create_runtime(settings).app_context().push()


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
        return lambda: _stage_and_merge(url, file, head, unit_ids)
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
    stand_in(url, folder)
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


def _stage_and_merge(url: str, file: str, head: Row, unit_ids: dict[str, int]) -> None:
    import psycopg

    texts = ", ".join(f"c{at} TEXT" for at in range(14))
    with (
        psycopg.connect(url.replace("+psycopg", "")) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"CREATE TEMP TABLE stage ({texts}) ON COMMIT DROP")
        cursor.execute("CREATE TEMP TABLE known (code TEXT PRIMARY KEY, id INT) ON COMMIT DROP")
        cursor.executemany("INSERT INTO known VALUES (%s, %s)", list(unit_ids.items()))
        with (
            cursor.copy("COPY stage FROM STDIN (FORMAT csv, HEADER)") as copy,
            Path(file).open("rb") as opened,
        ):
            while block := opened.read(BLOCK_BYTES):
                copy.write(block)
        cursor.execute(_merge(), head)
        assert cursor.rowcount > 0


def _merge() -> str:
    def day(cell: str) -> str:
        parts = f"substr({cell}, 7, 4)::INT, substr({cell}, 4, 2)::INT, left({cell}, 2)::INT"
        return f"CASE WHEN {cell} <> '' THEN make_date({parts}) END"

    def minute(cell: str) -> str:
        parts = f"substr({cell}, 12, 2)::INT * 60 + substr({cell}, 15, 2)::INT"
        return f"CASE WHEN {cell} <> '' THEN {parts} END"

    def word(cell: str, words: dict[str, str]) -> str:
        cases = " ".join(f"WHEN '{text}' THEN '{value}'" for text, value in words.items())
        return f"CASE {cell} {cases} END"

    moments = [day("c7"), minute("c7"), day("c8"), minute("c8"), day("c8"), day("c9"), minute("c9")]
    facts = [*moments, day("c10"), word("c11", STATUSES), word("c12", CHANNELS), "c13"]
    return (
        f"INSERT INTO dossier ({_COLUMNS}) SELECT %s, %s, %s, %s, c0, known.id, 1, c6,"
        f" {', '.join(facts)} FROM stage JOIN known ON known.code = c4"
        " ON CONFLICT (source_id, code) DO NOTHING"
    )


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
            cells[13],
        )
