"""Judging a period: verdicts at the border, silence, supporting units, and what is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import AuditEntry, Evaluation, EvaluationRun, UnitSuccession, db
from models.vocabulary import (
    AssignmentRole,
    Comparator,
    Role,
    ScheduleKind,
    SuccessionKind,
    UnitLevel,
    Verdict,
)
from tests.factories import (
    make_directive,
    make_figure,
    make_indicator,
    make_task,
    make_unit,
)
from tests.remembered import remembered
from tracker.errors import ForbiddenError, NotFoundError, ReadingError, RefusedError
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.evaluations import EvaluationRow, list_evaluations
from tracker.queries.tasks import TargetRow
from tracker.rules.periods import read_period
from tracker.rules.verdicts import Actual, TargetLevel, judge
from tracker.services.evaluations import evaluate_period
from tracker.services.task_verdicts import _by_share

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.queries.evaluation_inputs import Figure
    from tracker.services.evaluations import EvaluationSummary

PERIOD = "2024-03"
PRESENT = date(2024, 6, 1)


class Office:
    """A department with two communes and a document that gives them work."""

    def __init__(self) -> None:
        self.province = make_unit("P", "Tỉnh Mẫu", level=UnitLevel.PROVINCE)
        self.department = make_unit(
            "S", "Sở Mẫu", level=UnitLevel.DEPARTMENT, parent_id=self.province
        )
        self.first = make_unit("X1", "Xã Một", parent_id=self.province)
        self.second = make_unit("X2", "Xã Hai", parent_id=self.province)
        self.indicator = make_indicator("T.1", "Tỷ lệ đúng hạn")
        self.directive = make_directive("01/KH", self.province)

    def measured(self, target: tuple[str, str] | None = (">=", "95"), **more: Any) -> int:
        more.setdefault("leads", (self.first,))
        return make_task(self.directive, indicator_id=self.indicator, target=target, **more)

    def figure(self, *parts: int, unit_id: int = 0, period: str = PERIOD, **more: Any) -> int:
        return make_figure(self.indicator, unit_id or self.first, period, *parts, **more)


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(PRESENT)
    return Office()


def evaluate(period: str = PERIOD, directive: str | None = None) -> EvaluationSummary:
    actor = get_actor(SYSTEM_USERNAME)
    return run_evaluation(period=period, directive=directive, actor=actor).summary


def only(period: str = PERIOD) -> EvaluationRow:
    (row,) = list_evaluations(period)
    return row


def standing() -> list[tuple[int, int, int]]:
    """Return key, unit and run of the verdicts that stand."""
    return [
        tuple(row)
        for row in db.session.execute(
            sa.select(Evaluation.id, Evaluation.unit_id, Evaluation.run_id)
            .where(Evaluation.superseded_run_id.is_(None))
            .order_by(Evaluation.id)
        )
    ]


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "verdict", "reason", "shortfall"),
    [
        pytest.param(9499, 10000, (">=", "95"), "missed", "short_units", 1, id="94.99-is-not-95"),
        pytest.param(949999, 10**6, (">=", "95"), "missed", "short_units", 1, id="94.9999"),
        pytest.param(95, 100, (">=", "95"), "achieved", "reached", 0, id="the-border-is-reached"),
        pytest.param(95, 100, (">", "95"), "missed", "short_units", 1, id="more-than-its-border"),
        pytest.param(1703, 1937, (">=", "90"), "missed", "short_units", 41, id="xa-cam-khe"),
        pytest.param(0, 10, (">=", "95"), "missed", "short_units", 10, id="zero-is-a-figure"),
        pytest.param(0, 0, (">=", "95"), "not_arisen", "not_arisen", None, id="nothing-arose"),
        pytest.param(99, 100, ("=", "100"), "missed", "short_units", 1, id="all-means-all"),
        pytest.param(8, 100, ("<=", "5"), "missed", "excess_units", 3, id="too-many"),
        pytest.param(6, 10, ("=", "50"), "missed", "excess_units", 1, id="above-an-exact-level"),
        pytest.param(3, 3, (">", "100"), "missed", "out_of_reach", None, id="out-of-reach"),
        pytest.param(955, 1000, (">=", "95.5"), "achieved", "reached", 0, id="half-a-percent"),
        pytest.param(5, 4, (">=", "95"), "no_data", "figures_contradict", None, id="contradiction"),
    ],
)
def test_parts_are_held_against_the_target_exactly(
    office: Office,
    numerator: int,
    denominator: int,
    target: tuple[str, str],
    verdict: str,
    reason: str,
    shortfall: int | None,
) -> None:
    office.measured(target)
    key = office.figure(numerator, denominator)

    evaluate()

    row = only()
    assert (row.verdict, row.reason, row.shortfall) == (verdict, reason, shortfall)
    assert (row.numerator, row.denominator) == (numerator, denominator)
    assert (row.comparator, row.target) == (target[0], Decimal(target[1]))
    assert row.measurement_id == key


@given(
    parts=st.tuples(st.integers(0, 2000), st.integers(0, 2000)).map(sorted),
    comparator=st.sampled_from([c for c in Comparator if c != Comparator.INCREASE_AT_LEAST]),
    value=st.decimals(0, 100, places=2),
)
@pytest.mark.one_database
def test_the_fast_way_and_the_rule_never_disagree(
    parts: list[int], comparator: Comparator, value: Decimal
) -> None:
    target = TargetRow(comparator, value, None, "%", "", date.min, date.max, "")
    figure: Figure = (1, parts[0], parts[1], None, "")
    flagged: Figure = (1, parts[0], parts[1], None, "TEMP_NATIONAL_REPORT_DENOMINATOR")

    ((_, fast), (_, slow)) = _by_share(target, [1, 2], {1: figure, 2: flagged}, {}, frozenset())

    ruled = judge(Actual(parts[0], parts[1]), TargetLevel(comparator, value))
    assert (fast[1], fast[8]) == (ruled.verdict.value, ruled.shortfall)
    assert slow[2] == f"{fast[2]}|temporary_denominator"
    assert (slow[1], slow[8]) == (fast[1], fast[8])


def test_no_figure_is_no_data_and_not_zero(office: Office) -> None:
    office.measured()

    evaluate()

    row = only()
    assert (row.verdict, row.reason, row.numerator) == (Verdict.NO_DATA, "no_figures", None)


def test_figures_of_another_period_do_not_count(office: Office) -> None:
    office.measured()
    office.figure(100, 100, period="2024-02")
    office.figure(100, 100, period="2024")

    evaluate()

    assert only().verdict is Verdict.NO_DATA


@pytest.mark.parametrize(
    ("value", "verdict", "reason"),
    [
        pytest.param("95", Verdict.ACHIEVED, "reached", id="reached"),
        pytest.param("94.9999", Verdict.MISSED, "points_below", id="a-hair-below"),
    ],
)
def test_a_percentage_without_parts_is_judged_but_not_verifiable(
    office: Office, value: str, verdict: Verdict, reason: str
) -> None:
    office.measured()
    office.figure(value=value)

    evaluate()

    row = only()
    assert (row.verdict, row.reason, row.notes) == (verdict, reason, ("not_verifiable",))
    assert not row.is_verifiable
    assert row.percent == Decimal(value)


@pytest.mark.parametrize(
    ("quality", "parts", "verdict", "reason", "notes"),
    [
        pytest.param(
            "NO_NATIONAL_REPORT_DATA", (0, 0), Verdict.NO_DATA, "no_national_report", (),
            id="no-report-is-no-data-though-0/0-is-printed",
        ),
        pytest.param(
            "TEMP_NATIONAL_REPORT_DENOMINATOR", (9, 9), Verdict.ACHIEVED, "reached",
            ("temporary_denominator",), id="a-temporary-denominator-is-said",
        ),
        pytest.param(
            "province_wide", (1, 9), Verdict.NOT_APPLICABLE, "province_wide", (),
            id="a-figure-of-the-province-is-never-charged-to-a-unit",
        ),
        pytest.param(
            "province_wide", (9, 9), Verdict.NOT_APPLICABLE, "province_wide", (),
            id="nor-counted-in-its-favour",
        ),
        pytest.param(
            "province_wide|TEMP_NATIONAL_REPORT_DENOMINATOR", (1, 9), Verdict.NOT_APPLICABLE,
            "province_wide", (), id="whatever-else-is-said-of-it",
        ),
        pytest.param(
            "meaning_unsure", (1, 9), Verdict.NO_DATA, "meaning_unsure", (),
            id="what-nobody-understands-judges-nobody",
        ),
        pytest.param(
            "NO_NATIONAL_REPORT_DATA|province_wide", (0, 0), Verdict.NO_DATA,
            "no_national_report", (), id="silence-is-silence-of-the-province-too",
        ),
        pytest.param(
            "ước tính", (9, 9), Verdict.ACHIEVED, "reached", (), id="other-words-change-nothing",
        ),
    ],
)  # fmt: skip
def test_what_a_source_says_of_its_figure_is_kept_with_the_verdict(
    office: Office,
    quality: str,
    parts: tuple[int, int],
    verdict: Verdict,
    reason: str,
    notes: tuple[str, ...],
) -> None:
    office.measured()
    office.figure(*parts, quality=quality)

    evaluate()

    row = only()
    assert (row.verdict, row.reason, row.notes) == (verdict, reason, notes)
    assert row.quality == quality


def test_only_the_province_answers_for_the_figure_of_the_province(office: Office) -> None:
    office.measured(leads=(office.first, office.province))
    office.figure(1, 9, quality="province_wide")
    office.figure(1, 9, unit_id=office.province, quality="province_wide")

    evaluate()

    assert {
        row.unit_code: (row.verdict, row.reason, row.notes) for row in list_evaluations(PERIOD)
    } == {
        "X1": (Verdict.NOT_APPLICABLE, "province_wide", ()),
        "P": (Verdict.MISSED, "short_units", ()),
    }


@pytest.mark.parametrize(
    ("quality", "verdict"),
    [("province_wide", Verdict.NOT_APPLICABLE), ("meaning_unsure", Verdict.NO_DATA)],
)
def test_a_flagged_number_that_is_no_percentage_judges_no_unit_either(
    office: Office, quality: str, verdict: Verdict
) -> None:
    days = make_indicator("T.2", "Thời gian giải quyết", unit_of_measure="ngày")
    make_task(
        office.directive,
        indicator_id=days,
        leads=(office.first,),
        target=("<=", "5"),
        target_unit="ngày",
    )
    make_figure(days, office.first, PERIOD, value="9", quality=quality)

    evaluate()

    assert (only().verdict, only().reason, only().value) == (verdict, quality, Decimal(9))


def test_an_increase_is_not_counted_from_a_figure_of_the_province(office: Office) -> None:
    office.measured(("+>=", "20"), baseline_year=2023)
    office.figure(9, 10)
    office.figure(1, 10, period="2023", quality="province_wide")

    evaluate()

    assert (only().verdict, only().reason) == (Verdict.NO_DATA, "baseline_unknown")


def test_a_score_of_a_unit_that_received_nothing_is_not_arisen(office: Office) -> None:
    office.measured()
    office.figure(value="0", quality="nothing_received")

    evaluate()

    assert only().verdict is Verdict.NOT_ARISEN


@pytest.mark.parametrize(
    ("baseline", "verdict", "reason", "shortfall"),
    [
        pytest.param((50, 100), Verdict.MISSED, "short_units_of_increase", 1, id="missed"),
        pytest.param((49, 100), Verdict.ACHIEVED, "reached", 0, id="reached"),
        pytest.param(None, Verdict.NO_DATA, "baseline_unknown", None, id="no-baseline"),
    ],
)
def test_an_increase_is_counted_from_the_figure_of_its_year(
    office: Office,
    baseline: tuple[int, int] | None,
    verdict: Verdict,
    reason: str,
    shortfall: int | None,
) -> None:
    office.measured(("+>=", "20"), baseline_year=2020)
    office.figure(69, 100)
    if baseline:
        office.figure(*baseline, period="2020")

    evaluate()

    row = only()
    assert (row.verdict, row.reason, row.shortfall) == (verdict, reason, shortfall)


@pytest.mark.parametrize(
    ("parts", "value", "verdict", "reason"),
    [
        pytest.param((10, 4), None, Verdict.ACHIEVED, "reached", id="2.5-days-on-average"),
        pytest.param((10, 3), None, Verdict.MISSED, "number_above", id="3.33-days-on-average"),
        pytest.param((), "3.0001", Verdict.MISSED, "number_above", id="days-as-stated"),
        pytest.param((0, 0), None, Verdict.NOT_ARISEN, "not_arisen", id="nothing-arose"),
    ],
)
def test_figures_that_are_no_percentage_are_compared_as_numbers(
    office: Office, parts: tuple[int, ...], value: str | None, verdict: Verdict, reason: str
) -> None:
    office.measured(("<=", "3"), target_unit="ngày")
    office.figure(*parts, value=value)

    evaluate()

    row = only()
    assert (row.verdict, row.reason, row.shortfall) == (verdict, reason, None)
    assert row.percent is None


@pytest.mark.parametrize(
    ("target", "figure", "verdict", "reason"),
    [
        pytest.param(("<=", "3"), None, Verdict.NO_DATA, "no_figures", id="no-figure"),
        pytest.param(("<=", "3"), {}, Verdict.NO_DATA, "no_figures", id="an-empty-figure"),
        pytest.param(
            ("<=", "3"),
            {"value": "1", "quality": "NO_NATIONAL_REPORT_DATA"},
            Verdict.NO_DATA,
            "no_national_report",
            id="no-report",
        ),
        pytest.param(
            ("+>=", "3"), {"value": "9"}, Verdict.NO_DATA, "baseline_unknown", id="an-increase"
        ),
    ],
)
def test_a_number_that_cannot_be_held_against_its_target_is_no_data(
    office: Office,
    target: tuple[str, str],
    figure: dict[str, str] | None,
    verdict: Verdict,
    reason: str,
) -> None:
    office.measured(target, target_unit="ngày")
    if figure is not None:
        office.figure(**figure)

    evaluate()

    assert (only().verdict, only().reason) == (verdict, reason)


def test_an_increase_may_be_counted_from_a_bare_percentage(office: Office) -> None:
    office.measured(("+>=", "20"), baseline_year=2020)
    office.figure(441, 1000)
    office.figure(value="24.13", period="2020")

    evaluate()

    # 24.13 + 20 points are 44.13 %: 442 of 1,000 would do.
    assert (only().verdict, only().shortfall) == (Verdict.MISSED, 1)


def test_a_document_that_is_not_there_is_refused_by_key(office: Office) -> None:
    with pytest.raises(NotFoundError, match="directive_unknown"):
        evaluate_period(
            period=read_period(PERIOD),
            directive_id=10**6,
            actor=get_actor(SYSTEM_USERNAME),
            cutoff=None,
            on=PRESENT,
        )


def test_with_a_cutoff_the_period_ends_on_it(office: Office) -> None:
    gone = make_unit("X0", "Xã Cũ", parent_id=office.province, valid_to=date(2024, 3, 20))
    office.measured(leads=(gone,))

    summary = evaluate_period(
        period=read_period(PERIOD),
        actor=get_actor(SYSTEM_USERNAME),
        cutoff=15,
        on=date(2024, 3, 16),
    )

    assert (summary.first_day, summary.last_day) == (date(2024, 2, 16), date(2024, 3, 15))
    assert not summary.is_provisional
    assert summary.cell_count == 1


def test_without_a_target_the_figure_is_shown_and_not_judged(office: Office) -> None:
    office.measured(None)
    office.figure(1, 3)

    evaluate()

    row = only()
    assert (row.verdict, row.reason) == (Verdict.NOT_APPLICABLE, "no_target")
    assert (row.numerator, row.denominator, row.percent) == (1, 3, Decimal("33.33"))


@pytest.mark.parametrize(
    ("first", "last", "verdict", "reason"),
    [
        pytest.param((2024, 3, 31), (2024, 12, 31), "missed", "short_units", id="from-its-end"),
        pytest.param((2024, 1, 1), (2024, 3, 1), "missed", "short_units", id="until-its-start"),
        pytest.param((2024, 4, 1), (2024, 12, 31), "not_due", "target_later", id="later"),
        pytest.param((2023, 1, 1), (2024, 2, 29), "not_applicable", "target_over", id="over"),
    ],
)
def test_a_target_binds_in_the_periods_it_overlaps(
    office: Office,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    verdict: str,
    reason: str,
) -> None:
    office.measured(target_from=date(*first), target_to=date(*last))
    office.figure(1, 3)

    evaluate()

    assert (only().verdict, only().reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("due_on", "verdict"),
    [
        pytest.param(date(2024, 3, 31), Verdict.MISSED, id="due-on-the-last-day"),
        pytest.param(date(2024, 4, 1), Verdict.NOT_DUE, id="due-the-day-after"),
    ],
)
def test_a_target_to_be_reached_by_a_day_is_not_missed_before_it(
    office: Office, due_on: date, verdict: Verdict
) -> None:
    office.measured(schedule_kind=ScheduleKind.BY_DATE, due_on=due_on)
    office.figure(1, 3)

    evaluate()

    assert only().verdict is verdict
    assert only().numerator == 1


def test_an_indicator_of_other_levels_does_not_apply(office: Office) -> None:
    from models import Indicator

    db.session.get_one(Indicator, office.indicator).levels = "province|department"
    db.session.commit()
    office.measured(leads=(office.first, office.department))
    office.figure(1, 3)

    evaluate()

    found = {row.unit_code: (row.verdict, row.reason) for row in list_evaluations(PERIOD)}
    assert found == {
        "X1": (Verdict.NOT_APPLICABLE, "other_level"),
        "S": (Verdict.NO_DATA, "no_figures"),
    }


def test_supporting_units_keep_a_row_and_are_never_judged(office: Office) -> None:
    office.measured(leads=(office.first,), supports=(office.second,))
    office.figure(1, 3, unit_id=office.first)
    office.figure(1, 3, unit_id=office.second)

    summary = evaluate()

    lead, supporting = list_evaluations(PERIOD)
    assert (lead.role, lead.verdict) == (AssignmentRole.LEAD, Verdict.MISSED)
    assert (supporting.role, supporting.unit_code) == (AssignmentRole.SUPPORTING, "X2")
    assert (supporting.verdict, supporting.reason) == (
        Verdict.NOT_APPLICABLE,
        "supporting_not_judged",
    )
    assert supporting.numerator is None
    assert summary.directives[0].counts == {
        **dict.fromkeys(Verdict, 0),
        Verdict.MISSED: 1,
    }
    assert summary.directives[0].supporting_count == 1


@pytest.mark.parametrize(
    ("kind", "due_on", "verdict", "reason"),
    [
        pytest.param(ScheduleKind.DONE, None, "achieved", "done_before_issue", id="done"),
        pytest.param(ScheduleKind.ONGOING, None, "no_data", "ongoing_without_report", id="ongoing"),
        pytest.param(ScheduleKind.FOLLOWS, None, "not_due", "waits_for", id="follows"),
        pytest.param(
            ScheduleKind.BY_DATE, date(2024, 4, 1), "not_due", "due_later", id="due-later"
        ),
        pytest.param(
            ScheduleKind.BY_DATE, date(2024, 3, 31), "missed", "product_overdue", id="overdue",
        ),
        pytest.param(None, None, "no_data", "due_date_unknown", id="no-term-printed"),
    ],
)  # fmt: skip
def test_a_product_nobody_reported_is_judged_by_its_term(
    office: Office, kind: ScheduleKind | None, due_on: date | None, verdict: str, reason: str
) -> None:
    make_task(office.directive, leads=(office.first,), schedule_kind=kind, due_on=due_on)

    evaluate()

    assert (only().verdict, only().reason) == (verdict, reason)


def test_the_source_stated_last_speaks(office: Office) -> None:
    office.measured()
    office.figure(1, 3, source="CU", as_of=date(2024, 4, 1))
    office.figure(3, 3, source="MOI", as_of=date(2024, 4, 2))
    office.figure(2, 3, source="CU-HON", as_of=date(2024, 3, 31))

    evaluate()

    assert (only().source_code, only().verdict) == ("MOI", Verdict.ACHIEVED)


def test_judging_again_changes_nothing(office: Office) -> None:
    office.measured(leads=(office.first, office.second))
    office.figure(1, 3)
    first = evaluate()
    before = standing()

    second = evaluate()

    assert (first.added_count, first.changed_count) == (2, 0)
    assert (second.added_count, second.changed_count, second.withdrawn_count) == (0, 0, 0)
    assert second.unchanged_count == 2
    assert standing() == before
    runs = db.session.execute(
        sa.select(EvaluationRun.cell_count, EvaluationRun.changed_count).order_by(EvaluationRun.id)
    ).all()
    assert runs == [(2, 2), (2, 0)]


def test_a_changed_figure_replaces_its_own_verdict_only(office: Office) -> None:
    office.measured(leads=(office.first, office.second))
    office.figure(1, 3, unit_id=office.first)
    office.figure(1, 3, unit_id=office.second)
    evaluate()
    (_, kept), (old, _) = ((row[0], row) for row in reversed(standing()))
    office.figure(3, 3, unit_id=office.first)

    summary = evaluate()

    assert (summary.added_count, summary.changed_count) == (0, 1)
    closed = db.session.get_one(Evaluation, old)
    assert (closed.verdict, closed.superseded_run_id) == (Verdict.MISSED, summary.run_id)
    now_standing = standing()
    assert kept in now_standing
    (new,) = (row for row in now_standing if row[1] == office.first)
    assert new[2] == summary.run_id
    assert db.session.get_one(Evaluation, new[0]).verdict is Verdict.ACHIEVED


def test_a_verdict_without_a_task_any_more_is_withdrawn(office: Office) -> None:
    from models import Assignment

    task = office.measured(leads=(office.first, office.second))
    evaluate()
    db.session.execute(
        sa.delete(Assignment).where(Assignment.task_id == task, Assignment.unit_id == office.second)
    )
    db.session.commit()

    summary = evaluate()

    assert summary.withdrawn_count == 1
    assert [row.unit_code for row in list_evaluations(PERIOD)] == ["X1"]


def test_a_dry_run_leaves_nothing_behind(office: Office) -> None:
    office.measured()

    actor = get_actor(SYSTEM_USERNAME)
    report = run_evaluation(period=PERIOD, actor=actor, dry_run=True, with_rows=True)

    assert [row.verdict for row in report.rows] == [Verdict.NO_DATA]
    assert standing() == []
    assert db.session.scalar(sa.select(sa.func.count(EvaluationRun.id))) == 0


def test_a_run_leaves_one_audit_entry_with_its_counts(office: Office) -> None:
    office.measured()

    evaluate()

    (entry,) = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "period_evaluated")
    )
    assert entry.object_key == PERIOD
    assert (entry.details["cells"], entry.details["verdicts"]) == (1, {"no_data": 1})


@pytest.mark.parametrize(
    ("today", "provisional"),
    [
        pytest.param(date(2024, 3, 1), True, id="its-first-day"),
        pytest.param(date(2024, 3, 31), True, id="its-last-day"),
        pytest.param(date(2024, 4, 1), False, id="the-day-after"),
    ],
)
def test_a_running_period_is_judged_provisionally(
    office: Office, on_day: OnDay, today: date, provisional: bool
) -> None:
    office.measured()
    on_day(today)

    assert evaluate().is_provisional is provisional
    assert only().is_provisional is provisional


def test_a_provisional_verdict_that_holds_becomes_final(office: Office, on_day: OnDay) -> None:
    office.measured()
    on_day(date(2024, 3, 15))
    evaluate()
    on_day(date(2024, 4, 15))

    assert evaluate().changed_count == 0
    assert not only().is_provisional


def test_a_period_that_has_not_begun_is_refused(office: Office, on_day: OnDay) -> None:
    office.measured()
    on_day(date(2024, 2, 29))

    with pytest.raises(RefusedError, match="period_in_future"):
        evaluate()
    assert standing() == []


def test_a_period_that_cannot_be_read_is_refused(office: Office) -> None:
    with pytest.raises(ReadingError, match="period_unreadable"):
        evaluate("2024-13")


def test_a_document_that_does_not_exist_is_refused(office: Office) -> None:
    with pytest.raises(NotFoundError, match="directive_unknown"):
        evaluate(directive="99/KH")


def test_a_document_out_of_force_is_skipped_and_refused_by_name(office: Office) -> None:
    old = make_directive("02/KH", office.province, effective_to=date(2024, 2, 29))
    make_task(old, leads=(office.first,))
    office.measured()

    assert [found.number for found in evaluate().directives] == ["01/KH"]
    with pytest.raises(RefusedError, match="directive_not_in_force"):
        evaluate(directive="02/KH")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2024, 3, 31), None, id="from-the-last-day"),
        pytest.param(None, date(2024, 3, 1), id="until-the-first-day"),
    ],
)
def test_a_document_in_force_on_one_day_of_the_period_is_judged(
    office: Office, first: date | None, last: date | None
) -> None:
    other = make_directive("02/KH", office.province, effective_from=first, effective_to=last)
    make_task(other, leads=(office.first,))

    assert evaluate(directive="02/KH").cell_count == 1


def test_naming_a_document_leaves_the_verdicts_of_others_alone(office: Office) -> None:
    office.measured()
    other = make_directive("02/KH", office.province)
    make_task(other, leads=(office.second,))
    evaluate()

    summary = evaluate(directive="02/KH")

    assert (summary.cell_count, summary.withdrawn_count) == (1, 0)
    assert len(list_evaluations(PERIOD)) == 2


def test_without_a_document_in_force_the_period_is_refused(database: Settings) -> None:
    with pytest.raises(RefusedError, match="no_directive_in_force"):
        evaluate()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD])
def test_who_does_not_judge_may_not_have_a_period_judged(
    office: Office, make_actor: MakeActor, role: Role
) -> None:
    office.measured()
    with pytest.raises(ForbiddenError, match="role_not_allowed"):
        run_evaluation(period=PERIOD, actor=make_actor("an", role))


def test_the_work_of_a_unit_that_ended_is_its_heirs(office: Office) -> None:
    old = make_unit("X0", "Xã Cũ", parent_id=office.province, valid_to=date(2024, 3, 14))
    heir = make_unit("X9", "Xã Mới", parent_id=office.province, valid_from=date(2024, 3, 15))
    db.session.add(
        UnitSuccession(
            predecessor_id=old,
            successor_id=heir,
            effective_on=date(2024, 3, 15),
            kind=SuccessionKind.MERGED,
        )
    )
    db.session.commit()
    office.measured(leads=(old,))
    office.figure(1, 3, unit_id=old)
    office.figure(3, 3, unit_id=old, period="2024-02")

    evaluate()
    evaluate("2024-02")

    assert [(row.unit_code, row.verdict) for row in list_evaluations(PERIOD)] == [
        ("X9", Verdict.NO_DATA)
    ]
    assert [(row.unit_code, row.verdict) for row in list_evaluations("2024-02")] == [
        ("X0", Verdict.ACHIEVED)
    ]


def test_a_unit_that_ended_without_heir_in_the_period_is_not_judged(office: Office) -> None:
    gone = make_unit("X0", "Xã Cũ", parent_id=office.province, valid_to=date(2024, 3, 30))
    office.measured(leads=(gone, office.first))

    evaluate()

    assert [row.unit_code for row in list_evaluations(PERIOD)] == ["X1"]
