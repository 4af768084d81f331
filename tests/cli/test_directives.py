from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from models.vocabulary import Role
from tests.matrices import PLAN_HEADING, Sheet, plan_sheet, write_docx, write_xlsx

if TYPE_CHECKING:
    from tests.conftest import MakeActor, RunCli

HEAD = ("--number", "9/KH-STTTT", "--scope", "GL.STTTT", "--issued-on", "09/12/2022")
KEYS = [
    "batch", "file_sha256", "rows", "accepted", "added", "updated", "unchanged", "rejected",
    "skipped", "errors", "alerts", "already_imported",
]  # fmt: skip


def with_a_slip(path: Path) -> Path:
    sheet = Sheet()
    sheet.add(*PLAN_HEADING)
    sheet.add("1", "Việc đọc được", "Văn phòng Sở", "", "Quý I/2023", "")
    sheet.add("2", "Việc sai tên", "Văn phòng Xở", "", "Quý I/2023", "")
    return write_xlsx(path, sheet)


def test_the_five_documents_are_listed(seeded: object, run_cli: RunCli) -> None:
    rows = run_cli("directives", "list", "--format", "csv").rows()

    tasks = {row["number"]: int(row["tasks"]) for row in rows}
    assert sum(tasks.values()) == 89
    assert tasks["142/KH-STTTT"] == 21
    assert {row["is_number_printed"] for row in rows if row["number"] == "142/KH-STTTT"} == {"true"}


def test_a_matrix_is_imported_and_listed(seeded: object, run_cli: RunCli, tmp_path: Path) -> None:
    path = write_docx(tmp_path / "kh.docx", plan_sheet())

    result = run_cli("directives", "import", str(path), *HEAD, "--format", "json")

    assert (result.exit_code, result.stderr) == (0, "")
    report = result.json()
    assert list(report) == KEYS
    assert (report["rows"], report["accepted"], report["skipped"]) == (28, 21, 7)
    listed = run_cli("tasks", "list", "--directive", "9/KH-STTTT", "--format", "csv").rows()
    seeds = run_cli("tasks", "list", "--directive", "142/KH-STTTT", "--format", "csv").rows()
    same = ("section", "number", "text", "leads", "supports", "schedule", "due_on")
    assert [[row[key] for key in same] for row in listed] == [
        [row[key] for key in same] for row in seeds
    ]


def test_a_trial_shows_how_each_row_was_read_and_writes_nothing(
    seeded: object, run_cli: RunCli, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "kh.xlsx", plan_sheet())

    result = run_cli("directives", "import", str(path), *HEAD, "--dry-run", "--format", "json")

    report = result.json()
    assert (result.exit_code, report["batch"], len(report["tasks"])) == (0, None, 21)
    task = report["tasks"][7]
    assert task["leads"] == [
        {"printed": "Văn phòng Sở", "condition": "", "code": "GL.STTTT.VP", "name": "Văn phòng Sở"}
    ]
    assert task["merged"] == {"supports": 11, "schedule": 11}
    assert (task["schedule"], task["due_on"], task["target"]) == ("ongoing", None, None)
    assert run_cli("tasks", "list", "--directive", "9/KH-STTTT").exit_code == 1


def test_a_trial_for_people_puts_the_print_beside_its_meaning(
    seeded: object, run_cli: RunCli, tmp_path: Path
) -> None:
    result = run_cli(
        "directives", "import", str(with_a_slip(tmp_path / "kh.xlsx")), *HEAD, "--dry-run"
    )

    assert result.exit_code == 3
    assert "Văn phòng Sở → GL.STTTT.VP" in result.stdout
    assert "31/03/2023" in result.stdout


def test_rows_that_cannot_be_read_are_listed_and_the_status_says_so(
    seeded: object, run_cli: RunCli, tmp_path: Path
) -> None:
    path = with_a_slip(tmp_path / "kh.xlsx")

    result = run_cli("directives", "import", str(path), *HEAD, "--format", "json")

    assert result.exit_code == 3
    (error,) = result.json()["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "Đơn vị chủ trì", "Văn phòng Xở")
    assert "Văn phòng Sở" in error["message"]
    assert len(run_cli("tasks", "list", "--directive", "9/KH-STTTT", "--format", "csv").rows()) == 1


def test_the_same_number_again_is_refused_in_one_sentence(
    seeded: object, run_cli: RunCli, tmp_path: Path
) -> None:
    path = str(with_a_slip(tmp_path / "kh.xlsx"))
    run_cli("directives", "import", path, *HEAD)

    result = run_cli("directives", "import", path, *HEAD)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Văn bản “9/KH-STTTT” đã có; hãy dùng số khác.\n"


def test_a_table_without_the_columns_is_refused_naming_them(
    seeded: object, run_cli: RunCli, tmp_path: Path
) -> None:
    sheet = Sheet()
    sheet.add("STT", "Nội dung", "Ghi chú")
    path = write_xlsx(tmp_path / "kh.xlsx", sheet)

    result = run_cli("directives", "import", str(path), *HEAD)

    assert result.exit_code == 1
    assert "thiếu cột Đơn vị chủ trì / Thời gian thực hiện / Chỉ tiêu" in result.stderr


def test_the_administrator_hands_down_no_work(
    seeded: object, run_cli: RunCli, tmp_path: Path, make_actor: MakeActor
) -> None:
    make_actor("quantri", Role.ADMINISTRATOR)
    path = with_a_slip(tmp_path / "kh.xlsx")

    result = run_cli("directives", "import", str(path), *HEAD, "--by", "quantri")

    assert result.exit_code == 1
    assert "“quantri”" in result.stderr


def test_number_and_scope_must_be_given(seeded: object, run_cli: RunCli, tmp_path: Path) -> None:
    path = str(with_a_slip(tmp_path / "kh.xlsx"))

    assert run_cli("directives", "import", path, "--number", "9").exit_code == 2
    assert run_cli("directives", "import", path, "--scope", "62").exit_code == 2


def test_a_file_that_is_not_there_is_refused(seeded: object, run_cli: RunCli) -> None:
    result = run_cli("directives", "import", "không-có.docx", *HEAD)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "không-có.docx" in result.stderr


def test_who_imported_is_on_record(
    seeded: object, run_cli: RunCli, tmp_path: Path, make_actor: MakeActor
) -> None:
    make_actor("chuyenvien")
    path = with_a_slip(tmp_path / "kh.xlsx")

    run_cli("directives", "import", str(path), *HEAD, "--by", "chuyenvien")

    rows = run_cli("audit", "list", "--limit", "2", "--format", "csv").rows()
    assert [(row["actor"], row["action"]) for row in rows] == [
        ("chuyenvien", "directive_imported"),
        ("chuyenvien", "directive_recorded"),
    ]
