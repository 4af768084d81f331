"""Any number of processes, killed at any point: each step of each month is done once (C1, C3)."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import OperationalError

from models import CycleEntry, Publication, PullRun, db
from models.vocabulary import CycleStep, PublicationState, RunState, SourceKind
from tests.conftest import close_database
from tests.cycle_world import (
    MARCH,
    STEPS,
    World,
    approve,
    at,
    audited,
    done,
    entry,
    months_from,
    outcome,
    tick,
    with_cycle,
)
from tests.factories import make_directive, make_indicator, make_task
from tests.killed import ended, kill_at, start
from tracker.clock import now
from tracker.jobs import cycle, cycle_work
from tracker.queries.publications import get_publication, list_publications
from tracker.rules.cycle import LEASE
from tracker.runtime import create_runtime
from tracker.services.audit import record_audit
from tracker.services.import_batches import register_source
from tracker.services.late_lists import publish_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import Store
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

IS_NIGHT = os.environ.get("TRACKER_NIGHTLY") == "1"
PROCESSES = 6
MONTHS = 24 if IS_NIGHT else 6
LONGEST_WAIT = 120
FORK = get_context("fork")


def fake_pull(*, source_code: str, period: str, actor: Actor) -> None:
    """Stand in for a source: a run of it that went well."""
    with transaction():
        source_id, _ = register_source(code=source_code, kind=SourceKind.PORTAL)
        run = PullRun(
            source_id=source_id,
            period=period,
            connector="portal",
            state=RunState.OK,
            started_at=now(),
            finished_at=now(),
            created_by=actor.id,
        )
        db.session.add(run)
        db.session.flush()
        key = f"{period} {source_code}"
        record_audit(actor=actor, action="pulled", object_type="source", object_key=key)


def plain_publication(*, period: str, actor: Actor, settings: Settings) -> None:
    """Publish without the files, which take seconds."""
    del settings
    with transaction():
        publish_late_list(period=period, actor=actor)


@pytest.fixture
def quick_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cycle_work, "run_pull", fake_pull)
    monkeypatch.setattr(cycle_work, "run_publication", plain_publication)


def add_task(world: World) -> None:
    directive = make_directive("1/CT", world.unit)
    make_task(directive, leads=(world.unit,), indicator_id=make_indicator("X-1", "Tỷ lệ"))


@pytest.mark.slow
def test_each_step_of_each_month_runs_once_with_any_number_of_processes(
    database: Settings, quick_work: None
) -> None:
    """Six processes meet at every instant: the list's day, a reminder's, and after approval."""
    with time_machine.travel(at(date(2024, 1, 1)), tick=False):
        world = World()
        world.add_months(2024, 1, MONTHS)
        add_task(world)
    settings = with_cycle(database, sources=("ONE",), remind_days=(0,))
    barrier = FORK.Barrier(PROCESSES)

    def race(number: int) -> None:
        for year, month in months_from(2024, 2, MONTHS):
            period = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"
            # Reminders are raced for often enough in the first months.
            for day in (6, 13, 20) if year == 2024 and month < 6 else (6, 20):
                with time_machine.travel(at(date(year, month, day), 7), tick=False):
                    barrier.wait(LONGEST_WAIT)
                    if day == 20 and number == 0:
                        approve(period)
                    if day == 20:
                        barrier.wait(LONGEST_WAIT)
                    tick(settings)

    close_database()
    children = [start(settings, lambda number=n: race(number)) for n in range(PROCESSES)]
    assert [ended(child) for child in children] == [0] * PROCESSES

    periods = [f"{year}-{month:02d}" for year, month in months_from(2024, 1, MONTHS)]
    assert all(done(period) == list(STEPS) for period in periods)
    marks = audited("cycle_step_done", "cycle_step_recognised")
    assert len(marks) == MONTHS * len(STEPS)
    assert set(marks.values()) == {1}
    works = audited("pulled", "late_list_drafted", "reply_window_opened", "late_list_published")
    assert set(works.values()) == {1}
    assert len(works) == MONTHS * 4
    evaluated = db.session.execute(
        sa.text("SELECT period, count(*) FROM evaluation_run GROUP BY period")
    ).all()
    assert sorted(map(tuple, evaluated)) == [(period, 1) for period in periods]
    assert audited("cycle_step_blocked") == {}
    assert {row.state for row in list_publications()} == {PublicationState.PUBLISHED}


INSTANTS = (
    at(date(2024, 4, 2)),
    at(date(2024, 4, 5)),
    at(date(2024, 4, 10)),
    at(date(2024, 4, 12)),
    at(date(2024, 4, 13)),
)
APPROVED_AT = at(date(2024, 4, 13), 8)


def go_round(settings: Settings, note: Callable[[int], None] = lambda _: None) -> None:
    """Take March round, an approver included."""
    for index, instant in enumerate(INSTANTS):
        note(index)
        with time_machine.travel(instant, tick=False):
            tick(settings)
    note(len(INSTANTS))
    with time_machine.travel(APPROVED_AT, tick=False):
        if get_publication(MARCH).state is PublicationState.DRAFT:
            approve()
        tick(settings)


def resume(settings: Settings, index: int) -> None:
    """Start again after a kill, when the lease of what was under way has run out."""
    for instant in (*INSTANTS, APPROVED_AT)[index:]:
        for moment in (instant, instant + LEASE + timedelta(seconds=1)):
            take_on(settings, instant, moment)


def take_on(settings: Settings, instant: datetime, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        if instant == APPROVED_AT and get_publication(MARCH).state is PublicationState.DRAFT:
            approve()
        tick(settings)


@pytest.fixture
def office(database: Settings, quick_work: None) -> Settings:
    with time_machine.travel(at(date(2024, 4, 1), 5), tick=False):
        world = World()
        world.add_months(2024, 3)
        add_task(world)
    close_database()
    return with_cycle(database, sources=("ONE", "TWO"))


Undisturbed = tuple[dict[str, Any], int]


def undisturbed(store: Store, office: Settings) -> Undisturbed:
    """Return what a cycle nobody kills leaves behind, and how many commits it takes."""
    settings = replace(office, database_url=store.create(office.database_url))
    counted = FORK.Value("i", 0)

    def body() -> None:
        def listen(*_: Any) -> None:
            counted.value += 1

        sa.event.listen(db.session, "after_commit", listen)
        go_round(settings)

    assert ended(start(settings, body)) == 0
    found = outcome_of(settings)
    store.drop(settings.database_url)
    return found, int(counted.value)


@pytest.mark.parametrize(
    ("event", "numbers"),
    [
        # Always dying at the same one would claim a step for ever and never do it.
        pytest.param("after_commit", (1, 2, 3), id="right-after-commits"),
        pytest.param("before_commit", (2, 3, 4), id="with-the-work-of-a-commit-undone"),
    ],
)
def test_a_cycle_whose_every_process_is_killed_ends_as_if_none_had_been(
    store: Store, office: Settings, event: str, numbers: tuple[int, ...]
) -> None:
    """Each process dies after a few commits, and the next one takes its step over."""
    expected, commits = undisturbed(store, office)
    kills = 0
    for instant in (*INSTANTS, APPROVED_AT):
        moment, status = instant, -signal.SIGKILL
        while status == -signal.SIGKILL:
            assert kills < 5 * commits

            def body(
                number: int = numbers[kills % len(numbers)],
                instant: datetime = instant,
                moment: datetime = moment,
            ) -> None:
                kill_at(event, number)
                take_on(office, instant, moment)

            status = ended(start(office, body))
            kills += status == -signal.SIGKILL
            moment += LEASE + timedelta(seconds=1)
        assert status == 0

    assert kills >= commits // 3
    assert_same(outcome_of(office), expected, event)


@pytest.mark.slow
def test_a_cycle_killed_once_at_any_of_its_commits_ends_as_if_it_had_not_been(
    store: Store, office: Settings
) -> None:
    """A few of the points; all of them at night."""
    expected, commits = undisturbed(store, office)
    points = [(number, "after_commit") for number in range(1, commits)]
    points += [(number, "before_commit") for number in range(2, commits)]
    for number, event in points if IS_NIGHT else random.Random(commits).sample(points, 2):
        settings = replace(office, database_url=store.create(office.database_url))
        index = killed(settings, number, event)
        child = start(settings, lambda settings=settings, index=index: resume(settings, index))
        assert ended(child) == 0, (number, event)
        assert_same(outcome_of(settings), expected, (number, event))
        store.drop(settings.database_url)


def killed(settings: Settings, number: int, event: str) -> int:
    """Kill a process at a commit and return how far it had come."""
    reached = FORK.Value("i", 0)

    def body() -> None:
        kill_at(event, number)

        def note(index: int) -> None:
            reached.value = index

        go_round(settings, note)

    assert ended(start(settings, body)) == -signal.SIGKILL
    return int(reached.value)


def outcome_of(settings: Settings) -> dict[str, Any]:
    with create_runtime(settings).app_context():
        found = outcome()
        close_database()
    return found


def assert_same(found: dict[str, Any], expected: dict[str, Any], point: object) -> None:
    """Refuse another end; what was done before a kill is recognised instead of done."""
    for name, value in expected.items():
        assert folded(found[name]) == folded(value), (point, name)
    published = [row for row in found["ledger"] if row[1] == CycleStep.PUBLISH]
    assert [row[2] for row in published] == ["done"]


def folded(value: Any) -> Any:
    if not isinstance(value, Counter):
        return value
    counts = Counter[str]()
    for key, count in value.items():
        counts[key.replace("cycle_step_recognised", "cycle_step_done")] += count
    return counts


@contextmanager
def locked(database: Settings) -> Iterator[None]:
    """Have somebody else write for as long as this lasts, and nobody wait for it long."""
    db.session.rollback()
    db.session.connection().exec_driver_sql("PRAGMA busy_timeout=20")
    db.session.rollback()
    writer = sqlite3.connect(database.database_url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        writer.close()


@pytest.mark.parametrize("is_claimed", [False, True], ids=["before-its-claim", "after-its-claim"])
def test_a_step_whose_database_stays_busy_is_done_once_when_it_is_free(
    database: Settings, quick_work: None, monkeypatch: pytest.MonkeyPatch, is_claimed: bool
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("writers of PostgreSQL do not wait for each other")
    with time_machine.travel(at(date(2024, 4, 1), 5), tick=False):
        World().add_months(2024, 3)
    due, plain = at(date(2024, 4, 5)), cycle_work.work_on

    def work(order: cycle_work.Order) -> None:
        with locked(database) if order.claim.step is CycleStep.DRAFT else nullcontext():
            plain(order)

    with monkeypatch.context() as patched, time_machine.travel(due, tick=False):
        patched.setattr(cycle, "work_on", work)
        if is_claimed:
            tick(database)
            assert entry(CycleStep.DRAFT).reason == "cycle_step_broke"
        else:
            with locked(database), pytest.raises(OperationalError):
                tick(database)
    assert done() == list(STEPS[:3] if is_claimed else ())
    assert audited("late_list_drafted") == {}

    with time_machine.travel(due + LEASE + timedelta(seconds=1), tick=False):
        tick(database)
        tick(database)
    assert done() == list(STEPS[:5])
    assert set(audited("cycle_step_done", "cycle_step_recognised").values()) == {1}
    assert sum(audited("late_list_drafted").values()) == 1


def test_the_cycle_is_the_same_to_the_byte_whatever_zone_the_host_keeps(
    store: Store, office: Settings
) -> None:
    ends = []
    for zone in ("UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh"):
        settings = replace(office, database_url=store.create(office.database_url))

        def body(zone: str = zone, settings: Settings = settings) -> None:
            os.environ["TZ"] = zone
            time.tzset()
            go_round(settings)

        assert ended(start(settings, body)) == 0
        with create_runtime(settings).app_context():
            lists = db.session.scalars(sa.select(Publication.content)).all()
            ledger = db.session.execute(
                sa.select(CycleEntry.step, CycleEntry.due_at, CycleEntry.finished_at)
            ).all()
            ends.append((lists, sorted(map(tuple, ledger))))
            close_database()
        store.drop(settings.database_url)

    assert ends[0] == ends[1] == ends[2]
    assert len(ends[0][0]) == 1
