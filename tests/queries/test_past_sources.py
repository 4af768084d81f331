"""Points and reconciled figures as of an earlier day: what sources had stated by its end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import DifferenceState
from tests.factories import make_batch, make_dossier, make_procedure, make_source
from tests.remembered import remembered
from tests.stated_figures import (
    EXPLAINED,
    FIRST,
    LATER,
    PERIOD,
    SECOND,
    SETTLED,
    SHARE,
    THIRD,
    WHY,
    WHY_SETTLED,
    Stated,
)
from tracker.clock import looking_back
from tracker.errors import RefusedError
from tracker.publishing.reconciliation import ReconciledRow, Reconciliation, find_row, reconcile
from tracker.publishing.reconciliation_sides import Origin
from tracker.queries.reconciliation import list_common_periods
from tracker.queries.scored_periods import list_scored_periods, list_scored_unit_ids
from tracker.queries.scores import UnitScore, load_scores
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings

DAY = timedelta(days=1)


@remembered
def stated(seeded: Settings, on_day: OnDay) -> Stated:
    del seeded
    return Stated(on_day)


def score(unit_id: int) -> UnitScore:
    return next(
        row
        for row in load_scores(read_period(PERIOD), under=unit_id).units
        if row.unit.id == unit_id
    )


def points(unit_id: int) -> dict[str, Decimal]:
    """Return the points a source printed, by group."""
    groups = score(unit_id).total.groups
    return {group.code: group.score for group in groups if group.score is not None}


@pytest.mark.parametrize(
    ("day", "expected", "as_of"),
    [
        (FIRST - DAY, {}, None),
        (FIRST, {"CKMB": 5, "TDGQ": 10, "TTTT": 7}, FIRST),
        (SECOND - DAY, {"CKMB": 5, "TDGQ": 10, "TTTT": 7}, FIRST),
        # What was stated again in June was stated all along; what was not is of April alone.
        (SECOND, {"CKMB": 6, "TDGQ": 10}, SECOND),
        (THIRD, {"CKMB": 6, "TDGQ": 10, "CLGQ": 8}, THIRD),
    ],
    ids=["before", "first", "before the correction", "corrected", "last"],
)
def test_points_are_those_of_the_newest_capture_by_then(
    stated: Stated, day: date, expected: dict[str, int], as_of: date | None
) -> None:
    with looking_back(day):
        found, capture = points(stated.first), score(stated.first).capture

    assert found == expected
    assert (None if capture is None else capture.as_of) == as_of


def test_what_points_are_known_of_is_what_had_come_in_by_then(stated: Stated) -> None:
    assert list_scored_periods() == [LATER, PERIOD]
    assert list_scored_unit_ids(PERIOD) == {stated.first, stated.second}
    assert "CKMB" in points(stated.second)
    with looking_back(SECOND):
        assert list_scored_periods() == [PERIOD]
        assert "CKMB" not in points(stated.second)
    with looking_back(FIRST - DAY):
        assert (list_scored_periods(), list_scored_unit_ids(PERIOD)) == ([], set())


def compared(settings: Settings) -> Reconciliation:
    return reconcile(period=PERIOD, first="A", second="B", settings=settings)


def row_then(stated: Stated, settings: Settings, day: date) -> ReconciledRow:
    with looking_back(day):
        return find_row(compared(settings), stated.first, SHARE)


def test_figures_and_judgements_are_those_that_stood(stated: Stated, seeded: Settings) -> None:
    found = [row_then(stated, seeded, day) for day in (FIRST, EXPLAINED, SETTLED, SECOND)]

    numerators = [(row.first and row.first.amount.numerator) for row in found]
    assert numerators == [79, 79, 79, 80]
    assert [row.state for row in found] == [
        DifferenceState.OPEN, DifferenceState.EXPLAINED, DifferenceState.SETTLED, None,
    ]  # fmt: skip
    assert not any(row.has_moved for row in found)
    notes = [(row.judged.note, row.judged.owner_username) for row in found if row.judged]
    assert notes == [
        (WHY, "van-phong"), (WHY_SETTLED, "van-phong"), (WHY_SETTLED, "van-phong"),
    ]  # fmt: skip
    assert found[1].judged is not None
    assert found[1].judged.updated_by == "Van-Phong"


def test_a_figure_stated_to_this_day_was_among_the_newest(stated: Stated, seeded: Settings) -> None:
    for day, as_of in ((EXPLAINED, FIRST), (SECOND, SECOND), (THIRD, THIRD)):
        with looking_back(day):
            row = find_row(compared(seeded), stated.second, SHARE)
        assert row.first is not None
        assert row.first.as_of == as_of, day


def test_of_two_sources_turned_round_the_judgement_is_the_same(
    stated: Stated, seeded: Settings
) -> None:
    for day, state in ((EXPLAINED, DifferenceState.EXPLAINED), (SETTLED, DifferenceState.SETTLED)):
        with looking_back(day):
            turned = reconcile(period=PERIOD, first="B", second="A", settings=seeded)
        row = find_row(turned, stated.first, SHARE)
        assert (row.state, row.has_moved) == (state, False)


def test_a_judgement_of_the_present_reads_as_its_trail_does(
    stated: Stated, seeded: Settings
) -> None:
    row = find_row(compared(seeded), stated.first, SHARE)

    assert row.judged == row_then(stated, seeded, THIRD).judged


def test_before_sources_stated_anything_nothing_can_be_compared(stated: Stated) -> None:
    assert [row.sources for row in list_common_periods() if row.period == PERIOD] == [
        ("A", "B", "CONG")
    ]
    with looking_back(FIRST - DAY):
        assert list_common_periods() == []
    with looking_back(SECOND):
        assert [row.period for row in list_common_periods()] == [PERIOD]


def test_dossiers_of_today_are_not_counted_into_the_past(stated: Stated, seeded: Settings) -> None:
    source = make_source("MOTCUA")
    make_dossier(
        unit_id=stated.first,
        batch_id=make_batch(source, FIRST),
        procedure_id=make_procedure(),
        received_on=date(2025, 3, 3),
        due_on=date(2025, 3, 10),
    )
    found = reconcile(period=PERIOD, first="A", second="HO-SO", settings=seeded)
    assert any(row.second and row.second.origin is Origin.COUNTED for row in found.rows)
    with looking_back(THIRD), pytest.raises(RefusedError, match="reconcile_period_empty"):
        reconcile(period=PERIOD, first="A", second="HO-SO", settings=seeded)
