"""Nothing that people read is written unnoticed; who comes and goes is no change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import PullRun, db
from models.vocabulary import RunState
from tests.factories import make_source
from tracker.clock import now
from tracker.queries.accounts import get_actor
from tracker.queries.public_changes import NOT_SHOWN
from tracker.queries.written_marks import find_written_mark
from tracker.services.audit import record_audit
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.config import Settings


@pytest.fixture(autouse=True)
def _stand(database: Settings) -> None:
    del database


def write(action: str) -> None:
    with transaction():
        record_audit(actor=get_actor("cli"), action=action, object_type="user", object_key="1")


def test_the_mark_stays_while_nothing_is_written_and_changes_once_something_is() -> None:
    before = find_written_mark()
    assert find_written_mark() == before

    write("task_changed")

    assert find_written_mark() != before


def test_people_who_come_and_go_change_nothing_and_hide_nothing() -> None:
    write("task_changed")
    before = find_written_mark()
    for action in NOT_SHOWN:
        write(action)
    assert find_written_mark() == before

    write("task_changed")
    write(NOT_SHOWN[0])

    assert find_written_mark() != before


def test_another_entry_in_the_place_of_the_last_is_another_state() -> None:
    def add(action: str) -> None:
        record_audit(actor=get_actor("cli"), action=action, object_type="task", object_key="1")

    add("task_changed")
    before = find_written_mark()
    db.session.rollback()
    add("target_changed")

    assert find_written_mark() != before


def test_a_pull_is_seen_when_it_begins_and_when_it_ends() -> None:
    source_id = make_source("portal")
    before = find_written_mark()
    run = PullRun(
        source_id=source_id,
        period="2024-03",
        state=RunState.RUNNING,
        started_at=now(),
        connector="portal",
        created_by=get_actor("cli").id,
    )
    db.session.add(run)
    db.session.commit()
    begun = find_written_mark()
    run.state = RunState.FAILED
    db.session.commit()

    assert len({before, begun, find_written_mark()}) == 3
