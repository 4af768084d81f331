"""`tracker calendar days|change|changes|apply|cancel` on the calendar in the database."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.paths import SEEDS
from tracker.queries.calendar_changes import calendar_version, list_calendar_rows, list_changes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor, OnDay, RunCli

SWAP = (
    "date,effect,name,pair_date,document\n"
    "2027-01-04,off,Nghỉ hoán đổi,2027-01-09,\n"
    "2027-01-09,working,Làm bù,2027-01-04,CV riêng\n"
)
WORDS = ("--document", "CV 1/VPCP", "--reason", "Lịch năm 2027")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "swap.csv"
    path.write_text(SWAP, encoding="utf-8")
    return path


def test_the_days_of_a_year_are_listed(seeded: object, run_cli: RunCli) -> None:
    result = run_cli("calendar", "days", "--year", "2026", "--format", "csv")

    rows = {row["date"]: row for row in result.rows()}
    assert len(rows) == 17
    assert (rows["2026-01-02"]["effect"], rows["2026-01-02"]["pair_date"]) == ("off", "2026-01-10")
    assert len(run_cli("calendar", "days", "--format", "csv").rows()) == 91
    assert run_cli("calendar", "days", "--version", "7").exit_code == 1


def test_a_file_becomes_a_draft_another_person_applies(
    seeded: object, run_cli: RunCli, file: Path, make_actor: MakeActor
) -> None:
    make_actor("staff")
    make_actor("colleague")

    proposed = run_cli(
        "calendar", "change", "--file", str(file), *WORDS, "--by", "staff", "--format", "json"
    )
    number = proposed.json()["id"]
    assert (proposed.json()["state"], proposed.json()["calendar_version"]) == ("draft", 0)
    own = run_cli("calendar", "apply", str(number), "--by", "staff")
    assert (own.exit_code, "không tự áp dụng" in own.stderr) == (1, True)
    applied = run_cli("calendar", "apply", str(number), "--by", "colleague", "--format", "json")

    assert (applied.json()["state"], applied.json()["version"]) == ("applied", 1)
    sources = {row.on: row.source for row in list_calendar_rows() if row.on.year == 2027}
    assert sources == {date(2027, 1, 4): "CV 1/VPCP", date(2027, 1, 9): "CV riêng"}
    (listed,) = run_cli("calendar", "changes", "--format", "csv").rows()
    assert listed["days"] == "2027-01-04|2027-01-09"


def test_apply_at_once_needs_two_persons_by_name(
    seeded: object, run_cli: RunCli, file: Path, make_actor: MakeActor
) -> None:
    make_actor("staff")
    make_actor("colleague")
    change = ("calendar", "change", "--file", str(file), *WORDS, "--apply")

    own = run_cli(*change, "--proposed-by", "staff", "--by", "staff")
    assert (own.exit_code, "không tự áp dụng" in own.stderr) == (1, True)
    assert run_cli(*change, "--by", "colleague").exit_code == 2
    assert run_cli(*change[:-1], "--proposed-by", "staff", "--by", "colleague").exit_code == 2
    assert list_changes() == []
    assert run_cli(*change, "--proposed-by", "staff", "--by", "colleague").exit_code == 0
    (found,) = list_changes()
    assert (found.created_by, found.closed_by) == ("Staff", "Colleague")


@pytest.mark.parametrize(
    ("proposer", "applier"),
    [("cli", "staff"), ("staff", "cli"), ("staff", "admin"), ("head", "staff"), ("x", "staff")],
    ids=["proposed-by-the-shell", "applied-by-the-shell", "by-admin", "by-a-unit", "unknown"],
)
def test_apply_at_once_is_refused_whole(
    seeded: object, run_cli: RunCli, file: Path, make_actor: MakeActor, proposer: str, applier: str
) -> None:
    make_actor("staff")
    make_actor("admin", Role.ADMINISTRATOR)
    make_actor("head", Role.DEPARTMENT_HEAD)
    change = ("calendar", "change", "--file", str(file), *WORDS, "--apply")

    result = run_cli(*change, "--proposed-by", proposer, "--by", applier)

    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)
    assert (list_changes(), calendar_version()) == ([], 0)


def test_the_shell_proposes_a_draft_and_never_applies_one(
    seeded: object, run_cli: RunCli, file: Path, make_actor: MakeActor
) -> None:
    make_actor("staff")
    proposed = run_cli("calendar", "change", "--file", str(file), *WORDS, "--format", "json")
    number = str(proposed.json()["id"])

    refused = run_cli("calendar", "apply", number)

    assert (refused.exit_code, "không phải một người" in refused.stderr) == (1, True)
    assert calendar_version() == 0
    assert run_cli("calendar", "apply", number, "--by", "staff").exit_code == 0


def test_a_dry_run_tells_the_effect_and_keeps_nothing(
    seeded: object, run_cli: RunCli, file: Path, make_actor: MakeActor, on_day: OnDay
) -> None:
    on_day(date(2027, 2, 1))
    make_actor("staff")
    make_actor("colleague")
    make_dossier(
        unit_id=make_unit("H99.01", "UBND xã Một"),
        batch_id=make_batch(make_source("one-stop"), as_of=date(2027, 1, 31)),
        procedure_id=make_procedure(),
        received_on=date(2026, 12, 22),
        due_on=date(2027, 1, 4),
        finished_on=date(2027, 1, 5),
    )

    at_once = ("--apply", "--proposed-by", "colleague", "--by", "staff", "--dry-run")
    result = run_cli("calendar", "change", "--file", str(file), *WORDS, *at_once)

    assert result.exit_code == 0
    assert "làm thử" in result.stdout
    assert "hạn 04/01/2027: 04/01/2027 → 05/01/2027" in result.stdout
    assert "2027-01: 1 chậm thành đúng hạn" in result.stdout
    assert (list_changes(), calendar_version()) == ([], 0)


def test_a_draft_is_cancelled_or_previewed_again(
    seeded: object, run_cli: RunCli, file: Path
) -> None:
    run_cli("calendar", "change", "--file", str(file), *WORDS)
    number = str(list_changes()[0].id)

    assert "chờ áp dụng" in run_cli("calendar", "apply", number, "--renew").stdout
    assert run_cli("calendar", "cancel", number).exit_code == 0
    assert run_cli("calendar", "cancel", number).exit_code == 1


def test_the_calendar_already_in_is_no_change(seeded: object, run_cli: RunCli) -> None:
    result = run_cli("calendar", "change", "--file", str(SEEDS / "calendar.csv"), *WORDS)

    assert result.exit_code == 1
    assert "không có ngày nào khác" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ngày,loại\n2027-01-01,off\n", id="other-heading"),
        pytest.param("date,effect\n2027-01-01,maybe\n", id="no-effect"),
        pytest.param("date,effect\n2027-02-30,off\n", id="no-day"),
        pytest.param(SWAP.rsplit("\n", 2)[0], id="half-a-swap"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    seeded: object, run_cli: RunCli, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(text, encoding="utf-8")

    result = run_cli("calendar", "change", "--file", str(path), *WORDS)

    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1


def test_due_dates_follow_the_calendar_in_the_database(
    seeded: object, run_cli: RunCli, file: Path, make_actor: MakeActor
) -> None:
    make_actor("staff")
    make_actor("colleague")
    due = ("calendar", "due", "--received", "2026-12-31", "--term", "1 ngày làm việc")
    due = (*due, "--format", "json")
    before = run_cli(*due).json()["due_on"]
    tet = "2027-01-01,off,Tết Dương lịch,,\n"
    file.write_text(SWAP + tet, encoding="utf-8")

    at_once = ("--apply", "--proposed-by", "colleague", "--by", "staff")
    run_cli("calendar", "change", "--file", str(file), *WORDS, *at_once)

    assert (before, run_cli(*due).json()["due_on"]) == ("2027-01-01", "2027-01-05")


def test_due_dates_before_init_follow_the_calendar_that_comes_with_the_product(
    run_cli: RunCli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))
    monkeypatch.delenv("TRACKER_DATABASE_URL", raising=False)
    due = ("calendar", "due", "--received", "2025-12-31", "--term", "3 ngày làm việc")
    due = (*due, "--format", "json")

    assert run_cli(*due).json()["due_on"] == "2026-01-07"
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "tracker.db").touch()
    assert run_cli(*due).json()["due_on"] == "2026-01-07"
    monkeypatch.setenv("TRACKER_PORT", "none")
    assert run_cli(*due).exit_code == 1


def test_a_change_prints_as_a_row_for_programs(seeded: object, run_cli: RunCli, file: Path) -> None:
    result = run_cli("calendar", "change", "--file", str(file), *WORDS, "--format", "csv")

    assert result.rows()[0]["state"] == "draft"
