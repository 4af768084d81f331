"""Figures come in whole, once, exactly, and every faulty row is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import sqlalchemy as sa

from models import AuditEntry, ImportBatch, Measurement, Source, db
from models.vocabulary import Role, SourceKind, UnitLevel
from tests.factories import make_indicator, make_unit
from tracker.errors import ForbiddenError, ReadingError, RefusedError
from tracker.importing import measurement_file, measurements
from tracker.importing.measurements import import_measurements
from tracker.importing.period_cells import read_period_cell
from tracker.importing.report import ImportReport, file_sha256
from tracker.paths import DEMO_SEEDS
from tracker.queries.import_batches import list_batches
from tracker.queries.indicators import list_indicators
from tracker.queries.measurements import list_measurements
from tracker.services.seed_directives import load_indicator_seeds
from tracker.services.seed_units import load_successions_seed, load_units_seed
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

HEADING = "Mã đơn vị,Tên đơn vị,Chỉ số,Kỳ,Tử số,Mẫu số,Tỷ lệ (%),Chất lượng,Ghi chú"
PHU_THO = DEMO_SEEDS / "phu-tho-2026-08-measurements.csv"
Errors = list[tuple[int, str, str]]


class Importer:
    """Writes rows to a file and imports it."""

    def __init__(self, folder: Path, actor: Actor) -> None:
        self.folder = folder
        self.actor = actor

    def __call__(self, *rows: str, heading: str = HEADING, **options: Any) -> ImportReport:
        path = self.folder / "so-lieu.csv"
        path.write_text("\n".join((heading, *rows)), encoding="utf-8")
        return self.file(path, **options)

    def file(self, path: Path, **options: Any) -> ImportReport:
        options = {"source_code": "báo cáo", "actor": self.actor, **options}
        return import_measurements(path, **options)


@pytest.fixture
def importer(database: Settings, tmp_path: Path, system: Actor) -> Importer:
    del database
    province = make_unit("P", "UBND tỉnh Thử", level=UnitLevel.PROVINCE)
    make_unit("X1", "UBND xã Một", parent_id=province, aliases=("Xã số Một",))
    make_unit("X2", "UBND xã Hai", parent_id=province)
    make_unit("X3", "UBND xã Ba", parent_id=province, valid_from=date(2024, 7, 1))
    make_indicator("T-1", "Tỷ lệ hồ sơ đúng hạn")
    make_indicator("T-2", "Điểm chất lượng", unit_of_measure="điểm")
    make_indicator("T-3", "Tên trùng")
    make_indicator("T-4", "Tên trùng")
    return Importer(tmp_path, system)


def figures(period: str = "2024-03") -> list[tuple[str, str, int | None, int | None]]:
    return [
        (row.unit_code, row.indicator_code, row.numerator, row.denominator)
        for row in list_measurements(periods=[period])
    ]


def faults(report: ImportReport) -> Errors:
    return [(error["row"], error["column"], error["code"]) for error in report.errors]


def count(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_codes_names_and_aliases_all_mean_the_unit(importer: Importer) -> None:
    report = importer(
        "X1,,T-1,2024-03,95,100,,,",
        ",UBND xã Hai,Tỷ lệ hồ sơ đúng hạn,2024-03,1.234,1.235,,,",
        ',"xã số một",T-2,Tháng 3/2024,,,"9,5",,',
    )

    assert report.as_dict() == {
        "batch": list_batches()[0].id,
        "file_sha256": file_sha256(importer.folder / "so-lieu.csv"),
        "rows": 3,
        "accepted": 3,
        "added": 3,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "skipped": 0,
        "errors": [],
        "alerts": [],
        "already_imported": False,
    }
    assert figures() == [
        ("X1", "T-1", 95, 100),
        ("X2", "T-1", 1234, 1235),
        ("X1", "T-2", None, None),
    ]


def test_code_headings_in_any_order_are_understood(importer: Importer) -> None:
    report = importer(
        "100,X1,Người dân A,95,T-1,2024-03",
        heading="denominator,unit_code,Họ tên,numerator,indicator,period",
    )

    assert report.accepted == 1
    assert figures() == [("X1", "T-1", 95, 100)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param("X9,,T-1,2024-03,1,2,,,", ("Mã đơn vị", "unit_unknown"), id="unit"),
        pytest.param(",Xã Chín,T-1,2024-03,1,2,,,", ("Tên đơn vị", "unit_unknown"), id="name"),
        pytest.param(",,T-1,2024-03,1,2,,,", ("Tên đơn vị", "unit_not_stated"), id="no-unit"),
        pytest.param(
            "X1,UBND xã Hai,T-1,2024-03,1,2,,,",
            ("Mã đơn vị", "unit_code_and_name_differ"),
            id="code-and-name-differ",
        ),
        pytest.param("X3,,T-1,2024-03,1,2,,,", ("Mã đơn vị", "unit_not_yet"), id="not-yet"),
        pytest.param("X1,,T-9,2024-03,1,2,,,", ("Chỉ số", "indicator_not_known"), id="indicator"),
        pytest.param("X1,,,2024-03,1,2,,,", ("Chỉ số", "indicator_not_stated"), id="no-indicator"),
        pytest.param("X1,,Tên trùng,2024-03,1,2,,,", ("Chỉ số", "indicator_ambiguous"), id="name2"),
        pytest.param("X1,,T-1,2024-13,1,2,,,", ("Kỳ", "period_unreadable"), id="month-13"),
        pytest.param("X1,,T-1,,1,2,,,", ("Kỳ", "period_not_stated"), id="no-period"),
        pytest.param("X1,,T-1,2024-03,3,2,,,", ("Tử số", "numerator_over_denominator"), id="over"),
        pytest.param("X1,,T-1,2024-03,1,0,,,", ("Tử số", "numerator_over_denominator"), id="of-0"),
        pytest.param("X1,,T-1,2024-03,1,,,,", ("Mẫu số", "parts_incomplete"), id="no-denominator"),
        pytest.param("X1,,T-1,2024-03,,2,,,", ("Tử số", "parts_incomplete"), id="no-numerator"),
        pytest.param('X1,,T-1,2024-03,"1,5",2,,,', ("Tử số", "count_not_whole"), id="fraction"),
        pytest.param("X1,,T-1,2024-03,-1,2,,,", ("Tử số", "count_negative"), id="negative"),
        pytest.param('X1,,T-1,2024-03,"1,234",2000,,,', ("Tử số", "number_ambiguous"), id="comma"),
        pytest.param("X1,,T-1,2024-03,một,2,,,", ("Tử số", "number_unreadable"), id="word"),
        pytest.param("X1,,T-1,2024-03,1e3,2000,,,", ("Tử số", "number_unreadable"), id="exponent"),
        pytest.param("X1,,T-1,2024-03,50%,100,,,", ("Tử số", "number_unreadable"), id="percent"),
        pytest.param(
            'X1,,T-1,2024-03,1,3,"33,32",,', ("Tỷ lệ (%)", "value_contradicts_parts"), id="value"
        ),
        pytest.param("X1,,T-1,2024-03,,,abc,,", ("Tỷ lệ (%)", "number_unreadable"), id="text"),
        pytest.param(
            'X1,,T-1,2024-03,,,"94,99999",,', ("Tỷ lệ (%)", "value_too_fine"), id="too-fine"
        ),
        pytest.param("X1,,T-2,2024-03,,,95%,,", ("Tỷ lệ (%)", "value_is_percent"), id="points"),
        pytest.param(
            "X1,,T-1,2024-03,1,2,,," + "x" * 2_001, ("Ghi chú", "cell_too_long"), id="long-note"
        ),
        pytest.param("X1,,T-1,2024-03,1,2,,,a\x01b", ("Ghi chú", "cell_has_controls"), id="bell"),
        pytest.param(
            "X" * 301 + ",,T-1,2024-03,1,2,,,", ("Mã đơn vị", "cell_too_long"), id="long-code"
        ),
        pytest.param("X1,,T-1,2024-03,1,2,,,a,b", ("", "row_wider_than_heading"), id="too-wide"),
    ],
)
def test_a_faulty_row_is_named_with_column_and_reason(
    importer: Importer, row: str, expected: tuple[str, str]
) -> None:
    report = importer("X2,,T-1,2024-03,1,2,,,", row)

    assert faults(report) == [(3, *expected)]
    assert report.errors[0]["message"].endswith(".")
    assert (report.rows, report.accepted, report.rejected) == (2, 1, 1)
    assert figures() == [("X2", "T-1", 1, 2)]


def test_every_fault_of_a_row_is_named_and_the_row_counts_once(importer: Importer) -> None:
    report = importer("X9,,T-9,2024-03,x,2,,,")

    assert [code for *_, code in faults(report)] == [
        "unit_unknown",
        "indicator_not_known",
        "number_unreadable",
    ]
    assert (report.rows, report.rejected) == (1, 1)


@pytest.mark.parametrize("value", ["33,33", "33.33", "33,34", "33,33 %", "33,3333"])
def test_a_percentage_beside_its_parts_may_be_cut_or_rounded(
    importer: Importer, value: str
) -> None:
    report = importer(f'X1,,T-1,2024-03,1,3,"{value}",,')

    (row,) = list_measurements(periods=["2024-03"])
    assert report.accepted == 1
    assert (row.numerator, row.denominator, row.value, row.is_verifiable) == (1, 3, None, True)


def test_a_value_without_parts_is_kept_exactly_and_said_to_be_unverifiable(
    importer: Importer,
) -> None:
    importer('X1,,T-1,2024-03,,,"94,9999",TEMP,cổng gửi')

    (row,) = list_measurements(periods=["2024-03"])
    assert row.value == Decimal("94.9999")
    assert not row.is_verifiable
    assert (row.quality, row.note) == ("TEMP", "cổng gửi")


def test_nothing_arose_is_a_statement_and_nothing_stated_is_none(importer: Importer) -> None:
    report = importer(
        "X1,,T-1,2024-03,0,0,0,,",  # the portal prints 0 beside 0/0
        "X2,,T-1,2024-03,,,,,chưa gửi",
        ",Tổng cộng,,2024-03,95,100,,,",
        ",,,,,,,,",
        " , ,,,,,,,",
    )

    assert (report.rows, report.added, report.skipped, report.rejected) == (3, 1, 2, 0)
    assert figures() == [("X1", "T-1", 0, 0)]


def test_equal_rows_count_once_and_different_ones_are_both_refused(importer: Importer) -> None:
    report = importer(
        "X1,,T-1,2024-03,1,2,,,",
        ",Xã số Một,T-1,03/2024,1,2,,,",
        "X2,,T-1,2024-03,1,2,,,",
        "X2,,T-1,2024-03,2,2,,,",
    )

    assert (report.rows, report.added, report.skipped, report.rejected) == (4, 1, 1, 2)
    assert faults(report) == [(4, "", "figure_stated_twice"), (5, "", "figure_stated_twice")]
    assert figures() == [("X1", "T-1", 1, 2)]


def test_the_period_of_the_call_serves_rows_without_one_and_contradicts_others(
    importer: Importer,
) -> None:
    report = importer(
        "X1,,T-1,,1,2,,,", "X2,,T-1,2024-03,1,2,,,", "P,,T-1,2024-04,1,2,,,", period="2024-03"
    )

    assert report.accepted == 2
    assert faults(report) == [(4, "Kỳ", "period_contradicts")]


def test_a_file_without_any_period_is_refused(importer: Importer) -> None:
    with pytest.raises(RefusedError) as refused:
        importer("X1,T-1,1,2", heading="Đơn vị,Chỉ số,Tử số,Mẫu số")

    assert refused.value.code == "periods_missing"
    assert count(Source) == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-03", "2024-03"),
        ("03/2024", "2024-03"),
        ("Tháng 3/2024", "2024-03"),
        ("tháng 03 năm 2024", "2024-03"),
        ("2024-03-01", "2024-03"),
        ("Quý II/2024", "2024-Q2"),
        ("2024-q2", "2024-Q2"),
        ("Quý 4 năm 2024", "2024-Q4"),
        ("Năm 2024", "2024"),
        ("2024-03/ytd", "2024-03/ytd"),
        ("Lũy kế đến hết tháng 3/2024", "2024-03/ytd"),
    ],
)
def test_a_period_is_read_as_offices_write_it(text: str, code: str) -> None:
    assert read_period_cell(text).code == code


@pytest.mark.parametrize(
    "text", ["13/2024", "2024-03-15", "Quý V/2024", "3/24", "1999", "tháng 3", "00/2024"]
)
def test_a_period_that_does_not_exist_is_no_period(text: str) -> None:
    with pytest.raises(ReadingError):
        read_period_cell(text)


def test_a_unit_is_the_one_of_the_periods_last_day(importer: Importer) -> None:
    report = importer("X3,,T-1,2024-06,1,2,,,", "X3,,T-1,2024-07,1,2,,,", "X3,,T-1,2024,1,2,,,")

    assert faults(report) == [(2, "Mã đơn vị", "unit_not_yet")]
    assert report.accepted == 2


def test_a_second_import_of_the_file_changes_nothing(importer: Importer) -> None:
    row = "X1,,T-1,2024-03,1,2,,,"
    first = importer(row)
    second = importer(row)

    assert (second.batch, second.already_imported) == (first.batch, True)
    assert (second.added, second.updated, second.unchanged) == (0, 0, 1)
    assert (count(Measurement), count(ImportBatch)) == (1, 1)
    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert list(actions)[-2:] == ["measurements_imported", "import_repeated"]


def test_a_file_taken_in_whole_is_not_even_read_again(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer("X1,,T-1,2024-03,1,2,,,")
    monkeypatch.delattr(measurements, "read_measurements")

    assert importer("X1,,T-1,2024-03,1,2,,,").already_imported


def test_refused_rows_go_in_once_their_reason_is_gone(importer: Importer) -> None:
    rows = ("X1,,T-1,2024-03,1,2,,,", "X9,,T-1,2024-03,3,4,,,")
    importer(*rows)
    again = importer(*rows)
    make_unit("X9", "UBND xã Chín")
    mended = importer(*rows)

    assert (again.already_imported, again.rejected, again.unchanged) == (True, 1, 1)
    assert (mended.already_imported, mended.added, mended.unchanged, mended.rejected) == (
        False,
        1,
        1,
        0,
    )
    assert [batch.rejected_count for batch in list_batches()] == [0, 1]
    assert list_batches()[0].settings_key.endswith("#2")


def test_a_changed_figure_is_a_new_revision(importer: Importer) -> None:
    importer("X1,,T-1,2024-03,1,2,,,", "X2,,T-1,2024-03,1,2,,,")
    report = importer("X1,,T-1,2024-03,2,2,,,", "X2,,T-1,2024-03,1,2,,,")

    assert (report.added, report.updated, report.unchanged) == (0, 1, 1)
    assert count(Measurement) == 3
    assert figures() == [("X1", "T-1", 2, 2), ("X2", "T-1", 1, 2)]


def test_an_older_file_never_overwrites_what_came_later(importer: Importer) -> None:
    importer("X1,,T-1,2024-03,2,2,,,", as_of=date(2024, 4, 20))
    report = importer("X1,,T-1,2024-03,1,2,,,", "X2,,T-1,2024-03,1,2,,,", as_of=date(2024, 4, 10))

    assert faults(report) == [(2, "", "older_than_known")]
    assert "20/04/2024" in report.errors[0]["message"]
    assert (report.added, report.rejected) == (1, 1)
    assert figures() == [("X1", "T-1", 2, 2), ("X2", "T-1", 1, 2)]


def test_the_figures_stand_for_today_unless_told(importer: Importer, on_day: OnDay) -> None:
    on_day(date(2024, 4, 5))
    importer("X1,,T-1,2024-03,1,2,,,")

    assert [row.as_of for row in list_measurements(periods=["2024-03"])] == [date(2024, 4, 5)]


def test_a_dry_run_says_the_same_and_writes_nothing(importer: Importer) -> None:
    rows = ("X1,,T-1,2024-03,1,2,,,", "X9,,T-1,2024-03,3,4,,,")
    before = count(AuditEntry)
    tried = importer(*rows, dry_run=True)
    tables = (Source, ImportBatch, Measurement)

    assert [count(table) for table in tables] == [0, 0, 0]
    assert count(AuditEntry) == before
    assert tried.batch is None
    assert {**tried.as_dict(), "batch": 1} == {**importer(*rows).as_dict(), "batch": 1}


def test_a_file_that_breaks_halfway_leaves_nothing(importer: Importer) -> None:
    with pytest.raises(RefusedError) as refused:
        importer("X1,,T-1,2024-03,1,2,,,", 'X2,"UBND "xã" Hai",T-1,2024-03,1,2,,,')

    assert refused.value.code == "csv_broken"
    assert count(Measurement) == count(ImportBatch) == count(Source) == 0


def test_more_rows_than_any_month_has_are_refused(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measurement_file, "MAX_ROWS", 1)

    with pytest.raises(RefusedError) as refused:
        importer("X1,,T-1,2024-03,1,2,,,", "X2,,T-1,2024-03,1,2,,,")

    assert refused.value.code == "too_many_rows"


def test_a_source_is_registered_by_the_first_import_that_names_it(importer: Importer) -> None:
    importer("X1,,T-1,2024-03,1,2,,,", source_code=" cổng ", source_kind=SourceKind.PORTAL)
    importer("X2,,T-1,2024-03,1,2,,,", source_code="cổng")

    rows = list_measurements(periods=["2024-03"])
    assert [(row.source_code, row.source_kind) for row in rows] == [("cổng", SourceKind.PORTAL)] * 2


@pytest.mark.parametrize("code", ["", "   ", "x" * 61, "a\x07b"])
def test_a_source_without_a_usable_code_is_refused(importer: Importer, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        importer("X1,,T-1,2024-03,1,2,,,", source_code=code)

    assert refused.value.code == "source_code_invalid"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.APPROVER, Role.PUBLIC])
def test_who_decides_nothing_about_figures_may_not_bring_them(
    importer: Importer, make_actor: MakeActor, role: Role
) -> None:
    with pytest.raises(ForbiddenError):
        importer("X1,,T-1,2024-03,1,2,,,", actor=make_actor("nguoi.khac", role))

    assert count(Measurement) == 0


def test_a_workbook_says_the_same_as_its_csv(importer: Importer) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["BÁO CÁO SỐ LIỆU"])
    sheet.append(["Đơn vị", "Mã chỉ số", "Chỉ số", "Kỳ", "Tử số", "Mẫu số", "Tỷ lệ (%)"])
    sheet.append(["UBND xã Một", "T-1", None, date(2024, 3, 1), 95, 100, 0.95])
    sheet["G3"].number_format = "0.00%"
    sheet.append(["UBND xã Hai", "T-1", None, "2024-03", 1, 3, "=E4/F4"])
    sheet.append(["UBND xã Hai", "T-2", "Tỷ lệ hồ sơ đúng hạn", "2024-03", None, None, 9.5])
    sheet.append(["UBND tỉnh Thử", "T-2", "Điểm chất lượng", "2024-03", None, None, 9.5])
    path = importer.folder / "so-lieu.xlsx"
    book.save(path)

    report = importer.file(path)

    assert figures() == [("X1", "T-1", 95, 100), ("P", "T-2", None, None)]
    assert faults(report) == [
        (4, "Tỷ lệ (%)", "number_unreadable"),
        (5, "Mã chỉ số", "indicator_code_and_name_differ"),
    ]
    assert report.errors[0]["value"] == "=E4/F4"


def test_phu_thos_figures_go_in_whole_and_add_up_to_the_province(
    database: Settings, system: Actor
) -> None:
    del database
    with transaction():
        load_units_seed(actor=system)
        load_successions_seed(actor=system)
        load_indicator_seeds(actor=system)
    if "CLGQ" not in {row.code for row in list_indicators()}:
        make_indicator("CLGQ", "Cung cấp dịch vụ trực tuyến", unit_of_measure="điểm")
    options: dict[str, Any] = {"source_code": "dvcqg", "actor": system, "as_of": date(2026, 9, 27)}

    report = import_measurements(PHU_THO, **options)
    again = import_measurements(PHU_THO, **options)

    assert (report.rows, report.added, report.rejected, report.skipped) == (976, 976, 0, 0)
    assert (again.already_imported, again.added, again.updated, again.unchanged) == (
        True,
        0,
        0,
        976,
    )
    for code, parts in (("766-2.1", (144_625, 184_513)), ("766-3.6", (82_913, 98_459))):
        rows = list_measurements(periods=["2026-08"], indicator_code=code)
        province = next(row for row in rows if row.unit_code == "H44")
        units = [row for row in rows if row.unit_code != "H44"]
        assert (province.numerator, province.denominator) == parts
        assert sum(row.numerator or 0 for row in units) == parts[0]
        assert sum(row.denominator or 0 for row in units) == parts[1]
