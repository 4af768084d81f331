"""Dossier exports: columns under any name, every faulty row named, no citizen's data kept."""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, ImportBatch, IntegrityAlert, Procedure, Source, Unit, db
from models.vocabulary import Channel, DossierStatus, SourceKind
from tests.dossier_files import GOOD, open_row, row, write_export
from tracker.errors import ForbiddenError, RefusedError
from tracker.importing.dossiers import import_dossiers

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

AS_OF = date(2024, 1, 31)
Bring = Callable[..., "DossierReport"]


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that writes rows to a file and imports it."""
    del seeded
    made = 0

    def run(rows: list[dict[str, str]] | Path, **options: Any) -> DossierReport:
        nonlocal made
        made += 1
        path = rows if isinstance(rows, Path) else write_export(tmp_path / f"{made}.csv", rows)
        given = {"source_code": "MOTCUA", "as_of": AS_OF, "actor": system} | options
        return import_dossiers(path, **given)

    return run


def only() -> Dossier:
    return db.session.execute(sa.select(Dossier)).scalar_one()


def codes(report: DossierReport) -> list[tuple[int, str, str, str]]:
    return [(each["row"], each["column"], each["value"], each["code"]) for each in report.errors]


def count(model: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_every_fact_of_a_row_is_stored(bring: Bring) -> None:
    report = bring([row()])

    dossier = only()
    unit = db.session.get_one(Unit, dossier.unit_id)
    procedure = db.session.get_one(Procedure, dossier.procedure_id)
    assert (report.rows, report.accepted, report.added) == (1, 1, 1)
    assert dossier.code == GOOD["Mã hồ sơ"]
    assert unit.name == "UBND huyện Đăk Hà"
    assert (procedure.code, procedure.name, procedure.field) == (
        "1.004227",
        "Đăng ký biến động đất đai",
        "Đất đai",
    )
    assert (dossier.received_on, dossier.received_minute) == (date(2024, 1, 2), 495)
    assert (dossier.due_on, dossier.due_minute) == (date(2024, 1, 12), 1020)
    assert dossier.judged_due_on == date(2024, 1, 12)
    assert (dossier.finished_on, dossier.finished_minute) == (date(2024, 1, 10), 570)
    assert dossier.returned_on == date(2024, 1, 11)
    assert (dossier.status, dossier.channel) == (DossierStatus.FINISHED, Channel.ONLINE)
    assert (dossier.officer, dossier.as_of, dossier.revision) == ("Cán bộ minh họa 01", AS_OF, 1)
    assert dossier.batch_id == report.batch


def test_a_due_date_on_a_day_off_is_judged_at_the_next_working_day(bring: Bring) -> None:
    """Saturday 13 January 2024; the printed day stays."""
    bring([row(Ngày_hẹn_trả="13/01/2024")])

    assert only().due_on == date(2024, 1, 13)
    assert only().judged_due_on == date(2024, 1, 15)


HEADINGS = {
    "as systems exchange them": {
        "Mã hồ sơ": "MaHoSo",
        "Mã TTHC": "MaTTHC",
        "Tên TTHC": "TenTTHC",
        "Lĩnh vực": "MaLinhVuc",
        "Đơn vị": "TenCoQuan",
        "Ngày tiếp nhận": "NgayTiepNhan",
        "Ngày hẹn trả": "NgayHenTra",
        "Ngày kết thúc xử lý": "NgayKetThucXuLy",
        "Ngày trả kết quả": "NgayTra",
        "Trạng thái": "TrangThaiHoSo",
        "Hình thức nộp": "KenhThucHien",
    },
    "without marks": {
        "Mã hồ sơ": "MA HO SO",
        "Đơn vị": "don vi",
        "Ngày tiếp nhận": "Ngay tiep nhan",
        "Ngày hẹn trả": "ngay hen tra",
        "Ngày kết thúc xử lý": "Ngay ket thuc xu ly",
        "Trạng thái": "Trang thai",
    },
    "other words": {
        "Mã hồ sơ": "Số hồ sơ",
        "Đơn vị": "Cơ quan giải quyết",
        "Ngày tiếp nhận": "Ngày nhận",
        "Ngày hẹn trả": "Hạn trả kết quả",
        "Ngày kết thúc xử lý": "Ngày có kết quả",
        "Trạng thái": "Tình trạng hồ sơ",
    },
    "of OpenCPS": {
        "Mã hồ sơ": "dossierNo",
        "Đơn vị": "govAgencyName",
        "Ngày tiếp nhận": "receiveDate",
        "Ngày hẹn trả": "dueDate",
        "Ngày kết thúc xử lý": "releaseDate",
        "Ngày trả kết quả": "finishDate",
        "Trạng thái": "dossierStatus",
    },
}


@pytest.mark.parametrize("names", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "the other way round"])
def test_columns_are_told_by_any_usual_name_in_any_order(
    bring: Bring, names: Mapping[str, str], is_reversed: bool
) -> None:
    renamed = [(names.get(name, name), text) for name, text in row().items()]

    report = bring([dict(reversed(renamed) if is_reversed else renamed)])

    assert report.added == 1
    dossier = only()
    assert (dossier.received_on, dossier.due_on) == (date(2024, 1, 2), date(2024, 1, 12))
    assert (dossier.finished_on, dossier.returned_on) == (date(2024, 1, 10), date(2024, 1, 11))


def test_code_unit_and_reception_are_enough(bring: Bring) -> None:
    columns = ("Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận")

    bring([{name: GOOD[name] for name in columns}])

    dossier = only()
    assert (dossier.status, dossier.due_on, dossier.channel) == (DossierStatus.OPEN, None, None)


@pytest.mark.parametrize("missing", ["Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận"])
def test_a_file_without_a_needed_column_is_refused(bring: Bring, missing: str) -> None:
    cells = row()
    del cells[missing]

    with pytest.raises(RefusedError) as refused:
        bring([cells])

    assert missing in str(refused.value.params)
    assert count(ImportBatch) == count(Source) == 0


def test_the_hand_over_is_the_end_where_no_end_of_processing_is_printed(bring: Bring) -> None:
    cells = row()
    del cells["Ngày kết thúc xử lý"]

    bring([cells])

    assert only().finished_on == only().returned_on == date(2024, 1, 11)


def test_the_hand_over_is_no_end_where_the_end_of_processing_is_blank(bring: Bring) -> None:
    report = bring([row("A"), row("B", Ngày_kết_thúc_xử_lý="")])

    assert codes(report) == [(3, "Trạng thái", "Đã trả kết quả", "dossier_end_missing")]


def test_a_state_nobody_printed_follows_from_the_end(bring: Bring) -> None:
    bring([row("A", Trạng_thái=""), open_row("B", Trạng_thái=" ")])

    states = dict(db.session.execute(sa.select(Dossier.code, Dossier.status)).all())
    assert states == {"A": DossierStatus.FINISHED, "B": DossierStatus.OPEN}


@pytest.mark.parametrize("code", ["0001", "000.00.12.H36-240102-0001", "1E5", "H36.12-ĐK/01"])
def test_codes_are_kept_letter_for_letter(bring: Bring, code: str) -> None:
    bring([row(f" {code} ")])

    assert only().code == code


@pytest.mark.parametrize(
    ("cells", "column", "value", "code"),
    [
        ({"Mã_hồ_sơ": "  "}, "Mã hồ sơ", "", "dossier_code_missing"),
        ({"Mã_hồ_sơ": "1.23E+11"}, "Mã hồ sơ", "1.23E+11", "dossier_code_scientific"),
        ({"Mã_hồ_sơ": "1,2E+05"}, "Mã hồ sơ", "1,2E+05", "dossier_code_scientific"),
        ({"Mã_hồ_sơ": "A\x07B"}, "Mã hồ sơ", "A\x07B", "dossier_code_unprintable"),
        ({"Mã_hồ_sơ": "9" * 81}, "Mã hồ sơ", "9" * 81, "dossier_text_too_long"),
        ({"Mã_TTHC": "9" * 61}, "Mã TTHC", "9" * 61, "dossier_text_too_long"),
        ({"Mã_TTHC": "1,00002"}, "Mã TTHC", "1,00002", "dossier_procedure_code_number"),
        ({"Cán_bộ_xử_lý": "A" * 121}, "Cán bộ xử lý", "", "dossier_text_too_long"),
        ({"Đơn_vị": ""}, "Đơn vị", "", "dossier_unit_missing"),
        ({"Đơn_vị": "Sở Bay"}, "Đơn vị", "Sở Bay", "unit_unknown"),
        ({"Ngày_tiếp_nhận": ""}, "Ngày tiếp nhận", "", "dossier_received_missing"),
        ({"Ngày_tiếp_nhận": "31/02/2024"}, "Ngày tiếp nhận", "31/02/2024", "date_impossible"),
        ({"Ngày_hẹn_trả": "hôm qua"}, "Ngày hẹn trả", "hôm qua", "date_unreadable"),
        ({"Ngày_trả_kết_quả": "1/1/24"}, "Ngày trả kết quả", "1/1/24", "date_unreadable"),
        (
            {"Ngày_hẹn_trả": "01/01/2024"},
            "Ngày hẹn trả",
            "01/01/2024",
            "dossier_due_before_received",
        ),
        (
            {"Ngày_kết_thúc_xử_lý": "01/01/2024"},
            "Ngày kết thúc xử lý",
            "01/01/2024",
            "dossier_ended_before_received",
        ),
        (
            {"Ngày_kết_thúc_xử_lý": "01/02/2024"},
            "Ngày kết thúc xử lý",
            "01/02/2024",
            "dossier_ended_later",
        ),
        ({"Ngày_trả_kết_quả": "1/2/2024"}, "Ngày trả kết quả", "1/2/2024", "dossier_ended_later"),
        ({"Trạng_thái": "44"}, "Trạng thái", "44", "dossier_status_unknown"),
        ({"Trạng_thái": "Đang xử lý"}, "Trạng thái", "Đang xử lý", "dossier_open_but_ended"),
        ({"Trạng_thái": "8"}, "Trạng thái", "8", "dossier_open_but_ended"),
        ({"Hình_thức_nộp": "Zalo"}, "Hình thức nộp", "Zalo", "dossier_channel_unknown"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_bad_row_is_named_and_the_good_one_goes_in(
    bring: Bring, cells: dict[str, str], column: str, value: str, code: str
) -> None:
    report = bring([row("GOOD"), row("BAD", **cells)])

    assert codes(report) == [(3, column, value, code)]
    assert (report.rows, report.accepted, report.rejected) == (2, 1, 1)
    assert report.errors[0]["message"]
    assert only().code == "GOOD"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Ngày_tiếp_nhận": "01/02/2024", "Ngày_hẹn_trả": ""}, "dossier_received_later"),
        ({"Trạng_thái": "10"}, "dossier_end_missing"),
        ({"Trạng_thái": "Công dân yêu cầu rút"}, "dossier_end_missing"),
    ],
)
def test_an_open_row_is_held_against_the_day_of_the_file(
    bring: Bring, cells: dict[str, str], code: str
) -> None:
    report = bring([row("GOOD"), open_row("BAD", **cells)])

    assert [error["code"] for error in report.errors] == [code]


def test_a_row_with_several_faults_is_one_rejected_row(bring: Bring) -> None:
    report = bring([row("GOOD"), row(Mã_hồ_sơ="", Đơn_vị="Sở Bay", Ngày_hẹn_trả="?")])

    assert [error["code"] for error in report.errors] == [
        "date_unreadable",
        "dossier_code_missing",
        "unit_unknown",
    ]
    assert report.rejected == 1


def test_a_filed_dossier_nobody_received_yet_is_skipped(bring: Bring) -> None:
    report = bring([row("A"), open_row("B", Trạng_thái="Mới đăng ký", Ngày_tiếp_nhận="")])

    assert (report.accepted, report.skipped, report.rejected) == (1, 1, 0)
    assert report.skipped_by_reason == {"not_received": 1}


def test_the_same_row_twice_is_skipped_and_a_contradicting_one_refused(bring: Bring) -> None:
    report = bring([row("A"), row("A"), row("A", Đơn_vị="UBND huyện Sa Thầy"), row("B")])

    assert (report.added, report.skipped, report.rejected) == (2, 1, 1)
    assert codes(report) == [(4, "Mã hồ sơ", "A", "dossier_code_twice")]


@pytest.mark.parametrize("is_known", [False, True], ids=["first load", "a known source"])
def test_a_row_far_below_may_not_contradict_either(bring: Bring, is_known: bool) -> None:
    filler = [row(f"F{number}") for number in range(6_000)]
    if is_known:
        bring([row("A"), *filler])

    report = bring([row("A"), *filler, row("A"), row("A", Đơn_vị="UBND huyện Sa Thầy"), row("Z")])

    assert (report.skipped, report.rejected) == (1, 1)
    assert codes(report) == [(6_004, "Mã hồ sơ", "A", "dossier_code_twice")]
    assert (report.added, report.unchanged) == ((1, 6_001) if is_known else (6_002, 0))
    unit_id = db.session.scalar(sa.select(Dossier.unit_id).where(Dossier.code == "A"))
    assert db.session.get_one(Unit, unit_id).name == "UBND huyện Đăk Hà"
    assert count(IntegrityAlert) == 0


def test_a_file_without_a_good_row_writes_nothing(bring: Bring) -> None:
    report = bring([row("A", Đơn_vị="Sở Bay"), row("B", Ngày_tiếp_nhận="?")])

    assert (report.batch, report.accepted, report.rejected) == (None, 0, 2)
    assert count(ImportBatch) == count(Source) == count(Dossier) == count(Procedure) == 0


def test_a_file_of_a_heading_alone_is_refused(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(",".join(GOOD) + "\n", encoding="utf-8")

    with pytest.raises(RefusedError, match="dossier_file_no_rows"):
        bring(path)


def test_a_day_to_come_is_refused(bring: Bring) -> None:
    with pytest.raises(RefusedError, match="dossier_as_of_future"):
        bring([row()], as_of=date(2199, 1, 1))


def test_an_unknown_mapping_is_refused_with_the_known_ones(bring: Bring) -> None:
    with pytest.raises(RefusedError) as refused:
        bring([row()], mapping="igate")
    assert refused.value.params == {"value": "igate", "choices": ("auto",)}


def test_only_those_who_may_import_do(bring: Bring, make_actor: MakeActor) -> None:
    from models.vocabulary import Role

    with pytest.raises(ForbiddenError, match="role_not_allowed"):
        bring([row()], actor=make_actor("lan", Role.ADMINISTRATOR))


SHARED = "Sở Thông tin và Truyền thông"  # of Kon Tum and of Gia Lai


class TestUnits:
    def test_a_code_does_instead_of_a_name(self, bring: Bring) -> None:
        cells = {("Mã đơn vị" if name == "Đơn vị" else name): text for name, text in row().items()}
        bring([cells | {"Mã đơn vị": "STP"}])

        assert db.session.get_one(Unit, only().unit_id).code == "STP"

    def test_an_unknown_code_leaves_it_to_the_name(self, bring: Bring) -> None:
        bring([row() | {"Mã đơn vị": "H36.99"}])

        assert db.session.get_one(Unit, only().unit_id).name == "UBND huyện Đăk Hà"

    def test_a_code_and_a_name_of_two_units_are_refused(self, bring: Bring) -> None:
        rows = [row("A") | {"Mã đơn vị": ""}, row("B") | {"Mã đơn vị": "STP"}]

        assert codes(bring(rows)) == [(3, "Mã đơn vị", "STP", "dossier_units_differ")]

    def test_a_name_of_several_provinces_is_that_of_the_files_other_units(
        self, bring: Bring
    ) -> None:
        bring([open_row("A", Đơn_vị=SHARED), row("B")])

        unit_id = db.session.scalar(sa.select(Dossier.unit_id).where(Dossier.code == "A"))
        unit = db.session.get_one(Unit, unit_id)
        assert db.session.get_one(Unit, unit.parent_id).name == "UBND tỉnh Kon Tum"

    def test_alone_it_is_ambiguous(self, bring: Bring) -> None:
        report = bring([open_row("A", Đơn_vị=SHARED)])

        assert codes(report) == [(2, "Đơn vị", SHARED, "unit_ambiguous")]

    def test_the_scope_tells_which_is_meant(self, bring: Bring) -> None:
        bring([open_row("A", Đơn_vị=SHARED)], scope_code="64")

        unit = db.session.get_one(Unit, only().unit_id)
        assert db.session.get_one(Unit, unit.parent_id).name == "UBND tỉnh Gia Lai"

    def test_an_unknown_scope_is_refused(self, bring: Bring) -> None:
        with pytest.raises(RefusedError, match="dossier_scope_unknown"):
            bring([row()], scope_code="999999")

    def test_the_unit_is_the_one_of_the_day_of_reception(self, bring: Bring) -> None:
        """xã Đăk Mar of Kon Tum ended in 2025; a new commune has its name since."""
        later = date(2025, 12, 31)
        cells = {"Đơn_vị": "UBND xã Đăk Mar", "Ngày_hẹn_trả": ""}
        bring(
            [
                open_row("OLD", **cells),
                open_row("NEW", **cells | {"Ngày_tiếp_nhận": "04/08/2025"}),
            ],
            as_of=later,
        )

        valid = {
            code: db.session.get_one(Unit, unit_id).valid_from >= date(2025, 7, 1)
            for code, unit_id in db.session.execute(sa.select(Dossier.code, Dossier.unit_id))
        }
        assert valid == {"OLD": False, "NEW": True}


def test_a_new_source_is_registered_as_a_one_stop_system(bring: Bring) -> None:
    bring([row()])

    source = db.session.execute(sa.select(Source)).scalar_one()
    assert (source.code, source.kind, source.is_sample) == ("MOTCUA", SourceKind.ONE_STOP, False)


def test_a_source_of_samples_is_marked_as_such(bring: Bring) -> None:
    bring([row()], source_code="MINH-HOA-KT")

    source = db.session.execute(sa.select(Source)).scalar_one()
    assert (source.kind, source.is_sample) == (SourceKind.SAMPLE, True)


MARK = "Nguyễn Thị Bí Mật 0905123456"


def test_no_citizens_data_is_kept_anywhere(
    bring: Bring, seeded: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    people = {"Chủ hồ sơ": MARK, "Địa chỉ": MARK, "SĐT": MARK, "CCCD": MARK, "Email": MARK}
    good, bad = people | row("A"), people | row("B", Đơn_vị="Sở Bay")
    path = write_export(tmp_path / "people.csv", [good, bad])
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([*good.values(), MARK])  # one cell too many: shifted

    report = bring(path)

    assert (report.added, report.rejected) == (1, 2)
    assert report.ignored_columns == tuple(people)
    assert "Bí Mật" not in str(report.as_dict())
    assert "0905123456" not in caplog.text
    _assert_nowhere_in_the_database(seeded, "0905123456")


def _assert_nowhere_in_the_database(settings: Settings, mark: str) -> None:
    db.session.commit()
    if settings.database_url.startswith("sqlite"):
        path = settings.database_url.removeprefix("sqlite:///")
        for suffix in ("", "-wal"):
            stored = Path(path + suffix)
            assert not stored.exists() or mark.encode() not in stored.read_bytes()
        return
    for table in db.metadata.sorted_tables:
        for stored_row in db.session.execute(sa.select(table)):
            assert mark not in str(tuple(stored_row))


def test_a_workbook_is_read_as_well(bring: Bring, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Hồ sơ")
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, list(GOOD))
        sheet.write_row(1, 0, list(GOOD.values()))
        received = list(GOOD).index("Ngày tiếp nhận")
        sheet.write_number(1, received, 45293.34375, day)  # 02/01/2024 08:15

    report = bring(path)

    assert report.added == 1
    assert (only().received_on, only().received_minute) == (date(2024, 1, 2), 495)
