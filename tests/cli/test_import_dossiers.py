"""`tracker import dossiers`: what scripts read, and how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, db
from tests.dossier_files import open_row, row, write_export
from tracker.importing import dossier_reading, dossier_request
from tracker.queries.count_checks import IdentityFailure

if TYPE_CHECKING:
    from tests.conftest import CliResult, RunCli
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


@pytest.mark.usefixtures("seeded")
def test_rows_passed_over_are_counted_by_why(run_cli: RunCli, tmp_path: Path) -> None:
    total = dict.fromkeys(row(), "") | {"Mã hồ sơ": "Tổng cộng"}
    path = write_export(tmp_path / "a.csv", [row("A"), row("A"), total])

    done = run_cli("import", "dossiers", str(path), "--source", "M", "--as-of", "2024-01-31")

    assert "Bỏ qua: dòng tổng, nhóm, chữ ký 1, dòng lặp y hệt 1." in done.stdout


@pytest.mark.usefixtures("seeded")
def test_a_sum_that_does_not_come_out_is_said_to_people_too(
    run_cli: RunCli, export: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = IdentityFailure("2024-01", "615", "identity_all_dossiers", 35, 36)
    monkeypatch.setattr(dossier_request, "list_identity_failures", lambda *_, **__: [failure])

    done = run_cli("import", "dossiers", export, "--source", "M", "--as-of", "2024-01-31")

    (line,) = [line for line in done.stdout.splitlines() if line.startswith("TỔNG KHÔNG KHỚP")]
    assert "2024-01, 615: Tiếp nhận cộng kỳ trước" in line
    assert "(35)" in line
    assert "(36)" in line


def changed(path: Path, *officers: str) -> str:
    rows = [
        row(code, Cán_bộ_xử_lý=f"Cán bộ {name}") for code, name in zip("AB", officers, strict=True)
    ]
    return str(write_export(path, rows))


@pytest.mark.usefixtures("seeded")
def test_a_trial_gives_a_key_that_holds_until_something_changes(
    run_cli: RunCli, tmp_path: Path
) -> None:
    def bring(path: str, *options: str) -> CliResult:
        given = ("--source", "M", "--as-of", "2024-01-31", *options)
        return run_cli("import", "dossiers", path, *given)

    bring(changed(tmp_path / "a.csv", "1", "1"))
    path = changed(tmp_path / "b.csv", "2", "1")
    last = bring(path, "--dry-run").stdout.splitlines()[-1]
    key = last.split()[-1]
    same = bring(path, "--dry-run", "--format", "json").json()["preview_key"]
    held = bring(path, "--previewed", key, "--dry-run")
    bring(changed(tmp_path / "c.csv", "2", "2"))

    refused = bring(path, "--previewed", key)

    assert last == f"Đã xem và đồng ý: nhập lại với --previewed {same}"
    assert held.exit_code == 0
    assert (refused.exit_code, len(refused.stderr.strip().splitlines())) == (1, 1)
    assert "đã thay đổi từ lúc xem trước" in refused.stderr
    assert set(db.session.scalars(sa.select(Dossier.officer))) == {"Cán bộ 2"}
    assert bring(path).exit_code == 0


@pytest.mark.usefixtures("seeded")
def test_dossiers_without_a_due_day_are_counted_and_it_is_said_what_that_means(
    run_cli: RunCli, tmp_path: Path
) -> None:
    def bring(name: str, *rows: dict[str, str], output: str = "json") -> CliResult:
        path = str(write_export(tmp_path / name, rows))
        given = ("--source", "M", "--as-of", "2024-01-31", "--format", output)
        return run_cli("import", "dossiers", path, *given)

    def undue(code: str, **more: str) -> dict[str, str]:
        return row(code, Ngày_hẹn_trả="", **more)

    without_column = [
        {name: text for name, text in row(code).items() if name != "Ngày hẹn trả"} for code in "AB"
    ]

    told = bring("a.csv", *without_column, output="table").stdout
    changed_too = bring(
        *("b.csv", undue("A"), undue("B", Cán_bộ_xử_lý="Cán bộ 9"), undue("C"), undue("C"))
    )
    none = bring("c.csv", row("D"), row("E"), output="table").stdout

    (line,) = [line for line in told.splitlines() if line.startswith("Lưu ý")]
    assert "2 hồ sơ mới hoặc thay đổi không có ngày hẹn trả" in line
    assert "không bao giờ bị tính chậm" in line
    assert changed_too.json()["without_due_day"] == 2
    assert "Lưu ý" not in none


@pytest.mark.usefixtures("seeded")
def test_one_that_stands_twice_in_a_first_file_is_counted_once(
    run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier_reading, "ROWS_AT_ONCE", 1)
    undue = row("A", Ngày_hẹn_trả="")
    path = str(write_export(tmp_path / "a.csv", [row("B"), undue, undue]))

    done = run_cli("import", "dossiers", path, "--source", "M", "--format", "json")

    assert (done.json()["added"], done.json()["without_due_day"]) == (2, 1)
