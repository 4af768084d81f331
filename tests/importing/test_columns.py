"""Headings are understood by meaning, and a doubtful one is refused."""

from __future__ import annotations

import pytest

from tracker.errors import RefusedError
from tracker.importing.columns import Columns, ColumnSpec, find_header, is_numbering, no_header

COLUMNS = Columns(
    (
        ColumnSpec("unit_code", ("Mã đơn vị",)),
        ColumnSpec("unit_name", ("Tên đơn vị", "Đơn vị")),
        ColumnSpec("count", ("Số lượng",), required=True),
        ColumnSpec("share", ("Tỷ lệ (%)", "Tỷ lệ")),
    ),
    any_of=(("unit_code", "unit_name"),),
)


@pytest.mark.parametrize(
    "heading",
    [
        "Mã đơn vị",
        "MÃ ĐƠN VỊ",
        " mã  đơn\nvị ",
        "Ma don vi",
        "Mã đơn vị:",
        "Mã đơn vị (*)",
        "unit_code",
    ],
)
def test_case_blanks_line_breaks_and_missing_marks_make_no_difference(heading: str) -> None:
    assert COLUMNS.match([heading, "Số lượng"]).positions == {"unit_code": 0, "count": 1}


def test_a_cell_as_long_as_a_letter_is_no_heading() -> None:
    assert COLUMNS.match(["Số lượng " + "(" * 200_000]).positions == {}


def test_columns_may_stand_in_any_order_and_unknown_ones_are_named() -> None:
    match = COLUMNS.match(["STT", "Tỷ lệ (%)", "Số lượng", "Họ tên", "Đơn vị", ""])

    assert match.positions == {"share": 1, "count": 2, "unit_name": 4}
    assert match.ignored == ("STT", "Họ tên")
    assert match.heading("unit_name") == "Đơn vị"
    assert match.heading("unit_code") == ""


def test_the_cells_of_unknown_columns_never_leave_the_reader() -> None:
    match = COLUMNS.match(["Họ tên", "Số lượng", "Đơn vị"])

    assert COLUMNS.picker(match)(["Người dân", "5", "Xã A"]) == ("", "Xã A", "5", "")


def test_a_single_column_is_still_a_row_of_one() -> None:
    one = Columns((ColumnSpec("count", ("Số lượng",), required=True),))

    assert one.picker(one.match(["STT", "Số lượng"]))(["1", "5"]) == ("5",)


@pytest.mark.parametrize(
    ("cells", "code", "named"),
    [
        pytest.param(["Mã đơn vị", "Tỷ lệ"], "columns_missing", ("Số lượng",), id="required"),
        pytest.param(["Số lượng"], "columns_missing", ("Mã đơn vị / Tên đơn vị",), id="one-of"),
        pytest.param(
            ["Số lượng", "Đơn vị", "Tên đơn vị"],
            "column_ambiguous",
            ("Đơn vị", "Tên đơn vị"),
            id="2",
        ),
    ],
)
def test_a_missing_or_doubled_column_is_refused_by_name(
    cells: list[str], code: str, named: tuple[str, ...]
) -> None:
    with pytest.raises(RefusedError) as refused:
        COLUMNS.match(cells).require_clear("a.csv")

    assert refused.value.code == code
    assert named in refused.value.params.values()


def test_the_heading_is_found_below_title_lines() -> None:
    lines = [["BÁO CÁO"], [], ["Đơn vị", "Số lượng"], ["Xã A", "1"]]

    found = find_header(lines, COLUMNS.match)

    assert found is not None
    assert found[0] == 2


def test_a_table_without_heading_is_told_what_the_nearest_line_lacks() -> None:
    near = no_header([["Báo cáo"], ["Đơn vị", "Tỷ lệ"]], COLUMNS.match, "a.csv")
    far = no_header([["Báo cáo"], ["Đơn vị", "x"]], COLUMNS.match, "a.csv")

    assert (near.code, near.params["columns"]) == ("columns_missing", ("Số lượng",))
    assert far.code == "header_not_found"


def test_one_heading_cannot_mean_two_columns() -> None:
    with pytest.raises(ValueError, match="names two columns"):
        Columns((ColumnSpec("a", ("Tên",)), ColumnSpec("b", ("TEN",))))


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["(1)", "(2)", "(3)=(1)/(2)"], True),
        (["A", "B", "", "C"], True),
        (["1", "2"], False),
        (["(1)"], False),
        (["(1)", "Xã A"], False),
    ],
)
def test_a_line_that_numbers_the_columns_is_no_row(cells: list[str], numbers: bool) -> None:
    assert is_numbering(cells) is numbers
