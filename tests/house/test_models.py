"""What every connection and table promises (reference/reliability.md 3.1, 3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Assignment, Base, db
from models.types import UtcDateTime
from models.vocabulary import OPEN_END, AssignmentRole
from tracker.services.audit import record_audit
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor

PRAGMAS = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "trusted_schema": 0}


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_every_pooled_connection_keeps_keys_and_survives_a_power_cut(database: object) -> None:
    if not is_sqlite():
        pytest.skip("settings of SQLite")
    connections = [db.engine.connect() for _ in range(3)]
    try:
        for connection in connections:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS
            }
            assert found == PRAGMAS
    finally:
        for connection in connections:
            connection.close()


def test_a_key_that_leads_nowhere_is_refused(database: object) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(
            sa.insert(Assignment).values(
                task_id=999, role=AssignmentRole.LEAD, position=1, printed="Sở nào đó"
            )
        )


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = 'khác'", "DELETE FROM audit_entry"]
)
def test_the_trail_refuses_to_be_changed(database: object, system: Actor, statement: str) -> None:
    with transaction():
        record_audit(actor=system, action="seeds_loaded", object_type="seeds", object_key="1")

    with pytest.raises(sa.exc.DBAPIError), transaction():
        db.session.execute(sa.text(statement))

    assert db.session.scalar(sa.text("SELECT actor FROM audit_entry")) == "cli"


@pytest.mark.one_database
def test_every_table_has_a_key_and_every_reference_says_what_deleting_does() -> None:
    for table in Base.metadata.sorted_tables:
        assert table.primary_key.columns, table.name
        for key in table.foreign_keys:
            assert key.ondelete in ("RESTRICT", "CASCADE"), (
                f"{table.name}.{key.parent.name}: say ondelete"
            )


@pytest.mark.one_database
def test_names_of_constraints_are_given_and_fit_both_databases() -> None:
    for table in Base.metadata.sorted_tables:
        for constraint in (*table.constraints, *table.indexes):
            name = str(constraint.name or "")
            assert name or not isinstance(constraint, sa.CheckConstraint), table.name
            assert len(name) <= 63, f"{name}: PostgreSQL would cut it"


@pytest.mark.one_database
def test_instants_and_days_are_named_for_what_they_are() -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            place = f"{table.name}.{column.name}"
            if isinstance(column.type, UtcDateTime):
                is_named = column.name == "at" or column.name.endswith(("_at", "_until"))
                assert is_named, f"{place}: end an instant's name in _at"
            else:
                assert not isinstance(column.type, sa.DateTime), f"{place}: use UtcDateTime"
            assert not isinstance(column.type, sa.Float), f"{place}: floats decide nothing"


def test_an_open_end_is_stored_as_the_last_day_there_is(seeded: object) -> None:
    last = db.session.scalar(sa.text("SELECT max(valid_to) FROM unit"))

    assert str(last) == OPEN_END.isoformat()
