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


@pytest.fixture
def half_bad(tmp_path: Path) -> str:
    rows = [row("A"), row("B", Đơn_vị="Sở Bay"), row("C", Đơn_vị="Sở Bay")]
    return str(write_export(tmp_path / "half.csv", rows))


def test_all_or_nothing_ends_with_1_one_sentence_and_the_report(
    run_cli: RunCli, half_bad: str, seeded: Settings
) -> None:
    del seeded
    done = run_cli("import", "dossiers", half_bad, "--source", "M", "--whole", "--format", "json")

    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "2 dòng lỗi" in done.stderr
    report = done.json()
    assert (report["batch"], report["rejected"], report["refused_whole"]) == (None, 2, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Dossier)) == 0


@pytest.mark.usefixtures("seeded")
def test_a_person_sees_causes_before_single_rows(run_cli: RunCli, half_bad: str) -> None:
    done = run_cli("import", "dossiers", half_bad, "--source", "M")

    lines = done.stdout.splitlines()
    first = next(number for number, line in enumerate(lines) if "2 lỗi (dòng 3, 4)" in line)
    assert lines[first].startswith("Cột Đơn vị")
    assert lines[first + 1].startswith("Dòng 3, cột Đơn vị")


@pytest.mark.usefixtures("seeded")
def test_bad_rows_go_to_a_file(run_cli: RunCli, half_bad: str, tmp_path: Path) -> None:
    bad = tmp_path / "loi.csv"

    done = run_cli("import", "dossiers", half_bad, "--source", "M", "--bad-rows", str(bad))

    assert done.exit_code == 3
    assert len(bad.read_text(encoding="utf-8-sig").splitlines()) == 3


@pytest.mark.usefixtures("seeded")
def test_bad_rows_that_cannot_be_written_refuse_the_file(
    run_cli: RunCli, half_bad: str, tmp_path: Path
) -> None:
    target = str(tmp_path / "khong" / "co.csv")

    done = run_cli("import", "dossiers", half_bad, "--source", "M", "--bad-rows", target)

    assert done.exit_code == 1
    assert "Không ghi được" in done.stderr


@pytest.mark.usefixtures("seeded")
def test_mappings_are_saved_listed_used_and_deleted(run_cli: RunCli, tmp_path: Path) -> None:
    names = ("import", "mappings")
    path = write_export(tmp_path / "a.csv", [{**row("A"), "Số phiếu": "P1"}])
    text = path.read_text(encoding="utf-8").replace("Ngày tiếp nhận", "Vào=sổ")
    path.write_text(text, encoding="utf-8")
    column = "--column", "Vào=sổ=Ngày tiếp nhận"

    saved = run_cli(*names, "save", "--source", "M", "--name", "cũ", *column)
    listed = run_cli(*names, "list", "--format", "json")
    done = run_cli(
        *("import", "dossiers", str(path), "--source", "M"), "--mapping", "cũ", "--format", "json"
    )
    deleted = run_cli(*names, "delete", "--source", "M", "--name", "cũ")
    unknown = run_cli("import", "dossiers", str(path), "--source", "M", "--mapping", "cũ")

    assert saved.exit_code == 0, saved.stderr
    assert listed.json()[0]["columns"] == {"Vào=sổ": "received"}
    assert done.json()["added"] == 1
    assert (deleted.exit_code, unknown.exit_code) == (0, 1)
    assert "auto" in unknown.stderr


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("column", ["Số phiếu", "=code", "Số phiếu=", "Số phiếu=điện thoại"])
def test_a_column_that_cannot_be_read_is_refused(run_cli: RunCli, column: str) -> None:
    done = run_cli(
        *("import", "mappings", "save", "--source", "M", "--name", "x"), "--column", column
    )

    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
