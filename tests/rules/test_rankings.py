"""Ranks, bands and changes: like with like, ties share, and what is incomplete has no place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.portal_figures import read
from tracker.rules.rankings import (
    BANDS,
    Band,
    Change,
    NoChange,
    Standing,
    band_of,
    find_change,
    rank_scores,
)

pytestmark = pytest.mark.one_database


def test_equal_scores_share_a_rank_and_the_next_is_skipped() -> None:
    scores = {"a": Decimal(9), "b": Decimal("8.10"), "c": Decimal("8.1"), "d": Decimal(1)}

    assert rank_scores(scores) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_a_member_without_a_complete_score_has_no_rank_and_takes_no_place() -> None:
    assert rank_scores({"a": None, "b": Decimal(0), "c": Decimal(1)}) == {"c": 1, "b": 2}


def test_the_provinces_are_ranked_as_the_portal_does() -> None:
    rows = [row for row in read("provinces") if row["captured_on"] == "2026-10-10"]
    ranks = rank_scores({row["province"]: Decimal(row["TONG"]) for row in rows})

    assert len(rows) == 34
    assert {row["province"]: int(row["rank"]) for row in rows} == ranks


@given(st.dictionaries(st.integers(), st.none() | st.decimals(0, 100, places=2)))
def test_a_rank_is_one_more_than_the_members_above(scores: dict[int, Decimal | None]) -> None:
    ranks = rank_scores(scores)

    for key, rank in ranks.items():
        mine = scores[key]
        assert rank == 1 + sum(other is not None and other > mine for other in scores.values())
    assert ranks.keys() == {key for key, score in scores.items() if score is not None}


@pytest.mark.parametrize(
    ("total", "band"),
    [
        ("100", Band.EXCELLENT),
        ("90", Band.EXCELLENT),
        ("89.99", Band.GOOD),
        ("80", Band.GOOD),
        ("79.99", Band.FAIR),
        ("70", Band.FAIR),
        ("69.99", Band.AVERAGE),
        ("50", Band.AVERAGE),
        ("49.99", Band.WEAK),
        ("0", Band.WEAK),
    ],
)
def test_a_band_begins_at_its_own_lowest_total(total: str, band: Band) -> None:
    assert band_of(Decimal(total)) is band


def test_the_bands_are_a_table_that_can_be_another() -> None:
    assert band_of(Decimal(60), [(Decimal(60), Band.EXCELLENT), *BANDS[1:]]) is Band.EXCELLENT
    assert band_of(Decimal(-1)) is Band.WEAK


NOW = Standing(Decimal("60.5"), 3)
BEFORE = Standing(Decimal("58.25"), 5)


@pytest.mark.parametrize(
    ("now", "before", "is_same_formula", "is_same_cohort", "change"),
    [
        pytest.param(NOW, BEFORE, True, True, Change(Decimal("2.25"), 2), id="both"),
        pytest.param(
            NOW,
            BEFORE,
            True,
            False,
            Change(Decimal("2.25"), None, None, NoChange.COHORT_CHANGED),
            id="other-units-were-ranked",
        ),
        pytest.param(
            NOW,
            BEFORE,
            False,
            True,
            Change(None, None, NoChange.FORMULA_CHANGED, NoChange.FORMULA_CHANGED),
            id="another-formula",
        ),
        pytest.param(
            NOW,
            None,
            True,
            True,
            Change(None, None, NoChange.NO_PREVIOUS, NoChange.NO_PREVIOUS),
            id="nothing-before",
        ),
        pytest.param(
            Standing(None, None),
            BEFORE,
            True,
            True,
            Change(None, None, NoChange.NO_PREVIOUS, NoChange.NO_PREVIOUS),
            id="incomplete-now",
        ),
        pytest.param(
            NOW,
            Standing(Decimal(60), None),
            True,
            True,
            Change(Decimal("0.5"), None, None, NoChange.NO_PREVIOUS),
            id="not-ranked-before",
        ),
    ],
)
def test_a_change_is_told_only_between_what_can_be_compared(
    now: Standing,
    before: Standing | None,
    is_same_formula: bool,
    is_same_cohort: bool,
    change: Change,
) -> None:
    found = find_change(now, before, is_same_formula=is_same_formula, is_same_cohort=is_same_cohort)

    assert found == change
