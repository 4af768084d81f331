"""What every test may stand in: a fresh database, the command line, a fixed day."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import has_app_context
from hypothesis import HealthCheck
from hypothesis import settings as examples
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from models import User, db
from models.vocabulary import Language, Role
from tests.remembered import Clock, Memory, add_actor
from tracker.clock import now
from tracker.config import Settings
from tracker.queries import unit_records
from tracker.queries.accounts import SYSTEM_USERNAME, Actor, get_actor
from tracker.runtime import create_runtime, upgrade_database

# No test asserts a time: a busy machine must not turn one red.
examples.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("house")

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

    def __init__(self, folder: Path, common: Path) -> None:
        self.folder = folder
        self.common = common
        self.server = os.environ.get("TEST_DATABASE_URL", "")
        self.made: list[str] = []
        self._connected: tuple[int, sa.Connection | None] = (0, None)

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

    def share(self, name: str, fill: Callable[[str], object]) -> str:
        """Return the address of a template that all processes of a run share.

        Args:
            name: What it holds.
            fill: Fills it; called by the process that asks first, while the others wait.
        """
        with (self.common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            note = self.common / f"{name}.url"
            if not note.exists():
                url = self.create()
                fill(url)
                note.write_text(url, encoding="utf-8")
                # The run's end drops it, not this process's.
                self.made = [each for each in self.made if not url.endswith(each)]
            return note.read_text(encoding="utf-8")

    def settings(self, url: str, instance: Path) -> Settings:
        return settings_for(url, instance)

    def drop(self, url: str) -> None:
        if self.server:
            name = url.rpartition("/")[2]
            self._server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self.made.remove(name)
        else:
            for suffix in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)

    def _server(self, statement: str) -> None:
        # One connection for thousands of databases, never one that came with a fork.
        if self._connected[0] != os.getpid():
            engine = sa.create_engine(self.server, isolation_level="AUTOCOMMIT")
            self._connected = os.getpid(), engine.connect()
        connection = self._connected[1]
        assert connection is not None
        connection.exec_driver_sql(statement)

    def close(self) -> None:
        """Drop what this process made and was not dropped, and let go of the server."""
        for name in list(self.made):
            self.drop(f"x/{name}")
        if self._connected[1] is not None:
            self._connected[1].close()
            self._connected[1].engine.dispose()


def settings_for(url: str, instance: Path, **more: Any) -> Settings:
    return Settings(instance=instance, database_url=url, secret_key=SECRET, **more)


def close_database() -> None:
    """Let go of every connection, so that the file or database can be copied or dropped."""
    db.session.remove()
    db.engine.dispose()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop the templates the processes of a run shared, in the process that began it."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server or hasattr(session.config, "workerinput"):
        return
    common: Path = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    store = Store(common, common)
    for note in common.glob("*.url"):
        url = note.read_text(encoding="utf-8")
        store.made.append(url.rpartition("/")[2])
    store.close()


@pytest.fixture(autouse=True)
def no_list_read_before() -> None:
    """Forget the lists earlier tests read: equal lists have equal hashes, whatever the database."""
    unit_records._lines_by_hash.clear()


def pytest_collection_finish() -> None:
    """Look for circular garbage seldom, and never again among what is imported by now.

    It took a fifth of the run: every test makes an application and an engine of its own.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Compile each statement once for all the databases of the run, not for each engine anew.

    SQLAlchemy keeps what it compiled by engine and by the identity of its dialect; every test has
    an engine of its own, all of one kind.
    """
    compiled: dict[type, LRUCache[Any, Any]] = defaultdict(lambda: LRUCache(5000))
    shared = property(lambda engine: compiled[type(engine.dialect)], lambda _engine, _own: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sa.Engine, "_compiled_cache", shared, raising=False)
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        patch.setattr(
            DefaultDialect, "__eq__", lambda one, other: type(one) is type(other), raising=False
        )
        yield


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    store = Store(tmp_path_factory.mktemp("databases"), common)
    yield store
    store.close()


def _shared(store: Store, name: str, fill: Callable[[], object]) -> str:
    def make(url: str) -> None:
        folder = store.common / name
        folder.mkdir()
        with create_runtime(settings_for(url, folder)).app_context():
            upgrade_database()
            fill()
            close_database()

    return store.share(name, make)


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
def empty_template(store: Store) -> str:
    """An upgraded database that holds the system account only."""
    return _shared(store, "empty", _add_system_account)


@pytest.fixture(scope="session")
def seeded_template(store: Store) -> str:
    """A database as `tracker init` leaves it: the seeds, no sample data."""
    from tracker.jobs import run_init

    return _shared(store, "seeded", run_init)


@pytest.fixture(scope="session")
def demo_template(store: Store) -> str:
    """A database as `tracker init --demo` leaves it: seeds and sample data."""
    from tracker.jobs import run_init
    from tracker.jobs.demo import run_demo
    from tracker.runtime import current_settings

    def fill() -> None:
        run_init()
        run_demo(current_settings())

    return _shared(store, "demo", fill)


@pytest.fixture(scope="session")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Memory:
    return Memory(tmp_path_factory.mktemp("remembered"))


def stand_in(request: pytest.FixtureRequest, template: str) -> Iterator[Settings]:
    """Stand in a copy of a database, filled by what the test asks to be remembered."""
    store: Store = request.getfixturevalue("store")
    memory: Memory = request.getfixturevalue("memory")
    template = memory.settle(request, template, store)
    url = store.create(template)
    settings = settings_for(url, request.getfixturevalue("tmp_path"))
    memory.give(request, template, settings)
    with create_runtime(settings).app_context():
        yield settings
        close_database()
    store.drop(url)


@pytest.fixture
def database(request: pytest.FixtureRequest, empty_template: str) -> Iterator[Settings]:
    """Stand in the product with an empty database of the test's own."""
    yield from stand_in(request, empty_template)


@pytest.fixture
def seeded(request: pytest.FixtureRequest, seeded_template: str) -> Iterator[Settings]:
    """Stand in the product with the seeds loaded, in a database of the test's own."""
    yield from stand_in(request, seeded_template)


@pytest.fixture
def demo(request: pytest.FixtureRequest, demo_template: str) -> Iterator[Settings]:
    """Stand in the product with seeds and sample data, in a database of the test's own."""
    yield from stand_in(request, demo_template)


@pytest.fixture
def run_cli(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> RunCli:
    """Run `tracker …` on the test's database (fixture `database` or `seeded`), if it has one."""
    from tracker import cli

    for name in ("seeded", "database", "demo"):
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

    return add_actor


@pytest.fixture
def system() -> Actor:
    """The account of the command line."""
    return get_actor(SYSTEM_USERNAME)


@pytest.fixture
def on_day() -> Iterator[OnDay]:
    """Return a function that sets the present day (in Vietnam, at noon unless told)."""
    clock = Clock()
    yield clock
    clock.wind_back()
