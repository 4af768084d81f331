"""What the tests of the staff pages stand in: seeds, sample data, counted statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.conftest import Store, close_database, settings_for
from tracker.runtime import create_runtime

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.config import Settings

_templates: dict[str, str] = {}


def demo_template(store: Store, seeded: str, instance: Path) -> str:
    """Return a database with the sample data, made once a session."""
    from tracker.jobs.demo import run_demo

    if seeded not in _templates:
        url = store.create(seeded)
        settings = settings_for(url, instance)
        with create_runtime(settings).app_context():
            run_demo(settings)
            close_database()
        _templates[seeded] = url
    return _templates[seeded]


@pytest.fixture
def demo(store: Store, seeded_template: str, tmp_path: Path) -> Iterator[Settings]:
    """Stand in the product with seeds and sample data, in a database of the test's own."""
    folder = tmp_path / "template"
    folder.mkdir()
    url = store.create(demo_template(store, seeded_template, folder))
    settings = settings_for(url, tmp_path)
    with create_runtime(settings).app_context():
        yield settings
        close_database()
    store.drop(url)


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """Yield the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SELECT pg_catalog", "SHOW")):
            sent.append(statement)

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)
