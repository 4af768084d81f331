"""`tracker units`: listing and importing units."""

from __future__ import annotations

import csv
import io
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, ImportBatch, Unit, UnitGroup, db
from models.vocabulary import Role
from tests.factories import make_directive, make_task
from tests.remembered import remembered
from tests.unit_seeds import load_units
from tracker.config import Settings
from tracker.paths import SEEDS
from tracker.services.seed_units import load_units_seed
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, RunCli
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

COLUMNS = "code,name,short_name,level,parent_code,valid_from,valid_to,aliases"
GOOD = "T.PX,Phòng Mẫu,PM,division,STP,2024-01-01,2025-06-30,Phòng M|P. Mẫu"


@remembered
def units(database: Settings) -> None:
    """The units of the seeds."""
    load_units()


@pytest.fixture
def seeded(units: None, database: Settings) -> Settings:
    """Stand in a database that holds the units of the seeds and nothing else."""
    return database


@pytest.fixture
def unit_file(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_text(f"{COLUMNS}\n{GOOD}\n", encoding="utf-8")
    return path


def count_units() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(Unit.id))) or 0


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        pytest.param(
            ("--as-of", "2024-06-30", "--under", "62", "--level", "department"), 20, id="agencies"
        ),
        pytest.param(
            ("--as-of", "30/06/2024", "--under", "62", "--level", "district"), 10, id="districts"
        ),
        pytest.param(
            ("--as-of", "2024-06-30", "--under", "62", "--level", "commune"), 102, id="communes"
        ),
        pytest.param(
            ("--as-of", "2025-07-02", "--under", "51", "--level", "commune"), 96, id="quang-ngai"
        ),
        pytest.param(
            ("--as-of", "2025-07-02", "--under", "52", "--level", "commune"), 135, id="gia-lai"
        ),
        pytest.param(("--as-of", "2025-07-02", "--under", "62"), 0, id="ended"),
    ],
)
def test_units_are_listed_as_of_a_day(
    seeded: Settings, run_cli: RunCli, arguments: tuple[str, ...], count: int
) -> None:
    result = run_cli("units", "list", *arguments, "--format", "json")

    assert result.exit_code == 0
    assert len(result.json()) == count


def test_csv_and_json_say_the_same_and_open_days_are_blank(
    seeded: Settings, run_cli: RunCli
) -> None:
    arguments = ("units", "list", "--as-of", "2025-07-02", "--under", "51")
    rows = run_cli(*arguments, "--format", "csv").rows()
    objects = run_cli(*arguments, "--format", "json").json()

    assert list(rows[0]) == COLUMNS.split(",")
    assert [{key: value or "" for key, value in item.items()} for item in objects] == rows
    commune = next(row for row in rows if row["code"] == "23504")
    assert commune["name"] == "UBND xã Đăk Pxi"
    assert (commune["valid_from"], commune["valid_to"]) == ("2025-07-01", "")
    assert commune["aliases"] == "Xã Đắk Pxi"


def test_without_a_day_every_meaning_of_a_code_is_listed(seeded: Settings, run_cli: RunCli) -> None:
    rows = run_cli("units", "list", "--format", "csv").rows()

    assert [(row["name"], row["valid_to"]) for row in rows if row["code"] == "52"] == [
        ("UBND tỉnh Bình Định", "2025-06-30"),
        ("UBND tỉnh Gia Lai", ""),
    ]


def test_the_table_is_for_people(seeded: Settings, run_cli: RunCli) -> None:
    result = run_cli("units", "list", "--as-of", "2025-07-02", "--level", "province")

    assert "UBND tỉnh Quảng Ngãi" in result.stdout
    assert "01/07/2025" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param(("--as-of", "31/02/2024"), 1, "31/02/2024", id="day-that-is-none"),
        pytest.param(("--as-of", "soon"), 1, "soon", id="no-day"),
        pytest.param(("--under", "99999"), 1, "99999", id="unknown-code"),
        pytest.param(("--under", "52"), 1, "UBND tỉnh Bình Định", id="several-meanings"),
        pytest.param(("--level", "hamlet"), 2, "hamlet", id="wrong-usage"),
    ],
)
def test_what_cannot_be_listed_is_said_in_one_sentence(
    seeded: Settings, run_cli: RunCli, arguments: tuple[str, ...], status: int, said: str
) -> None:
    result = run_cli("units", "list", *arguments)

    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
    assert status == 2 or len(result.stderr.splitlines()) == 1


def test_a_file_goes_in_once(seeded: Settings, run_cli: RunCli, unit_file: Path) -> None:
    before = count_units()
    first = run_cli("units", "import", str(unit_file), "--format", "json")
    second = run_cli("units", "import", str(unit_file), "--format", "json")

    assert (first.exit_code, second.exit_code) == (0, 0)
    batch = db.session.scalars(sa.select(ImportBatch)).one()
    assert first.json() == {
        "batch": batch.id,
        "file_sha256": sha256(unit_file.read_bytes()).hexdigest(),
        "rows": 1,
        "accepted": 1,
        "added": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "skipped": 0,
        "errors": [],
        "alerts": [],
        "already_imported": False,
        "group_effects": [],
        "effects_key": "",
    }
    changed = {"added": 0, "unchanged": 1, "already_imported": True}
    assert second.json() == first.json() | changed
    assert count_units() == before + 1


def test_what_was_imported_is_listed_as_it_was_written(
    seeded: Settings, run_cli: RunCli, unit_file: Path
) -> None:
    run_cli("units", "import", str(unit_file))

    rows = run_cli("units", "list", "--under", "STP", "--format", "csv").rows()

    assert [",".join(row.values()) for row in rows] == [GOOD]


def test_a_listing_can_be_imported_and_changes_nothing(
    seeded: Settings, run_cli: RunCli, tmp_path: Path
) -> None:
    path = tmp_path / "all.csv"
    path.write_text(run_cli("units", "list", "--format", "csv").stdout, encoding="utf-8")

    report = run_cli("units", "import", str(path), "--format", "json").json()

    assert report["errors"] == []
    assert (report["added"], report["updated"]) == (0, 0)
    assert report["unchanged"] == report["rows"] == count_units()


def test_good_rows_go_in_and_bad_rows_are_listed(
    seeded: Settings, run_cli: RunCli, tmp_path: Path
) -> None:
    path = tmp_path / "mixed.csv"
    path.write_text(
        f"{COLUMNS}\n"
        f"{GOOD}\n"
        "T1,UBND xã A,,commune,NONE,,,\n"
        "T2,UBND xã B,,hamlet,51,,,\n"
        "T3,UBND xã C,,commune,51,2025-07-01,2025-06-30,\n"
        "T4,UBND xã D,,commune,51,01/13/2025,,\n"
        "23504,UBND xã E,,commune,51,2025-08-01,,\n"
        "T5,UBND xã F,,commune,51,2024-01-01,,\n"
        "T5,UBND xã F,,commune,51,2024-01-01,,\n"
        "T6,UBND xã G,,commune,H44,2024-01-01,,\n"
        ",UBND xã H,,commune,51,,,\n",
        encoding="utf-8",
    )

    result = run_cli("units", "import", str(path), "--format", "json")
    report = result.json()

    assert result.exit_code == 3
    assert (report["rows"], report["accepted"], report["added"], report["rejected"]) == (
        10,
        2,
        2,
        8,
    )
    assert [(error["row"], error["column"], error["code"]) for error in report["errors"]] == [
        (3, "parent_code", "unit_parent_unknown"),
        (4, "level", "unit_level_unknown"),
        (5, "valid_to", "unit_end_before_start"),
        (6, "valid_from", "unit_day_unreadable"),
        (7, "valid_from", "unit_validity_overlap"),
        (9, "code", "unit_row_twice"),
        (10, "parent_code", "unit_parent_not_yet"),
        (11, "code", "unit_code_missing"),
    ]
    assert "“NONE”" in report["errors"][0]["message"]
    assert "%(" not in " ".join(error["message"] for error in report["errors"])
    listed = run_cli("units", "import", str(path), "--format", "csv")
    assert [row["code"] for row in listed.rows()] == [error["code"] for error in report["errors"]]


def test_vietnamese_headings_semicolons_and_old_days_are_read(
    seeded: Settings, run_cli: RunCli, tmp_path: Path
) -> None:
    path = tmp_path / "danh-sach.csv"
    path.write_text(
        "Tên;Mã;Cấp;Mã cấp trên;Từ ngày;Đến ngày;Tên khác\n"
        "UBND xã Thử;T1;Cấp xã;615;30/04/1975;31/12/2024;Xã Thử|Thử\n"
        "Phòng Thử;T2;Phòng;STP;1976-07-02;;\n",
        encoding="utf-8-sig",
    )

    assert run_cli("units", "import", str(path)).exit_code == 0
    rows = run_cli("units", "list", "--under", "615", "--format", "csv").rows()
    found = next(row for row in rows if row["code"] == "T1")
    assert (found["valid_from"], found["valid_to"]) == ("1975-04-30", "2024-12-31")
    assert (found["level"], found["aliases"]) == ("commune", "Xã Thử|Thử")


def test_a_column_that_is_missing_leaves_what_is_known(
    seeded: Settings, run_cli: RunCli, tmp_path: Path
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("code,name,level\nSTP,Sở Tư pháp tỉnh,department\n", encoding="utf-8")

    report = run_cli("units", "import", str(path), "--format", "json").json()

    assert (report["updated"], report["rejected"]) == (1, 0)
    rows = run_cli("units", "list", "--under", "62", "--as-of", "2024-06-30", "--format", "csv")
    found = next(row for row in rows.rows() if row["code"] == "STP")
    assert (found["name"], found["valid_to"]) == ("Sở Tư pháp tỉnh", "2025-06-30")


def test_a_trial_reports_and_keeps_nothing(
    seeded: Settings, run_cli: RunCli, unit_file: Path
) -> None:
    before = count_units()
    trial = run_cli("units", "import", str(unit_file), "--dry-run", "--format", "json").json()

    assert (trial["batch"], trial["added"]) == (None, 1)
    assert count_units() == before
    assert db.session.scalars(sa.select(ImportBatch)).all() == []
    assert "Làm thử" in run_cli("units", "import", str(unit_file), "--dry-run").stdout


def test_what_changes_the_tasks_of_groups_goes_in_after_it_was_seen(
    seeded: Settings, run_cli: RunCli, tmp_path: Path
) -> None:
    scope = db.session.scalars(sa.select(Unit.id).where(Unit.code == "STP")).one()
    group = UnitGroup(code="phong", name="Các phòng", scope_id=scope, levels="division")
    db.session.add(group)
    db.session.flush()
    directive = make_directive(
        "1/KH", scope, effective_from=date(2024, 1, 1), effective_to=date(2024, 12, 31)
    )
    make_task(directive, group_id=group.id)
    db.session.commit()
    path = tmp_path / "units.csv"
    path.write_text(f"{COLUMNS}\n{GOOD}\n", encoding="utf-8")
    before = count_units()

    refused = run_cli("units", "import", str(path))
    trial = run_cli("units", "import", str(path), "--dry-run").stdout.splitlines()
    key = trial[-1].rpartition(" ")[2]

    assert (refused.exit_code, refused.stdout, count_units()) == (1, "", before)
    assert "--dry-run" in refused.stderr
    assert trial[-2:] == [
        "  1/KH nhiệm vụ 1, Các phòng từ 01/01/2024: +T.PX",
        f"Đã xem và đồng ý: nhập lại với --effects-seen {key}",
    ]
    assert run_cli("units", "import", str(path), "--effects-seen", key).exit_code == 0
    assert count_units() == before + 1


def test_people_get_a_summary(seeded: Settings, run_cli: RunCli, unit_file: Path) -> None:
    first = run_cli("units", "import", str(unit_file)).stdout
    unit_file.write_text(f"{COLUMNS}\nT1,UBND xã A,,commune,NONE,,,\n", encoding="utf-8")

    assert first == "1 dòng: thêm 1, sửa 0, giữ nguyên 0, từ chối 0.\n"
    assert "Dòng 2: " in run_cli("units", "import", str(unit_file)).stdout


def test_a_second_import_says_so(seeded: Settings, run_cli: RunCli, unit_file: Path) -> None:
    run_cli("units", "import", str(unit_file))

    assert "đã được nhập" in run_cli("units", "import", str(unit_file)).stdout


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICE_STAFF, 0), (Role.ADMINISTRATOR, 0), (Role.APPROVER, 1), (Role.UNIT_OFFICER, 1)],
)
def test_only_those_who_keep_units_import_them(
    seeded: Settings,
    run_cli: RunCli,
    make_actor: MakeActor,
    unit_file: Path,
    role: Role,
    status: int,
) -> None:
    make_actor("person", role)
    before = count_units()

    result = run_cli("units", "import", str(unit_file), "--by", "person")

    assert result.exit_code == status
    assert count_units() == before + (status == 0)
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry is not None
    assert (entry.actor == "person") is (status == 0)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="no-file"),
        pytest.param(b"", id="empty"),
        pytest.param(b"code,name\nX,Y\n", id="no-level"),
        pytest.param(b"a,b,c\n1,2,3\n", id="another-table"),
        pytest.param(b"code,name,level\n\xff\xfe\xff,X,commune\n", id="no-text"),
        pytest.param(b'code,name,level\n"X,Y,commune\n', id="open-quote"),
    ],
)
def test_a_file_that_is_no_list_of_units_changes_nothing(
    seeded: Settings, run_cli: RunCli, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)
    before = count_units()

    result = run_cli("units", "import", str(path))

    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert count_units() == before


def test_the_seeds_themselves_can_be_imported(
    database: Settings, run_cli: RunCli, system: Actor
) -> None:
    report = run_cli("units", "import", str(SEEDS / "units.csv"), "--format", "json").json()
    with (SEEDS / "units.csv").open(encoding="utf-8", newline="") as file:
        count = len(list(csv.DictReader(io.StringIO(file.read()))))

    assert (report["added"], report["errors"]) == (count, [])
    with transaction():
        assert load_units_seed(actor=system) == 0
    assert db.session.scalar(sa.select(Unit.valid_to).where(Unit.code == "615")) == date(
        2025, 6, 30
    )
