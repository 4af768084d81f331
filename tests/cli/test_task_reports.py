"""`tracker task-reports`, `extensions`, `tasks states`: the same functions as on screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import AuditEntry, TaskExtension, TaskReport, db
from models.vocabulary import Role
from tests.evidence_samples import HTML, PDF
from tests.remembered import add_actor, remembered
from tests.task_work import TODAY, Work, make_work
from tracker.queries.evidence_files import list_evidence_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CliResult, OnDay, RunCli
    from tracker.config import Settings

PLACE = ("--directive", "12/KH", "--task", "1")
TEXT = "Đã ban hành và triển khai kế hoạch"
NOTE = "Thiếu bản có dấu của đơn vị"
WRITER = ("--by", "can-bo")
HEAD = ("--by", "truong")
OFFICE = ("--by", "van-phong")


@remembered
def work(database: Settings, on_day: OnDay) -> Work:
    on_day(TODAY)
    work = make_work()
    add_actor("can-bo", Role.UNIT_OFFICER, work.first)
    add_actor("truong", Role.DEPARTMENT_HEAD, work.department)
    add_actor("van-phong", Role.OFFICE_STAFF)
    return work


@pytest.fixture
def pdf(tmp_path: Path) -> str:
    path = tmp_path / "kế hoạch.pdf"
    path.write_bytes(PDF)
    return str(path)


def add(run_cli: RunCli, *more: str, done_on: str = "2024-03-15") -> CliResult:
    done = ("--done-on", done_on, "--product", "Kế hoạch 12/KH")
    unit = ("--unit", "SO.A", "--text", TEXT)
    return run_cli("task-reports", "add", *PLACE, *unit, *done, *WRITER, *more)


def grant(run_cli: RunCli, *more: str) -> CliResult:
    return run_cli(
        "extensions", "grant", *PLACE, "--due-on", "31/05/2024", "--document", "CV 15/UBND",
        "--reason", "Chờ hướng dẫn của Bộ", *more,
    )  # fmt: skip


def state(run_cli: RunCli, unit: str = "SO.A", period: str = "2024-04") -> dict[str, str]:
    (row,) = run_cli(
        "tasks", "states", "--period", period, "--unit", unit, "--format", "csv"
    ).rows()
    return row


def test_a_report_goes_from_the_officer_to_the_state_of_the_task(
    work: Work, run_cli: RunCli, pdf: str
) -> None:
    assert state(run_cli)["state"] == "overdue"
    sent = add(run_cli, "--file", pdf)
    assert (sent.exit_code, "chờ xem xét" in sent.stdout) == (0, True)
    (listed,) = run_cli("task-reports", "list", "--format", "csv").rows()
    assert (listed["state"], listed["files"]) == ("submitted", "kế hoạch.pdf")
    assert state(run_cli)["is_awaiting_review"] == "true"

    assert run_cli("task-reports", "accept", listed["id"], *HEAD).exit_code == 0

    row = state(run_cli)
    assert (row["state"], row["done_on"], row["late_days"]) == ("done_on_time", "2024-03-15", "0")
    evaluated = run_cli("evaluate", "--period", "2024-04", "--format", "csv", *OFFICE).rows()
    assert {(r["unit_code"], r["verdict"]) for r in evaluated} == {
        ("SO.A", "achieved"),
        ("SO.B", "missed"),
        ("SO.C", "not_applicable"),
    }


def test_a_report_is_sent_back_with_what_is_missing(work: Work, run_cli: RunCli, pdf: str) -> None:
    add(run_cli, "--file", pdf)
    done = run_cli("task-reports", "send-back", "1", "--note", NOTE, *OFFICE)

    (row,) = run_cli("task-reports", "list", "--state", "sent_back", "--format", "json").json()
    assert done.exit_code == 0
    assert (row["review_note"], row["reviewed_by"]) == (NOTE, "Van-Phong")


def test_progress_is_noted_without_a_day(work: Work, run_cli: RunCli) -> None:
    done = run_cli(
        "task-reports", "add", *PLACE, "--unit", "SO.A", "--text", TEXT, *WRITER
    )  # fmt: skip

    assert (done.exit_code, "tiến độ" in done.stdout) == (0, True)
    assert state(run_cli)["state"] == "overdue"


def test_a_dry_run_writes_nothing(work: Work, run_cli: RunCli, pdf: str) -> None:
    assert add(run_cli, "--file", pdf, "--dry-run").exit_code == 0
    assert grant(run_cli, *OFFICE, "--dry-run").exit_code == 0

    tables = (TaskReport, TaskExtension, AuditEntry)
    assert [db.session.query(table).count() for table in tables] == [0, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("accept", "1", *WRITER), "can-bo", id="the-writer-accepts"),
        pytest.param(("accept", "99", *HEAD), "Không có báo cáo số 99", id="no-such-report"),
        pytest.param(("accept", "1"), "cli", id="the-system-accepts"),
        pytest.param(("send-back", "1", "--note", "ngắn", *HEAD), "10 ký tự", id="short-note"),
        pytest.param(("accept", "1", "99", *HEAD), "99", id="one-of-two-is-missing"),
    ],
)
def test_a_refused_review_changes_nothing(
    work: Work, run_cli: RunCli, pdf: str, arguments: tuple[str, ...], words: str
) -> None:
    add(run_cli, "--file", pdf)
    entries = db.session.query(AuditEntry).count()
    refused = run_cli("task-reports", *arguments)

    assert refused.exit_code == 1
    assert words in refused.stderr
    (row,) = run_cli("task-reports", "list", "--format", "csv").rows()
    assert row["state"] == "submitted"
    db.session.rollback()
    assert db.session.query(AuditEntry).count() == entries


def test_a_page_called_pdf_is_refused(work: Work, run_cli: RunCli, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(HTML)

    refused = add(run_cli, "--file", str(path))

    assert refused.exit_code == 1
    assert "không thuộc loại nhận được" in refused.stderr
    assert db.session.query(TaskReport).count() == 0
    assert list_evidence_files("task_report", 1) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--file", "/không/có.pdf"), "có.pdf"),
        (("--link", "javascript:alert(1)"), "không dùng được"),
        ((), "minh chứng"),
    ],
)
def test_a_report_without_good_evidence_is_refused(
    work: Work, run_cli: RunCli, more: tuple[str, ...], words: str
) -> None:
    refused = add(run_cli, *more)

    assert (refused.exit_code, words in refused.stderr) == (1, True)


def test_a_task_that_is_not_there_is_told_with_those_that_are(work: Work, run_cli: RunCli) -> None:
    refused = run_cli(
        "task-reports", "add", "--directive", "12/KH", "--task", "7", "--unit", "SO.A",
        "--text", TEXT, *WRITER,
    )  # fmt: skip

    assert refused.exit_code == 1
    assert "các số hiện có: 1" in refused.stderr


def test_an_extension_shows_both_days(work: Work, run_cli: RunCli) -> None:
    done = grant(run_cli, *OFFICE)
    own = grant(run_cli, "--unit", "SO.A", *OFFICE)

    assert done.stdout.strip() == "Thời hạn gốc 15/03/2024, gia hạn đến 31/05/2024."
    assert own.exit_code == 1
    row = state(run_cli)
    assert (row["state"], row["original_due_on"], row["due_on"]) == (
        "open",
        "2024-03-15",
        "2024-05-31",
    )
    (listed,) = run_cli("extensions", "list", "--unit", "SO.B", "--format", "csv").rows()
    assert (listed["unit_code"], listed["original_due_on"]) == ("", "2024-03-15")
    assert state(run_cli, period="2024-03")["state"] == "overdue"


def test_only_the_office_extends(work: Work, run_cli: RunCli) -> None:
    assert grant(run_cli, *HEAD).exit_code == 1
    assert grant(run_cli).exit_code == 1
    assert run_cli("extensions", "list", "--directive", "12/KH", "--format", "json").json() == []


def test_states_are_filtered(work: Work, run_cli: RunCli, on_day: OnDay) -> None:
    on_day(date(2024, 3, 10))
    everything = run_cli("tasks", "states", "--directive", "12/KH", "--format", "csv").rows()
    opened = run_cli("tasks", "states", "--state", "open", "--format", "csv").rows()

    assert [row["state"] for row in everything] == ["open", "open", ""]
    assert [row["unit_code"] for row in opened] == ["SO.A", "SO.B"]
    assert run_cli("tasks", "states", "--period", "mai").exit_code == 1
