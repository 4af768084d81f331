"""Points of a period: one capture a unit, ranks within a level, changes only where they compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models import Catalogue, Indicator, Source, Unit, db
from models.vocabulary import OPEN_END
from tests.factories import make_figure
from tests.views.staff import counted_statements
from tracker.errors import NotFoundError
from tracker.queries.score_figures import load_formula
from tracker.queries.scored_periods import list_scored_periods, list_scored_unit_ids
from tracker.queries.scores import ScoreSheet, UnitScore, load_scores
from tracker.queries.units import load_tree
from tracker.rules.periods import read_period
from tracker.rules.rankings import Band, NoChange
from tracker.rules.score_components import Mark
from tracker.rules.scores766 import GROUPS, TOTAL

if TYPE_CHECKING:
    from tracker.config import Settings

State = Callable[..., None]
CAPTURED = date(2026, 9, 27)


def unit_id(code: str) -> int:
    return db.session.query(Unit.id).filter_by(code=code, valid_to=OPEN_END).one().id


@pytest.fixture
def state(seeded: Settings) -> State:
    """Return a function that states points of a unit: `state("H44.03", "2026-08", CKMB="7.96")`."""
    del seeded
    ids = dict(db.session.query(Indicator.code, Indicator.id).all())

    def add(
        unit: str,
        period: str,
        *,
        parts: dict[str, tuple[int, int]] | None = None,
        source: str = "CONG",
        as_of: date = CAPTURED,
        quality: str = "",
        **points: str,
    ) -> None:
        for code, value in points.items():
            make_figure(
                ids[code],
                unit_id(unit),
                period,
                value=value,
                quality=quality,
                source=source,
                as_of=as_of,
            )
        for code, (numerator, denominator) in (parts or {}).items():
            make_figure(
                ids[code], unit_id(unit), period, numerator, denominator, source=source, as_of=as_of
            )

    return add


def all_groups(points: str) -> dict[str, str]:
    return dict.fromkeys(GROUPS, points)


def sheet(period: str = "2026-08") -> ScoreSheet:
    return load_scores(read_period(period))


def find(code: str, period: str = "2026-08") -> UnitScore:
    return next(row for row in sheet(period).units if row.unit.code == code)


def groups(row: UnitScore) -> dict[str, Decimal | None]:
    return {group.code: group.score for group in row.total.groups}


def test_the_recorded_month_comes_out_as_the_portal_printed_it(demo: Settings) -> None:
    del demo
    found = sheet()
    rows = {row.unit.code: row for row in found.units}

    assert len(rows) == 164
    assert rows["H44"].total.score == Decimal("59.91")
    assert rows["H44"].band is Band.AVERAGE
    assert not [row for row in rows.values() for g in row.total.groups if Mark.DIFFERS in g.marks]
    # The record holds all six groups of the province and the first ten units only.
    assert sum(row.total.score is not None for row in rows.values()) == 11
    computed = [g for row in rows.values() for g in row.total.groups if g.computed is not None]
    assert len(computed) == 2 * 164 + 3 * 11 + 1


def test_the_number_of_statements_does_not_grow_with_the_units(demo: Settings) -> None:
    del demo
    tree = load_tree()
    province = tree.meanings("H44")[0]
    with counted_statements() as sent:
        whole = load_scores(read_period("2026-08"), under=province.id, tree=tree)
    assert len(whole.units) == 164
    assert len(sent) == 5


def test_a_newer_capture_is_never_filled_from_an_older_one(state: State) -> None:
    state("H44.03", "2026-08", CKMB="5", TDGQ="10")
    state("H44.03", "2026-08", CKMB="6", as_of=date(2026, 10, 10))

    row = find("H44.03")

    assert row.capture is not None
    assert (row.capture.as_of, row.capture.revision) == (date(2026, 10, 10), 2)
    assert groups(row) | {"CKMB": 6} == dict.fromkeys(GROUPS) | {"CKMB": 6}


def test_sources_are_never_mixed_and_the_one_that_states_most_speaks(state: State) -> None:
    state("H44.03", "2026-08", source="CONG", CKMB="5", TDGQ="10")
    state("H44.03", "2026-08", source="BAO-CAO", as_of=date(2026, 10, 1), MDHL="18")

    row = find("H44.03")

    assert row.capture is not None
    assert row.capture.source_code == "CONG"
    assert groups(row)["MDHL"] is None


def test_of_sources_that_state_the_same_the_newest_speaks(state: State) -> None:
    state("H44.03", "2026-08", source="A", CKMB="5")
    state("H44.03", "2026-08", source="B", CKMB="6", as_of=date(2026, 10, 1))

    assert groups(find("H44.03"))["CKMB"] == 6


def test_a_lower_rank_speaks_first_whatever_it_states(state: State) -> None:
    state("H44.03", "2026-08", source="CONG", CKMB="5", TDGQ="10")
    state("H44.03", "2026-08", source="BAO-CAO", MDHL="18")
    db.session.query(Source).filter_by(code="BAO-CAO").one().rank = 10
    db.session.commit()

    assert groups(find("H44.03"))["MDHL"] == 18


def test_departments_and_communes_are_ranked_apart_and_ties_share(state: State) -> None:
    for unit, points in (("H44.03", "5"), ("H44.07", "5"), ("H44.08", "4"), ("H44.100", "1")):
        state(unit, "2026-08", **all_groups(points))
    state("H44.41", "2026-08", CKMB="18")

    rows = {row.unit.code: row for row in sheet().units}

    assert {code: row.ranks.get(TOTAL) for code, row in rows.items()} == {
        "H44.03": 1,
        "H44.07": 1,
        "H44.08": 3,
        "H44.100": 1,
        "H44.41": None,
    }
    assert rows["H44.41"].ranks == {"CKMB": 1}
    assert sheet().ranked[rows["H44.03"].cohort, TOTAL] == 3


def test_a_unit_that_received_nothing_has_neither_rank_nor_band(state: State) -> None:
    state("H44.01", "2026-08", parts={"766-2.1": (0, 0)}, **all_groups("1"))
    state("H44.03", "2026-08", **all_groups("2"))

    idle = find("H44.01")

    assert idle.is_idle
    assert (idle.total.score, idle.ranks, idle.band) == (6, {}, None)
    assert find("H44.03").ranks[TOTAL] == 1


def test_a_unit_without_a_figure_is_there_when_its_province_is_asked_for(state: State) -> None:
    state("H44.03", "2026-08", CKMB="5")
    whole = load_scores(read_period("2026-08"), under=unit_id("H44"))

    assert len(whole.units) == 164
    empty = next(row for row in whole.units if row.unit.code == "H44.07")
    assert (empty.capture, empty.total.score, len(empty.total.missing)) == (None, None, 6)


def test_points_and_places_change_against_the_month_before(state: State) -> None:
    for period, first, second in (("2026-07", "5", "6"), ("2026-08", "7", "6.5")):
        state("H44.03", period, **all_groups(first))
        state("H44.07", period, **all_groups(second))

    change = find("H44.03").change[TOTAL]

    assert (change.points, change.places) == (12, 1)
    assert find("H44.03").change["CKMB"].points == 2


def test_a_rank_does_not_change_where_other_units_were_ranked(state: State) -> None:
    state("H44.03", "2026-07", **all_groups("5"))
    for unit in ("H44.03", "H44.07"):
        state(unit, "2026-08", **all_groups("6"))

    change = find("H44.03").change[TOTAL]

    assert (change.points, change.places_reason) == (6, NoChange.COHORT_CHANGED)


def test_a_quarter_is_not_compared_with_a_month(state: State) -> None:
    state("H44.03", "2026-09", **all_groups("5"))
    state("H44.03", "2026-Q3", **all_groups("6"))

    assert find("H44.03", "2026-Q3").change[TOTAL].points_reason is NoChange.NO_PREVIOUS


def test_no_change_is_told_across_another_catalogue(state: State) -> None:
    state("H44.03", "2026-07", **all_groups("5"))
    state("H44.03", "2026-08", **all_groups("6"))
    catalogue = Catalogue(
        code="766-mới", name="Mới", valid_from=date(2026, 8, 1), valid_to=OPEN_END
    )
    db.session.add(catalogue)
    db.session.flush()
    db.session.add(
        Indicator(
            catalogue_id=catalogue.id,
            ordinal=1,
            code="mới-1",
            group_code="CKMB",
            name="Một",
            max_points=Decimal(18),
            rule="linear",
        )
    )
    db.session.commit()

    assert load_formula(date(2026, 8, 31)).code == "766-mới"
    assert find("H44.03").change[TOTAL].points_reason is NoChange.FORMULA_CHANGED


def test_before_the_decision_there_is_no_formula(seeded: Settings) -> None:
    del seeded
    with pytest.raises(NotFoundError) as refused:
        sheet("2021-01")
    assert refused.value.code == "score_formula_missing"


def test_the_first_period_of_a_catalogue_has_nothing_before_it(state: State) -> None:
    state("H44.03", "2022-06", **all_groups("5"))

    assert find("H44.03", "2022-06").change[TOTAL].points_reason is NoChange.NO_PREVIOUS


def test_scored_periods_are_those_with_a_figure_of_the_decision(state: State) -> None:
    state("H44.03", "2026-08", CKMB="5")
    state("H44.03", "2025", parts={"766-2.1": (1, 2)})
    other = db.session.query(Indicator.id).filter_by(code="KT24-I.2").one().id
    make_figure(other, unit_id("H44.03"), "2024-05", 1, 2)

    assert list_scored_periods() == ["2026-08", "2025"]
    assert list_scored_unit_ids("2026-08") == {unit_id("H44.03")}
    assert list_scored_unit_ids("2024-05") == set()
