"""The declarative base, the database handle and what every connection must keep."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table: a surrogate key that says nothing and is never shown."""

    # Flask-SQLAlchemy copies this class body, so the type map lives in the registry.
    registry = registry(metadata=sa.MetaData(naming_convention=NAMING))

    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


@event.listens_for(Engine, "connect")
def _keep_promises(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Make SQLite keep keys and survive a power cut (reference/reliability.md R4, 3.1)."""
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver must not open transactions on its own: `_begin` decides how they start.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "trusted_schema=OFF",
        "temp_store=MEMORY",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    """Start SQLite's transactions; a writer takes the lock first, so it never fails halfway."""
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get("tracker_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
