"""Workbooks of plain tables: numbers and days as such, text only ever text."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from tracker.publishing.workbooks import Sheet, plain_sheet, render_workbook

HEADING = 2
"""Row of the headings, below the title."""


def render(*sheets: Sheet) -> bytes:
    day = date(2024, 3, 31)
    return render_workbook(sheets, title="Thử", author="Phòng", dated=day, is_sample=False)


def cells(content: bytes) -> list[list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets]


def test_numbers_and_days_stay_what_they_are() -> None:
    rows = [[1, Decimal("2.5"), date(2024, 3, 31), None, True, "x"]]
    (page,) = cells(render(plain_sheet("Một", "Thử", list("abcdef"), rows)))

    assert page[1] == list("abcdef")
    assert page[2][:2] == [1, 2.5]
    assert isinstance(page[2][2], datetime)
    assert page[2][2].date() == date(2024, 3, 31)
    assert page[2][3:] == [None, "True", "x"]


def test_text_that_looks_like_a_formula_or_an_address_stays_text() -> None:
    texts = ["=1+1", "+1", "-1", "@x", "https://example.org", "{=1}"]
    content = render(plain_sheet("Một", "Thử", ["a"], [[text] for text in texts]))
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [row[0] for row in book.worksheets[0].iter_rows(min_row=HEADING + 1)]

    assert [cell.value for cell in found] == texts
    assert {cell.data_type for cell in found} == {"s"}
    assert not any(cell.hyperlink for cell in found)


def test_the_heading_stays_and_filters_stand_over_the_rows() -> None:
    content = render(
        plain_sheet("x" * 40, "Thử", ["a", "b"], [[1, 2], [3, 4]]),
        plain_sheet("trống", "Thử", ["a"], []),
    )
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert book.sheetnames == ["x" * 31, "trống"]
    assert book.worksheets[0].freeze_panes == "A3"
    assert book.worksheets[0].auto_filter.ref == "A2:B4"


def test_a_text_longer_than_a_cell_is_cut_with_a_sign() -> None:
    (page,) = cells(render(plain_sheet("Một", "Thử", ["a"], [["x" * 40_000]])))

    assert len(str(page[2][0])) == 32_767
    assert str(page[2][0]).endswith("…")


def test_the_same_table_is_the_same_bytes() -> None:
    rows = [[1, "a"], [None, "b"]]

    assert render(plain_sheet("Một", "Thử", ["a", "b"], rows)) == render(
        plain_sheet("Một", "Thử", ["a", "b"], rows)
    )
