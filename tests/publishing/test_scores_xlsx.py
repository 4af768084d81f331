"""The workbook of points: two header rows, frozen panes, filters, numbers as numbers, blanks."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tracker.errors import NotFoundError
from tracker.publishing.score_tables import build_score_table
from tracker.publishing.scores_xlsx import render_scores_xlsx
from tracker.queries.scores import ScoreSheet, load_scores
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from tracker.config import Settings


@pytest.fixture
def sheet(demo: Settings) -> ScoreSheet:
    del demo
    return load_scores(read_period("2026-08"))


def cells(content: bytes) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name("Điểm 766").to_python()


def test_two_header_rows_stand_above_one_row_a_unit(sheet: ScoreSheet) -> None:
    rows = cells(render_scores_xlsx(sheet, sheet.units))

    assert len(rows) == 2 + 164
    assert rows[0][3] == "Công khai, minh bạch (tối đa 18)"
    assert rows[1][3:5] == ["Cổng chấm", "Tính lại"]
    assert rows[1][15] == "Tổng điểm"


def test_points_are_numbers_and_what_is_missing_is_blank(sheet: ScoreSheet) -> None:
    rows = {row[0]: row for row in cells(render_scores_xlsx(sheet, sheet.units))}

    assert rows["H44"][3:5] == [7.96, 7.96]
    assert rows["H44"][15] == 59.91
    incomplete = rows["H44.46"]
    assert incomplete[3:9] == ["", "", 8, 8, 0, ""]
    assert incomplete[15:17] == ["", ""]


def test_the_heads_stay_in_sight_and_every_column_can_be_filtered(sheet: ScoreSheet) -> None:
    content = render_scores_xlsx(sheet, sheet.units)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()

    pane = re.search("<pane[^>]*>", page)
    assert pane is not None
    assert 'xSplit="2"' in pane[0]
    assert 'ySplit="2"' in pane[0]
    assert '<autoFilter ref="A2:X166"/>' in page


def test_the_same_points_give_the_same_bytes(sheet: ScoreSheet) -> None:
    assert render_scores_xlsx(sheet, sheet.units) == render_scores_xlsx(sheet, sheet.units)


def test_a_workbook_without_a_row_is_refused(sheet: ScoreSheet) -> None:
    with pytest.raises(NotFoundError) as refused:
        render_scores_xlsx(sheet, [])
    assert refused.value.code == "scores_empty_file"


def test_a_name_that_looks_like_a_formula_stays_a_text(sheet: ScoreSheet) -> None:
    content = render_scores_xlsx(sheet, sheet.units)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_flat_header_names_every_column_once(sheet: ScoreSheet) -> None:
    table = build_score_table(sheet, sheet.units)

    assert len(set(table.flat_header)) == len(table.columns) == len(table.rows[0])
