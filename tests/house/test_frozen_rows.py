"""Rows that stand for good: the database itself refuses to change or delete them, column by column.

What a service would refuse anyway is tried here in plain SQL, on every table that has a trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa

from models import Base, db
from models.types import JsonText

REFUSED = r"frozen|kept|append-only"


@dataclass(frozen=True)
class Frozen:
    """When the rows of a table stand for good.

    Args:
        settled: States in which they do; none when they always do.
        free: States in which they do not yet.
        columns: The columns that stand; none for all.
        is_thrown_away: Whether a row that does not stand yet may be deleted.
    """

    settled: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    is_thrown_away: bool = False


REVIEWED = Frozen(("accepted", "sent_back"), ("submitted",))
CASES = {
    "assignment_acceptance": Frozen(),
    "audit_entry": Frozen(),
    "dossier_revision": Frozen(),
    "evidence_file": Frozen(),
    "measure_report": Frozen(),
    "pull_call": Frozen(),
    "raw_body": Frozen(),
    "rendered_file": Frozen(),
    "task_change": Frozen(),
    "task_extension": Frozen(),
    "assignment_dispute": Frozen(("kept", "moved", "withdrawn"), ("open",)),
    "explanation": REVIEWED,
    "target_explanation": REVIEWED,
    "task_report": REVIEWED,
    "objection": Frozen(("upheld", "rejected"), ("open",)),
    "apology_letter": Frozen(("sent", "cancelled"), ("draft", "signed")),
    "publication": Frozen(
        ("approved", "published", "corrected", "withdrawn"),
        ("draft",),
        (
            *("period", "version", "state", "first_day", "last_day", "as_of", "is_sample"),
            *("content", "internal_content", "sha256", "previous_sha256", "audit_head"),
            *("drafted_by", "drafted_at"),
        ),
        is_thrown_away=True,
    ),
    "pull_run": Frozen(
        ("ok", "ok_with_findings", "failed"),
        ("running",),
        (
            *("source_id", "period", "connector", "state", "started_at", "finished_at"),
            *("created_by", "captured_at", "call_count", "row_count", "added_count"),
            *("updated_count", "unchanged_count", "rejected_count", "skipped_count"),
            *("unit_count", "unit_key", "batch_id", "findings", "quality"),
            *("error_code", "error_params"),
        ),
    ),
}
ELSEWHERE = {"calendar_change", "calendar_change_day"}
"""Closed by another table's state: tests/services/test_frozen_calendar_changes.py."""

SETTLED = [
    pytest.param(table, state, id=f"{table}-{state or 'always'}")
    for table, case in CASES.items()
    for state in case.settled or ("",)
]
FREE = [
    pytest.param(table, state, id=f"{table}-{state}")
    for table, case in CASES.items()
    for state in case.free
]


@pytest.fixture
def connection(database: object) -> Iterator[sa.Connection]:
    """A connection on which nothing is kept and rows need not lead anywhere."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield connection
        connection.rollback()


def values(table: sa.Table, *, is_other: bool = False) -> dict[str, Any]:
    """Return something for every column, or something else for every column."""
    return {column.name: _value(column, is_other) for column in table.columns}


def _value(column: sa.Column[Any], is_other: bool) -> Any:
    if isinstance(column.type, sa.Enum):
        members: list[StrEnum] = list(column.type.enum_class or ())
        return members[0 if is_other else -1]
    if isinstance(column.type, JsonText):
        return {"b": 2} if is_other else {"a": 1}
    number = 2 if is_other else 1
    kinds: dict[type, Any] = {
        int: number,
        str: str(number),
        bytes: b"%d" % number,
        bool: is_other,
        date: date(2024, 3, number),
        datetime: datetime(2024, 3, number, tzinfo=UTC),
    }
    kind = column.type
    return kinds[(kind.impl_instance if isinstance(kind, sa.TypeDecorator) else kind).python_type]


def add(connection: sa.Connection, name: str, state: str) -> sa.Table:
    """Put one row into a table, past the references it would need."""
    table = Base.metadata.tables[name]
    row = {column: value for column, value in values(table).items() if _is_needed(table, column)}
    if connection.dialect.name == "postgresql":
        # Undone with all the rest; SQLite looks at keys only when something is committed.
        for key in table.foreign_key_constraints:
            connection.exec_driver_sql(f"ALTER TABLE {name} DROP CONSTRAINT {key.name}")
    connection.execute(table.insert().values({**row, **({"state": state} if state else {})}))
    return table


def _is_needed(table: sa.Table, name: str) -> bool:
    return not table.columns[name].nullable


def refuse(connection: sa.Connection, statement: sa.Executable) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=REFUSED), connection.begin_nested():
        connection.execute(statement)


def test_every_table_with_a_trigger_is_tried(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        named = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        named = "SELECT event_object_table FROM information_schema.triggers"

    assert set(connection.scalars(sa.text(named))) == CASES.keys() | ELSEWHERE


@pytest.mark.parametrize(("name", "state"), SETTLED)
def test_a_row_that_stands_is_not_changed(connection: sa.Connection, name: str, state: str) -> None:
    table = add(connection, name, state)

    for column, other in values(table, is_other=True).items():
        if column in (CASES[name].columns or table.columns):
            refuse(connection, table.update().values({column: other}))


@pytest.mark.parametrize(("name", "state"), SETTLED)
def test_a_row_that_stands_is_not_deleted(connection: sa.Connection, name: str, state: str) -> None:
    refuse(connection, add(connection, name, state).delete())


@pytest.mark.parametrize(("name", "state"), FREE)
def test_a_row_that_does_not_stand_yet_may_be_changed(
    connection: sa.Connection, name: str, state: str
) -> None:
    table = add(connection, name, state)

    settled = table.update().values(state=CASES[name].settled[0])
    assert connection.execute(settled).rowcount == 1


@pytest.mark.parametrize(("name", "state"), FREE)
def test_only_a_draft_of_a_list_may_be_thrown_away(
    connection: sa.Connection, name: str, state: str
) -> None:
    delete = add(connection, name, state).delete()

    if CASES[name].is_thrown_away:
        assert connection.execute(delete).rowcount == 1
    else:
        refuse(connection, delete)
