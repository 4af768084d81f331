"""Lists as offices print and keep them: two-line headings, groups, totals, signatures, numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import sqlalchemy as sa

from models import Dossier, db
from tests.dossier_files import GOOD, OPEN, open_row, row
from tracker.errors import RefusedError
from tracker.importing.columns import WIDEST_OF_TWO, find_header
from tracker.importing.dossier_columns import DOSSIER_COLUMNS, DossierCells
from tracker.importing.dossier_furniture import NO_DOSSIER, REPEATED_HEADING, Furniture
from tracker.importing.dossiers import import_dossiers
from tracker.importing.moments import read_number
from tracker.importing.workbook import DAY_ZERO

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

AS_OF = date(2024, 1, 31)
HEAD = DOSSIER_COLUMNS.match(tuple(GOOD))
Bring = Callable[..., "DossierReport"]
Line = Sequence[object]


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that imports lines as a workbook."""
    del seeded

    def run(*lines: Line, is_1904: bool = False, **options: object) -> DossierReport:
        book = openpyxl.Workbook()
        if is_1904:
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        for line in lines:
            book.worksheets[0].append(line)
        book.save(tmp_path / "ds.xlsx")
        path = tmp_path / "ds.xlsx"
        return import_dossiers(path, source_code="MOTCUA", as_of=AS_OF, actor=system, **options)  # type: ignore[arg-type]

    return run


UPPER = ("Mã hồ sơ", "Đơn vị", "Thời gian", "", "")
ROW = ("A", GOOD["Đơn vị"], "02/01/2024", "12/01/2024", "")


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (UPPER, ("", "", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả")),
        (UPPER, ("", "", "Tiếp nhận", "Hẹn trả", "Trả kết quả")),
        (("Mã", "Đơn vị", "Ngày", "Ngày", "Ngày"), ("hồ sơ", "", "nhận", "hẹn", "trả")),
        (UPPER, ("Mã hồ sơ", "Đơn vị", "Tiếp nhận", "Hẹn trả", "Trả kết quả")),
    ],
    ids=["own names", "shared first word", "cut in two", "merged down"],
)
def test_two_lines_are_one_heading_where_no_line_is_one(
    bring: Bring, upper: Line, lower: Line
) -> None:
    """On its second page such a list prints both lines again."""
    report = bring(("DANH SÁCH HỒ SƠ",), upper, lower, ROW, upper, lower, ("B", *ROW[1:]))

    assert (report.added, report.errors) == (2, ())
    assert report.skipped_by_reason == {"repeated_heading": 2}
    days = db.session.execute(sa.select(Dossier.received_on, Dossier.due_on)).all()
    assert set(days) == {(date(2024, 1, 2), date(2024, 1, 12))}


def test_two_lines_that_name_a_column_twice_are_refused(bring: Bring) -> None:
    lower = ("", "", "Ngày tiếp nhận", "Tiếp nhận", "Ngày hẹn trả")
    with pytest.raises(RefusedError) as refused:
        bring(UPPER, lower, ROW)

    assert refused.value.code == "column_ambiguous"


def test_a_whole_line_is_preferred_to_two() -> None:
    lines = [("Hồ sơ", "", ""), ("Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận"), ("A", "B", "C")]
    found = find_header(lines, DOSSIER_COLUMNS.match)

    assert found is not None
    assert (found[0], found[1].cells) == (1, lines[1])


def test_two_lines_wider_than_anybody_prints_are_not_looked_at() -> None:
    blanks = [""] * WIDEST_OF_TWO
    lines = [[*UPPER, *blanks], ["", "", "Ngày tiếp nhận", "", "", *blanks]]

    assert find_header(lines, DOSSIER_COLUMNS.match) is None
    assert find_header([line[:5] for line in lines], DOSSIER_COLUMNS.match) is not None


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"code": "1", "unit": "2", "received": "3"}, REPEATED_HEADING),
        ({"code": "A", "unit": "1", "received": "2=1+1"}, REPEATED_HEADING),
        ({"code": "Mã hồ sơ", "unit": "Đơn vị", "received": "Thời gian"}, REPEATED_HEADING),
        ({"code": "Tổng", "unit": "2"}, NO_DOSSIER),
        ({"code": "Tổng: 2 hồ sơ", "received": "2", "due": "1"}, NO_DOSSIER),
        ({"code": "Cộng Sở Tư pháp", "unit": "1.234"}, NO_DOSSIER),
        ({"code": "Lĩnh vực: Đất đai", "unit": "2 hồ sơ"}, NO_DOSSIER),
        ({"code": "II", "procedure_code": "Đất đai", "received": "12"}, NO_DOSSIER),
        ({"procedure_code": "Nguyễn Văn A", "due": "Trần Thị B"}, NO_DOSSIER),
        ({"procedure_code": "NGƯỜI TỔNG HỢP", "due": "PHÓ GIÁM ĐỐC"}, NO_DOSSIER),
        ({"officer": "Giám đốc Trung tâm", "received": "02/01/2024"}, ""),
        ({"code": "HS 001", "procedure_name": "Ghi chú", "received": "32/01/2024"}, ""),
        ({"procedure_name": "Đăng ký", "unit": "Sở Tư pháp"}, ""),
        ({"procedure_name": "Đăng ký", "receiving_unit": "Sở Tư pháp"}, ""),
        ({"procedure_code": "1.004227", "unit": "Sở Tư pháp"}, ""),
        ({"code": "A1", "unit": "2", "received": "3"}, ""),
        ({"code": "Mã hồ sơ", "unit": "Đơn vị", "received": "Hạn trả", "due": "Ngày nhận"}, ""),
    ],
    ids=str,
)
def test_lines_around_dossiers_are_told_from_dossiers_with_faults(
    cells: dict[str, str], reason: str
) -> None:
    given = tuple(cells.get(name, "") for name in DossierCells._fields)

    assert Furniture(HEAD, DossierCells._fields).reason(given) == reason


def test_names_below_who_signs_are_no_dossier_even_in_the_column_of_units() -> None:
    furniture = Furniture(HEAD, DossierCells._fields)
    names = tuple(
        {"code": "Nguyễn Văn A", "unit": "Trần Thị B"}.get(name, "")
        for name in DossierCells._fields
    )
    title = tuple("Người lập" if name == "unit" else "" for name in DossierCells._fields)
    title = ("Kế toán", *title[1:])

    assert furniture.reason(names) == ""
    assert furniture.reason(title) == NO_DOSSIER
    assert furniture.reason(names) == NO_DOSSIER


@pytest.mark.parametrize(("is_1904", "shift"), [(False, 0), (True, 1462)], ids=["1900", "1904"])
def test_numbers_of_days_that_are_not_shown_as_days_are_days(
    bring: Bring, *, is_1904: bool, shift: int
) -> None:
    numbers = {"Ngày tiếp nhận": 45293.34375 - shift, "Ngày hẹn trả": 45303 - shift}
    line = [(GOOD | OPEN | numbers)[name] for name in GOOD]

    report = bring(list(GOOD), line, is_1904=is_1904)

    assert report.errors == ()
    (found,) = db.session.scalars(sa.select(Dossier)).all()
    assert (found.received_on, found.received_minute) == (date(2024, 1, 2), 8 * 60 + 15)
    assert (found.due_on, found.due_minute) == (date(2024, 1, 12), None)


@pytest.mark.parametrize(
    ("text", "day_zero", "moment"),
    [
        ("45293", DAY_ZERO, ("2024-01-02", None)),
        ("45293,99999", DAY_ZERO, ("2024-01-03", 0)),
        ("45293", None, None),
        ("12345", DAY_ZERO, None),
        ("2024", DAY_ZERO, None),
        ("45293 8h", DAY_ZERO, None),
    ],
)
def test_a_number_is_a_day_in_a_workbook_only(
    text: str, day_zero: date | None, moment: object
) -> None:
    assert read_number(text, day_zero) == moment


@pytest.mark.parametrize("code", ['=CONCATENATE("a";"b")', '="000123"', "#REF!", "#N/A", "#DIV/0!"])
def test_a_formula_or_an_error_of_a_sheet_is_no_code(
    seeded: Settings, system: Actor, tmp_path: Path, code: str
) -> None:
    from tests.dossier_files import write_export

    del seeded
    path = write_export(tmp_path / "a.csv", [row("HS#12"), open_row(code)])

    report = import_dossiers(path, source_code="MOTCUA", as_of=AS_OF, actor=system)

    assert report.added == 1
    (error,) = report.errors
    assert (error["row"], error["code"]) == (3, "dossier_code_formula")


def test_a_column_somebody_told_about_is_missed_when_its_heading_changes(bring: Bring) -> None:
    """Without its due days a file would bring dossiers that are never late."""
    told = {"Hạn xong": "due"}
    cells = list(row("A").values())
    heading = [{"Ngày hẹn trả": "Hạn xong"}.get(name, name) for name in GOOD]
    changed = [{"Ngày hẹn trả": "Hạn chót"}.get(name, name) for name in GOOD]

    with pytest.raises(RefusedError) as refused:
        bring(changed, cells, columns=told)
    assert (refused.value.code, refused.value.params["columns"]) == (
        "columns_missing",
        ("Ngày hẹn trả",),
    )
    assert bring(heading, cells, columns=told).added == 1
