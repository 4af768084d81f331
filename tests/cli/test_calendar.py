from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from tracker.cli.calendar import calendar
from tracker.errors import ReadingError, RefusedError

if TYPE_CHECKING:
    from pathlib import Path


def due(*arguments: str | Path) -> Result:
    return CliRunner().invoke(calendar, ["due", *map(str, arguments)])


def one(*arguments: str | Path) -> dict[str, object]:
    result = due(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)
    assert isinstance(row, dict)
    return row


def rows_of(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("received", ["2024-04-26", "26/04/2024", "26/4/2024", "2024-04-26T14:30"])
def test_a_due_date_is_given_to_programs_in_iso(received: str) -> None:
    assert one("--received", received, "--term", "5 ngày làm việc") == {
        "received": received,
        "term": "5 ngày làm việc",
        "due_on": "2024-05-07",
    }


def test_a_due_date_is_given_to_people_with_its_weekday() -> None:
    result = due("--received", "2024-04-26", "--term", "5 ngày làm việc")

    assert result.exit_code == 0
    assert "Hạn trả: thứ Ba, 07/05/2024" in result.stdout


def test_a_term_in_hours_has_a_time() -> None:
    row = one("--received", "2024-03-04T09:00", "--term", "8 giờ làm việc")
    table = due("--received", "2024-03-04T09:00", "--term", "8 giờ làm việc", "--explain")

    assert (row["due_on"], row["due_time"]) == ("2024-03-05", "09:00")
    assert "Hạn trả: 09:00, thứ Ba, 05/03/2024" in table.stdout
    assert "05/03/2024 (thứ Ba): hạn trả kết quả lúc 09:00." in table.stdout


def test_the_explanation_goes_day_by_day() -> None:
    question = ("--received", "2026-08-28", "--term", "3 ngày", "--explain")

    row = one(*question)
    steps = row["steps"]
    assert isinstance(steps, list)
    assert (row["raw_due_on"], row["due_on"]) == ("2026-08-31", "2026-09-03")
    assert row["flags"] == ["due_moved_from_day_off", "too_few_working_days"]
    assert steps[0] == {"code": "received", "on": "2026-08-28", "name": "thứ Sáu", "count": 0}
    assert [step["code"] for step in steps][-4:] == ["rolled", "skipped", "skipped", "due"]
    table = due(*question).stdout
    assert "01/09/2026 (Quốc khánh (ngày liền kề)): không tính." in table
    assert "Điều 148" in table
    (line,) = rows_of(due(*question, "--format", "csv"))
    assert line["flags"] == "due_moved_from_day_off|too_few_working_days"
    assert line["steps"].startswith("28/08/2026 (thứ Sáu): nhận hồ sơ, chưa tính.|")


def test_after_the_cut_off_the_next_working_day_counts_as_receipt() -> None:
    question = ("--received", "2024-03-01T16:00", "--term", "1 ngày làm việc")

    assert one(*question)["due_on"] == "2024-03-04"
    assert one(*question, "--cutoff", "15:00")["due_on"] == "2024-03-05"


def test_another_calendar_replaces_the_one_of_record(tmp_path: Path) -> None:
    holidays = write(tmp_path / "h.csv", "date,effect\n2024-05-03,off\n05/05/2024,working\n")
    question = ("--received", "2024-05-02", "--term", "1 ngày làm việc")

    assert one(*question)["due_on"] == "2024-05-03"
    assert one(*question, "--holidays", holidays)["due_on"] == "2024-05-05"
    assert "ngày làm bù" in due(*question, "--holidays", holidays, "--explain").stdout


def test_a_batch_keeps_its_columns_and_appends_the_due_date(tmp_path: Path) -> None:
    batch = write(
        tmp_path / "b.csv",
        "\ufeffcode,term,received\nA,5 ngày làm việc,2024-04-26\n\nB,3 ngày,28/8/2026\n",
    )

    result = due("--batch", batch)

    assert result.exit_code == 0
    assert result.stdout == (
        "code,term,received,due_on,error\n"
        "A,5 ngày làm việc,2024-04-26,2024-05-07,\n"
        "B,3 ngày,28/8/2026,2026-09-03,\n"
    )


def test_a_batch_with_rows_it_cannot_read_says_so_in_them(tmp_path: Path) -> None:
    batch = write(
        tmp_path / "b.csv",
        "received,term\n2024-04-26,3 ngày\n2024-04-26,vài ngày\nhôm qua,3 ngày\n2024-04-26\n"
        "2024-04-26,3 ngày,thừa\n",
    )

    result = due("--batch", batch, "--format", "json")

    assert result.exit_code == 3
    rows = json.loads(result.stdout)
    assert rows[0] == {
        "received": "2024-04-26",
        "term": "3 ngày",
        "due_on": "2024-05-02",
        "error": None,
    }
    assert [row["due_on"] for row in rows[1:]] == [None] * 4
    assert "vài ngày" in rows[1]["error"]
    assert "hôm qua" in rows[2]["error"]
    assert "nhiều ô" in rows[4]["error"]
    assert [row["error"] == "" for row in rows_of(due("--batch", batch))] == [True] + [False] * 4


def test_a_batch_printed_once_can_be_counted_again(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", "received,term,note\n2024-04-26,3 ngày,x\n")
    again = write(tmp_path / "b.csv", due("--batch", first).stdout)

    assert due("--batch", again).stdout == again.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("output_format", "output"), [("json", "[]\n"), ("csv", "received,term,due_on,error\n")]
)
def test_a_batch_without_rows_prints_none(tmp_path: Path, output_format: str, output: str) -> None:
    batch = write(tmp_path / "b.csv", "received,term\n")

    assert due("--batch", batch, "--format", output_format).stdout == output


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("", "due_batch_unreadable", id="empty"),
        pytest.param("received,thời hạn\n", "due_batch_unreadable", id="column-missing"),
        pytest.param("received,term,term\n", "due_batch_unreadable", id="column-twice"),
        pytest.param('received,term\n"a"b,c\n', "due_batch_unreadable", id="broken-quotes"),
    ],
)
def test_a_file_that_is_no_batch_is_refused(tmp_path: Path, content: str, code: str) -> None:
    result = due("--batch", write(tmp_path / "b.csv", content))

    assert isinstance(result.exception, RefusedError)
    assert result.exception.code == code


def test_a_batch_in_another_encoding_is_refused(tmp_path: Path) -> None:
    batch = tmp_path / "b.csv"
    batch.write_bytes("received,term\n2024-04-26,3 ngày\n".encode("utf-16"))

    assert isinstance(due("--batch", batch).exception, RefusedError)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("", "calendar_file_unreadable", id="empty"),
        pytest.param("date,name\n", "calendar_file_unreadable", id="column-missing"),
        pytest.param('date,effect\n"a"b,off\n', "calendar_file_unreadable", id="broken-quotes"),
        pytest.param("date,effect\n2024-05-03,nghỉ\n", "calendar_row_unreadable", id="effect"),
        pytest.param("date,effect\n2024-05-03\n", "calendar_row_unreadable", id="short-row"),
        pytest.param("date,effect\n2024-02-30,off\n", "calendar_row_unreadable", id="date"),
        pytest.param(
            "date,effect\n2024-05-03,off\n2024-05-03,working\n",
            "calendar_day_contradicted",
            id="both-effects",
        ),
    ],
)
def test_a_calendar_that_cannot_be_relied_on_is_refused(
    tmp_path: Path, content: str, code: str
) -> None:
    holidays = write(tmp_path / "h.csv", content)

    result = due("--received", "2024-05-02", "--term", "3 ngày", "--holidays", holidays)

    assert isinstance(result.exception, RefusedError)
    assert result.exception.code == code


def test_blank_lines_of_a_calendar_are_passed_over(tmp_path: Path) -> None:
    holidays = write(tmp_path / "h.csv", "date,effect\n2024-05-03,off\n,\n")

    row = one("--received", "2024-05-02", "--term", "1 ngày làm việc", "--holidays", holidays)

    assert row["due_on"] == "2024-05-06"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--received", "2024-02-30", "--term", "3 ngày"),
        ("--received", "2024-02-28", "--term", "vài ngày"),
        ("--received", "2024-02-28", "--term", "3 ngày", "--cutoff", "chiều"),
    ],
)
def test_what_cannot_be_read_is_refused(arguments: tuple[str, ...]) -> None:
    result = due(*arguments)

    assert isinstance(result.exception, ReadingError)
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [(), ("--received", "2024-05-02"), ("--term", "3 ngày"), ("--batch", "no-such-file.csv")],
)
def test_half_a_question_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert due(*arguments).exit_code == 2


def test_a_batch_beside_a_single_question_is_wrong_usage(tmp_path: Path) -> None:
    batch = write(tmp_path / "b.csv", "received,term\n")

    assert due("--batch", batch, "--received", "2024-05-02").exit_code == 2
    assert due("--batch", batch, "--received", "2024-05-02", "--term", "3 ngày").exit_code == 2
