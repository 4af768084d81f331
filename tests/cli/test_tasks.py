from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import RunCli

COLUMNS = (
    "directive,section,number,text,kind,leads,supports,schedule,due_on,indicator,comparator,"
    "target,unit_of_measure,legal_basis"
)
PLAN, ANNEX = "142/KH-STTTT", "PL I/2024 (Kon Tum)"


def test_the_columns_are_those_scripts_rely_on(seeded: object, run_cli: RunCli) -> None:
    plain = run_cli("tasks", "list", "--directive", PLAN, "--format", "csv")
    expanded = run_cli("tasks", "list", "--directive", PLAN, "--expand", "--format", "csv")

    assert plain.stdout.splitlines()[0] == COLUMNS
    assert expanded.stdout.splitlines()[0] == f"{COLUMNS},role,unit_code,unit_name"


def test_the_plan_is_listed_with_its_parties_joined(seeded: object, run_cli: RunCli) -> None:
    rows = run_cli("tasks", "list", "--directive", PLAN, "--format", "csv").rows()

    assert len(rows) == 21
    assert rows[5]["leads"] == "Phòng Thông tin - Báo chí - Xuất bản|Phòng Bưu chính - Viễn thông"
    assert rows[5]["supports"] == "Trung tâm Phục vụ Hành chính công tỉnh|Bưu điện tỉnh Gia Lai"
    assert (rows[0]["schedule"], rows[0]["due_on"]) == ("in_month", "2022-12-31")
    assert (rows[6]["schedule"], rows[6]["due_on"]) == ("ongoing", "")
    assert (rows[1]["indicator"], rows[1]["kind"]) == ("766-1.1", "measured")


def test_targets_are_numbers_for_programs(seeded: object, run_cli: RunCli) -> None:
    rows = run_cli("tasks", "list", "--directive", ANNEX, "--format", "json").json()

    assert (rows[0]["comparator"], rows[0]["target"], rows[0]["unit_of_measure"]) == (">=", 80, "%")
    assert rows[0]["leads"] == "Văn phòng UBND tỉnh"
    assert rows[0]["supports"] == (
        "Các sở, ban ngành|Ban quản lý khu kinh tế tỉnh có cung cấp dịch vụ công trực tuyến"
        "|Viễn thông Kon Tum"
    )
    assert Counter(row["section"] for row in rows) == {"I": 5, "II": 3, "III": 7, "IV": 3, "V": 3}


def test_expansion_is_by_the_day_asked_for(seeded: object, run_cli: RunCli) -> None:
    def units(day: str) -> Counter[str]:
        result = run_cli(
            "tasks", "list", "--directive", ANNEX, "--expand", "--as-of", day, "--format", "csv"
        )
        rows = [row for row in result.rows() if (row["section"], row["number"]) == ("I", "2")]
        assert len({row["unit_code"] for row in rows}) == len(rows)
        return Counter(row["role"] for row in rows)

    assert units("2024-06-30") == {"lead": 131, "supporting": 1}
    assert units("02/07/2025") == {"lead": 54, "supporting": 1}


def test_an_unknown_document_is_one_sentence_naming_those_there_are(
    seeded: object, run_cli: RunCli
) -> None:
    result = run_cli("tasks", "list", "--directive", "99/KH")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "“99/KH”" in result.stderr
    assert PLAN in result.stderr


def test_a_day_that_is_none_is_refused(seeded: object, run_cli: RunCli) -> None:
    result = run_cli("tasks", "list", "--directive", PLAN, "--expand", "--as-of", "31/02/2024")

    assert result.exit_code == 1
    assert "31/02/2024" in result.stderr


def test_a_document_must_be_named(seeded: object, run_cli: RunCli) -> None:
    assert run_cli("tasks", "list").exit_code == 2


def test_people_get_a_table(seeded: object, run_cli: RunCli) -> None:
    result = run_cli("tasks", "list", "--directive", PLAN)

    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 23)
    assert "31/12/2022" in result.stdout
