"""The demo figures of Phú Thọ and the sample directive: sums, nulls, flags and labels survive."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = Path(__file__).parents[2] / "seeds"
DEMO = SEEDS / "demo"
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


MEASUREMENTS = read(DEMO / "phu-tho-2026-08-measurements.csv")
SCORES = read(DEMO / "phu-tho-2026-08-scores.csv")
PHU_THO_CODES = {
    unit["code"]
    for unit in read(SEEDS / "units.csv")
    if "H44" in (unit["code"], unit["parent_code"])
}


def figures(indicator: str) -> list[Row]:
    return [row for row in MEASUREMENTS if row["indicator"] == indicator]


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator"),
    [("766-2.1", 144_625, 184_513), ("766-3.6", 82_913, 98_459)],
    ids=["on-time", "paid-online"],
)
def test_the_units_of_phu_tho_add_up_to_the_province(
    indicator: str, numerator: int, denominator: int
) -> None:
    province, *units = figures(indicator)

    assert (province["unit_code"], len(units)) == ("H44", 163)
    assert (province["numerator"], province["denominator"]) == (str(numerator), str(denominator))
    assert sum(int(unit["numerator"]) for unit in units) == numerator
    assert sum(int(unit["denominator"]) for unit in units) == denominator


@pytest.mark.parametrize(
    ("indicator", "is_right"),
    [
        pytest.param(
            "766-4.4",
            lambda row: (row["numerator"], row["denominator"], row["value"]) == ("", "", "100"),
            id="no-parts-were-sent",
        ),
        pytest.param(
            "CLGQ",
            lambda row: row["numerator"] == row["denominator"] == "" != row["value"],
            id="only-a-score-was-sent",
        ),
        pytest.param(
            "766-1.1",
            lambda row: (row["numerator"], row["denominator"], row["value"]) == ("0", "0", ""),
            id="nothing-arose-is-not-a-rate",
        ),
    ],
)
def test_null_stays_blank_and_is_never_zero(
    indicator: str, is_right: Callable[[Row], bool]
) -> None:
    rows = figures(indicator)

    assert rows
    assert [row["unit_code"] for row in rows if not is_right(row)] == []


def test_a_figure_has_both_parts_or_a_value_alone() -> None:
    for row in MEASUREMENTS:
        has_parts = bool(row["numerator"]) and bool(row["denominator"])
        assert has_parts is not bool(row["value"]), row
        assert not has_parts or int(row["numerator"]) <= int(row["denominator"]), row


def test_quality_flags_are_carried() -> None:
    flags = Counter((row["indicator"], row["quality"]) for row in MEASUREMENTS if row["quality"])

    assert flags == {
        ("766-1.3", "province_wide"): 10,
        ("766-1.4", "TEMP_NATIONAL_REPORT_DENOMINATOR"): 10,
        ("766-1.4", "NO_NATIONAL_REPORT_DATA"): 1,
        ("766-3.4", "meaning_unsure"): 164,
        ("CLGQ", "nothing_received"): 2,
    }


def test_every_figure_and_score_belongs_to_a_unit_once() -> None:
    keys = Counter((row["unit_code"], row["indicator"], row["period"]) for row in MEASUREMENTS)
    scored = Counter((row["unit_code"], row["indicator"]) for row in SCORES)

    assert max(keys.values()) == max(scored.values()) == 1
    assert {code for code, *_ in [*keys, *scored]} <= PHU_THO_CODES
    assert {period for *_, period in keys} == {"2026-08"} == {row["period"] for row in SCORES}
    assert Counter(group for _, group in scored) == {
        **dict.fromkeys(["TDGQ", "CLGQ", "TTTT"], 164),
        **dict.fromkeys(["CKMB", "MDSH", "MDHL"], 11),
    }


def test_points_that_stand_in_both_files_are_equal() -> None:
    printed = {row["unit_code"]: row for row in SCORES if row["indicator"] == "CLGQ"}
    repeated = figures("CLGQ")

    assert len(repeated) == 163
    for row in repeated:
        same = printed[row["unit_code"]]
        assert (row["value"], row["quality"], row["note"]) == (
            same["value"],
            same["quality"],
            same["note"],
        )


def test_no_points_stand_above_their_maximum() -> None:
    assert all(float(row["value"]) <= float(row["max_score"]) for row in SCORES)


def test_every_sample_row_says_that_it_is_one() -> None:
    directives = read(DEMO / "directives.csv")
    tasks = read(DEMO / "tasks.csv")
    printed = {row["printed"] for row in read(DEMO / "party_names.csv")}
    parties = {
        name for task in tasks for side in ("leads", "supports") for name in task[side].split("; ")
    } - {""}

    assert all(directive["is_sample"] == "yes" for directive in directives)
    assert {task["directive_code"] for task in tasks} == {row["code"] for row in directives}
    assert all(task["note"].startswith("Mức minh họa") for task in tasks)
    assert parties == printed
    assert {task["indicator_code"] for task in tasks} <= {
        *(row["indicator"] for row in MEASUREMENTS),
        *(row["indicator_code"] for row in read(SEEDS / "document_figures.csv")),
    }
