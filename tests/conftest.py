"""What every test may stand in: a fresh database, the command line, a fixed day."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from click.testing import CliRunner
from flask import has_app_context

from models import User, db
from models.vocabulary import Language, Role
from tracker.clock import VIETNAM, now
from tracker.config import Settings
from tracker.queries.accounts import SYSTEM_USERNAME, Actor, get_actor
from tracker.runtime import create_runtime, upgrade_database

DATA = Path(__file__).parent / "data"
SECRET = "a secret for tests only, 32 bytes or more"

OnDay = Callable[..., None]
RunCli = Callable[..., "CliResult"]
MakeActor = Callable[..., Actor]


@dataclass(frozen=True)
class CliResult:
    """What a command printed and how it ended."""

    exit_code: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        import json

        return json.loads(self.stdout)

    def rows(self) -> list[dict[str, str]]:
        """Return the printed CSV as dicts."""
        import csv
        import io

        return list(csv.DictReader(io.StringIO(self.stdout)))


class Store:
    """Makes databases from a template: a file copy on SQLite, CREATE … TEMPLATE on PostgreSQL.

    TEST_DATABASE_URL names a PostgreSQL server's maintenance database; without it SQLite serves.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = os.environ.get("TEST_DATABASE_URL", "")
        self.made: list[str] = []

    def create(self, template: str = "") -> str:
        """Return the address of a new database, empty or copied from another."""
        name = f"t_{uuid.uuid4().hex[:16]}"
        if not self.server:
            path = self.folder / f"{name}.db"
            if template:
                shutil.copyfile(template.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        # Copying files needs no log of every page, which is for servers that must survive.
        name_of = template.rpartition("/")[2]
        source = f' TEMPLATE "{name_of}" STRATEGY FILE_COPY' if template else ""
        self._server(f'CREATE DATABASE "{name}"{source}')
        self.made.append(name)
        return f"{self.server.rpartition('/')[0]}/{name}"

    def drop(self, url: str) -> None:
        if self.server:
            name = url.rpartition("/")[2]
            self._server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self.made.remove(name)
        else:
            for suffix in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    def _server(self, statement: str) -> None:
        engine = sa.create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def settings_for(url: str, instance: Path, **more: Any) -> Settings:
    return Settings(instance=instance, database_url=url, secret_key=SECRET, **more)


def close_database() -> None:
    """Let go of every connection, so that the file or database can be copied or dropped."""
    db.session.remove()
    db.engine.dispose()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("databases"))
    yield store
    for name in list(store.made):
        store.drop(f"x/{name}")


def _template(store: Store, instance: Path, fill: Callable[[], object]) -> str:
    url = store.create()
    with create_runtime(settings_for(url, instance)).app_context():
        upgrade_database()
        fill()
        close_database()
    return url


def _add_system_account() -> None:
    db.session.add(
        User(
            username=SYSTEM_USERNAME,
            display_name="Dòng lệnh",
            role=Role.SYSTEM,
            created_at=now(),
            language=Language.VIETNAMESE,
        )
    )
    db.session.commit()


@pytest.fixture(scope="session")
def empty_template(store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An upgraded database that holds the system account only."""
    return _template(store, tmp_path_factory.mktemp("empty"), _add_system_account)


@pytest.fixture(scope="session")
def seeded_template(store: Store, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database as `tracker init` leaves it: the seeds, no sample data."""
    from tracker.jobs import run_init

    return _template(store, tmp_path_factory.mktemp("seeded"), run_init)


def _stand_in(store: Store, template: str, instance: Path) -> Iterator[Settings]:
    url = store.create(template)
    settings = settings_for(url, instance)
    with create_runtime(settings).app_context():
        yield settings
        close_database()
    store.drop(url)


@pytest.fixture
def database(store: Store, empty_template: str, tmp_path: Path) -> Iterator[Settings]:
    """Stand in the product with an empty database of the test's own."""
    yield from _stand_in(store, empty_template, tmp_path)


@pytest.fixture
def seeded(store: Store, seeded_template: str, tmp_path: Path) -> Iterator[Settings]:
    """Stand in the product with the seeds loaded, in a database of the test's own."""
    yield from _stand_in(store, seeded_template, tmp_path)


@pytest.fixture
def run_cli(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> RunCli:
    """Run `tracker …` on the test's database (fixture `database` or `seeded`), if it has one."""
    from tracker import cli

    for name in ("seeded", "database"):
        if name in request.fixturenames:
            settings: Settings = request.getfixturevalue(name)
            monkeypatch.setenv("TRACKER_DATABASE_URL", settings.database_url)
            monkeypatch.setenv("TRACKER_INSTANCE", str(settings.instance))
            monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET)
            break

    def run(*arguments: str) -> CliResult:
        if has_app_context():
            # What the test read must not hide what the command writes.
            db.session.rollback()
        status = 0

        import click

        @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
        @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
        def shell(rest: tuple[str, ...]) -> None:
            nonlocal status
            status = cli.run(arguments)

        result = CliRunner().invoke(shell, [], catch_exceptions=False)
        return CliResult(status, result.stdout, result.stderr)

    return run


@pytest.fixture
def make_actor() -> MakeActor:
    """Return a function that adds an account and returns it."""

    def make(username: str, role: Role = Role.OFFICE_STAFF, unit_id: int | None = None) -> Actor:
        db.session.add(
            User(
                username=username,
                display_name=username.title(),
                role=role,
                unit_id=unit_id,
                created_at=now(),
                language=Language.VIETNAMESE,
            )
        )
        db.session.commit()
        return get_actor(username)

    return make


@pytest.fixture
def system() -> Actor:
    """The account of the command line."""
    return get_actor(SYSTEM_USERNAME)


@pytest.fixture
def on_day() -> Iterator[OnDay]:
    """Return a function that sets the present day (in Vietnam, at noon unless told)."""
    travels: list[time_machine.travel] = []

    def travel(day: date, at: time = time(12)) -> None:
        moment = datetime.combine(day, at, VIETNAM).astimezone(UTC)
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travels.append(traveller)

    yield travel
    for traveller in reversed(travels):
        traveller.stop()
