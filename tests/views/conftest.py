"""Browsers for tests: every page they fetch is checked, every request watched for its writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import FileSystemBytecodeCache
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from werkzeug.routing import Rule

from models import Unit, User, db
from models.vocabulary import UNIT_ROLES, Language, Role, UnitLevel
from tests.views.pages import Browser, BrowserAs, LogInAs, MakeApp, MakeUser, Writes
from tracker.clock import now
from tracker.queries.accounts import get_actor
from tracker.services import passwords
from tracker.services.sessions import Proof, open_session
from tracker.transaction import transaction
from views.app import create_app

if TYPE_CHECKING:
    from flask import Flask

    from tracker.config import Settings

HERE = Path(__file__).parent
#: Pages ask and write through queries and services, which are tested on both databases; the layers
#: allow them no statement of their own. These walk all pages and send all forms on either; the long
#: run takes every test of pages on both.
ON_BOTH = {"test_broken_forms", "test_every_page", "test_statements"}
IS_LONG = os.environ.get("TRACKER_ALL_ON_BOTH") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and item.path.stem not in ON_BOTH and not IS_LONG:
            item.add_marker(pytest.mark.one_database)


@pytest.fixture
def settings(database: Settings) -> Settings:
    return database


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Compiled templates: each test has an application of its own, all have the same pages."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", autouse=True)
def routes_compiled_once() -> Iterator[None]:
    """Write the code that builds addresses once for each route, not for each application anew.

    Werkzeug writes and compiles two functions a route: nine tenths of making an application. They
    depend on the route's words only, and reach its converters through the route they belong to.
    """
    compile_builder = Rule._compile_builder
    known: dict[object, Any] = {}

    def find(rule: Rule, append_unknown: bool = True) -> Any:
        key = append_unknown, tuple(rule._trace), repr(rule.defaults), rule.rule
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", find)
        yield


@pytest.fixture(scope="session", autouse=True)
def files_are_waited_for() -> Iterator[None]:
    """Wait for the reading of a small file however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("views.pages.import_jobs.WAIT_SECONDS", 120.0)
        yield


@pytest.fixture
def make_app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Iterator[MakeApp]:
    """Return a function that makes the web application, with settings of its own if told."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        made.append(create_app(replace(settings, **changes)))
        made[-1].jinja_env.bytecode_cache = compiled_templates
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The web application on the test's database."""
    return make_app()


@pytest.fixture
def writes() -> Iterator[Writes]:
    """What requests write through the session."""
    writes = Writes()
    with writes.listen():
        yield writes


@pytest.fixture
def browser(app: Flask, writes: Writes) -> Browser:
    """Somebody from the public."""
    return Browser(app.test_client(), writes)


@pytest.fixture
def make_user(database: Settings) -> MakeUser:
    """Return a function that adds an account (a unit's, where the role needs one)."""

    def make(
        username: str, role: Role = Role.OFFICE_STAFF, password_hash: str = "", **more: Any
    ) -> str:
        unit_id = None
        if role in UNIT_ROLES:
            unit = Unit(
                code=f"T-{username}",
                name=f"Sở Thử nghiệm {username}",
                name_folded=username,
                level=UnitLevel.DEPARTMENT,
            )
            db.session.add(unit)
            db.session.flush()
            unit_id = unit.id
        values: dict[str, Any] = {
            "display_name": username.title(),
            "language": Language.VIETNAMESE,
            **more,
        }
        db.session.add(
            User(
                username=username,
                role=role,
                unit_id=unit_id,
                password_hash=password_hash,
                created_at=now(),
                **values,
            )
        )
        db.session.commit()
        return username

    return make


@pytest.fixture
def log_in_as(app: Flask, writes: Writes, settings: Settings) -> LogInAs:
    """Return a function that gives a browser of its own, logged in to an account."""

    def log_in(username: str) -> Browser:
        with transaction():
            token = open_session(
                proof=Proof(get_actor(username), None),
                address="127.0.0.1",
                at=now(),
                lifetime=timedelta(hours=settings.session_hours),
            )
        client = app.test_client()
        client.set_cookie("login", token)
        return Browser(client, writes)

    return log_in


@pytest.fixture
def officer(office: Any, log_in_as: LogInAs) -> Browser:
    """The officer of the module's own office; `head`, `staff` and `approver` likewise."""
    return log_in_as(office.officer.username)


@pytest.fixture
def head(office: Any, log_in_as: LogInAs) -> Browser:
    """The head of a unit of the module's office."""
    return log_in_as(office.head.username)


@pytest.fixture
def staff(office: Any, log_in_as: LogInAs) -> Browser:
    """Somebody of the office itself."""
    return log_in_as(office.staff.username)


@pytest.fixture
def approver(office: Any, log_in_as: LogInAs) -> Browser:
    """Who approves what the office drafts."""
    return log_in_as(office.approver.username)


@pytest.fixture
def browser_as(make_user: MakeUser, log_in_as: LogInAs, app: Flask, writes: Writes) -> BrowserAs:
    """Return a function that gives a browser logged in with a role; PUBLIC is not logged in."""

    def browse(role: Role, username: str = "") -> Browser:
        if role is Role.PUBLIC:
            return Browser(app.test_client(), writes)
        return log_in_as(make_user(username or f"a-{role.value}", role))

    return browse


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make hashing cheap; how strong it is otherwise is tested with the accounts."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)
    passwords._nobodys_hash.cache_clear()
    yield
    passwords._nobodys_hash.cache_clear()
