"""Tables and migrations agree; a database goes up from nothing, down, and up again unharmed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from models import Base, db
from tests.conftest import Store, close_database, settings_for
from tests.house.source import ROOT
from tracker.runtime import create_runtime, migration_config, upgrade_database

DROPPING = re.compile(r"\bop\.drop_(?:table|column)|\bDROP (?:TABLE|COLUMN)", re.IGNORECASE)


@pytest.fixture
def nothing(store: Store, tmp_path: object) -> Iterator[None]:
    """Stand in the product with a database that holds no table yet."""
    url = store.create()
    with create_runtime(settings_for(url, tmp_path)).app_context():  # type: ignore[arg-type]
        yield
        close_database()
    store.drop(url)


def scripts() -> list[Script]:
    """Return the migrations, the first one first."""
    directory = ScriptDirectory.from_config(migration_config())
    return list(reversed(list(directory.walk_revisions())))


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def triggers() -> set[tuple[str, str]]:
    """Return the triggers that keep rows from being changed, each with its table."""
    if db.engine.dialect.name == "sqlite":
        named = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    else:
        named = "SELECT event_object_table, trigger_name FROM information_schema.triggers"
    with db.engine.connect() as connection:
        return {(table, name) for table, name in connection.execute(sa.text(named))}


def row_counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def differences() -> list[object]:
    options = {"compare_type": True, "include_object": lambda *_: True}
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


@pytest.mark.one_database
def test_migrations_are_one_numbered_line() -> None:
    found = scripts()

    assert len(ScriptDirectory.from_config(migration_config()).get_heads()) == 1, (
        "two migrations follow the same one: make the younger follow the other"
    )
    assert [script.revision for script in found] == [
        f"{number:04}" for number in range(1, len(found) + 1)
    ]
    for script in found:
        assert re.fullmatch(rf"{script.revision}_[a-z0-9_]+\.py", script.path.rpartition("/")[2]), (
            "name the file NNNN_what_it_does.py after its revision"
        )


@pytest.mark.one_database
def test_no_migration_imports_the_models() -> None:
    for path in sorted((ROOT / "migrations" / "versions").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"^\s*(?:from|import) (?:models|tracker|views)\b", text, re.MULTILINE
        ), f"{path.name}: a migration outlives the class; write the plain type"


def test_a_new_database_has_the_tables_of_the_models(nothing: None) -> None:
    upgrade_database()

    assert tables() == set(Base.metadata.tables)
    assert differences() == [], "make a migration: the models say something else than the tables"


def test_the_check_of_alembic_finds_nothing_to_do(nothing: None) -> None:
    upgrade_database()

    command.check(migration_config())


def test_upgrading_again_changes_nothing(database: object) -> None:
    before = row_counts()

    upgrade_database()

    assert row_counts() == before


def test_a_database_goes_down_to_nothing_and_up_again(nothing: None) -> None:
    upgrade_database()
    command.downgrade(migration_config(), "base")
    assert tables() == set()

    upgrade_database()

    assert tables() == set(Base.metadata.tables)
    assert differences() == []


def test_every_step_goes_down_and_up(nothing: None) -> None:
    below: set[tuple[str, str]] = set()
    for script in scripts():
        command.upgrade(migration_config(), script.revision)
        above = triggers()
        command.downgrade(migration_config(), "-1")
        assert triggers() == below, "a table made anew loses its triggers"
        command.upgrade(migration_config(), script.revision)
        assert triggers() == above
        below = above

    assert differences() == []


def test_filled_tables_keep_their_rows_over_the_last_step_down_and_up(seeded: object) -> None:
    last = scripts()[-1]
    body = (ROOT / "migrations" / "versions" / last.path.rpartition("/")[2]).read_text("utf-8")
    if DROPPING.search(body.partition("def downgrade")[2]):
        pytest.skip(f"{last.revision} takes tables or columns away on its way down")
    before = row_counts()
    assert before["task"] == 89

    db.session.remove()
    command.downgrade(migration_config(), "-1")
    command.upgrade(migration_config(), "head")

    assert row_counts() == before
    assert differences() == []
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
