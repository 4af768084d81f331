"""A month goes round: each step when it is due, once, and what people did by hand is seen."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import CycleEntry, Publication, PullRun, RenderedFile, ReplyUnit, db
from models.vocabulary import CycleStep, PublicationState, Role, StepState
from tests.cycle_world import (
    MARCH,
    STEPS,
    World,
    approve,
    at,
    audited,
    done,
    entry,
    states,
    tick,
    with_cycle,
)
from tests.factories import make_directive, make_indicator, make_task, make_unit
from tests.remembered import remembered
from tracker.clock import now
from tracker.errors import ForbiddenError, RefusedError
from tracker.jobs import cycle_work, publication
from tracker.jobs.evaluation import run_evaluation
from tracker.jobs.publication import run_publication
from tracker.publishing.late_list import build_late_list, draft_late_list
from tracker.queries.accounts import get_actor
from tracker.queries.cycle_overview import list_cycle_months
from tracker.queries.publications import get_publication
from tracker.rules.canonical import sha256_hex
from tracker.rules.cycle import LEASE
from tracker.rules.periods import read_period
from tracker.services.cycle import retry_step
from tracker.services.late_lists import withdraw_late_list
from tracker.services.reply_windows import open_reply_window
from tracker.sources.errors import PullFailedError
from tracker.transaction import transaction
from tracker.wording.stored import explain_stored

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

START, DRAFT = date(2024, 4, 2), date(2024, 4, 5)
REMINDERS = (date(2024, 4, 10), date(2024, 4, 12))
CLOSED = date(2024, 4, 13)
SIX = time(6)


@pytest.fixture(autouse=True)
def quick_files(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish without its files, which take seconds, but where they are what is looked at."""
    if "files" not in request.node.name:
        monkeypatch.setattr(publication, "render_published_files", lambda *_: {})


@remembered
def world(database: Settings, on_day: OnDay) -> World:
    on_day(date(2024, 4, 1), time(5))
    world = World()
    world.add_months(2024, 3)
    return world


def go_to_approval(settings: Settings, on_day: OnDay) -> None:
    for day in (START, DRAFT, *REMINDERS, CLOSED):
        on_day(day, SIX)
        tick(settings)


def test_each_step_is_taken_on_its_day_and_none_before(
    database: Settings, world: World, on_day: OnDay
) -> None:
    expected = {
        date(2024, 4, 1): 0,
        START: 2,
        date(2024, 4, 4): 2,
        DRAFT: 5,
        date(2024, 4, 9): 5,
        REMINDERS[0]: 5,
        REMINDERS[1]: 6,
        CLOSED: 6,
    }
    for day, count in expected.items():
        on_day(day, time(5, 59))
        tick(database)
        before = len(done())
        on_day(day, SIX)
        tick(database)
        assert (len(done()), before <= count) == (count, True), day

    assert states()[CycleStep.APPROVE] is StepState.WAITING
    assert entry(CycleStep.APPROVE).reason == "cycle_waits_for_approval"
    approve()
    report = tick(database)
    assert [taken.step for taken in report.steps] == [CycleStep.APPROVE, CycleStep.PUBLISH]
    assert done() == list(STEPS)
    assert get_publication(MARCH).state is PublicationState.PUBLISHED
    assert tick(database).steps == []


def test_a_window_that_is_open_is_what_approval_waits_for(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(DRAFT, SIX)
    tick(database)
    asked = db.session.scalars(sa.select(ReplyUnit)).one()
    unit_id = make_unit("H99.02", "UBND xã Hai")
    db.session.add(ReplyUnit(publication_id=asked.publication_id, unit_id=unit_id, row_count=0))
    db.session.commit()
    tick(database)

    waiting = entry(CycleStep.APPROVE)
    assert (waiting.reason, waiting.params) == (
        "cycle_window_open",
        {"until": "2024-04-12", "count": 1},
    )
    assert waiting.due_at == at(CLOSED)
    with pytest.raises(RefusedError):
        approve()


def test_units_are_reminded_once_on_each_day(
    database: Settings, world: World, on_day: OnDay
) -> None:
    for day in (DRAFT, *REMINDERS, CLOSED):
        on_day(day, SIX)
        tick(database)
        tick(database)

    reminders = audited("reminders_queued")
    assert sum(reminders.values()) == len(REMINDERS)
    assert entry(CycleStep.REMIND).result["reminded_on"] == [day.isoformat() for day in REMINDERS]


def test_a_server_off_over_both_reminders_sends_one(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(DRAFT, SIX)
    tick(database)
    on_day(REMINDERS[1], time(8))
    tick(database)

    assert sum(audited("reminders_queued").values()) == 1
    assert states()[CycleStep.REMIND] is StepState.DONE


# --- C2: caught up, in order, once, and marked late


def test_a_month_missed_while_the_server_was_off_is_caught_up_and_marked_late(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(date(2024, 3, 28))
    tick(database)
    on_day(date(2024, 4, 6), time(9))
    tick(database)

    assert len(done()) == 5
    months = {month.period: month for month in list_cycle_months(settings=database, now=now())}
    late = {row.step for row in months[MARCH].steps if row.is_late}
    assert late == {CycleStep.CHECK, CycleStep.DRAFT, CycleStep.OPEN_REPLY}
    assert tick(database).steps == []


def test_three_months_off_are_three_runs_in_order(
    database: Settings, world: World, on_day: OnDay
) -> None:
    world.add_months(2024, 4, 3)
    go_to_approval(database, on_day)
    on_day(date(2024, 7, 9), time(9))
    report = tick(database)

    drafted = [taken.period for taken in report.steps if taken.step is CycleStep.DRAFT]
    assert drafted == ["2024-04", "2024-05", "2024-06"]
    assert all(len(done(period)) == 5 for period in drafted)
    assert tick(database).steps == []


def test_the_look_back_is_bounded_and_said(database: Settings, world: World, on_day: OnDay) -> None:
    on_day(START, SIX)
    tick(database)
    on_day(date(2024, 10, 1), time(9))
    tick(database)
    on_day(date(2024, 11, 9), time(9))
    tick(database)

    months = {month.period: month for month in list_cycle_months(settings=database, now=now())}
    assert list(months) == [f"2024-{number:02d}" for number in range(10, 2, -1)]
    assert [period for period, month in months.items() if not month.is_looked_at] == [
        "2024-04",
        MARCH,
    ]


def test_the_first_tick_begins_with_the_month_that_ended_last(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(date(2024, 6, 20))
    tick(database)

    assert list(db.session.scalars(sa.select(CycleEntry.period).distinct())) == ["2024-05"]


# --- C4: Vietnam's month


def test_half_past_midnight_in_hanoi_belongs_to_the_new_month(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(date(2024, 4, 1), time(0, 30))
    assert now().date() == date(2024, 3, 31)
    tick(database)

    assert entry(CycleStep.PULL).due_at == at(START)


def test_an_office_month_ends_on_its_cut_off_day(
    database: Settings, world: World, on_day: OnDay
) -> None:
    from dataclasses import replace

    settings = replace(database, month_cutoff_day=15)
    on_day(date(2024, 3, 16), SIX)
    tick(settings)
    assert entry(CycleStep.PULL).due_at == at(date(2024, 3, 17))
    on_day(date(2024, 3, 20), SIX)
    world.add_months(2024, 2)
    tick(settings)

    assert get_publication(MARCH).last_day == date(2024, 3, 15)


# --- C5: the clock may jump


@pytest.mark.parametrize(
    "back", [timedelta(hours=1), timedelta(days=31)], ids=["an-hour", "a-month"]
)
def test_a_clock_that_goes_back_runs_nothing_twice_and_is_told_of(
    database: Settings, world: World, on_day: OnDay, back: timedelta
) -> None:
    go_to_approval(database, on_day)
    before = audited()
    on_day((at(CLOSED) - back).date(), SIX if back.days else time(5))
    report = tick(database)

    assert [code for code, _ in report.warnings] == ["cycle_clock_back"]
    assert report.steps == []
    assert audited() == before


def test_a_clock_that_leaps_a_year_does_nothing_until_a_person_says_so(
    database: Settings, world: World, on_day: OnDay
) -> None:
    go_to_approval(database, on_day)
    before = audited()
    on_day(date(2025, 4, 13), SIX)
    report = tick(database)

    assert [code for code, _ in report.warnings] == ["cycle_clock_forward"]
    assert (report.steps, audited()) == ([], before)
    assert tick(database, by="staff").steps != []


def test_after_the_leap_is_put_right_the_month_goes_on(
    database: Settings, world: World, on_day: OnDay
) -> None:
    go_to_approval(database, on_day)
    on_day(date(2025, 4, 13), SIX)
    tick(database)
    on_day(CLOSED, time(7))
    approve()

    assert [taken.step for taken in tick(database).steps][-1] is CycleStep.PUBLISH


def test_a_lease_of_another_clock_does_not_hold_a_step_for_ever(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(START, SIX)
    tick(database)
    db.session.execute(
        sa.update(CycleEntry)
        .where(CycleEntry.step == CycleStep.DRAFT)
        .values(state=StepState.RUNNING, fence=1, lease_until=at(date(2024, 9, 1)))
    )
    db.session.commit()
    on_day(DRAFT, SIX)
    tick(database)

    assert states()[CycleStep.DRAFT] is StepState.DONE


# --- C6: a failed pull never becomes "no one was late"


@pytest.fixture
def pulled(database: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Have the cycle pull two sources; what each answers is in the dict returned."""
    answers: dict[str, Any] = {"calls": []}

    def run(*, source_code: str, period: str, actor: object) -> None:
        del actor
        answers["calls"].append((source_code, period))
        error = answers.get(source_code)
        if error is not None:
            raise error

    monkeypatch.setattr(cycle_work, "run_pull", run)
    answers["settings"] = with_cycle(database, sources=("ONE", "TWO"))
    return answers


def test_a_failed_pull_stops_the_month_and_says_which_source_and_why(
    world: World, on_day: OnDay, pulled: dict[str, Any]
) -> None:
    pulled["TWO"] = PullFailedError("pull_empty", call="a")
    on_day(DRAFT, SIX)
    tick(pulled["settings"])

    assert done() == []
    blocked = entry(CycleStep.PULL)
    assert (blocked.state, blocked.reason) == (StepState.BLOCKED, "cycle_source_failed")
    assert blocked.params["source"] == "TWO"
    assert "TWO" in explain_stored(blocked.reason, blocked.params)
    assert [call[0] for call in pulled["calls"]] == ["ONE", "TWO"]
    assert entry(CycleStep.DRAFT).reason == "cycle_waits_for_pull"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 0


def test_a_failed_step_is_tried_again_with_longer_and_longer_pauses(
    world: World, on_day: OnDay, pulled: dict[str, Any]
) -> None:
    pulled["ONE"] = PullFailedError("pull_empty", call="a")
    tries = []
    for minutes in range(0, 130, 5):
        on_day(START, time(6 + minutes // 60, minutes % 60))
        before = len(pulled["calls"])
        tick(pulled["settings"])
        if len(pulled["calls"]) > before:
            tries.append(minutes)

    assert tries == [0, 5, 20, 80]
    assert len(audited("cycle_step_blocked")) == 1


def test_office_staff_may_have_a_step_tried_at_once(
    world: World, on_day: OnDay, pulled: dict[str, Any]
) -> None:
    pulled["ONE"] = PullFailedError("pull_empty", call="a")
    on_day(START, SIX)
    tick(pulled["settings"])
    pulled["ONE"] = None
    with transaction():
        retry_step(period=MARCH, step=CycleStep.PULL, at=now(), actor=get_actor("staff"))
    tick(pulled["settings"])

    assert done() == [CycleStep.PULL, CycleStep.CHECK]


def test_a_pull_of_many_sources_is_held_for_each_as_long_as_one_may_take(
    world: World, on_day: OnDay, pulled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[timedelta] = []

    def slow(**_: object) -> None:
        until = entry(CycleStep.PULL).lease_until
        assert until is not None
        left.append(until - now())
        on_day(START, time(6, 14 * len(left)))

    monkeypatch.setattr(cycle_work, "run_pull", slow)
    on_day(START, SIX)
    tick(pulled["settings"])

    assert left == [LEASE, LEASE]
    assert CycleStep.PULL in done()


def test_an_unexpected_fault_blocks_its_step_and_no_other_month(
    world: World, on_day: OnDay, pulled: dict[str, Any]
) -> None:
    world.add_months(2024, 4)
    pulled["ONE"] = ZeroDivisionError("a fault of ours")
    on_day(START, SIX)
    tick(pulled["settings"])
    broken = entry(CycleStep.PULL)
    assert (broken.state, broken.reason) == (StepState.BLOCKED, "cycle_step_broke")
    assert broken.params["reference"] in explain_stored(broken.reason, broken.params)
    pulled["ONE"] = None
    db.session.execute(
        sa.update(CycleEntry)
        .where(CycleEntry.period == MARCH, CycleEntry.step == CycleStep.PULL)
        .values(finished_at=at(date(2024, 5, 8)), attempt_count=9)
    )
    db.session.commit()
    on_day(date(2024, 5, 8), time(6, 1))
    tick(pulled["settings"])

    assert done() == []
    assert len(done("2024-04")) == 5


def test_a_fault_after_the_work_was_committed_does_not_undo_it(
    database: Settings, world: World, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = cycle_work.queue_reminders

    def fail_late(**more: Any) -> None:
        plain(**more)
        raise ZeroDivisionError

    monkeypatch.setattr(cycle_work, "queue_reminders", fail_late)
    on_day(DRAFT, SIX)
    tick(database)
    on_day(REMINDERS[1], SIX)
    tick(database)
    tick(database)

    assert states()[CycleStep.REMIND] is StepState.DONE
    assert sum(audited("reminders_queued").values()) == 1


def test_a_worker_whose_step_was_taken_over_leaves_no_trace(
    database: Settings, world: World, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It claims, sleeps past its lease, another one does the step, and it wakes up."""
    plain = cycle_work.draft_late_list
    slept: list[bool] = []

    def sleep_over(**more: Any) -> Any:
        made = plain(**more)
        if not slept:
            slept.append(True)
            db.session.execute(
                sa.update(CycleEntry)
                .where(CycleEntry.step == CycleStep.DRAFT)
                .values(fence=CycleEntry.fence + 1)
            )
        return made

    monkeypatch.setattr(cycle_work, "draft_late_list", sleep_over)
    on_day(DRAFT, SIX)
    report = tick(database)
    assert CycleStep.DRAFT not in [taken.step for taken in report.steps]
    assert audited("late_list_drafted", "cycle_step_blocked") == {}
    on_day(DRAFT, time(6, 16))
    tick(database)

    assert states()[CycleStep.DRAFT] is StepState.DONE


def test_a_real_source_that_cannot_be_reached_blocks_the_pull(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(START, SIX)
    tick(with_cycle(database, sources=("GONE",)))

    assert entry(CycleStep.PULL).reason == "cycle_source_failed"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PullRun)) == 0


def test_a_page_never_calls_a_source(world: World, on_day: OnDay, pulled: dict[str, Any]) -> None:
    on_day(START, SIX)
    tick(pulled["settings"], by="staff", calls_sources=False)

    assert pulled["calls"] == []


def test_dossiers_that_end_before_the_month_hold_its_list_and_are_named(
    database: Settings, on_day: OnDay
) -> None:
    on_day(date(2024, 4, 1), time(5))
    World(data_until=date(2024, 3, 20)).add_months(2024, 3)
    on_day(DRAFT, SIX)
    tick(database)

    held = entry(CycleStep.DRAFT)
    assert (held.state, held.reason) == (StepState.WAITING, "cycle_data_ends_early")
    assert "20/03/2024" in explain_stored(held.reason, held.params)


def test_an_export_of_the_last_working_day_is_whole(database: Settings, on_day: OnDay) -> None:
    """31 March 2024 was a Sunday."""
    on_day(date(2024, 4, 1), time(5))
    World(data_until=date(2024, 3, 29)).add_months(2024, 3)
    on_day(DRAFT, SIX)
    tick(database)

    assert states()[CycleStep.DRAFT] is StepState.DONE


def test_a_month_with_nothing_to_work_on_says_what_it_waits_for(
    database: Settings, on_day: OnDay
) -> None:
    on_day(DRAFT, SIX)
    tick(database)
    assert entry(CycleStep.DRAFT).reason == "cycle_no_dossiers"
    on_day(date(2024, 5, 5), SIX)
    World().add_months(2024, 4)
    tick(database)

    assert entry(CycleStep.DRAFT).reason == "cycle_no_dossiers"
    assert len(done("2024-04")) == 5


# --- by hand


def test_what_people_did_by_hand_is_seen_and_not_done_twice(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(date(2024, 4, 3))
    staff = get_actor("staff")
    with transaction():
        draft_late_list(period=MARCH, actor=staff, settings=database)
    with transaction():
        open_reply_window(period=MARCH, actor=staff, settings=database)
    tick(database)
    assert done() == [
        CycleStep.PULL,
        CycleStep.CHECK,
        CycleStep.DRAFT,
        CycleStep.OPEN_REPLY,
    ]
    on_day(date(2024, 4, 11))
    approve()
    run_publication(period=MARCH, actor=staff, settings=database)
    tick(database)

    assert done() == list(STEPS)
    found = {step: entry(step).result["code"] for step in STEPS}
    assert found[CycleStep.DRAFT] == "cycle_drafted_by_hand"
    assert found[CycleStep.OPEN_REPLY] == "cycle_window_opened_by_hand"
    assert found[CycleStep.PUBLISH] == "cycle_published_by_hand"
    lists = audited("late_list_drafted", "reply_window_opened", "late_list_published")
    assert set(lists.values()) == {1}


def test_a_list_without_a_window_is_seen(database: Settings, world: World, on_day: OnDay) -> None:
    on_day(date(2024, 4, 3))
    with transaction():
        draft_late_list(period=MARCH, actor=get_actor("staff"), settings=database)
    approve()
    tick(database)

    assert entry(CycleStep.OPEN_REPLY).result["code"] == "cycle_without_window"
    assert get_publication(MARCH).state is PublicationState.PUBLISHED


def test_a_person_who_drafts_between_claim_and_work_is_not_overruled(
    database: Settings, world: World, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.jobs import cycle

    plain = cycle.work_on

    def overtaken(order: Any) -> None:
        if order.claim.step is CycleStep.DRAFT:
            with transaction():
                draft_late_list(period=MARCH, actor=get_actor("staff"), settings=database)
        plain(order)

    monkeypatch.setattr(cycle, "work_on", overtaken)
    on_day(DRAFT, SIX)
    tick(database)

    assert entry(CycleStep.DRAFT).result["code"] == "cycle_drafted_by_hand"
    assert sum(audited("late_list_drafted").values()) == 1


def test_a_person_who_opens_the_window_between_claim_and_work_is_not_overruled(
    database: Settings, world: World, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = cycle_work.open_reply_window

    def overtaken(**more: Any) -> Any:
        plain(period=MARCH, actor=get_actor("staff"), settings=database, days=9)
        db.session.commit()
        return plain(**more)

    monkeypatch.setattr(cycle_work, "open_reply_window", overtaken)
    on_day(DRAFT, SIX)
    tick(database)

    assert entry(CycleStep.OPEN_REPLY).result["code"] == "cycle_window_opened_by_hand"
    assert sum(audited("reply_window_opened").values()) == 1
    assert audited("cycle_step_blocked") == {}


def test_a_withdrawn_list_waits_for_people(database: Settings, world: World, on_day: OnDay) -> None:
    go_to_approval(database, on_day)
    approve()
    with transaction():
        withdraw_late_list(period=MARCH, reason="Sai số liệu", actor=get_actor("approver"))
    tick(database)

    assert entry(CycleStep.PUBLISH).reason == "cycle_list_withdrawn"
    assert sum(audited("late_list_drafted").values()) == 1


def test_an_evaluation_is_run_once_and_one_made_by_hand_is_seen(
    database: Settings, world: World, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    directive = make_directive("1/CT", world.unit)
    make_task(directive, leads=(world.unit,), indicator_id=make_indicator("X-1", "Tỷ lệ"))
    broken = RefusedError("pull_failed_period", run=1, source="S", period=MARCH, reason="r")

    def refuse(**_: object) -> None:
        raise broken

    with monkeypatch.context() as patched:
        patched.setattr(cycle_work, "run_evaluation", refuse)
        on_day(START, SIX)
        tick(database)
    assert entry(CycleStep.EVALUATE).reason == "pull_failed_period"
    on_day(START, time(8))
    run_evaluation(period=MARCH, actor=get_actor("staff"))
    tick(database)
    on_day(date(2024, 5, 2), SIX)
    tick(database)

    assert entry(CycleStep.EVALUATE).result["code"] == "cycle_evaluated_by_hand"
    assert entry(CycleStep.EVALUATE, "2024-04").result == {
        "code": "cycle_evaluated",
        "params": {"cells": 1, "changed": 1},
    }
    assert sum(audited("period_evaluated").values()) in (0, 2)


def test_an_evaluation_of_one_document_is_not_that_of_the_month(
    database: Settings, world: World, on_day: OnDay
) -> None:
    for number in ("1/CT", "2/CT"):
        directive = make_directive(number, world.unit)
        make_task(directive, leads=(world.unit,), indicator_id=make_indicator(number, "Tỷ lệ"))
    on_day(START, SIX)
    tick(database, should_stop=lambda: len(done()) >= 2)
    run_evaluation(period=MARCH, directive="1/CT", actor=get_actor("staff"))
    tick(database)

    assert entry(CycleStep.EVALUATE).result["code"] == "cycle_evaluated"


def test_lists_are_published_in_the_order_they_were_approved_in(
    database: Settings, world: World, on_day: OnDay
) -> None:
    world.add_months(2024, 4)
    on_day(DRAFT, SIX)
    tick(database)
    on_day(date(2024, 5, 6), SIX)
    tick(database)
    on_day(date(2024, 5, 20), SIX)
    approve("2024-04")
    approve(MARCH)
    report = tick(database)

    published = [taken.period for taken in report.steps if taken.step is CycleStep.PUBLISH]
    assert published == ["2024-04", MARCH]


def test_a_dry_run_says_what_comes_next_and_writes_nothing(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(START, SIX)
    report = tick(database, dry_run=True)

    assert [(taken.step, taken.code) for taken in report.steps] == [
        (CycleStep.PULL, "cycle_pull_by_hand")
    ]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CycleEntry)) == 0


def test_a_tick_told_to_stop_ends_between_two_steps(
    database: Settings, world: World, on_day: OnDay
) -> None:
    on_day(DRAFT, SIX)
    tick(database, should_stop=lambda: len(done()) >= 2)
    assert len(done()) == 2
    tick(database)

    assert len(done()) == 5


# --- C7, C8: what is published stays, and can be counted again


def test_a_published_list_and_its_files_never_change_while_months_go_on(
    database: Settings, world: World, on_day: OnDay
) -> None:
    def published() -> list[Any]:
        db.session.rollback()
        lists = sa.select(Publication.sha256, Publication.content).where(
            Publication.period == MARCH
        )
        files = sa.select(RenderedFile.format, RenderedFile.sha256, RenderedFile.content)
        first = db.session.execute(files.order_by(RenderedFile.id).limit(count)).all()
        return [*map(tuple, db.session.execute(lists)), *map(tuple, first)]

    go_to_approval(database, on_day)
    approve()
    tick(database)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(RenderedFile)) or 0
    before = published()
    world.add_months(2024, 3)
    world.add_months(2024, 4, 2)
    for day in (date(2024, 5, 6), date(2024, 6, 6)):
        on_day(day, SIX)
        tick(database)

    assert count > 0
    assert published() == before
    assert all(sha256_hex(content) == sha256 for _, sha256, content in before[1:])


def test_a_past_list_can_be_counted_again_from_what_was_kept(
    database: Settings, world: World, on_day: OnDay
) -> None:
    world.add_months(2024, 4, 2)
    for day in (DRAFT, date(2024, 5, 6), date(2024, 6, 6), date(2024, 6, 20)):
        on_day(day, SIX)
        tick(database)

    drawn_later = ("explanation", "apology")
    for period in (MARCH, "2024-04", "2024-05"):
        frozen = get_publication(period).content
        again = build_late_list(read_period(period), database).public
        for annex in ("finished_late", "open_overdue"):
            assert [
                {**row, "due_on": str(row["due_on"])} for row in strip(frozen[annex], drawn_later)
            ] == [{**row, "due_on": str(row["due_on"])} for row in strip(again[annex], drawn_later)]
        assert [row["finished_late"] for row in frozen["units"]] == [
            row["finished_late"] for row in again["units"]
        ]


def strip(rows: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the rows as JSON has them, without what people add later."""
    return [
        {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in row.items()
            if key not in names and key != "flags"
        }
        for row in rows
    ]


# --- C10: who may


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_only_the_clock_process_and_office_staff_take_the_cycle_on(
    database: Settings, world: World, on_day: OnDay, make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor(f"a-{role.value}", role)
    on_day(START, SIX)
    if role in (Role.SYSTEM, Role.OFFICE_STAFF):
        assert tick(database, by=actor.username).steps
        return
    with pytest.raises(ForbiddenError):
        tick(database, by=actor.username)
    assert states() == {}


def test_no_number_of_ticks_approves_or_publishes(
    database: Settings, world: World, on_day: OnDay
) -> None:
    go_to_approval(database, on_day)
    for days in range(0, 60, 7):
        on_day(CLOSED + timedelta(days=days), SIX)
        tick(database)
        tick(database, by="staff")

    assert get_publication(MARCH).state is PublicationState.DRAFT
    assert CycleStep.APPROVE not in cycle_work._WORK
