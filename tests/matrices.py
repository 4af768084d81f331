"""Writes responsibility matrices as Word and Excel files, merged and headed as offices print them.

The rows are those of seeds/tasks.csv: what the two documents print.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from docx import Document
from openpyxl import Workbook

SEEDS = Path(__file__).resolve().parents[1] / "seeds"

PLAN_HEADING = (
    "Số\nTT",
    "Nội dung công việc",
    "Đơn vị chủ trì",
    "Đơn vị\nphối hợp thực hiện",
    "Thời gian thực\nhiện công việc",
    "Ghi\nchú",
)
#: Rows of the plan (first to last) whose cell is printed once for all of them, by column.
PLAN_MERGES = {
    2: [(2, 4), (8, 9), (10, 11), (12, 15), (19, 21)],
    3: [(7, 9), (10, 11), (12, 15), (17, 18), (19, 21)],
    4: [(2, 5), (7, 9), (10, 11), (12, 16), (17, 18), (19, 21)],
}
ANNEX_TOP = (
    "Số\nTT",
    "Tên nhiệm vụ",
    "Đơn vị\nchủ trì",
    "Cơ quan, đơn vị\nphối hợp",
    "Thực hiện trong năm 2024",
    "Thực hiện trong năm 2024",
    "Căn cứ thực hiện",
)
ANNEX_BOTTOM = ("", "", "", "", "Đơn vị\ntính", "Giao\nchỉ tiêu", "")

Span = tuple[int, int, int, int]


@dataclass
class Sheet:
    """Rows of cells, and the rectangles merged in them (first row, column, last row, column)."""

    rows: list[list[str]] = field(default_factory=list)
    merges: list[Span] = field(default_factory=list)
    #: Number of a task → its place among the rows.
    places: dict[str, int] = field(default_factory=dict)

    def add(self, *cells: str, width: int = 0) -> int:
        self.rows.append([*cells, *[""] * (width - len(cells))])
        return len(self.rows) - 1


def seed_tasks(directive: str) -> list[dict[str, str]]:
    with (SEEDS / "tasks.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["directive_code"] == directive]


def plan_sheet(*, repeat_heading_after: str = "") -> Sheet:
    """Return the matrix of 142/KH-STTTT: sections across the table, cells merged down."""
    sheet, width = Sheet(), len(PLAN_HEADING)
    sheet.add(*PLAN_HEADING)
    section = subtitle = ""
    for task in seed_tasks("kh142-2022"):
        title, _, sub = task["section_title"].partition(" / ")
        if task["section"] != section:
            section, subtitle = task["section"], ""
            place = sheet.add(f"{section}. {title}", width=width)
            sheet.merges.append((place, 0, place, width - 1))
        if sub != subtitle:
            subtitle = sub
            place = sheet.add("", sub, width=width)
            sheet.merges.append((place, 1, place, width - 1))
        number = task["number"]
        cells = (number, task["text"], task["leads"], task["supports"], task["schedule"])
        sheet.places[number] = sheet.add(*cells, width=width)
        if number == repeat_heading_after:
            sheet.add(*PLAN_HEADING)
    _merge_down(sheet, PLAN_MERGES)
    return sheet


def _merge_down(sheet: Sheet, merges: dict[int, list[tuple[int, int]]]) -> None:
    for column, spans in merges.items():
        for first, last in spans:
            top, bottom = sheet.places[str(first)], sheet.places[str(last)]
            if bottom - top != last - first:
                continue  # a heading stands between: printed twice
            assert len({sheet.rows[row][column] for row in range(top, bottom + 1)}) == 1
            sheet.merges.append((top, column, bottom, column))
            for row in range(top + 1, bottom + 1):
                sheet.rows[row][column] = ""


def annex_sheet() -> Sheet:
    """Return the annex of 2024: a heading of two lines, sections numbered in their own cell."""
    sheet, width = Sheet(), len(ANNEX_TOP)
    sheet.add(*ANNEX_TOP[:4], ANNEX_TOP[4], "", ANNEX_TOP[6])
    sheet.add(*ANNEX_BOTTOM)
    sheet.merges += [(0, column, 1, column) for column in (0, 1, 2, 3, 6)]
    sheet.merges.append((0, 4, 0, 5))
    sheet.add("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)")
    section = ""
    for task in seed_tasks("pl2024"):
        if task["section"] != section:
            section = task["section"]
            place = sheet.add(section, task["section_title"], width=width)
            sheet.merges.append((place, 1, place, width - 1))
        sheet.add(
            task["number"],
            task["text"],
            task["leads"],
            task["supports"],
            task["unit_of_measure"],
            task["target"],
            task["legal_basis"],
        )
    return sheet


def write_docx(path: Path, *sheets: Sheet, signed: bool = True) -> Path:
    document = Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text, head.cell(0, 1).text = "ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"
    document.add_paragraph("BẢNG PHÂN CÔNG TRÁCH NHIỆM")
    for sheet in sheets:
        table = document.add_table(rows=len(sheet.rows), cols=len(sheet.rows[0]))
        for number, cells in enumerate(sheet.rows):
            row = table.rows[number].cells
            for column, text in enumerate(cells):
                row[column].text = text
        for top, left, bottom, right in sheet.merges:
            merged = table.cell(top, left).merge(table.cell(bottom, right))
            # Word's own merge leaves the empty paragraphs of the cells it swallowed.
            merged.text = sheet.rows[top][left]
        document.add_paragraph("")
    if signed:
        foot = document.add_table(rows=1, cols=2)
        foot.cell(0, 0).text, foot.cell(0, 1).text = "Nơi nhận:\n- Như trên;", "KT. GIÁM ĐỐC"
    document.save(str(path))
    return path


def write_xlsx(path: Path, *sheets: Sheet, title: str = "", first_column: int = 1) -> Path:
    book = Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        page = book.create_sheet(f"Trang {number}")
        offset = 0
        if title:
            page.cell(1, first_column, title)
            offset = 2
        for row, cells in enumerate(sheet.rows, start=1 + offset):
            for column, text in enumerate(cells, start=first_column):
                page.cell(row, column, text or None)
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(
                start_row=top + 1 + offset,
                start_column=left + first_column,
                end_row=bottom + 1 + offset,
                end_column=right + first_column,
            )
    book.save(path)
    return path
