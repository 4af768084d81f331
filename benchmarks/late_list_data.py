"""Two years of made-up dossiers, by rule, written by the plain driver into the product's tables.

Source and codes say that they are samples. Of a hundred about four end late; most terms are days
or weeks, one in twenty is two months; a few dossiers drag on for a year.
"""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from benchmarks.import_floor import stand_in
from models import db
from models.vocabulary import BatchKind, SourceKind, UnitLevel
from tracker.jobs import run_init
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.calendar import load_calendar
from tracker.queries.units import list_units
from tracker.services.import_batches import register_source, start_batch
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.rules.calendar import WorkingCalendar

FIRST, AS_OF = date(2023, 1, 1), date(2025, 1, 3)
UNITS = 130
PROCEDURES, FIELDS = 2_000, 47
COURSES = 5_003
"""Different dossiers a day; the next ones are the same again under other codes."""
COLUMNS = (
    "source_id, batch_id, as_of, revision, code, unit_id, procedure_id, officer, received_on,"
    " received_minute, due_on, due_minute, judged_due_on, finished_on, finished_minute,"
    " returned_on, status, channel, term_text"
)
Row = tuple[Any, ...]


class Course(NamedTuple):
    """What becomes of a dossier: up to which draw, and from where its days are counted."""

    up_to: float
    status: str
    least: int
    most: int
    after_due: bool


#: Calendar days from reception, or after the due day.
FATES = (
    Course(0.024, "finished", 1, 25, after_due=True),
    Course(0.026, "finished", 60, 400, after_due=True),
    Course(0.038, "paused", 20, 120, after_due=False),
    Course(0.048, "withdrawn", 0, 10, after_due=False),
    Course(0.053, "not_received", 0, 1, after_due=False),
)
TERMS = ((0.15, 1), (0.4, 3), (0.6, 7), (0.8, 14), (0.95, 28), (1.0, 60))


def fill(url: str, folder: str, rows: int) -> Callable[[], object]:
    """Return the work of making the database of one run."""
    stand_in(url, folder)

    def work() -> None:
        run_init()
        head = _head()
        units = [unit.id for unit in list_units(as_of=AS_OF, under="62") if unit.level in LEVELS]
        assert len(units) >= UNITS, len(units)
        calendar = load_calendar()
        db.session.remove()
        db.engine.dispose()
        made = _rows(rows, head, Maker(units[:UNITS], calendar))
        if url.startswith("sqlite"):
            _fill_sqlite(url, made)
        else:
            _fill_postgresql(url, made)

    return work


LEVELS = (UnitLevel.DEPARTMENT, UnitLevel.DISTRICT, UnitLevel.COMMUNE)


def _head() -> Row:
    """Register source, batch and procedures; return what every row begins with."""
    actor = get_actor(SYSTEM_USERNAME)
    with transaction():
        source_id, _ = register_source(code="MINH-HOA-BENCH", kind=SourceKind.SAMPLE)
        batch_id = start_batch(
            kind=BatchKind.DOSSIERS,
            source_id=source_id,
            file_name="made by rule",
            file_sha256="made by rule",
            settings_key="",
            as_of=AS_OF,
            actor=actor,
        )
        db.session.execute(
            sa.text("INSERT INTO procedure (id, code, name, field) VALUES (:id, :code, :name, :f)"),
            [
                {
                    "id": n,
                    "code": f"MH.{n:04d}",
                    "name": f"Thủ tục minh họa {n}",
                    "f": f"Lĩnh vực minh họa {n % FIELDS + 1}",
                }
                for n in range(1, PROCEDURES + 1)
            ],
        )
    return source_id, batch_id, AS_OF.isoformat(), 1


class Maker:
    """Makes the dossiers of one day of reception."""

    def __init__(self, units: list[int], calendar: WorkingCalendar) -> None:
        self.units = units
        days = (FIRST + timedelta(days=n) for n in range((AS_OF - FIRST).days + 1))
        self.days = [day for day in days if calendar.is_working(day)]
        self._judged = calendar.next_working_day
        self._random = Random(766)

    def courses(self, day: date, count: int) -> list[Row]:
        """Return what follows the code in the rows of a day."""
        return [self._course(day, number) for number in range(min(count, COURSES))]

    def _course(self, day: date, number: int) -> Row:
        draw = self._random.random
        luck = draw()
        term = next(days for up_to, days in TERMS if luck < up_to)
        due = day + timedelta(days=term)
        judged = self._judged(due)
        ended, status = self._fate(day, judged, term)
        is_ended = status not in ("open", "paused")
        text = ended.isoformat() if is_ended else None
        return (
            self.units[number % UNITS],
            1 + int(draw() * PROCEDURES),
            f"Cán bộ minh họa {number % 7}",
            day.isoformat(),
            450 + number % 500,
            due.isoformat(),
            1020,
            judged.isoformat(),
            text,
            480 + number % 480 if is_ended else None,
            text,
            status,
            ("online", "online", "direct", "direct", "postal")[int(draw() * 5)],
            f"{term} ngày",
        )

    def _fate(self, day: date, judged: date, term: int) -> tuple[date, str]:
        """Return when a dossier ends, and its state on the day the data describe."""
        draw = self._random.random
        luck = draw()
        for course in FATES:
            if luck < course.up_to:
                start = judged if course.after_due else day
                ended = start + timedelta(
                    days=course.least + int(draw() * (course.most - course.least))
                )
                status = course.status
                break
        else:
            ended, status = min(day + timedelta(days=int(draw() * (term + 1))), judged), "finished"
        if ended > AS_OF:
            return ended, "paused" if status == "paused" else "open"
        return ended, "finished" if status == "paused" else status


def _rows(count: int, head: Row, maker: Maker) -> Iterator[Row]:
    number, days = 0, maker.days
    for place, day in enumerate(days):
        last = (place + 1) * count // len(days)
        courses, stamp = maker.courses(day, last - number), f"MH-{day:%y%m%d}-"
        while number < last:
            for course in courses[: last - number]:
                number += 1
                yield *head, f"{stamp}{number:08d}", *course


def _fill_sqlite(url: str, rows: Iterator[Row]) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-500000"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = 'dossier' AND sql IS NOT NULL"
    ).fetchall()
    connection.execute("BEGIN")
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    marks = ",".join("?" * len(COLUMNS.split(",")))
    connection.executemany(f"INSERT INTO dossier ({COLUMNS}) VALUES ({marks})", rows)
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _fill_postgresql(url: str, rows: Iterator[Row]) -> None:
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        # Keys are right by rule: looking each of them up would take most of the time.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'dossier' AND indexname LIKE 'ix_%'"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY dossier ({COLUMNS}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        for _, statement in indexes:
            connection.execute(statement)
        # What the server does by itself within a minute of an import.
        connection.execute("VACUUM (ANALYZE) dossier")
