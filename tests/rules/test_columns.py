"""Rows kept column by column read like a list of rows, and are written like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_canonical import ROWS
from tracker.rules.canonical import canonical_json, canonical_writer
from tracker.rules.columns import Columns

PAIR = Columns({"code": ["A-1", "A-2"], "days": (3, 5)})


def test_columns_read_like_a_list_of_rows() -> None:
    rows = [{"code": "A-1", "days": 3}, {"code": "A-2", "days": 5}]

    assert list(PAIR) == rows
    assert (len(PAIR), PAIR[0], PAIR[-1], PAIR[1:]) == (2, rows[0], rows[1], rows[1:])
    assert rows == PAIR
    assert rows[:1] != PAIR
    assert PAIR != 2
    assert not Columns({"code": []})


def test_columns_have_no_hash_like_a_list() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(PAIR)


def test_a_row_is_the_readers_own() -> None:
    next(iter(PAIR))["code"] = "B"
    PAIR[1]["code"] = "B"

    assert [row["code"] for row in PAIR] == ["A-1", "A-2"]


def test_changed_columns_leave_the_others_as_they_are() -> None:
    masked = PAIR.changed({"code": ["*", "*"], "of": [1, 2]}, without={"days"})

    assert masked == [{"code": "*", "of": 1}, {"code": "*", "of": 2}]
    assert PAIR[0] == {"code": "A-1", "days": 3}
    assert PAIR.changed({}).columns["days"] is PAIR.columns["days"]


@pytest.mark.parametrize("columns", [{}, {"code": ["A-1"], "days": []}], ids=["none", "lengths"])
def test_columns_are_of_one_length(columns: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="columns"):
        Columns(columns)


@given(st.lists(ROWS, max_size=4), st.lists(st.text("a\u1ea1", max_size=2), min_size=4))
def test_columns_are_written_as_their_rows_are(
    rows: list[dict[str, object]], other: list[str]
) -> None:
    columns = Columns({key: [row[key] for row in rows] for key in (rows or [{"code": ""}])[0]})
    shared = columns.changed({"code": other[: len(rows)]}, without={"any"})
    write = canonical_writer()

    # Written first, beside others with the same columns, and once more.
    for content, plainly in (
        (columns, [*columns]),
        ({"one": shared, "two": columns}, {"one": [*shared], "two": [*columns]}),
        (shared, [*shared]),
    ):
        assert write(content) == canonical_json(plainly)
