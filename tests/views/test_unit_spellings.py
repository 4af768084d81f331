"""Units are found by every name they go by, however it is typed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import make_succession, make_unit
from tracker.queries.unit_directory import load_directory
from views.pages.unit_spellings import make_spelling, read_search

TODAY = date(2026, 4, 14)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ()),
        ("  ", ()),
        ("Sở Tư pháp", ("so tu phap",)),
        ("Ủy ban nhân dân xã Đăk Pxi", ("ubnd xa dak pxi", "xa dak pxi")),
        ("UBND tỉnh", ("ubnd tinh",)),
        ("TP Việt Trì", ("tp viet tri", "thanh pho viet tri")),
    ],
)
def test_what_a_search_may_be_written_as(text: str, written: tuple[str, ...]) -> None:
    assert read_search(text) == written


def test_a_unit_goes_by_its_aliases_and_the_names_of_those_before_it(database: object) -> None:
    del database
    old = make_unit("C", "UBND thị trấn Plei Kần", valid_to=date(2025, 6, 30), aliases=("PK",))
    new = make_unit("M", "UBND xã Bờ Y", valid_from=date(2025, 7, 1), aliases=("Cửa khẩu",))
    other = make_unit("K", "UBND xã Khác")
    make_succession(old, new, date(2025, 7, 1))
    directory = load_directory()
    spell = make_spelling(directory, TODAY)

    assert all(text in spell(directory.by_id(new)) for text in ("bo y", "cua khau", "plei kan"))
    assert "plei" not in spell(directory.by_id(other))
    # Two names side by side are never one.
    assert "bo y m" not in spell(directory.by_id(new))
