"""Workbooks are read as Excel shows them, in a process that may die without harm."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tracker.errors import RefusedError
from tracker.importing import workbook, workbook_child
from tracker.importing.columns import SEARCHED_LINES, Columns, ColumnSpec
from tracker.importing.table import open_table
from tracker.importing.workbook_child import cell_text
from tracker.importing.workbook_marks import MarkFinder, percent_text

COLUMNS = Columns(
    (
        ColumnSpec("unit", ("Đơn vị",), required=True),
        ColumnSpec("count", ("Số lượng",), required=True),
        ColumnSpec("note", ("Ghi chú",)),
    )
)
HEADING = ("Đơn vị", "Số lượng", "Ghi chú")
Rows = list[tuple[int, tuple[str, ...]]]


def at(*parts: int) -> datetime:
    """Return a wall-clock time: a workbook knows no zones."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.xlsx"


def write(path: Path, *rows: tuple[object, ...], fill: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if fill is not None:
        fill(sheet)
    book.save(path)
    return path


def replace_in(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as content:
        parts = {name: content.read(name) for name in content.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as content:
        for name, data in parts.items():
            content.writestr(name, data)
    return path


def read(path: Path, sheet: str = "") -> Rows:
    with open_table(path, path.name, COLUMNS, sheet=sheet) as table:
        return list(table.rows)


def code_of(path: Path, sheet: str = "") -> str:
    with pytest.raises(RefusedError) as refused:
        read(path, sheet)
    return refused.value.code


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  xã ", "  xã "),
        (5.0, "5"),
        (1234567.0, "1234567"),
        (24.13, "24,13"),
        (1.004, "1,004"),
        (0.1 + 0.2, "0,3"),
        (95.12999999999999, "95,13"),
        (-3.5, "-3,5"),
        (1.5e-7, "0,00000015"),
        (123456789012345678.0, "1,23456789012346E+17"),
        (1e20, "1E+20"),
        (True, "TRUE"),
        (date(2024, 3, 5), "2024-03-05"),
        (at(2024, 3, 5, 8, 29, 59, 999_600), "2024-03-05T08:30:00"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (None, ""),
    ],
)
def test_a_cell_reads_as_excel_shows_it(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.9513, "95,13%"), (1.0, "100%"), (0.07, "7%"), (0.333333, "33,3333%")]
)
def test_a_share_reads_as_its_percentage(share: float, text: str) -> None:
    assert percent_text(share) == text


def test_dates_numbers_and_texts_come_as_text(path: Path) -> None:
    write(
        path,
        HEADING,
        ("Xã A", 5, at(2024, 3, 5)),
        ("Xã B", 24.13, "05/03/2024"),
        ("Xã C", "007", at(2024, 3, 5, 8, 30)),
        (1, True, None),
    )

    assert read(path) == [
        (2, ("Xã A", "5", "2024-03-05")),
        (3, ("Xã B", "24,13", "05/03/2024")),
        (4, ("Xã C", "007", "2024-03-05T08:30:00")),
        (5, ("1", "TRUE", "")),
    ]


def test_a_workbook_of_the_1904_calendar_has_the_same_days(path: Path) -> None:
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADING)
    sheet.write_row(1, 0, ("Xã A", 5))
    sheet.write_datetime(1, 2, at(2024, 3, 5), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()

    assert read(path) == [(2, ("Xã A", "5", "2024-03-05"))]


def test_errors_and_formulas_without_result_are_not_blanks(path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"] = "=A9/B9"
        sheet["C2"] = "#N/A"
        sheet["C2"].data_type = "e"

    write(path, HEADING, ("Xã A", None, None), fill=fill)

    assert read(path) == [(2, ("Xã A", "=A9/B9", "#N/A"))]


def test_a_computed_formula_is_its_result_even_when_that_is_blank(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADING)
    sheet.write_string(1, 0, "Xã A")
    sheet.write_formula(1, 1, "=2+3", None, 5)
    sheet.write_formula(1, 2, '=""', None, "x")
    book.close()
    replace_in(path, SHEET, lambda xml: xml.replace(b"<v>x</v>", b"<v></v>"))

    assert read(path) == [(2, ("Xã A", "5", ""))]


@pytest.mark.parametrize("form", ["0%", "0.00%", "0.000 %"])
def test_a_share_shown_as_percent_is_read_as_percent(path: Path, form: str) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"].number_format = form

    write(path, HEADING, ("Xã A", 0.9513, 0.9513), fill=fill)

    assert read(path) == [(2, ("Xã A", "95,13%", "0,9513"))]


def test_titles_merged_headings_and_merged_units_are_understood(path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("B3:C3")
        sheet.merge_cells("A6:A7")
        sheet.merge_cells("B6:B7")

    write(
        path,
        ("BÁO CÁO THÁNG 3", None, None),
        (),
        ("Đơn vị", "Kết quả", None),
        (None, "Số lượng", "Ghi chú"),
        ("(1)", "(2)", "(3)"),
        ("Xã A", 5, "trên"),
        (None, None, "dưới"),
        fill=fill,
    )

    assert read(path) == [(6, ("Xã A", "5", "trên")), (7, ("Xã A", "", "dưới"))]


def test_rows_and_columns_may_begin_anywhere(path: Path) -> None:
    def fill(sheet: Any) -> None:
        for column, text in enumerate(HEADING, start=5):
            sheet.cell(10, column, text)
        sheet.cell(12, 5, "Xã A")
        sheet.cell(12, 6, 0.5).number_format = "0%"

    assert read(write(path, fill=fill)) == [(12, ("Xã A", "50%", ""))]


def test_the_first_visible_sheet_with_the_heading_is_read(path: Path) -> None:
    book = openpyxl.Workbook()
    cover, hidden, data = book.worksheets[0], book.create_sheet("ẩn"), book.create_sheet("Số liệu")
    cover["A1"] = "Bìa"
    hidden.sheet_state = "hidden"
    for sheet, unit in ((hidden, "Xã ẩn"), (data, "Xã A")):
        sheet.append(HEADING)
        sheet.append((unit, 1))
    book.create_sheet("Phụ lục")["A1"] = "x"
    book.save(path)

    assert read(path) == [(2, ("Xã A", "1", ""))]
    assert read(path, "ẩn") == [(2, ("Xã ẩn", "1", ""))]
    assert code_of(path, "không có") == "sheet_unknown"


def test_two_sheets_with_the_heading_are_refused_not_half_read(path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("T2")):
        sheet.append(HEADING)
        sheet.append(("Xã A", 1))
    book.save(path)

    assert code_of(path) == "several_tables"
    assert read(path, "T2") == [(2, ("Xã A", "1", ""))]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        (("Đơn vị", "x", "Ghi chú"), "columns_missing"),
        (("a", "b", "c"), "header_not_found"),
        (("Đơn vị", "Số lượng", "Số lượng"), "column_ambiguous"),
    ],
)
def test_a_heading_that_does_not_do_is_refused(
    path: Path, heading: tuple[str, ...], code: str
) -> None:
    assert code_of(write(path, heading, ("Xã A", 1, 2))) == code


def test_more_rows_than_one_piece_arrive_whole_and_in_order(path: Path) -> None:
    rows = [(f"Xã {number}", number, "ghi chú " * 5) for number in range(8_000)]

    found = read(write(path, HEADING, *rows))

    assert [cells[0] for _, cells in found] == [row[0] for row in rows]
    assert [row for row, _ in found] == list(range(2, 8_002))


def test_a_wrong_dimension_hides_no_row(path: Path) -> None:
    write(path, HEADING, *[(f"Xã {number}", number) for number in range(30)])
    replace_in(
        path, SHEET, lambda xml: xml.replace(b'<dimension ref="A1:C31"', b'<dimension ref="A1:A1"')
    )

    assert len(read(path)) == 30


def test_a_tail_of_a_million_blank_rows_is_nothing(path: Path) -> None:
    write(path, HEADING, ("Xã A", 1))
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_000_000))
    replace_in(path, SHEET, lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"))

    assert read(path) == [(2, ("Xã A", "1", ""))]


def test_a_far_cell_that_makes_the_parser_abort_is_one_refusal(path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["XFD1048576"] = "x"

    assert code_of(write(path, HEADING, ("Xã A", 1), fill=fill)) == "workbook_too_big"


def test_a_file_that_needs_too_much_memory_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MEMORY_BYTES", 200 * 1024**2)
    write(path, HEADING, ("Xã A", 1))
    cells = b"".join(
        b'<row r="%d"><c r="XA%d"><v>1</v></c></row>' % (n, n) for n in range(3, 50_000)
    )
    replace_in(path, SHEET, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))

    assert code_of(path) == "workbook_too_big"


def test_a_parser_that_computes_too_long_is_stopped(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LEAST_SECONDS", 1)
    monkeypatch.setattr(workbook, "BYTES_PER_SECOND", 10**9)
    write(path, HEADING, ("Xã A", 1))
    cells = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 1_000_000)
    )
    replace_in(path, SHEET, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))

    assert code_of(path) == "workbook_too_slow"


def test_a_parser_that_hangs_is_not_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LEAST_SECONDS", 0.1)
    monkeypatch.setattr(workbook, "_START", "import time; time.sleep(60)")

    assert code_of(write(path, HEADING, ("Xã A", 1))) == "workbook_too_slow"


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import sys; sys.exit(1)", id="dies-at-once"),
        pytest.param(
            "import os,sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x09{'); sys.stdout.flush()",
            id="dies-in-a-piece",
        ),
        pytest.param("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", id="crashes"),
    ],
)
def test_a_child_that_dies_is_one_refusal(
    path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(workbook, "_START", program)

    assert code_of(write(path, HEADING, ("Xã A", 1))) == "file_damaged"


def test_a_piece_beyond_the_limit_is_not_taken_in(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_PIECE_BYTES", 50)

    assert code_of(write(path, HEADING, ("Xã A", 1))) == "workbook_too_big"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        pytest.param(SHEET, b"<worksheet><sheetData><row", id="sheet-cut"),
        pytest.param("xl/workbook.xml", b"not xml", id="no-workbook"),
        pytest.param("xl/_rels/workbook.xml.rels", b"<Relationships/>", id="no-relations"),
    ],
)
def test_broken_parts_are_one_refusal_or_no_heading(path: Path, part: str, content: bytes) -> None:
    replace_in(write(path, HEADING, ("Xã A", 1)), part, lambda _: content)

    assert code_of(path) in {"file_damaged", "header_not_found"}


def test_entities_are_not_expanded(path: Path) -> None:
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    write(path, HEADING, ("Xã A", 1))
    replace_in(path, "xl/workbook.xml", lambda xml: xml.replace(b"<workbook", bomb + b"<workbook"))

    assert code_of(path) == "file_damaged"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[subprocess.Popen[bytes], Any]]:
    """The processes the reader starts, each with the surroundings it is given."""
    made: list[tuple[subprocess.Popen[bytes], Any]] = []

    def start(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        process: subprocess.Popen[bytes] = real(arguments, **options)
        made.append((process, options["env"]))
        return process

    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", start)
    return made


def test_no_process_is_left_behind_when_the_reader_stops_early(
    path: Path, started: list[tuple[subprocess.Popen[bytes], Any]]
) -> None:
    write(path, HEADING, *[(f"Xã {number}", number, "x" * 200) for number in range(5_000)])

    with open_table(path, "a.xlsx", COLUMNS) as table:
        next(iter(table.rows))
        ((process, _),) = started
        assert process.poll() is None

    assert process.returncode is not None


def test_the_child_knows_nothing_of_the_servers_surroundings(
    path: Path, started: list[tuple[subprocess.Popen[bytes], Any]]
) -> None:
    read(write(path, HEADING, ("Xã A", 1)))

    assert [surroundings for _, surroundings in started] == [{}]


def test_marks_are_looked_for_without_a_child_too(path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"] = "=A9/B9"
        sheet["C2"].number_format = "0.0%"

    write(path, HEADING, ("Xã A", None, 0.5), fill=fill)

    assert MarkFinder(str(path)).find("Sheet") == {2: {1: "=A9/B9", 2: "50%"}}


def test_both_sides_look_for_the_heading_in_the_same_lines() -> None:
    assert workbook_child.HEAD_ROWS == SEARCHED_LINES
