from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook

from tracker.errors import RefusedError
from tracker.importing import document_tables
from tracker.importing.document_tables import Grid, read_tables

if TYPE_CHECKING:
    from datetime import date as date_type
    from pathlib import Path

pytestmark = pytest.mark.one_database


def saved(document: Any, path: Path) -> Grid:
    file = path / "a.docx"
    document.save(str(file))
    (grid,) = read_tables(file, "a.docx").tables
    return grid


def one_cell(path: Path, content: str) -> str:
    """Return what is read of a Word cell with this XML in it."""
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].add_run("x")
    cell._tc.append(parse_xml(f"<w:p {nsdecls('w')}>{content}</w:p>"))
    return saved(document, path).rows[0].cells[0].text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>", "x\nthêm"),
        ("<w:r><w:t>còn</w:t></w:r><w:del><w:r><w:delText>xóa</w:delText></w:r></w:del>", "x\ncòn"),
        ("<w:moveFrom><w:r><w:t>chỗ cũ</w:t></w:r></w:moveFrom>", "x"),
        ("<w:hyperlink><w:r><w:t>nối</w:t></w:r></w:hyperlink>", "x\nnối"),
        ("<w:r><w:t>một</w:t><w:br/><w:t>hai</w:t></w:r>", "x\nmột\nhai"),
        ("<w:r><w:t>76/NQ</w:t><w:noBreakHyphen/><w:t>CP</w:t></w:r>", "x\n76/NQ-CP"),
        (
            '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>mục</w:t></w:r>',
            "x\n- mục",
        ),
        (
            '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>chữ</w:t></w:r>',
            "x\nchữ",
        ),
        ('<w:pPr><w:pStyle w:val="ListBullet"/></w:pPr><w:r><w:t>mục</w:t></w:r>', "x\n- mục"),
    ],
    ids=["inserted", "deleted", "moved", "link", "break", "hyphen", "list", "no-list", "style"],
)
def test_a_word_cell_says_what_its_reader_sees(tmp_path: Path, content: str, text: str) -> None:
    assert one_cell(tmp_path, content) == text


def test_rows_and_cells_in_content_controls_are_read(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = str(number)
    row = table.rows[1]._tr
    control = OxmlElement("w:sdt")
    inside = OxmlElement("w:sdtContent")
    control.append(inside)
    row.addprevious(control)
    inside.append(row)

    grid = saved(document, tmp_path)

    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["0", "1"], ["2", "3"]]


def test_a_row_deleted_as_a_tracked_change_is_gone(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(2, 1)
    table.cell(0, 0).text, table.cell(1, 0).text = "còn", "xóa"
    properties = table.rows[1]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:del"))

    assert [row.cells[0].text for row in saved(document, tmp_path).rows] == ["còn"]


def test_cells_merged_both_ways_keep_the_place_they_were_printed_in(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(3, 3)
    table.cell(0, 1).merge(table.cell(1, 2)).text = "gộp"
    table.cell(2, 2).text = "cuối"

    grid = saved(document, tmp_path)

    places = {
        (row.number, at): (cell.text, cell.row, cell.column)
        for row in grid.rows
        for at, cell in enumerate(row.cells)
        if cell.text
    }
    merged = ("gộp", 1, 1)
    assert places == {
        (1, 1): merged, (1, 2): merged, (2, 1): merged, (2, 2): merged, (3, 2): ("cuối", 3, 2)
    }  # fmt: skip


def test_a_row_that_begins_later_keeps_its_columns(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 1).text = "hai"
    row = table.rows[0]._tr
    row.remove(row.tc_lst[0])
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    row.get_or_add_trPr().append(before)

    (read,) = saved(document, tmp_path).rows
    assert [cell.text for cell in read.cells] == ["", "hai"]


def test_a_table_inside_a_table_is_a_table_of_its_own(tmp_path: Path) -> None:
    document = Document()
    outer = document.add_table(1, 1).cell(0, 0)
    outer.text = "ngoài"
    outer.add_table(1, 1).cell(0, 0).text = "trong"
    file = tmp_path / "a.docx"
    document.save(str(file))

    tables = read_tables(file, "a.docx").tables

    assert [table.rows[0].cells[0].text for table in tables] == ["ngoài", "trong"]


def test_a_workbook_gives_percentages_days_and_whole_numbers_as_shown(tmp_path: Path) -> None:
    from datetime import date

    book = Workbook()
    cells: list[tuple[float | date_type, str]] = [
        (0.8, "0%"), (0.805, "0.0%"), (95, "0"), (date(2024, 6, 30), "dd/mm/yyyy"), (1.2, "0.0")
    ]  # fmt: skip
    for column, (value, shown) in enumerate(cells, start=1):
        book.active.cell(1, column, value).number_format = shown
    book.create_sheet("ẩn").sheet_state = "hidden"
    book["ẩn"].cell(1, 1, "không đọc")
    book.save(tmp_path / "a.xlsx")

    (grid,) = read_tables(tmp_path / "a.xlsx", "a.xlsx").tables

    assert [cell.text for cell in grid.rows[0].cells] == ["80%", "80,5%", "95", "2024-06-30", "1,2"]


def test_a_table_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(20_001):
        sheet.append([number])
    book.save(tmp_path / "a.xlsx")

    with pytest.raises(RefusedError) as refusal:
        read_tables(tmp_path / "a.xlsx", "a.xlsx")

    assert refusal.value.code == "document_too_big"


def test_a_file_that_takes_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Document().save(str(tmp_path / "a.docx"))
    monkeypatch.setattr(document_tables, "WAITING_SECONDS", 0.001)

    with pytest.raises(RefusedError) as refusal:
        read_tables(tmp_path / "a.docx", "a.docx")

    assert refusal.value.code == "workbook_too_slow"


def test_a_child_that_dies_says_nothing_but_that_the_file_is_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Document().save(str(tmp_path / "a.docx"))
    monkeypatch.setattr(document_tables, "MEMORY_BYTES", 1_000)

    with pytest.raises(RefusedError) as refusal:
        read_tables(tmp_path / "a.docx", "a.docx")

    assert refusal.value.code in ("file_damaged", "document_too_big")
