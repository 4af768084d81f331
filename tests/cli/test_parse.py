"""`tracker parse`: one phrase, or a column of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import RunCli

ANNEX = [
    ("Trước 30/6 năm 2023", "2023-06-29"),
    ("Thực hiện thường xuyên", ""),
    ("Quý II", None),
]


@pytest.fixture
def terms_csv(tmp_path: Path) -> Path:
    path = tmp_path / "terms.csv"
    lines = ["STT,Thời hạn", *(f'{n},"{phrase}"' for n, (phrase, _) in enumerate(ANNEX, 1))]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_deadline_is_answered_as_one_json_object(run_cli: RunCli) -> None:
    result = run_cli("parse", "deadline", "Trước 30/6 năm 2023")

    assert result.exit_code == 0
    assert result.json() == {
        "phrase": "Trước 30/6 năm 2023",
        "kind": "by_date",
        "first_day": None,
        "due_on": "2023-06-29",
        "follows": "",
        "condition": "",
        "notes": ["“Trước” một ngày: ngày liền trước là ngày cuối cùng còn đúng hạn."],
    }


def test_a_target_is_answered_with_its_exact_value_and_unit(run_cli: RunCli) -> None:
    assert run_cli("parse", "target", "Tối thiểu 99,5", "--unit", "%").json() == {
        "phrase": "Tối thiểu 99,5",
        "comparator": ">=",
        "value": 99.5,
        "unit_of_measure": "%",
        "baseline_year": None,
        "notes": [],
    }


def test_parties_are_answered_in_order_each_beside_its_condition(run_cli: RunCli) -> None:
    phrase = "Các sở, ban ngành; UBND cấp xã có cung cấp dịch vụ công trực tuyến"

    assert run_cli("parse", "parties", phrase).json() == {
        "phrase": phrase,
        "parties": ["Các sở, ban ngành", "UBND cấp xã"],
        "conditions": ["", "có cung cấp dịch vụ công trực tuyến"],
    }
    (row,) = run_cli("parse", "parties", phrase, "--format", "csv").rows()
    assert row["parties"] == "Các sở, ban ngành|UBND cấp xã"


@pytest.mark.parametrize(
    "phrase", ["- Phòng Hành chính - Bưu điện tỉnh", "-Phòng Hành chính\n-Bưu điện tỉnh"]
)
def test_a_text_that_begins_with_a_dash_is_no_option(run_cli: RunCli, phrase: str) -> None:
    result = run_cli("parse", "parties", phrase, "--format", "csv")

    assert result.exit_code == 0
    assert result.rows()[0]["parties"] == "Phòng Hành chính|Bưu điện tỉnh"
    assert run_cli("parse", "parties", "--", phrase).exit_code == 0


def test_a_deadline_without_a_year_takes_the_year_given(run_cli: RunCli) -> None:
    assert run_cli("parse", "deadline", "Quý II", "--year", "2023").json()["due_on"] == "2023-06-30"


@pytest.mark.parametrize(
    ("subject", "phrase"),
    [("deadline", "Quý II"), ("target", "-5"), ("target", "80–90"), ("parties", ";")],
)
def test_a_phrase_that_cannot_be_read_is_refused_in_one_sentence_that_quotes_it(
    run_cli: RunCli, subject: str, phrase: str
) -> None:
    result = run_cli("parse", subject, phrase)

    assert (result.exit_code, result.stdout) == (1, "")
    assert f"“{phrase}”" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_comes_back_with_the_reading_beside_every_row(
    run_cli: RunCli, terms_csv: Path
) -> None:
    result = run_cli("parse", "deadline", "--batch", str(terms_csv), "--column", "Thời hạn")

    assert result.exit_code == 3
    rows = result.rows()
    assert [row["STT"] for row in rows] == ["1", "2", "3"]
    assert [row["Thời hạn"] for row in rows] == [phrase for phrase, _ in ANNEX]
    assert [row["due_on"] for row in rows] == [due_on or "" for _, due_on in ANNEX]
    assert [bool(row["error"]) for row in rows] == [due_on is None for _, due_on in ANNEX]
    assert rows[2]["error"] == "Thời hạn “Quý II” thiếu năm; hãy ghi thêm năm."


def test_a_file_that_is_read_whole_ends_with_0(run_cli: RunCli, terms_csv: Path) -> None:
    arguments = ("--batch", str(terms_csv), "--column", "Thời hạn", "--year", "2023")
    result = run_cli("parse", "deadline", *arguments, "--format", "json")

    assert result.exit_code == 0
    assert [row["kind"] for row in result.json()] == ["by_date", "ongoing", "in_quarter"]
    assert [row["error"] for row in result.json()] == [None, None, None]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("STT;Chỉ tiêu\n1;Tối thiểu 80\n", id="semicolons"),
        pytest.param("STT\tChỉ tiêu\n1\tTối thiểu 80\n", id="tabs"),
        pytest.param("\ufeffChỉ tiêu,STT\r\nTối thiểu 80,1\r\n\r\n", id="byte-order-mark-crlf"),
        pytest.param("Chỉ tiêu\nTối thiểu 80\n", id="one-column"),
        pytest.param('Chỉ tiêu,value\n"Tối\nthiểu 80"', id="line-break-own-column-makes-way"),
    ],
)
def test_files_of_every_common_make_are_read(run_cli: RunCli, tmp_path: Path, content: str) -> None:
    path = tmp_path / "targets.csv"
    path.write_bytes(content.encode())

    result = run_cli("parse", "target", "--batch", str(path), "--column", "Chỉ tiêu")

    assert result.exit_code == 0
    (row,) = result.rows()
    assert (row["comparator"], row["value"], row["error"]) == (">=", "80", "")


def test_a_row_with_more_cells_than_the_header_is_listed_with_its_line(
    run_cli: RunCli, tmp_path: Path
) -> None:
    path = tmp_path / "units.csv"
    path.write_text("name\nSở Y tế\nCác sở, ban ngành\n", encoding="utf-8")

    result = run_cli("parse", "parties", "--batch", str(path), "--column", "name")

    assert result.exit_code == 3
    assert [row["parties"] for row in result.rows()] == ["Sở Y tế", ""]
    assert "Dòng 3" in result.rows()[1]["error"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"STT,a\n1,2\n", "không có cột “phrase”; các cột có: STT, a", id="column"),
        pytest.param("phrase\nQuý\n".encode("utf-16"), "không phải mã UTF-8", id="utf-16"),
        pytest.param(b"phrase\n\xd0\n", "không phải mã UTF-8", id="broken-letter-below"),
        pytest.param(b"", "kiểm tra dòng 1", id="empty"),
        pytest.param(b"phrase,phrase\n1,2\n", "kiểm tra dòng 1", id="column-twice"),
        pytest.param(b'phrase\n"80"1\n', "kiểm tra dòng 2", id="stray-quote"),
        pytest.param(None, "Không có tệp", id="no-file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_printed(
    run_cli: RunCli, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "phrases.csv"
    if content is not None:
        path.write_bytes(content)

    result = run_cli("parse", "target", "--batch", str(path), "--column", "phrase")

    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr
    assert str(path) in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="nothing"),
        pytest.param(("Quý II", "--batch", "a.csv", "--column", "b"), id="both"),
        pytest.param(("--batch", "a.csv"), id="no-column"),
        pytest.param(("Quý II", "--column", "b"), id="column-without-file"),
        pytest.param(("Quý II", "--year", "23"), id="year-of-two-digits"),
    ],
)
def test_wrong_usage_ends_with_2(run_cli: RunCli, arguments: tuple[str, ...]) -> None:
    assert run_cli("parse", "deadline", *arguments).exit_code == 2
