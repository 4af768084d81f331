"""`tracker cycle`: taken on by hand, shown for people and programs."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest

from models.vocabulary import CycleStep
from tests.cycle_world import MARCH, STEPS, World, audited, done
from tests.remembered import remembered
from tracker.errors import RefusedError
from tracker.jobs import cycle_work

if TYPE_CHECKING:
    from tests.conftest import OnDay, RunCli
    from tracker.config import Settings

DRAFT = date(2024, 4, 5)


@remembered
def world(database: Settings, on_day: OnDay) -> World:
    on_day(DRAFT, time(6))
    world = World()
    world.add_months(2024, 3)
    return world


def test_a_tick_by_hand_takes_what_is_due_and_says_so(world: World, run_cli: RunCli) -> None:
    result = run_cli("cycle", "tick")

    assert result.exit_code == 0
    assert len(done()) == 5
    lines = result.stdout.splitlines()
    assert lines[3].startswith("2024-03 Lập dự thảo danh sách – Đã xong: Đã lập dự thảo bản 1")
    assert run_cli("cycle", "tick").stdout.strip() == "Không có bước nào đến lượt."


def test_a_dry_run_says_what_comes_next_and_does_nothing(world: World, run_cli: RunCli) -> None:
    report = run_cli("cycle", "tick", "--dry-run", "--format", "json").json()

    assert report["dry_run"] is True
    assert [row["step"] for row in report["steps"]] == ["pull"]
    assert done() == []


def test_the_formats_say_the_same(world: World, run_cli: RunCli) -> None:
    run_cli("cycle", "tick")
    rows = run_cli("cycle", "status", "--period", MARCH, "--format", "json").json()
    csv = run_cli("cycle", "status", "--period", MARCH, "--format", "csv").rows()
    table = run_cli("cycle", "status", "--period", MARCH).stdout

    assert [row["step"] for row in rows] == [row["step"] for row in csv] == list(STEPS)
    assert rows[6] == {
        "period": MARCH,
        "step": "approve",
        "state": "waiting",
        "due_at": "2024-04-13T06:00:00+07:00",
        "started_at": None,
        "finished_at": None,
        "late": False,
        "attempts": 0,
        "code": "cycle_window_open",
        "message": "Thời hạn phản hồi đến hết ngày 12/04/2024; còn 1 đơn vị chưa phản hồi.",
        "next_by": "unit_officer",
        "retry_at": None,
    }
    assert rows[3]["code"] == csv[3]["code"] == "cycle_drafted"
    assert "06:00 13/04/2024" in table


def test_status_is_true_without_a_tick(world: World, run_cli: RunCli) -> None:
    rows = run_cli("cycle", "status", "--format", "json").json()

    assert [row["code"] for row in rows][:2] == ["cycle_due_now", "cycle_waits_for_pull"]


def test_a_month_nobody_knows_is_refused_with_those_there_are(
    world: World, run_cli: RunCli
) -> None:
    result = run_cli("cycle", "status", "--period", "2019-01")

    assert (result.exit_code, MARCH in result.stderr) == (1, True)


@pytest.mark.parametrize("period", ["2024", "2024-Q1", "thang ba"])
def test_only_months_go_round(world: World, run_cli: RunCli, period: str) -> None:
    assert run_cli("cycle", "status", "--period", period).exit_code == 1


def test_a_person_of_a_unit_may_not_take_it_on(world: World, run_cli: RunCli) -> None:
    result = run_cli("cycle", "tick", "--by", "officer")

    assert (result.exit_code, done()) == (1, [])


def test_a_step_that_is_stuck_is_freed_by_hand(
    world: World, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise RefusedError("late_list_reason_missing")

    with monkeypatch.context() as patched:
        patched.setattr(cycle_work, "draft_late_list", refuse)
        run_cli("cycle", "tick")
    row = run_cli("cycle", "status", "--format", "json").json()[3]
    assert (row["state"], row["code"]) == ("blocked", "late_list_reason_missing")
    assert row["retry_at"] is not None
    run_cli("cycle", "tick")
    assert CycleStep.DRAFT not in done()

    tried = run_cli("cycle", "retry", "--period", MARCH, "--step", "draft", "--dry-run")
    assert (tried.exit_code, audited("cycle_step_retried")) == (0, {})
    freed = run_cli("cycle", "retry", "--period", MARCH, "--step", "draft", "--by", "staff")
    assert freed.stdout.strip() == (
        "Bước “Lập dự thảo danh sách” của kỳ 2024-03 được thử lại trong lần chạy tới."
    )
    run_cli("cycle", "tick")
    assert CycleStep.DRAFT in done()
