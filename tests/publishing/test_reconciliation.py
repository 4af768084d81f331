"""Two sources of one period: joined by unit and indicator, judged by the rules, kept by people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Indicator, PullRun, Source, SourceUnit, db
from models.vocabulary import (
    Channel,
    DifferenceCause,
    DifferenceState,
    LatenessRule,
    RunState,
    SourceKind,
    UnitLevel,
)
from tests.factories import (
    make_batch,
    make_dossier,
    make_figure,
    make_indicator,
    make_procedure,
    make_source,
    make_unit,
)
from tests.remembered import remembered
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.publishing.reconciliation import ReconciledRow, Reconciliation, find_row, reconcile
from tracker.publishing.reconciliation_sides import Origin
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.rules.reconciliation import Result
from tracker.services.reconciliations import DifferenceKey, judge_difference
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

LATER = date(2024, 5, 2)


class World:
    """A province with two communes, the indicators dossiers feed, and sources to compare."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.province = make_unit("P", "Tỉnh Thử", level=UnitLevel.PROVINCE)
        self.first = make_unit("X1", "Xã An", parent_id=self.province)
        self.second = make_unit("X2", "Xã Bình", parent_id=self.province)
        self.indicators = {
            code: make_indicator(code, f"Chỉ số {code}", unit_of_measure=unit)
            for code, unit in (
                ("766-2.1", "%"),
                ("766-3.3", "%"),
                ("766-1.4", "%"),
                ("HS-received", "hồ sơ"),
                ("HS-on_time", "%"),
                ("HS-finished_late", "hồ sơ"),
                ("766-2.2", "ngày"),
            )
        }
        self.procedure = make_procedure()
        self.batches: dict[str, int] = {}

    def state(self, source: str, code: str, unit_id: int, *parts: Any, **more: Any) -> None:
        more = {"as_of": LATER, **more}
        make_figure(self.indicators[code], unit_id, "2024-03", *parts, source=source, **more)

    def add(self, source: str, unit_id: int, *, as_of: date = LATER, **more: Any) -> None:
        if source not in self.batches:
            self.batches[source] = make_batch(make_source(source), as_of=as_of)
        make_dossier(
            **{
                "unit_id": unit_id,
                "batch_id": self.batches[source],
                "procedure_id": self.procedure,
                "received_on": date(2024, 3, 4),
                "due_on": date(2024, 3, 12),
                "due_minute": 10 * 60,
                "channel": Channel.DIRECT,
                **more,
            }
        )

    def reconcile(self, first: str, second: str, **more: Any) -> Reconciliation:
        return reconcile(
            period="2024-03", first=first, second=second, settings=self.settings, **more
        )

    def row(self, first: str, second: str, code: str, unit_id: int) -> ReconciledRow:
        return find_row(self.reconcile(first, second), unit_id, code)


@remembered
def world(database: Settings, on_day: OnDay) -> World:
    on_day(LATER)
    return World(database)


def of_kind(code: str, kind: SourceKind) -> None:
    db.session.execute(sa.update(Source).where(Source.code == code).values(kind=kind))
    db.session.commit()


def test_every_figure_of_either_source_stands_once(world: World) -> None:
    world.state("A", "766-2.1", world.first, 79, 90)
    world.state("B", "766-2.1", world.first, 79, 90)
    world.state("A", "766-2.1", world.second, 1, 2)
    world.state("B", "HS-received", world.second, value="3")
    found = world.reconcile("A", "B")

    assert [(row.unit.code, row.indicator.code, row.comparison.result) for row in found.rows] == [
        ("X1", "766-2.1", Result.EQUAL),
        ("X2", "766-2.1", Result.ONLY_FIRST),
        ("X2", "HS-received", Result.ONLY_SECOND),
    ]
    assert [row.cause for row in found.rows] == [
        None,
        DifferenceCause.UNEXPLAINED,
        DifferenceCause.NOT_STATED,
    ]
    assert [row.state for row in found.rows] == [None, DifferenceState.OPEN, DifferenceState.OPEN]


def test_turning_the_sources_round_turns_every_difference(world: World) -> None:
    world.state("A", "766-2.1", world.first, 79, 90)
    world.state("B", "766-2.1", world.first, 80, 95)
    ours = world.row("A", "B", "766-2.1", world.first).comparison
    theirs = world.row("B", "A", "766-2.1", world.first).comparison

    assert (ours.numerator, ours.denominator) == (-1, -5)
    assert (theirs.numerator, theirs.denominator) == (1, 5)


def test_only_the_newest_revision_is_compared_and_named(world: World) -> None:
    world.state("A", "766-2.1", world.first, 1, 90)
    world.state("A", "766-2.1", world.first, 79, 90)
    world.state("B", "766-2.1", world.first, 79, 90)
    row = world.row("A", "B", "766-2.1", world.first)

    assert row.comparison.result is Result.EQUAL
    assert row.first is not None
    assert (row.first.revision, row.first.origin) == (2, Origin.RECORDED)


def test_a_unit_the_other_source_does_not_know_is_missing_there(world: World) -> None:
    world.state("A", "766-2.1", world.first, 1, 2)
    world.state("A", "766-2.1", world.second, 1, 2)
    world.state("B", "766-2.1", world.first, 1, 2)
    row = world.row("A", "B", "766-2.1", world.second)

    assert row.cause is DifferenceCause.MISSING_UNIT
    assert row.comparison.explanation is not None
    assert row.comparison.explanation.code == "reconcile_unit_missing"


def test_units_nobody_has_matched_are_told_with_a_missing_unit(world: World) -> None:
    world.state("A", "766-2.1", world.second, 1, 2)
    world.state("B", "766-2.1", world.first, 1, 2)
    source = db.session.scalars(sa.select(Source).where(Source.code == "B")).one()
    run = PullRun(
        source_id=source.id,
        period="2024-03",
        connector="portal",
        state=RunState.RUNNING,
        started_at=now(),
        created_by=get_actor(SYSTEM_USERNAME).id,
    )
    db.session.add(run)
    db.session.flush()
    db.session.add(
        SourceUnit(source_id=source.id, external_id="?", first_run_id=run.id, last_run_id=run.id)
    )
    db.session.commit()
    explanation = world.row("A", "B", "766-2.1", world.second).comparison.explanation

    assert explanation is not None
    assert explanation.code == "reconcile_unit_unmapped"
    assert explanation.params["count"] == 1


def test_a_figure_its_source_left_null_is_no_figure(world: World) -> None:
    world.state("A", "766-2.1", world.first, quality="NO_NATIONAL_REPORT_DATA")
    world.state("A", "766-2.1", world.second, 1, 2)
    world.state("B", "766-2.1", world.first, 0, 5)

    assert world.row("A", "B", "766-2.1", world.first).comparison.result is Result.ONLY_SECOND


def test_dossiers_of_a_source_are_counted_where_it_states_no_figure(world: World) -> None:
    world.add("MOT-CUA", world.first, finished_on=date(2024, 3, 8))
    world.state("B", "HS-on_time", world.first, 1, 1)
    row = world.row("MOT-CUA", "B", "HS-on_time", world.first)

    assert row.comparison.result is Result.EQUAL
    assert row.first is not None
    assert row.first.origin is Origin.COUNTED
    world.add("TWO", world.first)
    sources = world.reconcile("MOT-CUA", "B").dossier_sources
    assert [source.code for source in sources] == ["MOT-CUA"]


def test_the_built_in_source_counts_the_dossiers_of_all(world: World) -> None:
    world.add("ONE", world.first)
    world.add("TWO", world.first)
    world.state("B", "HS-received", world.first, value="2")
    world.state("B", "HS-received", world.province, value="2")
    found = world.reconcile("HO-SO", "B")

    results = {row.unit.code: row.comparison.result for row in found.rows if row.second}
    assert results == {"P": Result.EQUAL, "X1": Result.EQUAL}
    assert [source.code for source in found.dossier_sources] == ["ONE", "TWO"]


@pytest.mark.parametrize(
    ("rule", "stated", "code"),
    [
        (LatenessRule.BY_DATE, (1, 2), "reconcile_by_instant"),
        (LatenessRule.BY_INSTANT, (2, 2), "reconcile_by_date"),
    ],
    ids=["we count by day", "we count by instant"],
)
def test_the_rule_of_the_due_day_explains_exactly_its_dossiers(
    world: World, rule: LatenessRule, stated: tuple[int, int], code: str
) -> None:
    from dataclasses import replace

    world.add("MOT-CUA", world.first, finished_on=date(2024, 3, 12), finished_minute=11 * 60)
    world.add("MOT-CUA", world.first, finished_on=date(2024, 3, 8))
    world.state("B", "HS-on_time", world.first, *stated)
    world.settings = replace(world.settings, lateness_rule=rule)
    row = world.row("MOT-CUA", "B", "HS-on_time", world.first)

    assert row.cause is DifferenceCause.DAY_RULE
    assert row.comparison.explanation is not None
    assert row.comparison.explanation.code == code


def test_dossiers_without_a_due_date_explain_what_the_other_side_leaves_out(world: World) -> None:
    world.add("MOT-CUA", world.first, finished_on=date(2024, 3, 8))
    world.add("MOT-CUA", world.first, finished_on=date(2024, 3, 8), due_on=None, due_minute=None)
    world.state("B", "HS-on_time", world.first, 1, 1)
    row = world.row("MOT-CUA", "B", "HS-on_time", world.first)

    assert row.comparison.explanation is not None
    assert row.comparison.explanation.code == "reconcile_without_due"


def test_other_definitions_are_silent_about_figures_counted_before_dossiers_changed(
    world: World,
) -> None:
    world.add("MOT-CUA", world.first, finished_on=date(2024, 3, 12), finished_minute=11 * 60)
    world.state("MOT-CUA", "HS-on_time", world.first, 5, 9)
    world.state("B", "HS-on_time", world.first, 0, 1)
    row = world.row("MOT-CUA", "B", "HS-on_time", world.first)

    assert row.cause is DifferenceCause.UNEXPLAINED


def test_the_portals_received_is_what_it_divides_its_progress_by(world: World) -> None:
    for _ in range(12):
        world.add("MOT-CUA", world.first)
    world.state("CONG", "766-2.1", world.first, 10, 15)
    world.state("CONG", "766-3.3", world.first, 9, 12)
    of_kind("CONG", SourceKind.PORTAL)
    row = world.row("MOT-CUA", "CONG", "HS-received", world.first)

    assert row.second is not None
    assert (row.second.origin, row.second.amount.value) == (Origin.DERIVED, 15)
    assert row.cause is DifferenceCause.DENOMINATOR
    assert row.comparison.explanation is not None
    assert row.comparison.explanation.params["indicators"] == ("766-3.3",)


def test_dossiers_of_the_last_days_explain_what_the_portal_lacks(world: World) -> None:
    captured = date(2024, 3, 31)
    for day in (4, 30, 31):
        received_on = date(2024, 3, day)
        world.add("MOT-CUA", world.first, received_on=received_on, due_on=None, due_minute=None)
    world.state("CONG", "HS-received", world.first, value="1", as_of=captured)
    world.state("CONG", "HS-received", world.province, value="0", as_of=captured)
    commune = world.row("MOT-CUA", "CONG", "HS-received", world.first)
    province = world.row("MOT-CUA", "CONG", "HS-received", world.province)

    assert commune.cause is DifferenceCause.SYNC_DELAY
    assert commune.comparison.explanation is not None
    assert commune.comparison.explanation.params["count"] == 2
    assert province.cause is DifferenceCause.UNEXPLAINED, "three are missing, two are recent"


def test_figures_captured_long_after_the_period_lack_nothing_by_delay(world: World) -> None:
    world.add("MOT-CUA", world.first, received_on=date(2024, 3, 31), due_on=None, due_minute=None)
    world.state("CONG", "HS-received", world.first, value="0")

    row = world.row("MOT-CUA", "CONG", "HS-received", world.first)
    assert row.cause is DifferenceCause.UNEXPLAINED


def test_where_both_sides_have_dossiers_they_say_which_are_unlike(world: World) -> None:
    world.add("ONE", world.first, code="A", finished_on=date(2024, 3, 20))
    world.add("TWO", world.first, code="A", finished_on=date(2024, 3, 12))
    world.add("ONE", world.second, code="B")
    found = world.reconcile("ONE", "TWO")

    late = find_row(found, world.first, "HS-finished_late")
    only = find_row(found, world.second, "HS-received")
    province = find_row(found, world.province, "HS-received")
    assert found.dossiers is not None
    assert late.cause is DifferenceCause.DATES_DIFFER
    assert only.cause is DifferenceCause.MISSING_UNIT
    assert province.cause is DifferenceCause.DOSSIER_IN_ONE_ONLY
    assert province.comparison.explanation is not None
    assert province.comparison.explanation.params["differing"] == 1


def test_a_person_limited_to_a_unit_sees_its_figures_only(world: World) -> None:
    for unit_id in (world.first, world.second):
        world.state("A", "766-2.1", unit_id, 1, 2)
        world.state("B", "766-2.1", unit_id, 1, 2)
    found = world.reconcile("A", "B", unit_ids={world.second})

    assert [row.unit.id for row in found.rows] == [world.second]


def judge(world: World, row: ReconciledRow, make_actor: MakeActor, **more: Any) -> None:
    values = {
        "key": DifferenceKey("2024-03", "A", "B", row.indicator.code, row.unit.id),
        "state": DifferenceState.EXPLAINED,
        "cause": DifferenceCause.SYNC_DELAY,
        "note": "Đã gọi Trung tâm, chậm đồng bộ.",
        "owner": "",
        "snapshot": row.snapshot,
        "actor": make_actor("chuyen-vien"),
    }
    with transaction():
        judge_difference(**{**values, **more})


def test_a_judgement_stands_until_a_figure_moves(world: World, make_actor: MakeActor) -> None:
    world.state("B", "766-2.1", world.first, 80, 90)
    world.state("A", "766-2.1", world.first, 79, 90)
    judge(world, world.row("A", "B", "766-2.1", world.first), make_actor)
    for first, second in (("A", "B"), ("B", "A")):
        row = world.row(first, second, "766-2.1", world.first)
        assert (row.state, row.cause, row.has_moved) == (
            DifferenceState.EXPLAINED,
            DifferenceCause.SYNC_DELAY,
            False,
        )

    world.state("B", "766-2.1", world.first, 81, 90)
    row = world.row("A", "B", "766-2.1", world.first)

    assert (row.state, row.has_moved) == (DifferenceState.OPEN, True)
    assert row.cause is DifferenceCause.UNEXPLAINED, "what was said was said of other figures"
    assert row.judged is not None


def test_a_new_note_of_the_source_alone_opens_nothing(world: World, make_actor: MakeActor) -> None:
    world.state("B", "766-2.1", world.first, 80, 90)
    world.state("A", "766-2.1", world.first, 79, 90)
    judge(world, world.row("A", "B", "766-2.1", world.first), make_actor)
    world.state("B", "766-2.1", world.first, 80, 90, quality="x")

    assert world.row("A", "B", "766-2.1", world.first).state is DifferenceState.EXPLAINED


def test_what_agrees_again_has_no_state(world: World, make_actor: MakeActor) -> None:
    world.state("B", "766-2.1", world.first, 80, 90)
    world.state("A", "766-2.1", world.first, 79, 90)
    judge(world, world.row("A", "B", "766-2.1", world.first), make_actor)
    world.state("A", "766-2.1", world.first, 80, 90)

    assert world.row("A", "B", "766-2.1", world.first).state is None


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("A", "A", "reconcile_same_source"),
        ("A", "không-có", "reconcile_source_unknown"),
        ("không-có", "A", "reconcile_source_unknown"),
        ("A", "C", "reconcile_period_empty"),
        ("A", "HO-SO", "reconcile_period_empty"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    world: World, first: str, second: str, code: str
) -> None:
    world.state("A", "766-2.1", world.first, 1, 2)
    make_source("C")
    with pytest.raises(RefusedError) as caught:
        world.reconcile(first, second)

    assert caught.value.code == code


def test_a_refused_period_names_the_periods_both_sources_have(world: World) -> None:
    indicator = db.session.scalars(sa.select(Indicator.id)).first()
    assert indicator is not None
    for source in ("A", "B"):
        make_figure(indicator, world.first, "2024-02", 1, 2, source=source)
    world.state("A", "766-2.1", world.first, 1, 2)
    with pytest.raises(RefusedError) as caught:
        world.reconcile("A", "B")

    assert caught.value.params["common"] == ("2024-02",)
    assert caught.value.params["source"] == "B"


def test_a_figure_that_is_not_there_is_not_found(world: World) -> None:
    world.state("A", "766-2.1", world.first, 1, 2)
    world.state("B", "766-2.1", world.first, 1, 2)
    with pytest.raises(RefusedError) as caught:
        find_row(world.reconcile("A", "B"), world.second, "766-2.1")

    assert caught.value.code == "reconcile_row_missing"
