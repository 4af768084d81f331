"""`tracker import dossiers`: what scripts read, and how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, db
from tests.dossier_files import open_row, row, write_export

if TYPE_CHECKING:
    from tests.conftest import RunCli
    from tracker.config import Settings

KEYS = [
    "batch",
    "file_sha256",
    "rows",
    "accepted",
    "added",
    "updated",
    "unchanged",
    "rejected",
    "skipped",
    "errors",
    "alerts",
    "already_imported",
]


@pytest.fixture
def export(tmp_path: Path) -> str:
    return str(write_export(tmp_path / "xuat.csv", [row("A"), open_row("B")]))


@pytest.mark.usefixtures("seeded")
def test_a_file_goes_in_and_the_report_is_json(run_cli: RunCli, export: str) -> None:
    done = run_cli(
        *("import", "dossiers", export, "--source", "MOTCUA"),
        *("--as-of", "2024-01-31", "--format", "json"),
    )

    assert done.exit_code == 0, done.stderr
    report = done.json()
    assert list(report)[: len(KEYS)] == KEYS
    assert (report["rows"], report["added"], report["already_imported"]) == (2, 2, False)
    assert len(report["file_sha256"]) == 64


@pytest.mark.usefixtures("seeded")
def test_rejected_rows_end_with_3_and_are_listed(run_cli: RunCli, tmp_path: Path) -> None:
    bad = write_export(tmp_path / "bad.csv", [row("A"), row("B", Đơn_vị="Sở Bay")])

    done = run_cli("import", "dossiers", str(bad), "--source", "M", "--format", "csv")

    assert done.exit_code == 3
    (error,) = done.rows()
    assert (error["row"], error["column"], error["value"]) == ("3", "Đơn vị", "Sở Bay")


@pytest.mark.usefixtures("seeded")
def test_a_file_of_bad_rows_only_ends_with_3_and_writes_nothing(
    run_cli: RunCli, tmp_path: Path
) -> None:
    bad = write_export(tmp_path / "bad.csv", [row("B", Đơn_vị="Sở Bay")])

    done = run_cli("import", "dossiers", str(bad), "--source", "M", "--format", "json")

    assert (done.exit_code, done.json()["batch"], done.json()["accepted"]) == (3, None, 0)


def test_a_dry_run_writes_nothing(run_cli: RunCli, export: str, seeded: Settings) -> None:
    del seeded
    done = run_cli("import", "dossiers", export, "--source", "MOTCUA", "--dry-run")

    assert done.exit_code == 0
    assert "Làm thử" in done.stdout
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Dossier)) == 0


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as-of", "2099-01-01"), "còn ở phía trước"),
        (("--as-of", "hôm qua"), "Không đọc được ngày"),
        (("--mapping", "igate"), "auto"),
        (("--scope", "999999"), "phạm vi"),
        (("--by", "ai"), "Không có tài khoản"),
    ],
)
def test_a_refusal_is_one_sentence_and_ends_with_1(
    run_cli: RunCli, export: str, arguments: tuple[str, ...], words: str
) -> None:
    done = run_cli("import", "dossiers", export, "--source", "MOTCUA", *arguments)

    assert done.exit_code == 1
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.usefixtures("seeded")
def test_a_missing_file_and_a_missing_source_are_told(run_cli: RunCli, export: str) -> None:
    assert run_cli("import", "dossiers", "khong-co.csv", "--source", "M").exit_code == 1
    assert run_cli("import", "dossiers", export).exit_code == 2
