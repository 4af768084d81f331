"""`tracker explanations`: the same functions as the pages, with files and dry runs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.explained import NOTE, TEXT, Office, audit_count, last_audit, stored, write
from tests.remembered import remembered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor, OnDay, RunCli
    from tracker.config import Settings

MARCH = ("--period", "2024-03")
ONE_REASON = ("--cause", "financial_step", "--text", TEXT)


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    del database
    on_day(date(2024, 4, 5))
    return Office(make_actor)


def test_the_list_says_who_owes_what(run_cli: RunCli, office: Office) -> None:
    write("can-bo", office.one)

    rows = run_cli("explanations", "list", *MARCH, "--format", "json").json()

    assert [(row["code"], row["unit_code"], row["days_late"], row["state"]) for row in rows] == [
        ("A-1", "H99.01", 8, "submitted"),
        ("B-1", "H99.02", 9, None),
        ("A-2", "H99.01", 1, None),
    ]
    assert (rows[0]["text"], rows[0]["written_by"], rows[0]["version"]) == (TEXT, "Can-Bo", 1)
    assert rows[1]["kind"] == "open_overdue"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--state", "owed"), 2),
        (("--state", "submitted"), 1),
        (("--cause", "financial_step"), 1),
        (("--days-late", "9"), 1),
        (("--unit", "H99.02"), 1),
        (("--unit", "H99.0"), 3),
    ],
)
def test_the_list_is_filtered(
    run_cli: RunCli, office: Office, options: tuple[str, ...], count: int
) -> None:
    write("can-bo", office.one)

    assert len(run_cli("explanations", "list", *MARCH, *options, "--format", "csv").rows()) == count


def test_one_reason_is_written_for_many_and_reviewed(run_cli: RunCli, office: Office) -> None:
    del office
    codes = ("--code", "A-1", "--code", "A-2")
    written = run_cli("explanations", "write", *MARCH, *codes, *ONE_REASON, "--by", "can-bo")
    assert (written.exit_code, written.stdout) == (0, "2 hồ sơ: viết 2 giải trình, từ chối 0.\n")

    back = run_cli(
        "explanations", "send-back", *MARCH, "--code", "A-1", "--note", NOTE, "--by", "truong"
    )
    done = run_cli("explanations", "accept", *MARCH, "--all", "--by", "truong")

    assert (back.exit_code, done.exit_code) == (0, 0)
    assert done.stdout == "Đã chấp nhận 1 giải trình.\n"
    assert [(row[0], row[2]) for row in stored()] == [("A-1", "sent_back"), ("A-2", "accepted")]
    assert last_audit().action == "explanation_accepted"


def test_all_that_waits_leaves_out_what_the_reviewer_wrote(run_cli: RunCli, office: Office) -> None:
    write("can-bo", office.one)
    write("truong", office.three)

    done = run_cli("explanations", "accept", *MARCH, "--all", "--by", "truong")

    assert done.stdout == "Đã chấp nhận 1 giải trình.\n"
    assert [(row[0], row[2]) for row in stored()] == [("A-1", "accepted"), ("A-2", "submitted")]


def test_a_file_writes_its_good_rows_and_lists_the_others(
    run_cli: RunCli, office: Office, tmp_path: Path
) -> None:
    write("can-bo", office.three)
    path = tmp_path / "giai-trinh.csv"
    path.write_text(
        "code;cause;text\n"
        f"A-1;financial_step;{TEXT}\n"
        f"B-1;Chờ cơ quan khác phối hợp;{TEXT}\n"
        f"A-1;financial_step;{TEXT}\n"
        f"A-9;financial_step;{TEXT}\n"
        f"A-2;financial_step;{TEXT}\n"
        "B-1;lý do lạ;xong\n",
        encoding="utf-8-sig",
    )

    result = run_cli(
        "explanations", "write", *MARCH, "--file", str(path), "--by", "vp", "--format", "json"
    )

    report = result.json()
    assert result.exit_code == 3
    assert (report["rows"], report["written"], report["rejected"]) == (6, 2, 4)
    assert [(error["row"], error["column"], error["code"]) for error in report["errors"]] == [
        (4, "code", "explanation_twice"),
        (5, "code", "explanation_dossier_unknown"),
        (6, "code", "explanation_waiting"),
        (7, "code", "explanation_twice"),
    ]
    assert [row[0] for row in stored()] == ["A-1", "A-2", "B-1"]


def test_a_row_with_a_reason_nobody_knows_or_no_text_is_rejected(
    run_cli: RunCli, office: Office, tmp_path: Path
) -> None:
    del office
    path = tmp_path / "giai-trinh.csv"
    path.write_text(f"code,cause,text\nA-1,lý do lạ,{TEXT}\nA-2,other,xong\n", encoding="utf-8")

    result = run_cli(
        "explanations", "write", *MARCH, "--file", str(path), "--by", "vp", "--format", "csv"
    )

    assert result.exit_code == 3
    assert [(row["column"], row["code"]) for row in result.rows()] == [
        ("cause", "explanation_cause_unreadable"),
        ("text", "explanation_text_short"),
    ]
    assert stored() == []


def test_a_dry_run_changes_nothing(run_cli: RunCli, office: Office) -> None:
    del office
    before = audit_count()

    result = run_cli(
        "explanations", "write", *MARCH, "--code", "A-1", *ONE_REASON, "--by", "vp", "--dry-run"
    )

    assert result.exit_code == 0
    assert "Làm thử" in result.stdout
    assert (stored(), audit_count()) == ([], before)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("write", "--code", "A-1", *ONE_REASON), "không được"),
        (("write", "--code", "A-1", *ONE_REASON, "--by", "xa-hai"), "không có trong danh sách"),
        (("write", "--code", "A-3", *ONE_REASON, "--by", "vp"), "không có trong danh sách"),
        (("write", "--code", "A-1", "--by", "vp"), "--file"),
        (("write", "--by", "vp"), "--file"),
        (("write", *ONE_REASON, "--by", "vp"), "--file"),
        (("write", "--file", "a.csv", "--text", TEXT, "--by", "vp"), "--file"),
        (("write", "--file", "a.csv", "--code", "A-1", *ONE_REASON, "--by", "vp"), "--file"),
        (("accept", "--all", "--code", "A-1", "--by", "truong"), "--all"),
        (("write", "--file", "khong-co.csv", "--by", "vp"), "khong-co.csv"),
        (("accept", "--by", "truong"), "--all"),
        (("accept", "--all", "--by", "truong"), "Chưa chọn hồ sơ nào"),
        (("accept", "--code", "A-1", "--by", "truong"), "không có giải trình nào đang chờ"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(
    run_cli: RunCli, office: Office, arguments: tuple[str, ...], said: str
) -> None:
    del office
    command, *rest = arguments

    result = run_cli("explanations", command, *MARCH, *rest)

    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert stored() == []


def test_coverage_is_printed_by_unit_with_exact_parts(run_cli: RunCli, office: Office) -> None:
    write("can-bo", office.one, office.three)
    run_cli("explanations", "accept", *MARCH, "--code", "A-1", "--by", "truong")

    rows = run_cli("explanations", "coverage", *MARCH, "--format", "json").json()

    assert [(row["unit_code"], row["late"], row["accepted"], row["submitted"]) for row in rows] == [
        ("H99.02", 1, 0, 0),
        ("H99.01", 2, 1, 1),
        ("", 3, 1, 1),
    ]
    assert [row["explained_percent"] for row in rows] == [0, 50, 33.33]
    assert rows[-1]["letters_owed"] == 3


def test_a_code_two_sources_use_is_not_guessed(run_cli: RunCli, office: Office) -> None:
    from tests.factories import make_batch, make_source

    office.batch = make_batch(make_source("khac"), as_of=date(2024, 3, 31))
    office.add(office.first, "A-1", date(2024, 3, 12), date(2024, 3, 20))

    result = run_cli("explanations", "write", *MARCH, "--code", "A-1", *ONE_REASON, "--by", "vp")

    assert (result.exit_code, stored()) == (1, [])
    assert "nhiều hồ sơ" in result.stderr
