"""A watched folder is taken in file by file, each once, and one bad file stops nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, ImportBatch, Measurement, PullCall, PullRun, RawBody, db
from models.vocabulary import RunState, UnitLevel
from tests.dossier_files import open_row, row, write_export
from tests.factories import make_indicator, make_unit
from tracker.clock import VIETNAM
from tracker.importing.dossier_report import DossierReport
from tracker.importing.report import file_sha256
from tracker.jobs.connectors import CONNECTORS
from tracker.jobs.folder_findings import findings_of, plain
from tracker.jobs.folder_pulls import FOLDER
from tracker.jobs.pulls import PullReport, run_pull
from tracker.services.column_mappings import save_mapping
from tracker.sources.errors import PullFailedError
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

TODAY = date(2026, 7, 20)
HEADING = "Mã đơn vị,Chỉ số,Kỳ,Tử số,Mẫu số"
Configure = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vao"
    folder.mkdir()
    return folder


@pytest.fixture
def configure(database: Settings, folder: Path, on_day: OnDay) -> Configure:
    """Return a function that writes the file of sources; the day is `TODAY`."""
    on_day(TODAY)
    province = make_unit("P", "UBND tỉnh Thử", level=UnitLevel.PROVINCE)
    make_unit("X1", "UBND xã Một", parent_id=province)
    make_unit("DH", "UBND huyện Đăk Hà", level=UnitLevel.DISTRICT, parent_id=province)
    make_indicator("T-1", "Tỷ lệ hồ sơ đúng hạn")

    def write(**options: Any) -> None:
        plain = {
            "connector": "folder",
            "folder": str(folder),
            "kind": "measurements",
            "patterns": ["*.csv"],
            "quiet_seconds": 0,
            **options,
        }
        lines = [f"{key} = {_toml(value)}" for key, value in plain.items()]
        database.sources_path.write_text("\n".join(["[sources.HOP-THU]", *lines]), encoding="utf-8")

    write()
    return write


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def put(path: Path, *rows: str, day: str = "2026-07-03") -> Path:
    path.write_text("\n".join((HEADING, *rows)), encoding="utf-8")
    return aged(path, day)


def aged(path: Path, day: str) -> Path:
    moment = datetime.fromisoformat(f"{day}T10:00:00+07:00").timestamp()
    os.utime(path, (moment, moment))
    return path


def pull(actor: Actor, period: str = "2026-06", **more: Any) -> PullReport:
    return run_pull(source_code="HOP-THU", period=period, actor=actor, **more)


def figures() -> list[tuple[str, int | None, int | None]]:
    rows = db.session.execute(
        sa.select(Measurement.period, Measurement.numerator, Measurement.denominator)
        .where(Measurement.is_current)
        .order_by(Measurement.period)
    )
    return [tuple(each) for each in rows]


def codes(report: PullReport) -> list[str]:
    return [finding["code"] for finding in report.findings]


def calls(run: int | None) -> list[tuple[str, str, str, str]]:
    rows = db.session.scalars(
        sa.select(PullCall).where(PullCall.run_id == run).order_by(PullCall.ordinal)
    )
    return [
        (each.name, each.url, each.parameters["sha256"], each.parameters["outcome"])
        for each in rows
        if isinstance(each.parameters, dict)
    ]


def count(table: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_the_connector_is_the_one_the_table_names() -> None:
    assert CONNECTORS["folder"].load() is FOLDER


@pytest.mark.usefixtures("configure")
def test_files_go_in_the_oldest_first_so_that_the_newest_word_stands(
    folder: Path, system: Actor
) -> None:
    put(folder / "b.csv", "X1,T-1,2026-06,95,100", day="2026-07-03")
    put(folder / "a.csv", "X1,T-1,2026-06,96,100", day="2026-07-04")

    report = pull(system)

    assert figures() == [("2026-06", 96, 100)]
    assert (report.counts.rows, report.counts.added, report.counts.updated) == (2, 1, 1)
    assert (report.state, report.url) == ("ok", str(folder))
    days = db.session.scalars(sa.select(ImportBatch.as_of).order_by(ImportBatch.id)).all()
    assert days == [date(2026, 7, 3), date(2026, 7, 4)]


@pytest.mark.usefixtures("configure")
def test_name_and_hash_of_each_file_are_kept_and_its_bytes_are_not(
    folder: Path, system: Actor
) -> None:
    path = put(folder / "a.csv", "X1,T-1,2026-06,95,100")

    report = pull(system)

    assert calls(report.run) == [("a.csv", "", file_sha256(path), "taken")]
    assert count(RawBody) == 0
    assert report.counts.file_sha256 == file_sha256(path)
    run = db.session.get_one(PullRun, report.run)
    assert (run.state, run.call_count, run.row_count) == (RunState.OK, 1, 1)
    assert run.captured_at is not None
    assert run.captured_at.isoformat() == "2026-07-03T03:00:00+00:00"


@pytest.mark.usefixtures("configure")
def test_nothing_in_the_folder_is_moved_changed_or_deleted(folder: Path, system: Actor) -> None:
    put(folder / "a.csv", "X1,T-1,2026-06,95,100")
    put(folder / "bad.csv", "X1,T-9,2026-06,95,100")
    (folder / "other.txt").write_text("x", encoding="utf-8")
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}

    pull(system)

    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()} == before


@pytest.mark.usefixtures("configure")
def test_what_was_taken_is_never_taken_again_whatever_it_is_called(
    database: Settings, folder: Path, system: Actor
) -> None:
    path = put(folder / "a.csv", "X1,T-1,2026-06,95,100")
    first = pull(system)
    trail = count(AuditEntry)

    second = pull(system)
    assert second.counts.already_imported
    assert (second.counts.rows, second.counts.batch, calls(second.run)) == (0, None, [])
    # A file that lies there for years leaves one line a run, not one a file.
    assert count(AuditEntry) == trail + 1

    path.rename(folder / "renamed.csv")
    third = pull(system)
    assert third.counts.already_imported
    assert [outcome for *_, outcome in calls(third.run)] == ["known"]
    assert count(ImportBatch) == 1
    assert first.counts.batch is not None
    assert list(database.instance.glob("folder-*")) == []


@pytest.mark.usefixtures("configure")
def test_a_known_file_is_not_even_read_again(
    folder: Path, system: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "a.csv", "X1,T-1,2026-06,95,100")
    pull(system)

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("tracker.jobs.folder_pulls.copied", refuse)

    assert pull(system).counts.already_imported


@pytest.mark.usefixtures("configure")
def test_changed_bytes_under_an_old_name_are_a_new_file(folder: Path, system: Actor) -> None:
    put(folder / "a.csv", "X1,T-1,2026-06,95,100", day="2026-07-03")
    pull(system)
    # The same size and the same time: only the bytes tell.
    put(folder / "a.csv", "X1,T-1,2026-06,96,100", day="2026-07-03")

    assert pull(system).counts.updated == 1
    assert figures() == [("2026-06", 96, 100)]


@pytest.mark.usefixtures("configure")
def test_a_bad_file_is_told_with_its_sentence_and_the_next_one_goes_in(
    folder: Path, system: Actor
) -> None:
    (folder / "a.csv").write_bytes(b"%PDF-1.4 x")
    aged(folder / "a.csv", "2026-07-01")
    put(folder / "b.csv", "X1,T-1,2026-06,95,100")

    report = pull(system)

    assert figures() == [("2026-06", 95, 100)]
    assert report.state == "ok_with_findings"
    assert codes(report) == ["folder_file_refused", "file_not_what_its_name_says"]
    assert "a.csv" in report.findings[0]["message"]
    assert "PDF" in report.findings[1]["message"]
    assert [(name, outcome) for name, _, _, outcome in calls(report.run)] == [
        ("a.csv", "refused"),
        ("b.csv", "taken"),
    ]


@pytest.mark.usefixtures("configure")
def test_a_bad_file_is_tried_again_until_it_is_mended(folder: Path, system: Actor) -> None:
    put(folder / "a.csv", "X1,T-9,2026-06,95,100")

    assert codes(pull(system)) == ["folder_all_rows_refused"]
    make_indicator("T-9", "Chỉ số mới")
    put(folder / "a.csv", "X1,T-9,2026-06,95,100", "X1,T-1,2026-06,1,1")

    assert pull(system).counts.added == 2


@pytest.mark.usefixtures("configure")
def test_refused_rows_are_listed_with_the_file_they_stand_in(folder: Path, system: Actor) -> None:
    put(folder / "a.csv", "X1,T-1,2026-06,95,100", "X9,T-1,2026-06,1,1")

    report = pull(system)

    (error,) = report.counts.errors
    assert (error["file"], error["row"], error["code"]) == ("a.csv", 3, "unit_unknown")
    assert report.findings[0]["params"] == {"file": "a.csv", "rejected": 1, "rows": 2}
    assert report.counts.accepted == 1


def test_the_period_restricts_files_by_what_their_names_say(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(patterns=["sl-{period}.csv"])
    put(folder / "sl-2026-05.csv", "X1,T-1,,50,100")
    put(folder / "sl-2026-06.csv", "X1,T-1,,60,100", "X1,T-1,2026-04,1,1")

    june = pull(system, "2026-06")
    assert figures() == [("2026-06", 60, 100)]
    assert [error["code"] for error in june.counts.errors] == ["period_contradicts"]

    pull(system, "2026-05")
    assert figures() == [("2026-05", 50, 100), ("2026-06", 60, 100)]


@pytest.mark.usefixtures("configure")
def test_without_a_period_in_the_names_every_row_states_its_own(
    folder: Path, system: Actor
) -> None:
    put(folder / "a.csv", "X1,T-1,2026-05,50,100", "X1,T-1,2026-06,60,100")

    pull(system, "2026-06")
    assert figures() == [("2026-05", 50, 100), ("2026-06", 60, 100)]
    assert pull(system, "2026-07").counts.already_imported


@pytest.mark.usefixtures("configure")
def test_a_dry_run_says_what_would_happen_and_keeps_nothing(folder: Path, system: Actor) -> None:
    put(folder / "a.csv", "X1,T-1,2026-06,95,100")

    report = pull(system, dry_run=True)

    assert (report.counts.added, report.counts.batch, report.run) == (1, None, None)
    assert (count(Measurement), count(ImportBatch), count(PullRun), count(PullCall)) == (0, 0, 0, 0)


@pytest.mark.usefixtures("configure")
def test_an_empty_folder_is_a_run_without_rows_and_not_a_file_known(system: Actor) -> None:
    report = pull(system)

    assert (report.counts.rows, report.counts.already_imported, report.state) == (0, False, "ok")
    run = db.session.get_one(PullRun, report.run)
    assert (run.captured_at, run.batch_id) == (None, None)


def test_a_folder_that_is_gone_fails_the_run(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(folder=str(folder / "khong-co"))

    with pytest.raises(PullFailedError):
        pull(system)

    (run,) = db.session.scalars(sa.select(PullRun)).all()
    assert (run.state, run.error_code) == (RunState.FAILED, "folder_missing")


def test_files_still_being_written_and_links_are_told_and_left(
    configure: Configure, folder: Path, system: Actor, on_day: OnDay
) -> None:
    configure(quiet_seconds=60)
    put(folder / "a.csv", "X1,T-1,2026-06,95,100")
    (folder / "link.csv").symlink_to(folder / "a.csv")
    # The disk has a clock of its own, which no test can stop.
    written = datetime.fromtimestamp((folder / "a.csv").stat().st_ctime, VIETNAM).date()

    on_day(written - timedelta(days=1))
    assert codes(pull(system)) == ["folder_file_growing", "folder_link_left"]
    assert figures() == []

    on_day(written + timedelta(days=1))
    assert codes(pull(system)) == ["folder_link_left"]
    assert figures() == [("2026-06", 95, 100)]


def test_many_files_are_taken_a_few_at_a_time(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(most_files=2)
    for number in range(1, 6):
        put(folder / f"{number}.csv", f"X1,T-1,2026-0{number},1,2")

    assert codes(pull(system)) == ["folder_more_left"]
    assert len(figures()) == 2
    pull(system)
    report = pull(system)
    assert (codes(report), len(figures())) == ([], 5)


def dossiers(folder: Path, name: str, rows: list[dict[str, str]], day: str) -> Path:
    return aged(write_export(folder / name, rows), day)


CODES = [f"000.00.12.H36-240102-{number:04}" for number in range(1, 11)]


def test_dossiers_go_in_by_their_own_import(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(kind="dossiers", patterns=["hs-*.csv"], as_of="name")
    dossiers(folder, "hs-20240131.csv", [open_row(code) for code in CODES], "2026-07-01")

    report = pull(system, "2024-01")

    (batch,) = db.session.scalars(sa.select(ImportBatch)).all()
    assert (report.counts.added, batch.as_of) == (10, date(2024, 1, 31))
    assert pull(system, "2024-01").counts.already_imported


def test_the_same_dossiers_under_the_name_of_a_later_day_are_known_to_that_day(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(kind="dossiers", patterns=["hs-*.csv"], as_of="name")
    for name in ("hs-20240131.csv", "hs-20240229.csv"):
        dossiers(folder, name, [open_row(CODES[0])], "2026-07-01")
        pull(system)

    days = db.session.scalars(sa.select(ImportBatch.as_of).order_by(ImportBatch.id)).all()
    assert days == [date(2024, 1, 31), date(2024, 2, 29)]
    assert pull(system).counts.already_imported


def test_a_dossier_that_turns_from_late_to_on_time_is_an_alert_of_its_file(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(kind="dossiers")
    late = {"Ngày_kết_thúc_xử_lý": "15/01/2024 09:30", "Ngày_trả_kết_quả": "16/01/2024 10:00"}
    dossiers(folder, "a.csv", [row(CODES[0], **late)], "2026-07-01")
    pull(system)
    dossiers(folder, "b.csv", [row(CODES[0])], "2026-07-02")

    report = pull(system)

    assert "folder_alerts" in codes(report)
    assert {alert["file"] for alert in report.counts.alerts} == {"b.csv"}


def test_a_full_export_that_lost_a_third_is_not_believed_and_changes_nothing(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(kind="dossiers", full=True)
    dossiers(folder, "a.csv", [open_row(code) for code in CODES], "2026-07-01")
    pull(system)
    dossiers(folder, "b.csv", [open_row(code) for code in CODES[:7]], "2026-07-02")

    report = pull(system)

    assert codes(report) == ["folder_file_refused", "dossier_full_shrunken"]
    assert (report.counts.rows, count(ImportBatch)) == (0, 1)
    assert report.findings[1]["params"]["before"] == 10
    assert not report.counts.already_imported


def test_a_file_without_the_day_its_name_was_to_say_is_told(
    configure: Configure, folder: Path, system: Actor
) -> None:
    configure(as_of="name")
    put(folder / "a.csv", "X1,T-1,2026-06,95,100")

    assert codes(pull(system)) == ["folder_file_refused", "folder_no_day"]


def test_another_way_to_tell_the_columns_reads_the_same_file_anew(
    configure: Configure, folder: Path, system: Actor
) -> None:
    from tracker.services.dossiers import register_dossier_source
    from tracker.transaction import transaction

    configure(kind="dossiers")
    dossiers(folder, "a.csv", [open_row(CODES[0])], "2026-07-01")
    pull(system)
    with transaction():
        source_id, _ = register_dossier_source(code="HOP-THU")
        save_mapping(source_id=source_id, name="khác", columns={"Mã hồ sơ": "code"}, actor=system)
    configure(kind="dossiers", mapping="khác")

    assert not pull(system).counts.already_imported


def test_copies_a_killed_run_left_are_gone_after_a_day_and_fresh_ones_stay(
    configure: Configure, database: Settings, system: Actor
) -> None:
    del configure
    for name, day in (("folder-old", "2026-07-18"), ("folder-new", "2026-07-20")):
        room = database.instance / name
        room.mkdir()
        (room / "copy.csv").write_text("x", encoding="utf-8")
        aged(room, day)

    pull(system)

    assert [path.name for path in database.instance.glob("folder-*")] == ["folder-new"]


@pytest.mark.one_database
def test_values_of_a_refusal_are_kept_as_plain_ones() -> None:
    kept = plain({"on": date(2026, 7, 3), "names": ("a", 1), "count": 3, "kind": UnitLevel.COMMUNE})

    assert kept == {"on": "03/07/2026", "names": ["a", "1"], "count": 3, "kind": "commune"}


@pytest.mark.one_database
def test_what_is_odd_about_a_file_that_was_read_is_told() -> None:
    report = DossierReport(
        batch=1, file_sha256="", rows=3, accepted=2, added=2, updated=0, unchanged=0, rejected=1,
        skipped=0, alert_count=4, identity_failures=({"code": "identity_open"},),
    )  # fmt: skip

    found = findings_of("a.csv", report)

    assert [(each.code, each.params.get("count")) for each in found] == [
        ("folder_rows_refused", None),
        ("folder_alerts", 4),
        ("folder_sums_fail", 1),
    ]
    assert all(sentence(each.code, each.params) for each in found)
