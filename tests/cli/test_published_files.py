"""`tracker late-list files|render|publish`: the stored files, exactly, and those still missing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.vocabulary import PublicationState
from tests.published import MARCH, Publisher
from tests.remembered import remembered
from tracker.queries.accounts import get_actor
from tracker.queries.publications import get_publication
from tracker.rules.canonical import sha256_hex
from tracker.rules.public_lists import FILE_FORMATS
from tracker.services.late_lists import publish_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor, OnDay, RunCli
    from tracker.config import Settings


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Publisher:
    on_day(date(2024, 6, 10))
    return Publisher(database, make_actor)


def test_publishing_keeps_the_files_and_a_rehearsal_keeps_none(
    office: Publisher, run_cli: RunCli
) -> None:
    office.approve()

    rehearsed = run_cli("late-list", "publish", "--period", MARCH, "--by", "staff", "--dry-run")
    assert rehearsed.exit_code == 0
    assert run_cli("late-list", "files", "--period", MARCH).exit_code == 1

    done = run_cli("late-list", "publish", "--period", MARCH, "--by", "staff", "--format", "json")
    assert done.json()["state"] == PublicationState.PUBLISHED
    listed = run_cli("late-list", "files", "--period", MARCH, "--format", "json").json()
    assert [row["format"] for row in listed] == list(FILE_FORMATS)
    assert listed[0]["sha256"] == done.json()["sha256"]


def test_files_are_written_byte_for_byte(
    office: Publisher, run_cli: RunCli, tmp_path: Path
) -> None:
    office.publish()
    out = tmp_path / "out"
    out.mkdir()

    command = "late-list", "files", "--period", MARCH, "--out", str(out), "--format", "csv"
    for _ in range(2):  # what lies there already, the same, is no hindrance
        rows = run_cli(*command).rows()
        assert len(list(out.iterdir())) == len(FILE_FORMATS)
    for row in rows:
        content = (out / f"danh-sach-cham-muon-2024-03-v1.{row['format']}").read_bytes()
        assert (sha256_hex(content), len(content)) == (row["sha256"], int(row["bytes"]))


def test_the_table_shows_hashes_in_full(office: Publisher, run_cli: RunCli) -> None:
    done = office.publish()

    assert done.sha256 in run_cli("late-list", "files", "--period", MARCH).stdout


def test_another_file_of_that_name_stays_unless_forced(
    office: Publisher, run_cli: RunCli, tmp_path: Path
) -> None:
    office.publish()
    other = tmp_path / "danh-sach-cham-muon-2024-03-v1.pdf"
    other.write_bytes(b"mine")

    command = "late-list", "files", "--period", MARCH, "--out", str(tmp_path)
    refused = run_cli(*command)
    assert refused.exit_code == 1
    assert other.name in refused.stderr
    assert other.read_bytes() == b"mine"
    assert not (tmp_path / "danh-sach-cham-muon-2024-03-v1.json").exists()

    assert run_cli(*command, "--force").exit_code == 0
    assert other.read_bytes().startswith(b"%PDF")


def test_a_folder_in_the_place_of_a_file_is_refused(
    office: Publisher, run_cli: RunCli, tmp_path: Path
) -> None:
    office.publish()
    (tmp_path / "danh-sach-cham-muon-2024-03-v1.pdf").mkdir()

    for more in ((), ("--force",)):
        done = run_cli("late-list", "files", "--period", MARCH, "--out", str(tmp_path), *more)
        assert done.exit_code == 1
        assert "danh-sach-cham-muon-2024-03-v1.pdf" in done.stderr


def test_a_folder_that_is_not_there_is_refused(office: Publisher, run_cli: RunCli) -> None:
    office.publish()

    done = run_cli("late-list", "files", "--period", MARCH, "--out", "/khong-co")
    assert done.exit_code == 1
    assert "/khong-co" in done.stderr


def test_a_list_from_before_gets_its_files_by_a_command(office: Publisher, run_cli: RunCli) -> None:
    office.approve()
    with transaction():
        publish_late_list(period=MARCH, actor=get_actor("staff"))
    missing = run_cli("late-list", "files", "--period", MARCH)
    assert missing.exit_code == 1
    assert f"tracker late-list render --period {MARCH}" in missing.stderr

    assert "1 bản danh sách công bố từ trước chưa có tệp" in run_cli("init").stdout

    command = "late-list", "render", "--period", MARCH, "--format", "csv"
    assert run_cli(*command).rows() == [{"period": MARCH, "version": "1"}]
    assert run_cli(*command).rows() == []
    assert "đều có đủ tệp" in run_cli("late-list", "render").stdout
    assert run_cli("late-list", "files", "--period", MARCH).exit_code == 0


def test_what_was_never_published_has_no_files(office: Publisher, run_cli: RunCli) -> None:
    office.approve()

    assert run_cli("late-list", "files", "--period", MARCH).exit_code == 1
    assert get_publication(MARCH).state is PublicationState.APPROVED
