"""Fixtures that fill the database once a module; each test stands in a copy of what they left.

Filling an office row by row takes ten times as long as the test that asks it one question. A
fixture marked `@remembered` runs once in a database of its own, with all the remembered fixtures
the test asks for, in their order; that database is the template of the module's tests, and each
test gets its own copy of what the fixtures returned.

A remembered fixture may ask for the database it fills (`database`, `seeded`, `demo`), `settings`,
`make_actor`, `system`, `on_day`, `tmp_path` and other remembered fixtures. The days it sets are set
again for each test, and the files it leaves in `tmp_path` are copied. What it returns is copied
too: plain objects of keys, accounts and settings, no rows of a session.
"""

from __future__ import annotations

import copy
import inspect
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from models import User, db
from models.vocabulary import Language, Role
from tracker.clock import VIETNAM, now
from tracker.queries.accounts import SYSTEM_USERNAME, Actor, get_actor
from tracker.runtime import create_runtime

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Store
    from tracker.config import Settings

DATABASES = ("database", "seeded", "demo", "settings")
Fill = Callable[..., Any]
Key = tuple[str, str, tuple[str, ...]]
_MARKED: dict[int, Fill] = {}
_VALUES = pytest.StashKey[dict[str, Any]]()
_DAYS = pytest.StashKey[dict[str, list[tuple[Any, ...]]]]()


class Clock:
    """Sets the present day (in Vietnam, at noon unless told), until it is wound back."""

    def __init__(self) -> None:
        self._travels: list[time_machine.travel] = []
        self.days: list[tuple[Any, ...]] = []

    def __call__(self, day: date, at: time = time(12)) -> None:
        moment = datetime.combine(day, at, VIETNAM).astimezone(UTC)
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        self._travels.append(traveller)
        self.days.append((day, at))

    def wind_back(self) -> None:
        for traveller in reversed(self._travels):
            traveller.stop()


def add_actor(username: str, role: Role = Role.OFFICE_STAFF, unit_id: int | None = None) -> Actor:
    """Add an account and return it."""
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


@dataclass
class Kept:
    """What remembered fixtures left: a template, their values, the days they set."""

    settings: Settings
    values: dict[str, Any] = field(default_factory=dict)
    days: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


def remembered(function: Fill) -> Any:
    """Make a fixture of a function that fills the database; see the module."""
    asked = inspect.signature(function).parameters
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in asked]
    if "request" not in asked:
        parameters.append(inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY))

    def stand_in(**given: Any) -> Any:
        stash = given["request"].node.stash
        for day in stash[_DAYS].get(function.__name__, ()):
            given["on_day"](*day)
        return stash[_VALUES][function.__name__]

    stand_in.__name__ = function.__name__
    stand_in.__doc__ = function.__doc__
    stand_in.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    definition = pytest.fixture(stand_in)
    _MARKED[id(definition)] = function
    return definition


def asked_for(request: pytest.FixtureRequest) -> list[Fill]:
    """Return the remembered fixtures of a test, those asked for by others before these."""
    module = vars(request.module)
    found = {
        name: _MARKED[id(module[name])]
        for name in request.fixturenames
        if id(module.get(name)) in _MARKED
    }
    ordered: dict[str, Fill] = {}

    def add(name: str) -> None:
        for needed in inspect.signature(found[name]).parameters:
            if needed in found:
                add(needed)
        ordered.setdefault(name, found[name])

    for name in sorted(found):
        add(name)
    return list(ordered.values())


@contextmanager
def _standing_in(settings: Settings) -> Iterator[None]:
    with create_runtime(settings).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _fill(kept: Kept, functions: list[Fill]) -> None:
    clock = Clock()
    with _standing_in(kept.settings):
        try:
            for function in functions:
                given: dict[str, Any] = {
                    **dict.fromkeys(DATABASES, kept.settings),
                    "make_actor": add_actor,
                    "system": get_actor(SYSTEM_USERNAME),
                    "on_day": clock,
                    "tmp_path": kept.settings.instance,
                    **kept.values,
                }
                clock.days = kept.days[function.__name__] = []
                wanted = inspect.signature(function).parameters
                kept.values[function.__name__] = function(**{n: given[n] for n in wanted})
        finally:
            clock.wind_back()


class Memory:
    """The templates of the module whose tests run now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[Key, Kept] = {}
        self._numbers = count()

    def settle(
        self,
        request: pytest.FixtureRequest,
        template: str,
        store: Store,
    ) -> str:
        """Fill a template for a test's remembered fixtures, once, and return it.

        Args:
            request: The test's.
            template: What it stands in without them.
            store: Makes and drops databases.
        """
        functions = asked_for(request)
        if not functions:
            return template
        names = tuple(function.__name__ for function in functions)
        key = template, request.module.__name__, names
        if key not in self.kept:
            self._forget(store, but=request.module.__name__)
            folder = self.folder / str(next(self._numbers))
            folder.mkdir()
            kept = Kept(store.settings(store.create(template), folder))
            _fill(kept, functions)
            self.kept[key] = kept
        return self.kept[key].settings.database_url

    def _forget(self, store: Store, *, but: str) -> None:
        for key in [key for key in self.kept if key[1] != but]:
            kept = self.kept.pop(key)
            store.drop(kept.settings.database_url)
            shutil.rmtree(kept.settings.instance)

    def give(self, request: pytest.FixtureRequest, template: str, settings: Settings) -> None:
        """Give a test its copy of what its remembered fixtures returned, and of their files."""
        kept = next((k for k in self.kept.values() if k.settings.database_url == template), None)
        if kept is None:
            return
        shutil.copytree(kept.settings.instance, settings.instance, dirs_exist_ok=True)
        request.node.stash[_DAYS] = kept.days
        memo = {id(kept.settings): settings}
        request.node.stash[_VALUES] = copy.deepcopy(kept.values, memo)
