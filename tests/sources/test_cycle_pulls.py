"""The cycle before a source that fails (C6): it stops at the pull, and no list is drafted."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Measurement, Publication, PullRun, db
from models.vocabulary import RunState, SourceKind
from tests.sources.conftest import SOURCE
from tracker.clock import now
from tracker.queries.accounts import get_actor
from tracker.services.import_batches import register_source
from tracker.transaction import transaction

if TYPE_CHECKING:
    from typing import Any

    from tests.conftest import OnDay, RunCli
    from tests.sources.conftest import Portal

MONTH = "2026-08"
START = date(2026, 9, 2)


@pytest.fixture
def cycle(portal: Portal, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that has a tick run and gives the steps of August by name."""
    del portal
    monkeypatch.setenv("TRACKER_CYCLE_SOURCES", SOURCE)

    def tick() -> dict[str, dict[str, Any]]:
        assert run_cli("cycle", "tick").exit_code == 0
        rows = run_cli("cycle", "status", "--period", MONTH, "--format", "json").json()
        return {row["step"]: row for row in rows}

    return tick


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("fault", "part"),
    [
        pytest.param("500", "500", id="an-error-of-the-server"),
        pytest.param("html_200", "trang", id="a-page-with-200"),
        pytest.param("cut", "đứt", id="cut-off"),
    ],
)
def test_a_source_that_fails_stops_the_cycle_at_the_pull(
    portal: Portal, cycle: Any, on_day: OnDay, fault: str, part: str
) -> None:
    on_day(START, time(6))
    portal.server.break_with(fault)
    steps = cycle()

    assert (steps["pull"]["state"], steps["pull"]["code"]) == ("blocked", "cycle_source_failed")
    assert SOURCE in steps["pull"]["message"]
    assert part in steps["pull"]["message"]
    assert steps["evaluate"]["code"] == "cycle_waits_for_pull"
    on_day(date(2026, 9, 6), time(6))
    cycle()
    assert (count(Measurement), count(Publication)) == (0, 0)


@pytest.mark.parametrize("fault", ["third", "empty_list"])
def test_a_reply_with_too_little_leaves_the_last_good_figures(
    portal: Portal, cycle: Any, on_day: OnDay, fault: str
) -> None:
    on_day(START, time(5))
    assert portal.pull("2026-07").exit_code == 0
    before = count(Measurement)
    portal.stand_in.spoil(fault)
    on_day(START, time(6))
    steps = cycle()

    assert steps["pull"]["state"] == "blocked"
    assert (count(Measurement), count(Publication)) == (before, 0)


def test_the_source_is_asked_once_and_figures_pulled_by_hand_are_recognised(
    portal: Portal, cycle: Any, on_day: OnDay
) -> None:
    on_day(START, time(6))
    steps = cycle()
    cycle()

    assert [steps[step]["state"] for step in ("pull", "check", "evaluate")] == ["done"] * 3
    assert steps["pull"]["code"] == "cycle_pulled"
    runs = sa.select(PullRun.period, PullRun.state)
    assert list(map(tuple, db.session.execute(runs))) == [(MONTH, RunState.OK)]
    on_day(date(2026, 10, 1), time(9))
    assert portal.pull("2026-09").exit_code == 0
    on_day(date(2026, 10, 2), time(6))
    cycle()
    assert len(db.session.execute(runs).all()) == 2


def test_a_pull_of_the_running_month_is_not_taken_for_the_whole_of_it(
    portal: Portal, cycle: Any, on_day: OnDay
) -> None:
    on_day(date(2026, 8, 20))
    with transaction():
        source_id, _ = register_source(code=SOURCE, kind=SourceKind.PORTAL)
        good = {"connector": "portal", "state": RunState.OK, "created_by": get_actor("cli").id}
        at = {"started_at": now(), "finished_at": now()}
        db.session.add(PullRun(source_id=source_id, period=MONTH, **good, **at))
    early = count(PullRun)
    on_day(START, time(6))
    cycle()

    assert count(PullRun) == early + 1


def test_a_person_who_lets_a_failed_pull_pass_sends_the_month_on(
    portal: Portal, cycle: Any, on_day: OnDay, run_cli: RunCli
) -> None:
    run_cli("users", "add", "hoa", "--name", "Hoa", "--role", "office_staff")
    on_day(START, time(6))
    portal.server.break_with("500")
    cycle()
    run = str(db.session.scalar(sa.select(sa.func.max(PullRun.id))))
    reason = "Cổng đang bảo trì, số cũ dùng được"
    assert run_cli("runs", "accept", run, "--reason", reason, "--by", "hoa").exit_code == 0
    steps = cycle()

    assert [steps[step]["state"] for step in ("pull", "check")] == ["done", "done"]
