"""Alembic's entry: runs on the database of the application in whose context it is called."""

from __future__ import annotations

from alembic import context

from models import Base, db
from models.types import JsonText, ScaledDecimal, UtcDateTime

PLAIN = {
    UtcDateTime: "sa.DateTime(timezone=True)",
    ScaledDecimal: "sa.BigInteger()",
    JsonText: "sa.Text()",
}


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types as the plain types under them: a migration outlives the class."""
    if kind == "type":
        return PLAIN.get(type(item), False)
    return False


def run() -> None:
    with db.engine.connect().execution_options(tracker_writes=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A table rebuilt in batch mode must not take its children along.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            connection.commit()


run()
