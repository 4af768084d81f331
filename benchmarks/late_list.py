"""A month's late list beside the bare queries of the same rows and counts.

The list is counted, put together, written as canonical JSON, public and internal, and hashed; the
draft is that in a transaction that stores it. Each runs once before it is timed, so that the pages
read lie in memory. `--rows 10000000` needs 4 GB in the folder for temporary files, or on the server
of `--database`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from benchmarks.common import Measured, Options, print_ratio, run_child
from benchmarks.import_floor import stand_in
from benchmarks.late_list_data import AS_OF, fill
from benchmarks.late_list_floor import answer_of, bare_answer, bare_queries
from models import Publication, db
from tracker.publishing.late_list import build_late_list, draft_late_list
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.rules.late_list_seal import seal
from tracker.rules.periods import read_period
from tracker.runtime import current_settings
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COUNTS = (
    "carried_over",
    "received_online",
    "received_direct",
    "received_postal",
    "finished_early",
    "finished_on_time",
    "finished_late",
    "open_within_term",
    "open_overdue",
    "paused",
    "returned",
)
#: The month just over, as drafted on the day the data describe, and one with a year after it.
MONTHS = {"2024-12": "the month just over", "2023-12": "a month of a year ago"}


def run(options: Options) -> None:
    """Print floor, product and ratio of two months."""
    engine = "PostgreSQL" if options.database else "SQLite"
    print(f"late list of {options.rows:,} dossiers known on {AS_OF}, {engine}")
    with tempfile.TemporaryDirectory(prefix="bench-late-") as folder:
        url = _create(options, Path(folder))
        try:
            filled = run_child(fill, url, folder, options.rows)
            print(f"made in {filled.seconds:.0f} s; medians of {options.repeat}", flush=True)
            for period, name in MONTHS.items():
                _measure(url, folder, period, name, options.repeat)
        finally:
            _drop(options, url)


def _measure(url: str, folder: str, period: str, name: str, repeat: int) -> None:
    asked, listed = (run_child(work, url, folder, period) for work in (answer_floor, answer))
    if asked.answer != listed.answer:
        raise SystemExit(f"{period}: floor {asked.answer}, product {listed.answer}")
    found = listed.answer
    print(f"{period}, {name}: {found['late']:,} late, {found['overdue']:,} overdue", flush=True)
    works = ask, make, draft
    turns = [[run_child(work, url, folder, period) for work in works] for _ in range(repeat)]
    floor, made, drafted = zip(*turns, strict=True)
    print_ratio("  the list", floor, made)
    print_ratio("  the draft, stored", floor, drafted)
    least = "; ".join(map(_least, (floor, made, drafted)))
    print(f"  at the least (computing), floor, list, draft: {least}", flush=True)


def _least(runs: Sequence[Measured]) -> str:
    seconds, computing = min(run.seconds for run in runs), min(run.cpu_seconds for run in runs)
    return f"{seconds:.3f} s ({computing:.3f} s)"


def ask(url: str, folder: str, period: str) -> Callable[[], object]:
    """Return the floor's work: the queries alone, by the plain driver."""
    del folder
    month = read_period(period)
    work = bare_queries(url, month.first_day().isoformat(), month.last_day().isoformat())
    work()
    return lambda: len(work())


def answer_floor(url: str, folder: str, period: str) -> Callable[[], object]:
    """Return the work of asking what the floor finds."""
    del folder
    month = read_period(period)
    work = bare_queries(url, month.first_day().isoformat(), month.last_day().isoformat())
    return lambda: bare_answer(work())


def make(url: str, folder: str, period: str) -> Callable[[], object]:
    """Return the product's work up to the hash."""
    stand_in(url, folder)
    heading = {"version": 1, "reason": "", "previous_sha256": "", "audit_head": ""}

    def work() -> str:
        facts = build_late_list(read_period(period), current_settings())
        return seal(facts.public, facts.internal, heading, facts.write).sha256

    work()
    return work


def draft(url: str, folder: str, period: str) -> Callable[[], object]:
    """Return the product's work with the first draft of the month stored."""
    stand_in(url, folder)
    actor = get_actor(SYSTEM_USERNAME)
    with transaction():
        db.session.execute(sa.delete(Publication))

    def work(*, dry_run: bool = False) -> str:
        with transaction(dry_run=dry_run):
            made = draft_late_list(period=period, actor=actor, settings=current_settings())
        return made.sha256

    work(dry_run=True)
    return work


def answer(url: str, folder: str, period: str) -> Callable[[], object]:
    """Return the work of asking what the product finds, in the floor's words."""
    stand_in(url, folder)

    def work() -> object:
        facts = build_late_list(read_period(period), current_settings()).internal
        counts = {
            f"{unit['code']} {name}": unit[name] for unit in facts["units"] for name in COUNTS
        }
        late, overdue = facts["finished_late"], facts["open_overdue"]
        days = "received_on", "due_on", "judged_due_on"
        return answer_of(
            counts,
            [_named(row, *days, "finished_on") for row in late],
            [_named(row, *days) for row in overdue],
        )

    return work


def _named(row: Mapping[str, Any], *days: str) -> tuple[str, ...]:
    return row["code"], row["officer"], *(str(row[day]) for day in days)


def _create(options: Options, folder: Path) -> str:
    if not options.database:
        return f"sqlite:///{folder / 'late.db'}"
    name = folder.name.replace("-", "_")
    _tell(options, f'CREATE DATABASE "{name}"')
    return f"{options.database.rpartition('/')[0]}/{name}"


def _drop(options: Options, url: str) -> None:
    if options.database:
        _tell(options, f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')


def _tell(options: Options, statement: str) -> None:
    engine = sa.create_engine(options.database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
