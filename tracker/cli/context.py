"""What every command that touches the database stands in."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models import db
from tracker.config import Settings
from tracker.errors import RefusedError
from tracker.queries.accounts import SYSTEM_USERNAME, Actor, get_actor
from tracker.runtime import create_runtime, require_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tracker.rules.evidence_kinds import CheckedFile

BY = click.option(
    "--by", "username", default=SYSTEM_USERNAME, show_default=True, help="Tài khoản thực hiện."
)
DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Làm thử: báo kết quả rồi hoàn tác, không ghi gì."
)


@contextmanager
def product(*, needs_database: bool = True) -> Iterator[Settings]:
    """Stand in the running product: settings, database, language.

    Args:
        needs_database: Refuse when the database was never set up (`database_missing`).
    """
    settings = Settings.from_env(os.environ)
    with create_runtime(settings).app_context():
        try:
            if needs_database:
                require_database()
            yield settings
        finally:
            db.session.remove()
            db.engine.dispose()


def acting(username: str) -> Actor:
    """Return who acts in this command.

    Raises:
        NotFoundError: `user_unknown`.
        RefusedError: `user_inactive`.
    """
    return get_actor(username)


def existing_file(path: str) -> Path:
    """Return the path of a file that is there.

    Raises:
        RefusedError: `file_missing`.
    """
    found = Path(path)
    if not found.is_file():
        raise RefusedError("file_missing", path=path)
    return found


def read_evidence(paths: Iterable[str]) -> tuple[CheckedFile, ...]:
    """Return files that may be kept as evidence, each read no further than shows it is too large.

    Raises:
        RefusedError: `file_missing`, or as `tracker.rules.evidence_kinds.check_evidence` refuses.
    """
    from tracker.rules.evidence_kinds import MAX_BYTES, check_evidence

    found = []
    for path in map(existing_file, paths):
        with path.open("rb") as file:
            found.append((path.name, file.read(MAX_BYTES + 1)))
    return check_evidence(found)


def with_options(
    options: Iterable[Callable[[Callable[..., None]], Callable[..., None]]],
    command: Callable[..., None],
) -> Callable[..., None]:
    """Give a command several options, the first one first in its help."""
    for option in reversed(tuple(options)):
        command = option(command)
    return command
