"""`tracker import measurements` keeps the contract of its report and its exit status."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import SourceKind
from tests.factories import make_indicator, make_unit
from tests.remembered import remembered
from tracker.queries.measurements import list_measurements

if TYPE_CHECKING:
    from tests.conftest import CliResult, MakeActor, RunCli
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
GOOD = "unit_code,indicator,numerator,denominator\nX1,T-1,1,2\n"
MIXED = GOOD + "X9,T-1,1,2\n"


@remembered
def folder(database: Settings, tmp_path: Path) -> Path:
    del database
    make_unit("X1", "UBND xã Một")
    make_indicator("T-1", "Tỷ lệ đúng hạn")
    return tmp_path


def run(run_cli: RunCli, folder: Path, content: str, *options: str) -> CliResult:
    path = folder / "so-lieu.csv"
    path.write_text(content, encoding="utf-8")
    options = ("--source", "thử", "--period", "2024-03", *options)
    result: CliResult = run_cli("import", "measurements", str(path), *options)
    return result


def test_the_report_has_the_agreed_keys(run_cli: RunCli, folder: Path) -> None:
    result = run(run_cli, folder, GOOD, "--format", "json")

    assert result.exit_code == 0
    assert list(result.json()) == KEYS
    assert (result.json()["added"], result.json()["errors"]) == (1, [])


def test_rejected_rows_end_with_three_and_a_vietnamese_sentence(
    run_cli: RunCli, folder: Path
) -> None:
    result = run(run_cli, folder, MIXED, "--format", "json")

    assert result.exit_code == 3
    (error,) = result.json()["errors"]
    assert list(error) == ["row", "column", "value", "code", "message"]
    assert (error["row"], error["column"], error["value"]) == (3, "unit_code", "X9")
    assert error["message"].startswith("Không có đơn vị nào có mã hoặc tên “X9”")


def test_csv_lists_the_errors(run_cli: RunCli, folder: Path) -> None:
    result = run(run_cli, folder, MIXED, "--format", "csv")

    assert [(row["row"], row["code"]) for row in result.rows()] == [("3", "unit_unknown")]


def test_people_read_one_line_and_the_errors(run_cli: RunCli, folder: Path) -> None:
    lines = run(run_cli, folder, MIXED).stdout.splitlines()

    assert lines[1] == "2 dòng: nhận 1 (mới 1, sửa 0, không đổi 0), từ chối 1, bỏ qua 0."
    assert lines[2].startswith("Dòng 3, cột unit_code: Không có đơn vị nào có mã hoặc tên “X9”")
    assert len(lines) == 3


def test_the_same_file_again_says_so_and_ends_well(run_cli: RunCli, folder: Path) -> None:
    run(run_cli, folder, GOOD)
    again = run(run_cli, folder, GOOD, "--format", "json")
    told = run(run_cli, folder, GOOD)

    assert (again.exit_code, again.json()["already_imported"]) == (0, True)
    assert told.stdout.startswith("Tệp này đã nhập trước đó")


def test_a_dry_run_is_undone(run_cli: RunCli, folder: Path) -> None:
    result = run(run_cli, folder, GOOD, "--dry-run")

    assert result.exit_code == 0
    assert result.stdout.startswith("Làm thử, không ghi gì.")
    assert list_measurements(periods=["2024-03"]) == []


def test_day_source_kind_and_person_are_taken(
    run_cli: RunCli, folder: Path, make_actor: MakeActor
) -> None:
    make_actor("can.bo")
    options = ("--as-of", "10/04/2024", "--source-kind", "portal", "--by", "can.bo")

    assert run(run_cli, folder, GOOD, *options).exit_code == 0
    (row,) = list_measurements(periods=["2024-03"])
    assert (row.as_of, row.source_kind) == (date(2024, 4, 10), SourceKind.PORTAL)


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        pytest.param(GOOD, ("--by", "ai.do"), "Không có tài khoản “ai.do”.", id="person"),
        pytest.param(GOOD, ("--as-of", "hôm qua"), "“hôm qua” không phải là ngày", id="day"),
        pytest.param(GOOD, ("--period", "2024-13"), "Kỳ “2024-13” không đọc được", id="period"),
        pytest.param("<html><table>", (), "có đuôi của CSV nhưng nội dung là HTML", id="html"),
        pytest.param("a,b\n1,2\n", (), "Không thấy dòng tiêu đề", id="no-heading"),
    ],
)
def test_a_refusal_is_one_sentence_and_one(
    run_cli: RunCli, folder: Path, content: str, options: tuple[str, ...], sentence: str
) -> None:
    result = run(run_cli, folder, content, *options)

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_refused(run_cli: RunCli, folder: Path) -> None:
    missing = str(folder / "khong-co.csv")

    result = run_cli("import", "measurements", missing, "--source", "thử")

    assert (result.exit_code, result.stderr) == (1, f"Không có tệp “{missing}”.\n")


@pytest.mark.parametrize("arguments", [("a.csv",), ("--source", "x")], ids=["source", "file"])
def test_wrong_usage_is_two(run_cli: RunCli, folder: Path, arguments: tuple[str, ...]) -> None:
    del folder

    assert run_cli("import", "measurements", *arguments).exit_code == 2
