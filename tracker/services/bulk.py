"""Many rows at once by the raw driver: no object per row, no statement per row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models import db

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def bulk_insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows inside the transaction that is open; COPY on PostgreSQL.

    Args:
        table: Name of the table, from the code and never from a person.
        columns: Names of the columns, in the order of the values.
        rows: Values as the database stores them: scaled decimals as whole numbers, members of
            closed lists as their plain text.
    """
    connection = db.session.connection()
    names = ", ".join(columns)
    cursor: Any = connection.connection.cursor()  # each driver has its own way with many rows
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(columns))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - from the code
                rows,
            )
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()


def bulk_update(table: str, column: str, value: object, keys: Sequence[int]) -> None:
    """Set one column of the rows with the given keys to one value.

    Args:
        table: Name of the table, from the code and never from a person.
        column: The column to set.
        value: What it becomes.
        keys: Values of the column `id`.
    """
    connection = db.session.connection()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(
            f"UPDATE {table} SET {column} = {mark} WHERE id = {mark}",  # noqa: S608 - from the code
            [(value, key) for key in keys],
        )
    finally:
        cursor.close()
