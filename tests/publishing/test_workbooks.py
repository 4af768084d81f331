"""Workbooks: numbers and days as such, text only ever text."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl

from tracker.publishing.workbooks import Sheet, render_workbook


def cells(content: bytes) -> list[list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[[cell.value for cell in row] for row in page.iter_rows()] for page in book.worksheets]


def test_numbers_and_days_stay_what_they_are() -> None:
    rows = [[1, Decimal("2.5"), date(2024, 3, 31), None, True, "x"]]
    (page,) = cells(render_workbook([Sheet("Một", list("abcdef"), rows)], title="Thử"))

    assert page[1][:2] == [1, 2.5]
    assert isinstance(page[1][2], datetime)
    assert page[1][2].date() == date(2024, 3, 31)
    assert page[1][3:] == [None, "True", "x"]


def test_text_that_looks_like_a_formula_or_an_address_stays_text() -> None:
    texts = ["=1+1", "+1", "-1", "@x", "https://example.org", "{=1}"]
    content = render_workbook([Sheet("Một", ["a"], [[text] for text in texts])], title="Thử")
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]

    assert [cell.value for cell in found] == texts
    assert {cell.data_type for cell in found} == {"s"}
    assert not any(cell.hyperlink for cell in found)


def test_the_heading_stays_and_filters_stand_over_the_rows() -> None:
    content = render_workbook(
        [Sheet("x" * 40, ["a", "b"], [[1, 2], [3, 4]]), Sheet("trống", [], [])], title="Thử"
    )
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert book.sheetnames == ["x" * 31, "trống"]
    assert book.worksheets[0].freeze_panes == "A2"
    assert book.worksheets[0].auto_filter.ref == "A1:B3"


def test_a_text_longer_than_a_cell_is_cut_not_refused() -> None:
    (page,) = cells(render_workbook([Sheet("Một", ["a"], [["x" * 40_000]])], title="Thử"))

    assert len(str(page[1][0])) == 32_767
