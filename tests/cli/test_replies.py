"""`tracker late-list open-reply|waive|object|decide|objections|changes|verify` from outside."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import ObjectionState
from tests.remembered import remembered
from tests.reply_office import LATE, MARCH, OTHER, OVERDUE, ReplyOffice, newest, waited_for
from tracker.queries.objections import list_objections

if TYPE_CHECKING:
    from tests.conftest import CliResult, MakeActor, OnDay, RunCli
    from tracker.config import Settings

PERIOD = ("--period", MARCH)
COMMANDS_WITH_PERIOD = ("open-reply", "waive", "object", "objections", "changes", "show")


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> ReplyOffice:
    on_day(date(2024, 4, 5))
    return ReplyOffice(database, make_actor)


@pytest.fixture
def late_list(office: ReplyOffice, run_cli: RunCli) -> RunCli:
    office.draft()

    def run(command: str, *arguments: str) -> CliResult:
        where = PERIOD if command in COMMANDS_WITH_PERIOD else ()
        return run_cli("late-list", command, *where, *arguments)

    return run


def sent(late_list: RunCli, *more: str) -> CliResult:
    return late_list(
        "object", "--unit", "H99.01", "--text", "Đã trả ngày 11/3", "--by", "can-bo-mot", *more
    )


def test_every_step_of_a_reply_can_be_taken_by_command(
    office: ReplyOffice, late_list: RunCli, run_cli: RunCli, tmp_path: Path
) -> None:
    evidence = tmp_path / "sổ.txt"
    evidence.write_text("Trả ngày 11/3", encoding="utf-8")

    opened = late_list("open-reply", "--days", "2", "--format", "json").json()
    assert (opened["state"], opened["sha256"]) == ("draft", newest().sha256)
    raised = sent(late_list, "--dossier", LATE, "--file", str(evidence), "--format", "json")
    number = str(raised.json()[0]["id"])
    sent(late_list, "--dossier", OVERDUE)
    assert late_list("waive", "--unit", "H99.02", "--by", "truong-hai").exit_code == 0
    assert waited_for() == set()
    decided = late_list(
        "decide", number, "--uphold", "--text", "Sổ ghi đúng.", "--by", "lan", "--format", "json"
    )
    assert decided.json()["sha256"] == newest().sha256

    rows = late_list("objections", "--format", "json").json()
    assert [(row["dossier_code"], row["state"]) for row in rows] == [
        (LATE, "upheld"),
        (OVERDUE, "open"),
    ]
    shown = late_list("show").stdout
    assert "1 hồ sơ được chấp nhận phản hồi, chờ sửa dữ liệu nguồn; số đếm chưa trừ." in shown
    assert "phản hồi từ ngày 05/04/2024 đến hết ngày 09/04/2024." in shown
    assert f"UBND xã Một ({LATE}): Chấp nhận phản hồi. Sổ ghi đúng." in shown
    assert f"UBND xã Một ({OVERDUE}): Chờ quyết định." in shown
    for command, username in (("approve", "binh"), ("publish", "lan")):
        result = run_cli("late-list", command, *PERIOD, "--by", username)
        assert result.exit_code == 0, result.stderr
    as_json = late_list("show", "--format", "json").json()
    assert as_json["reply"] == {"opened_on": "2024-04-05", "until": "2024-04-09"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("open-reply", "--days", "0"), "từ 1 đến 30", id="no-days"),
        pytest.param(("open-reply", "--by", "quan-tri"), "quan-tri", id="administrator"),
        pytest.param(
            ("waive", "--unit", "H99.02", "--by", "truong-hai"), "chưa mở", id="no-window"
        ),
        pytest.param(
            ("object", "--unit", "H99.01", "--text", "x", "--by", "can-bo-mot"),
            "chưa mở",
            id="object-without-window",
        ),
        pytest.param(
            ("object", "--unit", "H99.01", "--text", "x", "--file", "/khong/co"),
            "Không có tệp",
            id="no-such-file",
        ),
        pytest.param(
            ("decide", "99", "--reject", "--text", "x", "--by", "lan"), "số 99", id="no-objection"
        ),
        pytest.param(("decide", "99", "--reject", "--text", "x"), "cli", id="the-system-decides"),
    ],
)
def test_what_is_refused_exits_1_with_one_sentence(
    late_list: RunCli, arguments: tuple[str, ...], says: str
) -> None:
    before = newest().sha256

    result = late_list(*arguments)

    assert result.exit_code == 1
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert newest().sha256 == before


def test_a_decision_without_an_outcome_is_wrong_usage(late_list: RunCli) -> None:
    assert late_list("decide", "1", "--text", "x").exit_code == 2


def test_a_dry_run_leaves_nothing(office: ReplyOffice, late_list: RunCli) -> None:
    assert late_list("open-reply", "--dry-run").exit_code == 0
    assert newest().content["reply"] is None
    office.open()
    assert sent(late_list, "--dry-run").exit_code == 0
    assert list_objections(MARCH) == []
    number = office.object()
    decide = ("decide", str(number), "--uphold", "--text", "x", "--by", "lan", "--dry-run")
    assert late_list(*decide).exit_code == 0
    assert [row.state for row in list_objections(MARCH)] == [ObjectionState.OPEN]


def test_a_list_without_a_window_says_so(late_list: RunCli) -> None:
    assert "không qua thời hạn phản hồi" in late_list("show").stdout


def publish(office: ReplyOffice, run_cli: RunCli, period: str) -> None:
    for command, username in (("draft", "lan"), ("approve", "binh"), ("publish", "lan")):
        result = run_cli("late-list", command, "--period", period, "--by", username)
        assert result.exit_code == 0, result.stderr


def test_changes_compare_with_the_published_list_of_the_month_before(
    office: ReplyOffice, late_list: RunCli, run_cli: RunCli
) -> None:
    assert "Không có danh sách kỳ 2024-02" in late_list("changes").stdout
    assert late_list("changes", "--format", "json").json()["units"] == []
    days = {"received_on": date(2024, 2, 1), "due_on": date(2024, 2, 9)}
    ended = {"H99.02-240201-0008": None, "H99.02-240201-0009": date(2024, 2, 20)}
    for code, finished_on in ended.items():
        office.add(office.two, code, finished_on, **days)
    publish(office, run_cli, "2024-02")
    office.draft()

    shown = late_list("changes", "--format", "json").json()

    moves = {row["unit_code"]: row["movement"] for row in shown["units"]}
    assert moves == {"H99.01": "came", "H99.02": "same"}
    assert [row["code"] for row in shown["carried"]] == ["H99.02-240201-0008"]
    assert (shown["period_before"], shown["version_before"]) == ("2024-02", 1)
    (row, *_more) = late_list("changes", "--format", "csv").rows()
    assert (row["unit_code"], row["finished_late_before"], row["finished_late"]) == (
        "H99.01",
        "0",
        "1",
    )
    assert "1 đơn vị mới có tên" in late_list("changes").stdout


def test_every_published_file_is_known_and_nothing_else(
    office: ReplyOffice, run_cli: RunCli, tmp_path: Path
) -> None:
    publish(office, run_cli, MARCH)
    listed = run_cli("late-list", "files", *PERIOD, "--out", str(tmp_path), "--format", "json")
    files = {row["format"]: row["file"] for row in listed.json()}
    assert set(files) == {"json", "csv", "xlsx", "docx", "pdf"}

    for name, path in files.items():
        found = run_cli("late-list", "verify", path, "--format", "json")
        assert found.exit_code == 0
        assert [row["format"] for row in found.json()["matches"]] == [name]
        assert found.json()["chain"]["fault"] is None

    changed = tmp_path / "doi.json"
    changed.write_bytes(Path(files["json"]).read_bytes().replace(b"2024-03", b"2024-04", 1))
    result = run_cli("late-list", "verify", str(changed))
    assert result.exit_code == 1
    assert "Không: cơ quan này chưa công bố tệp nào" in result.stderr
    office.withdraw()
    result = run_cli("late-list", "verify", files["pdf"])
    assert result.exit_code == 0
    assert "đã bị thu hồi ngày 05/04/2024: Nguồn sai" in result.stdout
    assert OTHER not in result.stdout
