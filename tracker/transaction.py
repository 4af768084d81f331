"""One unit of work an edge (a request, a command, a job) wraps around the services it calls."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.base import db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(slots=True)
class _Seal:
    put: Callable[[], None]
    is_put: bool = False


_SEALS: Final[ContextVar[tuple[_Seal, ...]]] = ContextVar("seals", default=())


@contextmanager
def sealing(seal: Callable[[], None]) -> Iterator[None]:
    """Have something written last in the one transaction that is committed inside.

    Whoever calls a function that opens its own transaction, and must write something that stands
    or falls with it, says so here; what the seal refuses is rolled back with all of it. Work of
    two transactions cannot be sealed: a crash between them would leave half of it, marked as done.

    Args:
        seal: Called before the commit; what it raises undoes the transaction.

    Raises:
        AssertionError: A second transaction was begun inside.
    """
    token = _SEALS.set((*_SEALS.get(), _Seal(seal)))
    try:
        yield
    finally:
        _SEALS.reset(token)


@contextmanager
def transaction(*, dry_run: bool = False) -> Iterator[None]:
    """Commit everything done inside, or nothing.

    SQLite takes its write lock at once (BEGIN IMMEDIATE), so that two writers queue instead of
    one failing halfway (reference/reliability.md R13).

    Args:
        dry_run: Roll back at the end all the same: what would have happened, without it.
    """
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise AssertionError("changes were made before the transaction began")
    seals = _SEALS.get()
    if any(seal.is_put for seal in seals):
        raise AssertionError("a second transaction was begun behind the seal of the first")
    session.rollback()
    session.connection(execution_options={"tracker_writes": True})
    try:
        yield
        if dry_run:
            session.rollback()
        else:
            for seal in seals:
                seal.put()
            session.commit()
            for seal in seals:
                seal.is_put = True
    except BaseException:
        session.rollback()
        raise


@contextmanager
def reading() -> Iterator[None]:
    """Read one state of the data and let go of it: long work after it holds nobody up."""
    db.session.rollback()
    try:
        yield
    finally:
        db.session.rollback()


def fold_journal() -> None:
    """Fold SQLite's journal into its file after a large write; nothing to do on PostgreSQL.

    A journal left long is read again by whoever opens the database next, and folded by the next
    writer. Whoever still reads an older state is not waited for.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    # The plain connection: a checkpoint is refused inside a transaction.
    connection = db.engine.raw_connection()
    try:
        connection.cursor().executescript(
            "PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout=10000;"
        )
    finally:
        connection.close()
