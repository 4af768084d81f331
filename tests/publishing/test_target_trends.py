"""Trends of targets: judged as they were judged, summed by their parts, never across kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import UnitLevel
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.jobs.evaluation import run_evaluation
from tracker.publishing.pictures.target_distributions import build_distribution
from tracker.publishing.pictures.target_trends import build_group_trends, build_unit_trends
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.evaluations import list_evaluations
from tracker.queries.tasks import list_tasks
from tracker.queries.units import load_tree
from tracker.queries.verdict_series import list_led_directives, list_verdict_series
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.publishing.pictures.picture import Picture

MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")


@dataclass
class Office:
    """A province, a district with its commune, and another commune; one target for all."""

    province: int
    district: int
    commune: int
    other: int
    indicator: int
    directive: int
    task: int

    def state(self, unit: int, period: str, numerator: int, denominator: int = 100) -> None:
        make_figure(self.indicator, unit, period, numerator, denominator)

    def judge(self, *periods: str) -> None:
        for period in periods:
            run_evaluation(period=period, actor=get_actor(SYSTEM_USERNAME))

    def trend(self, unit: int, last: str = "2024-04") -> Picture | None:
        found = build_unit_trends(
            list_tasks([self.directive], date(2024, 12, 31)),
            unit_id=unit,
            unit_name="UBND xã",
            last=read_period(last),
            cutoff=None,
        )
        return found.get(self.task)

    def sum(self, last: str = "2024-04") -> Picture | None:
        found = build_group_trends(
            list_tasks([self.directive], date(2024, 12, 31)),
            owner="cộng các đơn vị",
            last=read_period(last),
            tree=load_tree(),
            cutoff=None,
        )
        return found.get(self.task)


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    del database
    on_day(date(2024, 6, 1))
    return make_office()


def make_office(comparator: str = ">=", target: str = "95", unit_of_measure: str = "%") -> Office:
    province = make_unit("T", "Tỉnh Thử", level=UnitLevel.PROVINCE)
    district = make_unit("T1", "Huyện Một", level=UnitLevel.DISTRICT, parent_id=province)
    commune = make_unit("T11", "Xã Một", parent_id=district)
    other = make_unit("T2", "Xã Hai", parent_id=province)
    indicator = make_indicator("X-1", "Tỷ lệ đúng hạn", unit_of_measure=unit_of_measure)
    directive = make_directive("1/KH", province)
    task = make_task(
        directive,
        leads=(district, commune, other),
        indicator_id=indicator,
        target=(comparator, target),
        target_unit=unit_of_measure,
        baseline_year=2023 if comparator == "+>=" else None,
    )
    return Office(province, district, commune, other, indicator, directive, task)


def rows(picture: Picture | None) -> list[tuple[str, ...]]:
    assert picture is not None
    return [tuple(map(str, row)) for row in picture.rows]


class TestUnit:
    def test_figures_stand_beside_target_and_verdict_and_gaps_stay_gaps(
        self, office: Office
    ) -> None:
        office.state(office.commune, "2024-01", 96)
        office.state(office.commune, "2024-02", 9499, 10000)
        office.state(office.commune, "2024-04", 99)
        office.judge("2024-01", "2024-02")

        assert rows(office.trend(office.commune)) == [
            ("01/2024", "96,00 % (96/100)", "tối thiểu 95 %", "Đạt"),
            ("02/2024", "94,99 % (9.499/10.000)", "tối thiểu 95 %", "Chưa đạt"),
            ("03/2024", "không có số liệu", "", ""),
            ("04/2024", "99,00 % (99/100)", "tối thiểu 95 %", ""),
        ]

    def test_one_figure_is_no_trend(self, office: Office) -> None:
        office.state(office.commune, "2024-01", 96)

        assert office.trend(office.commune) is None

    def test_to_date_and_quarters_stay_out_of_a_trend_of_months(self, office: Office) -> None:
        for period in ("2024-01", "2024-02/ytd", "2024-Q1", "2024-03"):
            office.state(office.commune, period, 96)

        assert [row[0] for row in rows(office.trend(office.commune))] == [
            "01/2024", "02/2024", "03/2024", "04/2024",
        ]  # fmt: skip
        assert rows(office.trend(office.commune))[1][1] == "không có số liệu"
        assert office.trend(office.commune, "2024-Q1") is None

    def test_nothing_over_nothing_is_said_and_not_drawn(self, office: Office) -> None:
        office.state(office.commune, "2024-01", 96)
        office.state(office.commune, "2024-02", 0, 0)
        office.state(office.commune, "2024-03", 97)
        office.judge("2024-02")

        assert rows(office.trend(office.commune, "2024-03"))[1][1::2] == (
            "0/0: không phát sinh",
            "Không phát sinh",
        )

    def test_what_was_judged_without_data_stays_a_gap(self, office: Office) -> None:
        office.state(office.commune, "2024-01", 96)
        office.state(office.commune, "2024-03", 97)
        office.judge("2024-02")
        office.state(office.commune, "2024-02", 98)

        assert rows(office.trend(office.commune, "2024-03"))[1][1::2] == (
            "không có số liệu",
            "Chưa có số liệu",
        )

    def test_another_units_figures_are_not_in_it(self, office: Office) -> None:
        for period in MONTHS:
            office.state(office.other, period, 50)

        assert office.trend(office.commune) is None

    def test_it_costs_the_same_for_one_period_as_for_many(self, office: Office) -> None:
        with counted_statements() as few:
            office.trend(office.commune)
        for period in MONTHS:
            office.state(office.commune, period, 96)
        office.judge(*MONTHS)
        with counted_statements() as many:
            office.trend(office.commune)

        assert len(few) == len(many)


class TestSum:
    def test_parts_are_summed_and_who_contains_another_is_left_out(self, office: Office) -> None:
        for period, numerator in (("2024-01", 90), ("2024-02", 100)):
            office.state(office.district, period, 1, 100)
            office.state(office.commune, period, numerator)
            office.state(office.other, period, 900, 900)
        office.judge("2024-01", "2024-02")

        assert rows(office.sum("2024-02")) == [
            ("01/2024", "99,00 % (990/1.000)", "tối thiểu 95 %", "Đạt"),
            ("02/2024", "100 % (1.000/1.000)", "tối thiểu 95 %", "Đạt"),
        ]

    def test_a_month_nobody_judged_or_gave_is_a_gap(self, office: Office) -> None:
        for period in ("2024-01", "2024-03"):
            office.state(office.commune, period, 90)
        office.judge("2024-01", "2024-02", "2024-03")

        assert [row[1] for row in rows(office.sum("2024-04"))] == [
            "90,00 % (90/100)", "không có số liệu", "90,00 % (90/100)", "không có số liệu",
        ]  # fmt: skip

    def test_it_costs_the_same_however_many_periods(self, office: Office) -> None:
        office.judge("2024-01")
        with counted_statements() as few:
            office.sum()
        for period in MONTHS:
            office.state(office.commune, period, 96)
        office.judge(*MONTHS)
        with counted_statements() as many:
            office.sum()

        assert len(few) == len(many)


def test_an_increase_has_no_common_line_and_says_why(database: Settings, on_day: OnDay) -> None:
    del database
    on_day(date(2024, 6, 1))
    office = make_office("+>=", "5")
    for period in ("2024-01", "2024-02"):
        office.state(office.commune, period, 50)
    office.judge("2024-01", "2024-02")
    drawn = office.trend(office.commune, "2024-02")

    assert drawn is not None
    assert [row[2] for row in drawn.rows] == ["", ""]
    assert "mức tăng thêm" in drawn.description
    assert build_distribution(list_evaluations("2024-01")) is None


def test_a_measure_without_parts_is_drawn_as_stated(database: Settings, on_day: OnDay) -> None:
    del database
    on_day(date(2024, 6, 1))
    office = make_office("<=", "3", "ngày")
    for period, value in (("2024-01", "2.5"), ("2024-02", "4")):
        make_figure(office.indicator, office.commune, period, value=value)
    office.judge("2024-01", "2024-02")

    assert [row[1:] for row in rows(office.trend(office.commune, "2024-02"))] == [
        ("2,5 ngày", "không quá 3 ngày", "Đạt"),
        ("4 ngày", "không quá 3 ngày", "Chưa đạt"),
    ]
    assert office.sum("2024-02") is None


def test_a_percentage_without_parts_says_that_nobody_can_check_it(office: Office) -> None:
    for period in ("2024-01", "2024-02"):
        make_figure(office.indicator, office.commune, period, value="24.13")

    assert rows(office.trend(office.commune, "2024-02"))[0][1] == (
        "24,13 % (số báo cáo, không kiểm chứng được)"
    )


class TestDistribution:
    @pytest.fixture
    def judged(self, office: Office) -> Office:
        for number in range(7):
            unit = make_unit(f"U{number}", f"Xã {number}", parent_id=office.province)
            office.state(unit, "2024-01", 92 + number)
            make_task(
                office.directive,
                leads=(unit,),
                indicator_id=office.indicator,
                target=(">=", "95"),
            )
        office.judge("2024-01")
        return office

    def test_leads_are_drawn_and_who_has_no_figure_is_counted(self, judged: Office) -> None:
        drawn = build_distribution(list_evaluations("2024-01"))

        assert drawn is not None
        assert [sum(int(row[place]) for row in drawn.rows) for place in (1, 2, 3)] == [3, 0, 4]
        assert "không có số liệu để so: 3 đơn vị" in drawn.description

    def test_without_a_target_there_is_nothing_to_stand_around(self, judged: Office) -> None:
        rows = [row for row in list_evaluations("2024-01") if row.unit_id == judged.commune]

        assert build_distribution(rows) is None
        assert build_distribution([]) is None


class TestSeries:
    def test_replaced_verdicts_and_supports_are_left_out(self, office: Office) -> None:
        office.state(office.commune, "2024-01", 90)
        office.judge("2024-01")
        office.state(office.commune, "2024-01", 99)
        office.judge("2024-01")

        (row,) = list_verdict_series(["2024-01"], unit_id=office.commune)
        assert (row.numerator, row.denominator) == (99, 100)
        assert list_verdict_series(["2024-02"]) == []
        assert list_verdict_series(["2024-01"], task_ids=[]) == []
        assert len(list_verdict_series(["2024-01"], task_ids=[office.task])) == 3

    def test_the_documents_of_a_lead_are_those_it_was_judged_by(self, office: Office) -> None:
        assert list_led_directives(office.commune) == []

        office.judge("2024-01")

        assert list_led_directives(office.commune) == [office.directive]
        assert list_led_directives(office.province) == []
