"""What a unit's dossiers come to, exact to the last part."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DelayCause, UnitLevel
from tracker.rules.counts import UnitCounts
from tracker.rules.dossier_measures import (
    DossierSums,
    Measure,
    ProcessingDays,
    measures_of,
    sum_sums,
)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

COUNTS = UnitCounts(
    carried_over=30,
    received=100,
    received_online=70,
    received_direct=30,
    finished=90,
    finished_early=50,
    finished_on_time=30,
    finished_late=10,
    open=35,
    open_within_term=30,
    open_overdue=5,
    paused=3,
    returned=2,
)
SUMS = DossierSums(
    counts=COUNTS,
    days=ProcessingDays(90, 450, 333),
    causes={DelayCause.HEAVY_LOAD: 9, None: 6},
    by_level={UnitLevel.COMMUNE: COUNTS},
)


def found(sums: DossierSums) -> dict[str, Measure]:
    measures = measures_of(sums)
    by_code = {measure.indicator: measure for measure in measures}
    assert len(by_code) == len(measures), "one figure an indicator"
    return by_code


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [
        ("HS-on_time", 80, 90),
        ("HS-progress", 110, 125),
        ("766-2.1", 110, 125),
        ("HS-online_share", 70, 100),
        ("766-3.3", 70, 100),
        ("HS-early_share", 50, 90),
        ("HS-average_days", 450, 90),
        ("766-2.2", 450, 90),
        ("HS-average_working_days", 333, 90),
        ("HS-late_heavy_load", 9, 15),
        ("HS-late_unstated", 6, 15),
        ("HS-late_other", 0, 15),
        ("KT24-IV.3", 80, 90),
    ],
)
def test_a_share_keeps_both_parts(indicator: str, numerator: int, denominator: int) -> None:
    measure = found(SUMS)[indicator]

    assert (measure.numerator, measure.denominator, measure.value) == (numerator, denominator, None)


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("HS-received", 100),
        ("HS-carried_over", 30),
        ("HS-finished", 90),
        ("HS-finished_early", 50),
        ("HS-finished_on_time", 30),
        ("HS-finished_late", 10),
        ("HS-open", 35),
        ("HS-open_overdue", 5),
        ("HS-paused", 3),
        ("HS-returned", 2),
        ("HS-online", 70),
    ],
)
def test_a_count_is_a_value_without_parts(indicator: str, value: int) -> None:
    measure = found(SUMS)[indicator]

    assert (measure.numerator, measure.denominator, measure.value) == (None, None, value)


def test_the_two_on_time_rates_never_share_an_indicator() -> None:
    measures = found(SUMS)

    assert measures["HS-on_time"].numerator != measures["HS-progress"].numerator
    assert measures["KT24-IV.3"].denominator == measures["HS-on_time"].denominator


def test_every_indicator_stands_in_the_catalogue_and_every_count_of_it_is_given() -> None:
    with (SEEDS / "indicators.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["code"]: row["catalogue"] for row in csv.DictReader(file)}
    given_codes = set(found(SUMS))

    assert given_codes <= set(codes)
    assert {code for code, catalogue in codes.items() if catalogue == "HS"} <= given_codes


def test_an_unknown_channel_withholds_component_3_3_and_marks_the_others() -> None:
    measures = found(replace(SUMS, counts=replace(COUNTS, received_unstated=4, received=104)))

    assert measures["766-3.3"] == Measure("766-3.3", quality="channel_unstated")
    assert measures["HS-online_share"].quality == "channel_unstated"
    assert measures["HS-online"].quality == "channel_unstated"
    assert measures["HS-received"].quality == ""


def test_component_3_3_says_that_only_the_channel_is_known() -> None:
    assert found(SUMS)["766-3.3"].quality == "channel_only"


def test_a_unit_without_dossiers_has_zeros_not_silence() -> None:
    measures = found(DossierSums())

    assert measures["HS-received"].value == 0
    assert (measures["766-2.1"].numerator, measures["766-2.1"].denominator) == (0, 0)
    assert "KT24-IV.1" not in measures


def test_a_province_answers_for_each_level_apart_and_says_it_is_a_sum() -> None:
    commune = DossierSums(counts=COUNTS, by_level={UnitLevel.COMMUNE: COUNTS})
    department = DossierSums(
        counts=UnitCounts(received=5, finished=4, finished_early=4, open=1),
        causes={None: 1},
        by_level={
            UnitLevel.DEPARTMENT: UnitCounts(received=5, finished=4, finished_early=4, open=1)
        },
    )
    measures = found(sum_sums((commune, commune, department), is_total=True))

    assert measures["HS-received"].value == 205
    assert (measures["KT24-IV.3"].numerator, measures["KT24-IV.3"].denominator) == (160, 180)
    assert (measures["KT24-IV.1"].numerator, measures["KT24-IV.1"].denominator) == (4, 4)
    assert (measures["KT24-IV.2"].numerator, measures["KT24-IV.2"].denominator) == (0, 0)
    assert measures["HS-received"].quality == "sum_of_units"
    assert measures["766-3.3"].quality == "channel_only|sum_of_units"


def test_the_sum_of_nothing_is_nothing() -> None:
    assert sum_sums(()) == DossierSums()


days = st.builds(
    ProcessingDays, st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 10**9)
)


@given(st.lists(st.tuples(days, st.sampled_from([None, *DelayCause])), max_size=6))
def test_sums_add_up_in_any_order(parts: list[tuple[ProcessingDays, DelayCause | None]]) -> None:
    units = [DossierSums(days=taken, causes={cause: 1}) for taken, cause in parts]
    whole, backwards = sum_sums(units), sum_sums(reversed(units))

    assert whole == backwards
    assert whole.days.calendar_days == sum(taken.calendar_days for taken, _ in parts)
    assert sum(whole.causes.values()) == len(parts)
