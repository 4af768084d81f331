"""Two people at the same task in the same moment: one change is made, the other is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import TaskChange, db
from models.vocabulary import Role
from tests.remembered import add_actor, remembered
from tests.services.test_assignment_races import at_once
from tests.task_work import TODAY, Work, make_work
from tracker.queries.task_changes import list_task_changes
from tracker.services.task_change_bulks import BulkKind, BulkStep, change_tasks
from tracker.services.task_change_undos import undo_change
from tracker.services.task_changes import ChangeOrder, change_term

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

REASON = "Điều chỉnh theo kết luận giao ban"


@remembered
def work(database: Settings, on_day: OnDay) -> Work:
    on_day(TODAY)
    return make_work()


@remembered
def people(work: Work) -> tuple[Actor, Actor]:
    return add_actor("mot", Role.OFFICE_STAFF), add_actor("hai", Role.OFFICE_STAFF)


def term(work: Work, phrase: str, actor: Actor) -> Callable[[], object]:
    said = ChangeOrder(TODAY, REASON, seen=0)
    return lambda: change_term(task_id=work.task, phrase=phrase, order=said, actor=actor)


def test_of_two_changes_at_once_one_is_told_of_the_other(
    database: Settings, work: Work, people: tuple[Actor, Actor]
) -> None:
    found = at_once(
        database, term(work, "Quý III/2024", people[0]), term(work, "Quý IV/2024", people[1])
    )

    assert found == ["change_stale", "done"]
    assert db.session.scalar(sa.select(sa.func.count(TaskChange.id))) == 1


def test_of_a_change_and_many_at_once_one_is_told(
    database: Settings, work: Work, people: tuple[Actor, Actor]
) -> None:
    other = work.add_task(None, TODAY)
    step = BulkStep(BulkKind.SHIFT_DUE, days=5)
    said = ChangeOrder(TODAY, REASON, seen=0)
    found = at_once(
        database,
        term(work, "Quý III/2024", people[0]),
        lambda: change_tasks(task_ids=[other, work.task], step=step, order=said, actor=people[1]),
    )

    assert found == ["change_stale", "done"]
    assert len(list_task_changes([work.task])) == 1


def test_of_two_undoings_at_once_one_is_made(
    database: Settings, work: Work, people: tuple[Actor, Actor]
) -> None:
    key = change_term(task_id=work.task, phrase="Quý III/2024",
                      order=ChangeOrder(TODAY, REASON), actor=people[0])  # fmt: skip
    db.session.commit()

    def undo(actor: Actor) -> Callable[[], object]:
        return lambda: undo_change(change_id=key, order=ChangeOrder(TODAY, REASON), actor=actor)

    assert at_once(database, *map(undo, people)) == ["change_undone", "done"]
    assert [row.undoes_id for row in list_task_changes([work.task])] == [key, None]
