"""What a source's figures hold beside what they state, and other ways to count dossiers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from models.vocabulary import LatenessRule, SourceKind, UnitLevel
from tracker.rules.counts import UnitCounts
from tracker.rules.dossier_measures import DossierSums, Measure
from tracker.rules.figure_definitions import (
    alternatives_of,
    as_amount,
    derived_amounts,
    received_counts,
)
from tracker.rules.figures import Amount

COUNTS = UnitCounts(
    carried_over=10,
    received=100,
    received_direct=100,
    finished=90,
    finished_early=50,
    finished_on_time=30,
    finished_late=10,
    open=15,
    open_within_term=12,
    open_overdue=3,
    paused=3,
    returned=2,
)
BY_INSTANT = replace(COUNTS, finished_on_time=25, finished_late=15)


def sums(counts: UnitCounts) -> DossierSums:
    return DossierSums(counts=counts, by_level={UnitLevel.COMMUNE: counts})


def number(value: str) -> Amount:
    return Amount(value=Decimal(value))


def told(
    counts: UnitCounts = COUNTS, without_due: UnitCounts | None = None
) -> dict[str, dict[str, Amount]]:
    """Return indicator → code of the definition → amount."""
    found = alternatives_of(sums(counts), sums(BY_INSTANT), LatenessRule.BY_DATE, without_due)
    return {
        indicator: {each.explanation.code: each.amount for each in alternatives}
        for indicator, alternatives in found.items()
    }


def test_the_other_rule_of_lateness_moves_what_ended_on_the_due_day() -> None:
    found = told()

    assert found["HS-on_time"]["reconcile_by_instant"] == Amount(75, 90)
    assert found["HS-finished_late"]["reconcile_by_instant"] == number("15")
    assert found["KT24-IV.3"]["reconcile_by_instant"] == Amount(75, 90)
    assert "HS-received" not in found, "no definition changes what came in"


def test_a_source_judged_by_instant_is_offered_the_rule_by_day() -> None:
    found = alternatives_of(sums(BY_INSTANT), sums(COUNTS), LatenessRule.BY_INSTANT, None)

    codes = {each.explanation.code for each in found["HS-on_time"]}
    assert "reconcile_by_date" in codes


def test_dossiers_without_a_due_date_can_be_left_out() -> None:
    without = UnitCounts(finished=4, finished_on_time=4, open=1, open_within_term=1)
    found = told(without_due=without)

    assert found["HS-on_time"]["reconcile_without_due"] == Amount(76, 86)
    assert found["HS-progress"]["reconcile_without_due"] == Amount(87, 100)


def test_returned_and_paused_dossiers_can_be_counted_as_other_systems_do() -> None:
    found = told()

    assert found["HS-on_time"]["reconcile_returned_on_time"] == Amount(82, 92)
    assert found["HS-progress"]["reconcile_paused_open"] == Amount(95, 108)
    assert found["HS-progress"]["reconcile_returned_and_paused"] == Amount(97, 110)
    assert found["766-2.1"]["reconcile_all_dossiers"] == Amount(92, 110)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"paused": 0}, {"reconcile_returned_on_time"}),
        ({"returned": 0}, {"reconcile_paused_open"}),
        ({"paused": 0, "returned": 0}, set()),
    ],
    ids=["none paused", "none returned", "neither"],
)
def test_a_definition_that_changes_nothing_is_not_offered(
    changes: dict[str, int], codes: set[str]
) -> None:
    named = {"reconcile_returned_on_time", "reconcile_paused_open", "reconcile_returned_and_paused"}
    found = told(replace(COUNTS, **changes))

    assert set(found["HS-progress"]) & named == codes


def test_all_dossiers_are_no_other_definition_where_all_are_handled() -> None:
    handled = UnitCounts(received=5, received_direct=5, finished=5, finished_early=5)

    found = alternatives_of(sums(handled), sums(handled), LatenessRule.BY_DATE, None)

    assert found == {}


def test_a_province_of_several_levels_keeps_their_rates_apart() -> None:
    province = DossierSums(
        counts=COUNTS,
        by_level={UnitLevel.COMMUNE: COUNTS, UnitLevel.DISTRICT: UnitCounts()},
    )
    found = alternatives_of(province, province, LatenessRule.BY_DATE, None)

    assert "KT24-IV.3" not in found


def test_the_portal_holds_how_many_it_received_in_what_it_divides_by() -> None:
    portal = {"766-2.1": Amount(144_625, 184_513), "766-3.3": Amount(150_000, 152_595)}

    found = derived_amounts(portal, SourceKind.PORTAL)

    assert found == {"HS-received": number("184513"), "HS-online": number("150000")}
    assert derived_amounts(portal, SourceKind.FILE) == {}
    assert derived_amounts({}, SourceKind.PORTAL) == {}


def test_what_a_source_states_itself_is_never_replaced() -> None:
    portal = {"766-2.1": Amount(1, 2), "HS-received": number("3")}

    assert derived_amounts(portal, SourceKind.PORTAL) == {}


def test_counts_make_the_rates_by_their_own_definition() -> None:
    counts = {
        "HS-finished": number("90"),
        "HS-finished_early": number("50"),
        "HS-finished_on_time": number("30"),
        "HS-open": number("15"),
        "HS-open_overdue": number("3"),
    }
    found = derived_amounts(counts, SourceKind.ONE_STOP)

    assert found["HS-on_time"] == Amount(80, 90)
    assert found["HS-progress"] == found["766-2.1"] == Amount(92, 105)
    assert found["HS-early_share"] == Amount(50, 90)
    assert "HS-online_share" not in found


@pytest.mark.parametrize("overdue", ["100", "0.5"], ids=["more than all", "no whole number"])
def test_counts_that_contradict_each_other_make_no_rate(overdue: str) -> None:
    counts = {
        "HS-finished": number("0"),
        "HS-finished_early": number("0"),
        "HS-finished_on_time": number("0"),
        "HS-open": number("15"),
        "HS-open_overdue": number(overdue),
    }
    assert "HS-progress" not in derived_amounts(counts, SourceKind.ONE_STOP)


def test_numbers_of_dossiers_are_found_wherever_a_source_has_them() -> None:
    found = received_counts(
        {
            "766-2.1": Amount(80, 90),
            "766-1.4": Amount(70, 75),
            "766-3.3": Amount(quality="x"),
            "HS-received": Amount(value=Decimal("95.5")),
        }
    )
    assert found == {"766-2.1": 90, "766-1.4": 70}


def test_a_measure_becomes_a_statement_with_its_quality() -> None:
    assert as_amount(Measure("HS-open", value=3, quality="a")) == Amount(
        value=Decimal(3), quality="a"
    )
    assert as_amount(Measure("766-2.1", 1, 2)) == Amount(1, 2)
