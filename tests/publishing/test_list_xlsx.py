"""The list as XLSX: constant bytes, typed cells, and nothing in it runs."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.publishing.papers import SHA, dossier, list_content
from tracker.publishing.list_xlsx import render_list_xlsx
from tracker.publishing.workbooks import (
    MOST_LETTERS,
    Kind,
    Sheet,
    SheetColumn,
    render_workbook,
)

pytestmark = pytest.mark.one_database


def sheet(content: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def xml(content: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def test_the_same_list_is_the_same_bytes() -> None:
    assert render_list_xlsx(list_content(), sha256=SHA) == render_list_xlsx(
        list_content(), sha256=SHA
    )


def test_numbers_are_numbers_and_days_are_days() -> None:
    row = sheet(render_list_xlsx(list_content()), "Phụ lục I")[2]

    assert row[:4] == [1.0, "X1-******-0001", "X1", "UBND xã Một"]
    assert row[5:10] == [date(2024, 3, 1), date(2024, 3, 12), date(2024, 3, 20), 8.0, 6.0]


def test_units_have_parts_and_a_percentage_cut_not_rounded() -> None:
    rows = sheet(render_list_xlsx(list_content()), "Đơn vị")

    assert [row[1] for row in rows[2:]] == ["UBND xã Một", "UBND xã Hai", "Tổng cộng"]
    assert rows[2][-6:-3] == [5.0, 7.0, 71.42]


def test_headings_are_frozen_and_filtered() -> None:
    content = render_list_xlsx(list_content())

    for number in (1, 2, 3, 4):
        text = xml(content, f"xl/worksheets/sheet{number}.xml")
        assert 'state="frozen"' in text
        assert "<autoFilter" in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "https://a.b", "{=1}", "\t=1"])
def test_no_text_becomes_a_formula_or_an_address(text: str) -> None:
    rows = [dossier(text, "X1", text, explanation=text, finished_on="2024-03-20")]
    content = render_list_xlsx(list_content(finished_late=rows))
    drawn = xml(content, "xl/worksheets/sheet1.xml")

    assert "<f>" not in drawn
    assert "hyperlink" not in drawn
    assert sheet(content, "Phụ lục I")[2][1].strip() == text.strip()


def test_made_up_data_are_marked_on_every_sheet() -> None:
    content = render_list_xlsx(list_content(is_sample=True))

    for name in ("Phụ lục I", "Phụ lục II", "Đơn vị", "Thông tin"):
        assert "Dữ liệu minh họa" in sheet(content, name)[0][0]


def test_an_empty_list_still_opens() -> None:
    content = render_list_xlsx(list_content(finished_late=[], open_overdue=[], units=[]))

    assert len(sheet(content, "Phụ lục I")) == 2


def test_a_text_too_long_for_a_cell_is_cut_with_a_sign() -> None:
    columns = (SheetColumn("a", 9), SheetColumn("b", 9, Kind.COUNT))
    made = render_workbook(
        [Sheet("S", "T", columns, [("x" * 40_000, 1)])],
        title="T",
        author="",
        dated=date(2024, 4, 2),
        is_sample=False,
    )  # fmt: skip
    text = sheet(made, "S")[2][0]

    assert len(text) == MOST_LETTERS
    assert text.endswith("…")
