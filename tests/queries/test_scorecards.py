"""Periods a unit was judged in, results counted by unit, task and document; paces."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models import Directive, Evaluation, EvaluationRun, Indicator, db
from models.vocabulary import UnitLevel, Verdict
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.evaluations import list_evaluations
from tracker.queries.score_targets import list_paces
from tracker.queries.scorecards import (
    count_leads,
    count_led_targets,
    count_results,
    list_judged_periods,
)
from tracker.queries.verdict_series import list_verdict_series
from tracker.rules.paces import PaceKind
from tracker.rules.periods import read_period
from tracker.rules.rates import Share

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings

MARCH, FEBRUARY = "2025-03", "2025-02"


class Judged:
    """Two departments: both lead one target, the second alone another and supports a third."""

    def __init__(self) -> None:
        province = make_unit("P", "UBND tỉnh Mẫu", level=UnitLevel.PROVINCE)
        parts = {"level": UnitLevel.DEPARTMENT, "parent_id": province}
        self.first = make_unit("S1", "Sở Đất đai", **parts)  # type: ignore[arg-type]
        self.second = make_unit("S2", "Sở Ân xá", **parts)  # type: ignore[arg-type]
        both, other = make_indicator("T.1", "Tỷ lệ đúng hạn"), make_indicator("T.2", "Tỷ lệ khác")
        names = {both: "hồ sơ giải quyết đúng hạn", other: "dịch vụ công trực tuyến"}
        for key, name in names.items():
            db.session.get_one(Indicator, key).numerator_name = name
        db.session.commit()
        self.directive = make_directive("01/KH", province)
        db.session.get_one(Directive, self.directive).code = "kh-01"
        db.session.commit()
        self.both = make_task(
            self.directive,
            indicator_id=both,
            leads=(self.first, self.second),
            target=(">=", "90"),
        )
        self.other = make_task(
            self.directive, indicator_id=other, leads=(self.second,), target=(">=", "50")
        )
        self.product = make_task(self.directive, leads=(self.first,), supports=(self.second,))
        make_figure(both, self.first, MARCH, 99, 100, as_of=date(2025, 3, 31))
        make_figure(both, self.second, MARCH, 80, 100, as_of=date(2025, 3, 31))
        make_figure(both, self.second, FEBRUARY, 170, 200, as_of=date(2025, 2, 28))
        make_figure(other, self.second, MARCH, 4, 10, as_of=date(2025, 3, 31))
        for period in (FEBRUARY, MARCH):
            run_evaluation(period=period, directive=None, actor=get_actor(SYSTEM_USERNAME))


@remembered
def judged(database: Settings, on_day: OnDay) -> Judged:
    on_day(date(2025, 9, 1))
    return Judged()


def test_periods_are_those_in_which_a_unit_was_judged_as_a_lead(judged: Judged) -> None:
    outside = make_unit("S3", "Sở Khác", level=UnitLevel.DEPARTMENT)

    assert set(list_judged_periods(unit_ids=[judged.first, outside])) == {MARCH, FEBRUARY}
    assert list_judged_periods(unit_ids=[outside]) == {}


def test_a_judged_period_says_whether_the_unit_or_document_has_a_figure_in_it(
    judged: Judged,
) -> None:
    other = make_directive("02/KH", db.session.get_one(Directive, judged.directive).scope_id)
    product = make_task(other, leads=(judged.first,))
    run_evaluation(period=MARCH, directive=None, actor=get_actor(SYSTEM_USERNAME))

    assert list_judged_periods() == {MARCH: True, FEBRUARY: True}
    assert list_judged_periods(unit_ids=[judged.first]) == {MARCH: True, FEBRUARY: False}
    for verdict in (Verdict.NO_DATA, Verdict.ACHIEVED):
        db.session.query(Evaluation).filter_by(task_id=product).update({"verdict": verdict})
        assert list_judged_periods(directive_id=other) == {MARCH: False}, "a task without figures"


@pytest.mark.parametrize(
    ("reason", "has_figure"),
    [
        pytest.param("baseline_unknown", True, id="nothing-to-count-an-increase-from"),
        pytest.param("baseline_unknown|province_wide", True, id="with-a-note"),
        pytest.param("nothing_received", False, id="no-data"),
    ],
)
def test_a_figure_is_one_where_only_the_year_before_is_missing(
    judged: Judged, reason: str, has_figure: bool
) -> None:
    values: dict[Any, object] = {"verdict": Verdict.NO_DATA, "reason": reason}
    db.session.query(Evaluation).filter_by(period=MARCH).update(values)
    db.session.commit()

    assert list_judged_periods()[MARCH] is has_figure


def test_who_only_supports_is_in_no_series_and_judged_in_no_period(judged: Judged) -> None:
    indicator, third = make_indicator("T.3", "Tỷ lệ thứ ba"), make_unit("S3", "Sở Khác")
    parts = {"leads": (judged.first,), "supports": (judged.second, third), "target": (">=", "90")}
    task = make_task(judged.directive, indicator_id=indicator, **parts)  # type: ignore[arg-type]
    run_evaluation(period=MARCH, directive=None, actor=get_actor(SYSTEM_USERNAME))

    everybody = [judged.first, judged.second, third]
    rows = list_verdict_series([MARCH], task_ids=[task], unit_ids=everybody)

    assert [row.unit_id for row in rows] == [judged.first]
    assert list_judged_periods(unit_ids=[third]) == {}


def test_what_a_later_run_withdrew_makes_no_judged_period(judged: Judged) -> None:
    newest = db.session.query(db.func.max(EvaluationRun.id)).scalar()
    withdrawn = db.session.query(Evaluation).filter_by(period=MARCH, unit_id=judged.first)
    withdrawn.update({"superseded_run_id": newest})
    db.session.commit()

    assert list_judged_periods(unit_ids=[judged.first]) == {FEBRUARY: False}


def test_led_targets_are_counted_by_unit_and_products_are_not_among_them(judged: Judged) -> None:
    found = count_led_targets(MARCH, [judged.first, judged.second])

    assert found == {judged.first: {Verdict.ACHIEVED: 1}, judged.second: {Verdict.MISSED: 2}}
    assert count_led_targets(MARCH, [judged.first]).keys() == {judged.first}


def test_the_leads_of_a_task_are_counted_by_result(judged: Judged) -> None:
    found = count_leads(MARCH, [judged.both, judged.other])

    assert found[judged.both] == {Verdict.ACHIEVED: 1, Verdict.MISSED: 1}
    assert found[judged.other] == {Verdict.MISSED: 1}


def test_results_of_a_document_count_every_lead_once(judged: Judged) -> None:
    counts = count_results(MARCH)[judged.directive]

    assert sum(counts.values()) == 4
    assert counts[Verdict.MISSED] == 2


def test_a_pace_is_told_of_dossiers_from_the_months_of_one_source(judged: Judged) -> None:
    rows = list_evaluations(MARCH, unit_id=judged.second)
    with counted_statements() as sent:
        found = list_paces(read_period(MARCH), rows)

    assert list(found) == [judged.both], "services do not come in, products have no figures"
    pace = found[judged.both].pace
    assert pace is not None
    assert found[judged.both].stretch.share == Share(250, 300)
    assert found[judged.both].missing == 10
    assert pace.kind is PaceKind.AT_LEAST
    assert len(sent) == 1


def test_no_pace_is_asked_for_where_nothing_was_missed(judged: Judged) -> None:
    rows = list_evaluations(MARCH, unit_id=judged.first)
    with counted_statements() as sent:
        assert list_paces(read_period(MARCH), rows) == {}

    assert sent == []
