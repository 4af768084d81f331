"""`tracker target-explanations`: owed, written, accepted, sent back, as on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apology_office import audited
from tests.missed_targets import DUE_ON, MEASURE, PERIOD, PRESENT, TEXT, MissedOffice
from tests.remembered import remembered

if TYPE_CHECKING:
    from tests.conftest import CliResult, MakeActor, OnDay, RunCli
    from tracker.config import Settings

KEY = ("--period", PERIOD, "--directive", "01/KH", "--task", "1", "--unit", "X1")


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> MissedOffice:
    del database
    on_day(PRESENT)
    return MissedOffice(make_actor)


def write(run_cli: RunCli, *more: str) -> CliResult:
    said = ("--text", TEXT, "--measure", MEASURE, "--measure-on", "28/02/2026")
    return run_cli("target-explanations", "write", *KEY, *said, "--by", "ha", *more)


def listed(run_cli: RunCli, *options: str) -> list[dict[str, object]]:
    result = run_cli(
        "target-explanations", "list", "--period", PERIOD, *options, "--format", "json"
    )
    assert result.exit_code == 0
    found: list[dict[str, object]] = result.json()
    return found


def test_an_explanation_goes_all_the_way(run_cli: RunCli, office: MissedOffice) -> None:
    del office
    assert [row["state"] for row in listed(run_cli)] == ["owed"]

    assert write(run_cli).exit_code == 0
    back = run_cli(
        "target-explanations", "send-back", *KEY, "--note", "Nêu rõ trách nhiệm", "--by", "lan"
    )
    assert back.exit_code == 0
    assert [row["unit_code"] for row in listed(run_cli, "--state", "owed")] == ["X1"]
    assert write(run_cli).exit_code == 0
    assert run_cli("target-explanations", "accept", *KEY, "--by", "lan").exit_code == 0

    (row,) = listed(run_cli)
    assert (row["state"], row["version"], row["measure_due_on"]) == ("accepted", 2, "2026-02-28")
    assert (row["text"], row["measure"], row["measure_overdue"]) == (TEXT, MEASURE, False)
    assert len(audited("target_explanation")) == 4


def test_a_measure_is_reported_done_and_taken_back(
    run_cli: RunCli, office: MissedOffice, on_day: OnDay
) -> None:
    del office
    write(run_cli)
    on_day(DUE_ON.replace(month=3, day=1))
    assert [row["measure_overdue"] for row in listed(run_cli, "--overdue")] == [True]
    said = (*KEY, "--note", "Đã bố trí một cán bộ")

    done = run_cli("target-explanations", "done", *said, "--on", "27/02/2026", "--by", "ha")
    assert (done.exit_code, done.stdout) == (0, "Đã ghi nhận biện pháp hoàn thành.\n")
    (row,) = listed(run_cli)
    assert (row["measure_done_on"], row["measure_overdue"]) == ("2026-02-27", False)
    assert listed(run_cli, "--overdue") == []
    again = run_cli("target-explanations", "done", *said, "--on", "27/02/2026", "--by", "ha")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "đã được ghi nhận hoàn thành ngày 27/02/2026" in again.stderr

    assert run_cli("target-explanations", "not-done", *said, "--by", "lan").exit_code == 0
    assert [row["measure_done_on"] for row in listed(run_cli, "--overdue")] == [None]


def test_what_waits_is_reviewed_also_when_the_target_was_reached_since(
    run_cli: RunCli, office: MissedOffice
) -> None:
    write(run_cli)
    office.figure(99)
    office.evaluate()

    assert run_cli("target-explanations", "accept", *KEY, "--by", "lan").exit_code == 0


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ((), 1),
        (("--state", "submitted"), 1),
        (("--state", "accepted"), 0),
        (("--state", "owed"), 0),
        (("--unit", "X2"), 0),
        (("--unit", "62"), 1),
        (("--overdue",), 0),
    ],
)
def test_the_list_is_filtered(
    run_cli: RunCli, office: MissedOffice, options: tuple[str, ...], count: int
) -> None:
    del office
    write(run_cli)

    assert len(listed(run_cli, *options)) == count


def test_a_try_changes_nothing(run_cli: RunCli, office: MissedOffice) -> None:
    del office

    assert write(run_cli, "--dry-run").exit_code == 0
    assert [row["state"] for row in listed(run_cli)] == ["owed"]
    assert audited("target_explanation") == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("write", "--unit", "X2", "--by", "ha"), "không có kết quả “chưa đạt”"),
        (("write", "--text", "ngắn", "--by", "ha"), "ít nhất 20 ký tự"),
        (("write", "--measure-on", "01/02/2026", "--by", "ha"), "đã qua"),
        (("write", "--by", "lam"), "UBND xã Một"),
        (("write",), "cli"),
    ],
    ids=["not-missed", "short", "past", "stranger", "system"],
)
def test_refusals_are_one_sentence(
    run_cli: RunCli, office: MissedOffice, arguments: tuple[str, ...], sentence: str
) -> None:
    del office
    command, *more = arguments
    said = ("--text", TEXT, "--measure", MEASURE, "--measure-on", "28/02/2026")

    result = run_cli("target-explanations", command, *KEY, *said, *more)

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert [row["state"] for row in listed(run_cli)] == ["owed"]


def test_nothing_that_waits_is_nothing_to_accept(run_cli: RunCli, office: MissedOffice) -> None:
    del office

    result = run_cli("target-explanations", "accept", *KEY, "--by", "lan")

    assert result.exit_code == 1
    assert "Chưa có giải trình" in result.stderr
