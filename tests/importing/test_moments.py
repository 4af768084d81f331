"""Days and times of cells: the fast way reads exactly as the slow one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ReadingError
from tracker.importing.memo import Memo
from tracker.importing.moments import NO_MOMENT, Moments
from tracker.rules.dates import read_date

DAYS = (
    "31/12/2024",
    "1/2/2024",
    "2024-02-29",
    "30.04.2024",
    "31-12-2024",
    "32/01/2024",
    "2024/1/1",
)
RESTS = (
    "",
    " 08:30",
    "T08:30:15",
    " 8h30",
    "8:30",
    " 24:00",
    " ",
    "  7h",
    " x",
    " 08:30 08:30",
    "5",
)


def outcome(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except ReadingError as error:
        return error.code, error.params


def slowly(text: str) -> tuple[str, int | None]:
    on, minute = read_date(text)
    return on.isoformat(), minute


@given(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(RESTS)), max_size=30))
def test_it_reads_as_read_date_whatever_was_read_before(parts: list[tuple[str, str]]) -> None:
    moments = Moments()
    for day, rest in parts:
        text = day + rest
        assert outcome(moments.read, text) == outcome(slowly, text)


@pytest.mark.parametrize("text", ["", " ", "\t \u00a0", " " * 60])
def test_a_blank_cell_is_no_moment(text: str) -> None:
    assert Moments().read(text) is NO_MOMENT


def test_a_memo_forgets_rather_than_grow() -> None:
    asked: list[int] = []

    def double(number: int) -> int:
        asked.append(number)
        return number * 2

    memo = Memo(double, limit=2)

    assert [memo[number] for number in (1, 1, 2, 3, 1)] == [2, 2, 4, 6, 2]
    assert asked == [1, 2, 3, 1]
    assert len(memo) <= 2
