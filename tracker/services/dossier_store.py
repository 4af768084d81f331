"""Dossier rows by the raw driver: what a million of them can afford (reference/baselines.md 4, 6).

Everything runs on the session's own connection, so it stands or falls with its transaction.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import sqlalchemy as sa

from models import Dossier, db

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence

    import psycopg

    from tracker.rules.dossier_records import DossierRecord


@dataclass(frozen=True, slots=True)
class Arrival:
    """The import rows come in by.

    Args:
        source_id: Where they come from.
        batch_id: The import.
        as_of: ISO day they describe.
    """

    source_id: int
    batch_id: int
    as_of: str


class Replacement(NamedTuple):
    """A dossier whose facts are to be replaced.

    Args:
        id: Key of the dossier.
        revision: Number of the revision that is replaced.
        old_batch_id: The import that had brought it.
        old_facts: JSON of the facts that are replaced.
        record: What is known now.
    """

    id: int
    revision: int
    old_batch_id: int
    old_facts: str
    record: DossierRecord


class DossierStore(Protocol):
    """What an import asks of a database.

    Rows found are tuples: id, revision, as_of, batch_id, then the fields of `DossierRecord`.
    """

    def find(self, codes: Collection[str]) -> list[tuple[Any, ...]]:
        """Return the rows of the source with these codes."""
        ...

    def add(self, records: Sequence[DossierRecord]) -> None:
        """Add dossiers that are known not to be there."""
        ...

    def add_new(self, records: Sequence[DossierRecord]) -> list[str]:
        """Add dossiers no two of which have one code; return the codes that were there already."""
        ...

    def replace(self, replacements: Sequence[Replacement]) -> None:
        """Keep the old facts as revisions and write the new ones."""
        ...

    def refresh_statistics(self) -> None:
        """Let the database know how much of what there is, after very many were added."""
        ...


def open_store(arrival: Arrival) -> DossierStore:
    """Return the store of the session's database."""
    raw: Any = db.session.connection().connection.driver_connection
    if db.session.get_bind().dialect.name == "postgresql":
        return PostgresStore(raw, arrival)
    return SqliteStore(raw, arrival)


def has_dossiers(source_id: int) -> bool:
    """Return whether a source has brought any dossier yet."""
    statement = sa.select(Dossier.id).where(Dossier.source_id == source_id).limit(1)
    return db.session.scalar(statement) is not None


def highest_key() -> int:
    """Return the highest key a dossier has, 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Dossier.id))) or 0


def replaced_facts(old: DossierRecord, new: DossierRecord, old_as_of: str) -> str:
    """Return the JSON of the facts that change, as they were, and the day they were known."""
    facts: dict[str, Any] = {
        name: before
        for name, before, after in zip(old._fields, old, new, strict=True)
        if before != after
    }
    facts["as_of"] = old_as_of
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class SqliteStore:
    """Dossiers in SQLite."""

    _FIND = (
        "SELECT id, revision, as_of, batch_id, code, unit_id, procedure_id, officer, received_on,"
        " received_minute, due_on, due_minute, judged_due_on, finished_on, finished_minute,"
        " returned_on, status, channel, term_text, supplement_count, cause FROM dossier"
        " WHERE source_id = ? AND code IN (SELECT value FROM json_each(?))"
    )
    _FIND_CODES_BEFORE = (
        "SELECT code FROM dossier"
        " WHERE source_id = ? AND id <= ? AND code IN (SELECT value FROM json_each(?))"
    )
    _ADD = (
        "INSERT INTO dossier (source_id, batch_id, as_of, revision, code, unit_id, procedure_id,"
        " officer, received_on, received_minute, due_on, due_minute, judged_due_on, finished_on,"
        " finished_minute, returned_on, status, channel, term_text, supplement_count, cause)"
        " VALUES (?,?,?,1,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT (source_id, code) DO NOTHING"
    )
    _KEEP = (
        "INSERT INTO dossier_revision (dossier_id, revision, facts, batch_id, replaced_by_batch_id)"
        " VALUES (?,?,?,?,?)"
    )
    _REPLACE = (
        "UPDATE dossier SET batch_id = ?, as_of = ?, revision = ?, unit_id = ?, procedure_id = ?,"
        " officer = ?, received_on = ?, received_minute = ?, due_on = ?, due_minute = ?,"
        " judged_due_on = ?, finished_on = ?, finished_minute = ?, returned_on = ?, status = ?,"
        " channel = ?, term_text = ?, supplement_count = ?, cause = ? WHERE id = ?"
    )

    def __init__(self, connection: sqlite3.Connection, arrival: Arrival) -> None:
        self._connection = connection
        self._arrival = arrival
        self._head = arrival.source_id, arrival.batch_id, arrival.as_of

    def find(self, codes: Collection[str]) -> list[tuple[Any, ...]]:
        """Return the rows of the source with these codes."""
        parameters = self._arrival.source_id, json.dumps(list(codes))
        return self._connection.execute(self._FIND, parameters).fetchall()

    def add(self, records: Sequence[DossierRecord]) -> None:
        """Add dossiers that are known not to be there."""
        self._connection.executemany(self._ADD, map(self._head.__add__, records))

    def add_new(self, records: Sequence[DossierRecord]) -> list[str]:
        """Add dossiers no two of which have one code; return the codes that were there already."""
        before = highest_key()
        cursor = self._connection.executemany(self._ADD, map(self._head.__add__, records))
        if cursor.rowcount == len(records):
            return []
        codes = json.dumps([record.code for record in records])
        parameters = self._arrival.source_id, before, codes
        return [code for (code,) in self._connection.execute(self._FIND_CODES_BEFORE, parameters)]

    def replace(self, replacements: Sequence[Replacement]) -> None:
        """Keep the old facts as revisions and write the new ones."""
        self._connection.executemany(self._KEEP, _revisions(replacements, self._arrival))
        self._connection.executemany(self._REPLACE, _updates(replacements, self._arrival))

    def refresh_statistics(self) -> None:
        """Do nothing: SQLite chooses indexes by the words of a query."""


class PostgresStore:
    """Dossiers in PostgreSQL."""

    #: Each code by itself, by the key: of a list of them a server without statistics of the table
    #: (in the first minute after an import) thinks that all of the source had better be read.
    _FIND = (
        "SELECT found.* FROM unnest(%s::text[]) AS wanted (code) CROSS JOIN LATERAL ("
        "SELECT id, revision, as_of::text, batch_id, dossier.code, unit_id, procedure_id,"
        " officer, received_on::text, received_minute,"
        " due_on::text, due_minute, judged_due_on::text,"
        " finished_on::text, finished_minute, returned_on::text,"
        " status, channel, term_text, supplement_count, cause FROM dossier"
        " WHERE source_id = %s AND dossier.code = wanted.code LIMIT 1) AS found"
    )
    _ADD = (
        "COPY dossier (source_id, batch_id, as_of, revision, code, unit_id, procedure_id, officer,"
        " received_on, received_minute, due_on, due_minute, judged_due_on, finished_on,"
        " finished_minute, returned_on, status, channel, term_text, supplement_count, cause)"
        " FROM STDIN"
    )
    _KEEP = (
        "COPY dossier_revision (dossier_id, revision, facts, batch_id, replaced_by_batch_id)"
        " FROM STDIN"
    )
    _REPLACE = (
        "UPDATE dossier SET batch_id = %s, as_of = %s, revision = %s, unit_id = %s,"
        " procedure_id = %s, officer = %s, received_on = %s, received_minute = %s, due_on = %s,"
        " due_minute = %s, judged_due_on = %s, finished_on = %s, finished_minute = %s,"
        " returned_on = %s, status = %s, channel = %s, term_text = %s,"
        " supplement_count = %s, cause = %s WHERE id = %s"
    )

    def __init__(self, connection: psycopg.Connection[Any], arrival: Arrival) -> None:
        # A day is read as text, which is quicker than `to_char`; the server decides how it looks.
        connection.execute("SET LOCAL DateStyle TO ISO")
        self._connection = connection
        self._arrival = arrival
        self._head = arrival.source_id, arrival.batch_id, arrival.as_of, 1

    def find(self, codes: Collection[str]) -> list[tuple[Any, ...]]:
        """Return the rows of the source with these codes."""
        parameters = list(codes), self._arrival.source_id
        return self._connection.execute(self._FIND, parameters).fetchall()

    def add(self, records: Sequence[DossierRecord]) -> None:
        """Add dossiers that are known not to be there."""
        self._copy(self._ADD, map(self._head.__add__, records))

    def add_new(self, records: Sequence[DossierRecord]) -> list[str]:
        """Add dossiers no two of which have one code; return the codes that were there already."""
        from psycopg.errors import UniqueViolation

        try:
            with self._connection.transaction():  # a savepoint: one is open around it
                self.add(records)
        except UniqueViolation:
            there = {row[4] for row in self.find([record.code for record in records])}
            self.add([record for record in records if record.code not in there])
            return sorted(there)
        return []

    def replace(self, replacements: Sequence[Replacement]) -> None:
        """Keep the old facts as revisions and write the new ones."""
        self._copy(self._KEEP, _revisions(replacements, self._arrival))
        with self._connection.cursor() as cursor:
            cursor.executemany(self._REPLACE, _updates(replacements, self._arrival))

    def refresh_statistics(self) -> None:
        """Gather statistics, as the server does by itself within a minute of the import's end.

        Until then it sorts and searches a million rows as if there were some hundred.
        """
        self._connection.execute("ANALYZE dossier")

    def _copy(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _revisions(
    replacements: Sequence[Replacement], arrival: Arrival
) -> Iterable[tuple[int, int, str, int, int]]:
    for old in replacements:
        yield old.id, old.revision, old.old_facts, old.old_batch_id, arrival.batch_id


def _updates(replacements: Sequence[Replacement], arrival: Arrival) -> Iterable[tuple[Any, ...]]:
    for old in replacements:
        head = arrival.batch_id, arrival.as_of, old.revision + 1
        yield (*head, *old.record[1:], old.id)
