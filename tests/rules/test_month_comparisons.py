"""What changed since last month, unit by unit, and what became otherwise in a new draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tracker.rules.draft_changes import MovedRow, count_rows, list_draft_changes
from tracker.rules.month_changes import CountChange
from tracker.rules.month_comparisons import Movement, compare_months


def unit(code: str, late: int, overdue: int, on_time: int = 0, finished: int = 0) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"Xã {code}",
        "finished_late": late,
        "open_overdue": overdue,
        "finished_on_time_rate": {"numerator": on_time, "denominator": finished},
    }


def row(code: str, days: int, unit_code: str = "A", source: str = "mc") -> dict[str, Any]:
    return {"source": source, "code": code, "unit_code": unit_code, "days_late": days}


def content(
    *units: dict[str, Any],
    late: Sequence[dict[str, Any]] = (),
    overdue: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    return {
        "units": list(units),
        "totals": unit(
            "", sum(each["finished_late"] for each in units), sum(e["open_overdue"] for e in units)
        ),
        "finished_late": late,
        "open_overdue": overdue,
    }


@pytest.mark.parametrize(
    ("before", "after", "movement"),
    [
        pytest.param((0, 0), (1, 0), Movement.CAME, id="came"),
        pytest.param((1, 1), (2, 1), Movement.ROSE, id="rose"),
        pytest.param((2, 0), (0, 2), Movement.SAME, id="same-sum"),
        pytest.param((2, 2), (0, 3), Movement.FELL, id="fell"),
        pytest.param((0, 4), (0, 0), Movement.WENT, id="went"),
    ],
)
def test_a_unit_moves_by_its_late_and_overdue_dossiers_together(
    before: tuple[int, int], after: tuple[int, int], movement: Movement
) -> None:
    found = compare_months(content(unit("A", *before)), content(unit("A", *after)))

    (moved,) = found.units
    assert moved.movement is movement
    assert found.count(movement) == 1


def test_units_of_one_month_only_came_or_went_and_the_calm_are_left_out() -> None:
    found = compare_months(
        content(unit("B", 1, 0), unit("C", 0, 0)), content(unit("A", 0, 2), unit("C", 0, 0))
    )

    assert [(each.code, each.movement) for each in found.units] == [
        ("A", Movement.CAME),
        ("B", Movement.WENT),
    ]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ((94, 100), (9401, 10000), 1),
        ((1, 3), (333333, 1000000), -1),
        ((1, 3), (2, 6), 0),
        ((0, 0), (1, 1), 0),
        ((1, 1), (0, 0), 0),
    ],
    ids=["a-hair-more", "a-hair-less", "the-same-parts", "nothing-before", "nothing-now"],
)
def test_rates_are_compared_by_their_parts(
    old: tuple[int, int], new: tuple[int, int], change: int
) -> None:
    found = compare_months(content(unit("A", 1, 0, *old)), content(unit("A", 1, 0, *new)))

    assert found.units[0].rate_change == change


def test_what_was_overdue_and_is_listed_again_is_carried() -> None:
    found = compare_months(
        content(unit("A", 0, 2), overdue=[row("1", 5), row("2", 6), row("3", 7)]),
        content(unit("A", 1, 1), late=[row("1", 9), row("9", 1)], overdue=[row("2", 36)]),
    )

    assert [
        (each.code, each.annex, each.days_before, each.days_after) for each in found.carried
    ] == [
        ("2", "open_overdue", 6, 36),
        ("1", "finished_late", 5, 9),
    ]


@pytest.mark.parametrize("is_named", [True, False], ids=["named", "from-before"])
def test_the_same_code_of_two_sources_is_two_dossiers(is_named: bool) -> None:
    old, new = row("1", 5), row("1", 36, source="khac")
    if not is_named:
        del old["source"]

    found = compare_months(
        content(unit("A", 0, 1), overdue=[old]), content(unit("A", 0, 1), overdue=[new])
    )

    assert len(found.carried) == (0 if is_named else 1)


def test_a_new_draft_says_for_each_unit_what_came_went_and_moved() -> None:
    before = content(unit("A", 2, 0), unit("B", 0, 0), late=[row("1", 5), row("2", 6)])
    after = content(
        unit("A", 2, 0), unit("B", 1, 0), late=[row("2", 8), row("1", 5, "B"), row("3", 1)]
    )

    one, two = list_draft_changes(before, after)

    assert (one.unit_code, one.came, one.went) == ("A", ("3",), ("1",))
    assert one.moved == (MovedRow("2", 6, 8),)
    assert one.counts == ()
    assert (two.unit_code, two.came, two.went) == ("B", ("1",), ())
    assert two.counts == (CountChange("finished_late", 0, 1),)
    assert count_rows(after) == {"A": 2, "B": 1}


def test_the_same_draft_changes_nothing() -> None:
    same = content(unit("A", 1, 0), late=[row("1", 5)])

    assert list_draft_changes(same, same) == ()
