"""`tracker alerts`: listed, assigned and closed as on the page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.dossier_files import open_row, write_export
from tests.remembered import remembered
from tracker.importing.dossiers import import_dossiers
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.integrity_alerts import AlertSearch, count_open_alerts, list_alerts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor, RunCli
    from tracker.config import Settings

REASON = "Đã hỏi đơn vị, đúng như sổ giấy"


@remembered
def batch(seeded: Settings, make_actor: MakeActor, tmp_path: Path) -> int:
    """Two dossiers whose reception moved, by one import."""
    del seeded
    make_actor("lan", Role.OFFICE_STAFF)
    found = None
    for day in ("02/01/2024", "03/01/2024"):
        path = write_export(
            tmp_path / "x.csv", [open_row(code, Ngày_tiếp_nhận=day) for code in "AB"]
        )
        found = import_dossiers(
            path, source_code="MC", as_of=date(2024, 1, 31), actor=get_actor(SYSTEM_USERNAME)
        ).batch
    assert found is not None
    return found


def test_open_alerts_are_listed(run_cli: RunCli, batch: int) -> None:
    rows = run_cli("alerts", "list", "--format", "json").json()

    assert [(row["kind"], row["code"], row["before"], row["after"]) for row in rows] == [
        ("received_moved", "A", "2024-01-02", "2024-01-03"),
        ("received_moved", "B", "2024-01-02", "2024-01-03"),
    ]
    assert {row["batch"] for row in rows} == {batch}


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--kind", "vanished"), 0),
        (("--state", "closed"), 0),
        (("--state", "all", "--kind", "received_moved"), 2),
        (("--period", "2024-01"), 2),
        (("--period", "2023-12"), 0),
        (("--unit", "615"), 2),
        (("--unit", "62"), 2),
        (("--unit", "STP"), 0),
        (("--batch", "999"), 0),
    ],
)
def test_the_list_is_filtered(
    run_cli: RunCli, batch: int, options: tuple[str, ...], count: int
) -> None:
    del batch

    result = run_cli("alerts", "list", *options, "--format", "json")

    assert (result.exit_code, len(result.json())) == (0, count)


def test_all_alerts_of_an_import_are_assigned_and_closed(run_cli: RunCli, batch: int) -> None:
    by = ("--batch", str(batch), "--by", "lan")

    assigned = run_cli("alerts", "assign", "--owner", "lan", *by)
    closed = run_cli("alerts", "close", "--reason", REASON, *by)

    assert (assigned.exit_code, closed.exit_code) == (0, 0)
    assert closed.stdout == f"Đã đóng 2 cảnh báo của lần nhập số {batch}.\n"
    assert count_open_alerts() == 0
    rows = list_alerts(AlertSearch(is_open=False))
    assert {(row.owner_username, row.closing_reason) for row in rows} == {("lan", REASON)}


def test_a_try_closes_nothing(run_cli: RunCli, batch: int) -> None:
    by = ("--batch", str(batch), "--by", "lan")

    assert run_cli("alerts", "close", "--reason", REASON, "--dry-run", *by).exit_code == 0
    assert count_open_alerts() == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--reason", REASON, "--by", "lan"), "--batch"),
        (("1", "--batch", "1", "--reason", REASON, "--by", "lan"), "--batch"),
        (("999", "--reason", REASON, "--by", "lan"), "Không có cảnh báo số 999"),
        (("--batch", "999", "--reason", REASON, "--by", "lan"), "Chưa chọn"),
        (("1", "--reason", "ngắn", "--by", "lan"), "ít nhất 10 ký tự"),
        (("1", "--reason", REASON), "cli"),
    ],
    ids=["nothing-named", "both", "missing", "empty-import", "short", "the-command-itself"],
)
def test_refusals_are_one_sentence(
    run_cli: RunCli, batch: int, arguments: tuple[str, ...], sentence: str
) -> None:
    del batch

    result = run_cli("alerts", "close", *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert count_open_alerts() == 2


def test_a_full_file_and_its_guard_from_the_command_line(
    run_cli: RunCli, seeded: Settings, tmp_path: Path
) -> None:
    del seeded
    command = ("import", "dossiers", str(tmp_path / "x.csv"), "--source", "MC", "--full")
    write_export(tmp_path / "x.csv", [open_row(f"N{number}") for number in range(10)])
    run_cli(*command, "--as-of", "2024-01-31")
    write_export(tmp_path / "x.csv", [open_row("N0")])

    refused = run_cli(*command, "--as-of", "2024-02-29")
    done = run_cli(*command, "--as-of", "2024-02-29", "--confirm-shrunken", "--format", "json")

    assert refused.exit_code == 1
    assert "có 1 dòng" in refused.stderr
    assert "có 10 dòng" in refused.stderr
    assert done.json()["alert_count"] == 9
