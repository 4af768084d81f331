"""Cells of a heat table that tell nothing are marked, so that cards of phones leave them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from views.pages.heat import draw_table
from views.pages.heat_table import Cell, Column, Group, HeatTable, Line

if TYPE_CHECKING:
    from flask import Flask

COLUMN = Column("a", "", "Tỷ lệ", "", "", ())
ZERO = Cell("count", "", "0", "", "", "", "", 0, (0,))
NO_DATA = Cell("no_data", "question-circle", "–", "0/0", "Chưa có số liệu", "", "", None, ())
DASH = Cell("sum", "", "–", "", "", "", "/chi-tieu", None, ())
NONE = Cell("none", "", "–", "0/0", "không phát sinh", "", "", None, ())


@pytest.mark.parametrize(
    ("cell", "of_unit", "of_sum"),
    [(ZERO, False, False), (NO_DATA, False, True), (DASH, False, True), (NONE, True, True)],
    ids=["zero", "no data", "dash", "nothing arose"],
)
def test_only_what_tells_nothing_is_left_out_of_cards(
    app: Flask, cell: Cell, of_unit: bool, of_sum: bool
) -> None:
    line = Line("UBND xã Một", "X1", "", "", (cell,))
    with app.test_request_context("/"):
        table = draw_table(HeatTable((COLUMN,), (Group("Xã", (line,), line),), line))

    (group,) = table.groups
    assert group.total is not None
    assert table.total is not None
    assert ("heat--idle" in group.lines[0].cells) is of_unit
    assert ("heat--idle" in group.total.cells) is of_sum
    assert ("heat--idle" in table.total.cells) is of_sum
