"""Verdicts as rows, summed by their parts, and against the recorded month of Phú Thọ."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from models.vocabulary import AssignmentRole, UnitLevel, Verdict
from tests.factories import (
    make_directive,
    make_figure,
    make_indicator,
    make_task,
    make_unit,
)
from tests.remembered import remembered
from tests.unit_seeds import load_units
from tracker.importing.measurements import import_measurements
from tracker.jobs.evaluation import run_evaluation
from tracker.paths import DEMO_SEEDS
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.directives import get_directive
from tracker.queries.evaluation_rollups import roll_up
from tracker.queries.evaluations import (
    EvaluationRow,
    list_evaluated_periods,
    list_evaluations,
    load_matrix,
)
from tracker.services.seed_directives import load_directive_seeds, load_indicator_seeds
from tracker.transaction import transaction
from tracker.wording.verdicts import explain_verdict

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.evaluation_rollups import TaskRollUp

PERIOD = "2024-03"
AUGUST = "2026-08"
SAMPLE = "MINH-HOA-2026"
MEASUREMENTS = DEMO_SEEDS / "phu-tho-2026-08-measurements.csv"


def evaluate(period: str = PERIOD) -> None:
    run_evaluation(period=period, actor=get_actor(SYSTEM_USERNAME))


@pytest.fixture
def present(database: Settings, on_day: OnDay) -> None:
    on_day(date(2024, 6, 1))


class Group:
    """Units that lead one task together, each with its parts."""

    def __init__(self, **parts: tuple[int, int] | None) -> None:
        self.province = make_unit("P", "Tỉnh Mẫu", level=UnitLevel.PROVINCE)
        self.indicator = make_indicator("T.1", "Tỷ lệ")
        self.directive = make_directive("01/KH", self.province)
        self.units: dict[str, int] = {}
        for code, figure in parts.items():
            self.add(code, figure, parent_id=self.province)

    def add(self, code: str, figure: tuple[int, int] | None, *, parent_id: int) -> int:
        unit_id = self.units[code] = make_unit(code, f"Xã {code}", parent_id=parent_id)
        if figure is not None:
            make_figure(self.indicator, unit_id, PERIOD, *figure)
        return unit_id

    def rolled_up(self, target: tuple[str, str] | None = (">=", "90"), **more: Any) -> TaskRollUp:
        make_task(
            self.directive,
            indicator_id=self.indicator,
            leads=tuple(self.units.values()),
            target=target,
            **more,
        )
        evaluate()
        (found,) = roll_up(PERIOD, self.directive, date(2024, 3, 31))
        return found


def test_a_group_is_judged_by_summed_parts_and_names_who_missed(present: None) -> None:
    found = Group(A=(95, 100), B=(1, 2), C=(0, 0), D=None).rolled_up()

    assert found.share is not None
    assert (found.share.numerator, found.share.denominator) == (96, 102)
    assert found.judgement is not None
    assert found.judgement.verdict is Verdict.ACHIEVED
    assert [row.unit_code for row in found.missed] == ["B"]
    assert [row.unit_code for row in found.without_data] == ["D"]
    assert found.hides_misses
    assert found.counts == {
        **dict.fromkeys(Verdict, 0),
        Verdict.ACHIEVED: 1,
        Verdict.MISSED: 1,
        Verdict.NOT_ARISEN: 1,
        Verdict.NO_DATA: 1,
    }


def test_a_mean_of_percentages_would_have_passed_this_group(present: None) -> None:
    # 100 % and 81 %: their mean is 90.5 %, the parts are 82 of 101.
    found = Group(A=(1, 1), B=(81, 100)).rolled_up()

    assert found.judgement is not None
    assert (found.judgement.verdict, found.judgement.shortfall) == (Verdict.MISSED, 9)
    assert not found.hides_misses


def test_a_unit_is_never_summed_with_its_own_children(present: None) -> None:
    group = Group(A=(50, 100))
    child = group.add("A1", (40, 40), parent_id=group.units["A"])
    group.add("A11", None, parent_id=child)

    found = group.rolled_up()

    assert found.share is not None
    assert (found.share.numerator, found.share.denominator) == (40, 40)
    assert [row.unit_code for row in found.left_out] == ["A"]
    assert [row.unit_code for row in found.missed] == ["A"]


def test_a_parent_stays_in_the_sum_while_its_children_are_silent(present: None) -> None:
    group = Group(A=(50, 100))
    group.add("A1", None, parent_id=group.units["A"])

    found = group.rolled_up()

    assert found.share is not None
    assert found.share.denominator == 100
    assert found.left_out == ()


def test_the_provinces_own_figure_repeated_is_not_summed(present: None) -> None:
    group = Group(A=None, B=(1, 2))
    make_figure(group.indicator, group.units["A"], PERIOD, 9, 10, quality="province_wide")

    found = group.rolled_up()

    assert found.share is not None
    assert found.share.denominator == 2
    assert [row.unit_code for row in found.left_out] == ["A"]
    assert found.counts[Verdict.NOT_APPLICABLE] == 1


def test_bare_percentages_are_counted_and_not_summed(present: None) -> None:
    group = Group(A=None, B=(9, 10))
    make_figure(group.indicator, group.units["A"], PERIOD, value="100")

    found = group.rolled_up()

    assert found.share is not None
    assert found.share.denominator == 10
    assert found.judgement is not None
    assert found.judgement.reasons[-1].code == "members_without_parts"
    assert found.judgement.reasons[-1].params == {"count": 1}


def test_supporting_units_are_not_in_the_sum(present: None) -> None:
    group = Group(A=(9, 10))
    helper = make_unit("H", "Sở Giúp", parent_id=group.province)
    make_figure(group.indicator, helper, PERIOD, 0, 10)

    found = group.rolled_up(supports=(helper,))

    assert found.share is not None
    assert found.share.denominator == 10
    assert (found.supporting_count, found.counts[Verdict.NOT_APPLICABLE]) == (1, 0)


def test_without_a_target_parts_are_summed_and_not_judged(present: None) -> None:
    found = Group(A=(9, 10), B=(1, 10)).rolled_up(None)

    assert found.share is not None
    assert (found.share.numerator, found.judgement) == (10, None)


def test_rows_come_by_document_row_role_and_unit(present: None) -> None:
    group = Group(B=None, A=None)
    sample = make_directive("00/MH", group.province, is_sample=True)
    make_task(sample, leads=(group.units["A"],))
    make_task(group.directive, supports=(group.units["A"],), leads=(group.units["B"],))
    make_task(group.directive, leads=tuple(group.units.values()))
    evaluate()

    found = [
        (row.directive_number, row.ordinal, row.role.value, row.unit_code, row.is_sample)
        for row in list_evaluations(PERIOD)
    ]

    assert found == [
        ("01/KH", 1, "lead", "B", False),
        ("01/KH", 1, "supporting", "A", False),
        ("01/KH", 2, "lead", "A", False),
        ("01/KH", 2, "lead", "B", False),
        ("00/MH", 1, "lead", "A", True),
    ]
    of_one_unit = list_evaluations(PERIOD, group.directive, group.units["B"])
    assert [row.ordinal for row in of_one_unit] == [1, 2]
    assert list_evaluations("2024-02") == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param([("I", "1"), ("II", "2")], ["1", "2"], id="numbers-run-through"),
        pytest.param([("I", "1"), ("II", "1")], ["I.1", "II.1"], id="sections-count-anew"),
        pytest.param([("I", "1"), ("I", "1")], ["I.1#1", "I.1#2"], id="printed-twice"),
        pytest.param([("", ""), ("", "7")], ["#1", "7"], id="no-number-printed"),
    ],
)
def test_no_two_rows_of_a_document_have_one_reference(
    present: None, printed: list[tuple[str, str]], expected: list[str]
) -> None:
    group = Group(A=None)
    for section, number in printed:
        make_task(group.directive, leads=(group.units["A"],), section=section, number=number)
    evaluate()

    assert [row.reference for row in list_evaluations(PERIOD)] == expected


def test_the_matrix_has_every_part_and_its_verdict(present: None) -> None:
    group = Group(B=None, A=(1, 2))
    one = make_task(group.directive, leads=(group.units["B"],), supports=(group.units["A"],))
    two = make_task(
        group.directive,
        indicator_id=group.indicator,
        leads=(group.units["A"],),
        target=(">=", "90"),
    )
    evaluate()

    matrix = load_matrix(PERIOD, group.directive)

    assert matrix.task_ids == (one, two)
    assert matrix.unit_ids == (group.units["A"], group.units["B"])
    assert {key: (cell.role, cell.verdict) for key, cell in matrix.cells.items()} == {
        (one, group.units["B"]): (AssignmentRole.LEAD, Verdict.NO_DATA),
        (one, group.units["A"]): (AssignmentRole.SUPPORTING, Verdict.NOT_APPLICABLE),
        (two, group.units["A"]): (AssignmentRole.LEAD, Verdict.MISSED),
    }
    assert load_matrix("2024-02", group.directive).cells == {}


def test_periods_are_listed_with_their_last_run(present: None) -> None:
    make_task(Group(A=None).directive, schedule_kind=None)
    evaluate("2024-02")
    evaluate("2024-06")
    evaluate("2024-02")

    found = list_evaluated_periods()

    assert [(row.period, row.is_provisional) for row in found] == [
        ("2024-06", True),
        ("2024-02", False),
    ]
    assert found[1].run_id > found[0].run_id
    assert found[0].run_by == "Dòng lệnh"


@remembered
def august(database: Settings, on_day: OnDay) -> list[EvaluationRow]:
    """The recorded month of Phú Thọ, judged by the sample directive."""
    del database
    on_day(date(2026, 11, 1))
    actor = get_actor(SYSTEM_USERNAME)
    load_units()
    with transaction():
        load_indicator_seeds(actor=actor)
        load_directive_seeds(actor=actor, folder=DEMO_SEEDS)
    import_measurements(
        MEASUREMENTS, source_code="CONG-DVCQG", actor=actor, as_of=date(2026, 9, 27)
    )
    report = run_evaluation(period=AUGUST, directive=SAMPLE, actor=actor, with_rows=True)
    return list(report.rows)


def counted_from_the_files() -> dict[str, Counter[str]]:
    """Return verdicts by row number, counted without the product, straight from the files."""
    figures: dict[tuple[str, str], dict[str, str]] = {}
    with MEASUREMENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            figures[row["unit_code"], row["indicator"]] = row
    units = {code for code, indicator in figures if indicator == "766-2.1"} - {"H44"}
    communes = {code for code in units if len(code) == len("H44.100")}
    parties = {"Các sở, ban ngành": units - communes, "UBND cấp xã": communes}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with (DEMO_SEEDS / "tasks.csv").open(encoding="utf-8", newline="") as file:
        for task in csv.DictReader(file):
            if task["directive_code"] != SAMPLE:
                continue
            level = Fraction(task["target"].removeprefix("Tối thiểu "))
            named = [part.strip() for part in task["leads"].split(";")]
            for code in set().union(*(parties[name] for name in named)):
                found = judged_by_hand(figures.get((code, task["indicator_code"])), level)
                counts[f"{task['section']}.{task['number']}"][found] += 1
    return counts


def judged_by_hand(row: dict[str, str] | None, level: Fraction) -> str:
    """Every target of the sample directive is "at least" or a full 100 %."""
    if row is None or row["quality"] == "NO_NATIONAL_REPORT_DATA":
        return "no_data"
    if row["numerator"] == "":
        return "achieved" if Fraction(row["value"]) >= level else "missed"
    numerator, denominator = int(row["numerator"]), int(row["denominator"])
    if denominator == 0:
        return "not_arisen"
    return "achieved" if Fraction(numerator * 100, denominator) >= level else "missed"


def test_the_recorded_month_gives_the_verdicts_counted_by_hand(
    august: list[EvaluationRow],
) -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in august:
        if row.role is AssignmentRole.LEAD:
            found[row.reference][row.verdict.value] += 1

    assert found == counted_from_the_files()
    assert sum(count["missed"] for count in found.values()) > 100


def test_every_verdict_of_the_recorded_month_says_that_it_illustrates(
    august: list[EvaluationRow],
) -> None:
    assert all(row.is_sample for row in august)


def test_cam_khe_is_told_how_many_dossiers_are_missing(august: list[EvaluationRow]) -> None:
    (row,) = (
        row for row in august if (row.unit_code, row.indicator_code) == ("H44.134", "766-2.1")
    )

    # At 95 % of 1,937 the next whole dossier is 1,841.
    assert (row.numerator, row.denominator, row.shortfall) == (1703, 1937, 1841 - 1703)
    assert row.percent == Decimal("87.91")
    assert row.source_code == "CONG-DVCQG"
    assert explain_verdict(row) == (
        "Mới đạt 87,91 % (1.703/1.937), thiếu 138 hồ sơ để đạt tối thiểu 95 %."
    )


def test_the_sum_of_the_recorded_month_is_that_of_its_units(august: list[EvaluationRow]) -> None:
    del august
    rolled = {
        found.reference: found
        for found in roll_up(AUGUST, get_directive(SAMPLE).id, date(2026, 8, 31))
    }
    with MEASUREMENTS.open(encoding="utf-8", newline="") as file:
        parts = [
            (int(row["numerator"]), int(row["denominator"]))
            for row in csv.DictReader(file)
            if row["indicator"] == "766-2.1" and row["unit_code"] != "H44"
        ]

    share = rolled["II.1"].share
    assert share is not None
    assert (share.numerator, share.denominator) == tuple(map(sum, zip(*parts, strict=True)))
