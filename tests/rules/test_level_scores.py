"""A level's points: parts are added where they may be, points never averaged."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.portal_figures import RULES, parts, points, read
from tracker.rules.level_scores import find_median, score_level
from tracker.rules.scores766 import GROUPS, TotalScore, group_rules, score_unit

pytestmark = pytest.mark.one_database

BOOK = group_rules(RULES)


def unit(**figures: str) -> TotalScore:
    return score_unit(
        BOOK, {code: points(value) for code, value in figures.items()}, is_province=False
    )


def test_the_units_of_phu_tho_give_the_progress_points_of_the_province() -> None:
    totals = [
        score_unit(BOOK, {"766-2.1": parts(row["in_time"], row["handled"])}, is_province=False)
        for row in read("progress")
        if row["level"] != "province"
    ]

    level = score_level(BOOK, totals)

    assert level.count == 163
    assert level.summed == {"TDGQ": Decimal("15.68")}


def test_a_sum_needs_the_parts_of_every_unit() -> None:
    known = score_unit(BOOK, {"766-2.1": parts(1, 2)}, is_province=False)

    assert score_level(BOOK, [known, unit(TDGQ="10")]).summed == {}


def test_groups_that_count_procedures_are_never_summed() -> None:
    figures = {rule.code: parts(1, 2) for rule in RULES}
    level = score_level(BOOK, [score_unit(BOOK, figures, is_province=False)] * 2)

    assert level.summed == {"TDGQ": 10, "MDHL": Decimal("9.33")}


def test_units_that_received_nothing_do_not_pull_the_median_down() -> None:
    idle = score_unit(
        BOOK,
        {"766-2.1": parts(0, 0), **{code: points("0") for code in GROUPS}},
        is_province=False,
    )
    busy = [unit(**dict.fromkeys(GROUPS, value)) for value in ("1", "3")]

    medians = score_level(BOOK, [idle, *busy]).medians

    assert (medians["CKMB"], medians["TONG"]) == (2, 12)


def test_a_group_nothing_arose_for_is_left_out_of_its_median() -> None:
    idle = score_unit(
        BOOK,
        {"766-3.4": parts(0, 1), "766-3.5": parts(0, 1), "766-3.6": parts(0, 0)},
        is_province=False,
    )

    assert "TTTT" not in score_level(BOOK, [idle]).medians


def test_a_level_without_units_has_no_points() -> None:
    level = score_level(BOOK, [])

    assert (level.count, level.medians, level.summed) == (0, {}, {})


@given(st.lists(st.decimals(0, 100, places=2), min_size=1))
def test_as_many_units_lie_above_the_median_as_below(values: list[Decimal]) -> None:
    median = find_median(values)

    assert sum(value > median for value in values) <= len(values) // 2
    assert sum(value < median for value in values) <= len(values) // 2
