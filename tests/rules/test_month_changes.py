"""What moved in a month's figures since they were frozen."""

from __future__ import annotations

import pytest

from tracker.rules.month_changes import (
    CountChange,
    UnitChange,
    list_count_changes,
    list_unit_changes,
)

pytestmark = pytest.mark.one_database


def test_only_the_counts_that_moved_are_named_in_the_order_of_the_list() -> None:
    before = {"finished": 10, "finished_late": 3, "open": 2}
    after = {"finished": 10, "finished_late": 1, "open": 5}

    assert list_count_changes(before, after) == (
        CountChange("finished_late", 3, 1),
        CountChange("open", 2, 5),
    )


@pytest.mark.parametrize("is_older", [True, False], ids=["not frozen then", "not counted now"])
def test_a_count_one_side_never_had_is_no_change(is_older: bool) -> None:
    sides = [{"open": 1}, {"open": 1, "paused": 4}]

    assert list_count_changes(*(sides if is_older else reversed(sides))) == ()


def test_what_stands_beside_the_counts_is_not_compared() -> None:
    assert list_count_changes({"open": 1, "name": "A"}, {"open": 1, "name": "B"}) == ()


def test_a_dossier_another_unit_has_now_moves_both_units() -> None:
    before = [{"code": "1", "open": 2}, {"code": "2", "open": 1}]
    after = [{"code": "2", "open": 2}, {"code": "1", "open": 1}]

    assert list_unit_changes(before, after) == (
        UnitChange("1", (CountChange("open", 2, 1),)),
        UnitChange("2", (CountChange("open", 1, 2),)),
    )


def test_a_unit_that_comes_or_goes_counts_as_nothing_before_or_after() -> None:
    assert list_unit_changes([{"code": "1", "open": 2}], [{"code": "2", "open": 2}]) == (
        UnitChange("1", (CountChange("open", 2, 0),)),
        UnitChange("2", (CountChange("open", 0, 2),)),
    )


def test_figures_that_stand_name_no_unit() -> None:
    units = [{"code": "1", "open": 2}]

    assert list_unit_changes(units, units) == ()
