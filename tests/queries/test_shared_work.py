"""Who waits for whom in tasks without figures: leads, supporting units, tasks that follow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models import Task, db
from models.vocabulary import Role, ScheduleKind
from tests.remembered import add_actor, remembered
from tests.task_work import DUE, TODAY, Work, make_work
from tests.views.staff import counted_statements
from tracker.queries.shared_work import SharedWork, load_shared_work
from tracker.queries.unit_directory import load_directory
from tracker.rules.task_states import Window
from tracker.services.task_reports import accept_task_report

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings

WINDOW = Window(date(2024, 4, 1), date(2024, 4, 30), TODAY)


@remembered
def work(database: Settings, on_day: OnDay) -> Work:
    on_day(TODAY)
    return make_work()


def shared(*unit_ids: int) -> SharedWork:
    return load_shared_work(unit_ids, WINDOW, load_directory())


def test_a_lead_waits_for_its_supporting_units_and_they_for_it(work: Work) -> None:
    led, supported = shared(work.first), shared(work.helping)

    (task,) = led.led
    assert [unit.id for unit in task.supports] == [work.helping]
    assert led.supported == ()
    (other,) = supported.supported
    assert [row.part.unit.id for row in other.leads] == [work.first, work.second]
    assert supported.led == ()


def test_the_divisions_of_a_unit_do_not_wait_for_each_other(work: Work) -> None:
    found = shared(work.department, work.first, work.second, work.helping)

    assert (found.led, found.supported) == ((), ())


def test_the_newest_report_of_each_lead_stands_beside_the_task(work: Work) -> None:
    officer = add_actor("a", Role.UNIT_OFFICER, work.first)
    work.report(officer, done_on=None, product="", text="Đã góp ý lần 1")
    work.report(officer, done_on=None, product="", text="Đã góp ý lần 2")

    (task,) = shared(work.helping).supported

    assert {key: row.text for key, row in task.reports.items()} == {work.first: "Đã góp ý lần 2"}


def test_who_leads_beside_one_is_waited_for_too(work: Work) -> None:
    (task,) = shared(work.first).led

    assert [row.part.unit.id for row in task.co_leads] == [work.second]


def test_a_task_every_lead_has_done_is_left_out(work: Work) -> None:
    head = add_actor("truong", Role.DEPARTMENT_HEAD, work.department)
    for name, unit_id in (("a", work.first), ("b", work.second)):
        officer = add_actor(name, Role.UNIT_OFFICER, unit_id)
        report_id = work.report(officer, unit_id=unit_id, done_on=DUE)
        accept_task_report(report_id=report_id, note="", actor=head)
        db.session.commit()

    assert shared(work.first).led == ()
    assert shared(work.helping).supported == ()


def test_a_task_that_follows_another_ties_their_leads(work: Work) -> None:
    following = work.add_task(ScheduleKind.FOLLOWS)
    row = db.session.get_one(Task, following)
    row.follows = row.schedule_phrase = "Theo tiến độ nhiệm vụ 1"
    mine = make_follower(work)

    first, second = shared(work.first), shared(mine)

    ((task, named),) = first.following
    assert task.found.task.id == following
    assert [each.found.task.id for each in named] == [work.task]
    assert [each.found.task.id for each, _ in second.following] == [following + 1]
    assert {each.found.task.id for each, _ in first.followed} == {following + 1}


def make_follower(work: Work) -> int:
    """A task of another unit that follows the first one; return that unit."""
    from tests.factories import make_task, make_unit

    unit = make_unit("KHAC", "Sở Khác")
    task = make_task(work.directive, leads=(unit,), schedule_kind=ScheduleKind.FOLLOWS)
    row = db.session.get_one(Task, task)
    row.follows = row.schedule_phrase = "Theo tiến độ nhiệm vụ 1"
    db.session.commit()
    return unit


def test_the_number_of_statements_does_not_grow_with_tasks(work: Work) -> None:
    with counted_statements() as few:
        shared(work.first)
    for _ in range(5):
        work.add_task(ScheduleKind.BY_DATE, DUE, supports=(work.helping,))
    with counted_statements() as many:
        shared(work.first)

    assert len(few) == len(many)
