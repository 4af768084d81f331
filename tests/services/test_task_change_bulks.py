"""Many tasks changed in one go: all or none, undone whole; what other units mean for groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, Task, TaskChange, UnitGroup, db
from models.vocabulary import AssignmentRole, Role, ScheduleKind, TaskKind, UnitLevel
from tests.factories import make_task, make_unit
from tests.remembered import add_actor, remembered
from tests.task_work import DUE, TODAY, Work, make_work
from tests.views.staff import counted_statements
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.group_effects import list_group_effects
from tracker.queries.task_changes import list_task_changes
from tracker.queries.task_parties import get_task
from tracker.queries.unit_directory import load_directory
from tracker.services.task_change_bulks import BulkKind, BulkStep, change_tasks, plan_bulk
from tracker.services.task_change_plans import plan_parties, task_on
from tracker.services.task_change_undos import undo_change
from tracker.services.task_change_units import list_moves, units_key
from tracker.services.task_changes import ChangeOrder, change_parties, change_term
from tracker.services.unit_book import UnitDraft
from tracker.services.unit_imports import UnitFile, record_unit_import
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.queries.accounts import Actor

REASON = "Điều chỉnh theo kết luận giao ban"
ORDER = ChangeOrder(TODAY, REASON)
SWAP = BulkStep(BulkKind.REPLACE, unit="SO.A", by="Phòng C")


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def work(database: object) -> Work:
    return make_work()


@remembered
def office(work: Work) -> Actor:
    return add_actor("van-phong", Role.OFFICE_STAFF)


@remembered
def tasks(work: Work) -> list[int]:
    """Return two tasks that Phòng A leads alone, due like the first one."""
    return [
        make_task(work.directive, leads=(work.first,), due_on=DUE),
        make_task(work.directive, leads=(work.first,), supports=(work.second,), due_on=DUE),
    ]


def units(task_id: int) -> list[tuple[AssignmentRole, int | None]]:
    return [(party.role, party.unit_id) for party in get_task(task_id).task.parties]


def changes() -> int:
    return db.session.scalar(sa.select(sa.func.count(TaskChange.id))) or 0


def test_a_unit_is_replaced_in_every_task_and_all_is_undone_at_once(
    work: Work, tasks: list[int], office: Actor
) -> None:
    before = [units(task) for task in tasks]
    keys = change_tasks(task_ids=tasks, step=SWAP, order=ORDER, actor=office)

    assert [units(task)[0] for task in tasks] == [(AssignmentRole.LEAD, work.helping)] * 2
    assert len({row.bulk_key for row in list_task_changes(tasks)}) == 1
    undone = undo_change(change_id=keys[1], order=ORDER, actor=office)
    assert len(undone) == 2
    assert [units(task) for task in tasks] == before


def test_one_that_cannot_be_changed_stops_all(work: Work, tasks: list[int], office: Actor) -> None:
    with pytest.raises(RefusedError) as refusal:
        change_tasks(task_ids=[*tasks, work.task], step=SWAP, order=ORDER, actor=office)

    assert refusal.value.code == "bulk_refused"
    assert refusal.value.params["count"] == 1  # Phòng C supports the third one already
    assert changes() == 0


def test_a_bulk_that_another_change_stands_on_is_not_undone(
    tasks: list[int], office: Actor
) -> None:
    step = BulkStep(BulkKind.SHIFT_DUE, days=10)
    first, _second = change_tasks(task_ids=tasks, step=step, order=ORDER, actor=office)
    change_term(task_id=tasks[1], phrase="Quý IV/2024", order=ORDER, actor=office)

    with pytest.raises(RefusedError) as refusal:
        undo_change(change_id=first, order=ORDER, actor=office)

    assert refusal.value.code == "change_stands_below"


@pytest.mark.parametrize(("days", "due_on"), [(10, date(2024, 3, 25)), (-14, date(2024, 3, 1))])
def test_days_are_shifted_and_said_as_a_document_would(
    tasks: list[int], office: Actor, days: int, due_on: date
) -> None:
    change_tasks(
        task_ids=tasks, step=BulkStep(BulkKind.SHIFT_DUE, days=days), order=ORDER, actor=office
    )

    assert {get_task(task).task.due_on for task in tasks} == {due_on}
    assert f"{due_on:%d/%m/%Y}" in get_task(tasks[0]).task.schedule_phrase


def test_a_supporter_is_added(work: Work, tasks: list[int], office: Actor) -> None:
    step = BulkStep(BulkKind.ADD_SUPPORT, unit="Phòng C")
    change_tasks(task_ids=tasks, step=step, order=ORDER, actor=office)

    assert all((AssignmentRole.SUPPORTING, work.helping) in units(task) for task in tasks)


def test_a_task_without_a_day_is_not_shifted(work: Work) -> None:
    task = make_task(work.directive, leads=(work.first,))
    step = BulkStep(BulkKind.SHIFT_DUE, days=5)
    (line,) = plan_bulk(task_ids=[task], step=step, order=ORDER)

    assert line.refusal is not None
    assert line.refusal.code == "bulk_without_due"


@pytest.mark.parametrize(
    ("count", "step", "code"),
    [
        (0, SWAP, "bulk_empty"),
        (301, SWAP, "bulk_many"),
        (1, BulkStep(BulkKind.SHIFT_DUE), "bulk_days"),
        (1, BulkStep(BulkKind.REPLACE, unit="SO.A"), "bulk_step_unclear"),
        (1, BulkStep(BulkKind.ADD_SUPPORT), "bulk_step_unclear"),
    ],
    ids=["none", "too many", "no days", "by nobody", "nobody"],
)
def test_a_step_that_says_nothing_is_refused(
    work: Work, office: Actor, count: int, step: BulkStep, code: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        change_tasks(task_ids=[work.task] * count, step=step, order=ORDER, actor=office)

    assert refusal.value.code == code


def test_what_is_not_there_or_not_new_is_refused(
    work: Work, tasks: list[int], office: Actor
) -> None:
    with pytest.raises(NotFoundError):
        plan_bulk(task_ids=[987654], step=SWAP, order=ORDER)
    change_tasks(task_ids=tasks, step=SWAP, order=ORDER, actor=office)
    stale = ChangeOrder(TODAY, REASON, seen=0)
    step = BulkStep(BulkKind.REPLACE, unit="Phòng C", by="SO.A")
    with pytest.raises(ConflictError):
        change_tasks(task_ids=tasks, step=step, order=stale, actor=office)


@pytest.mark.parametrize(
    ("values", "phrase"),
    [
        ({"schedule_kind": ScheduleKind.IN_QUARTER}, "Chậm nhất ngày 25/03/2024"),
        ({"schedule_kind": ScheduleKind.BY_DATE}, "Chậm nhất ngày 25/03/2024"),
        (
            {"schedule_kind": ScheduleKind.BY_DATE, "first_day": date(2024, 1, 2)},
            "Từ 02/01/2024 đến 25/03/2024",
        ),
        ({"schedule_kind": ScheduleKind.ONGOING}, None),
        ({"schedule_kind": ScheduleKind.IN_QUARTER, "kind": TaskKind.MEASURED}, None),
    ],
    ids=["quarter", "day", "span", "routine", "share of a quarter"],
)
def test_a_shifted_term_stays_the_kind_of_term_it_was(
    work: Work, values: dict[str, object], phrase: str | None
) -> None:
    task = make_task(work.directive, leads=(work.first,), due_on=DUE)
    for name, value in values.items():
        setattr(db.session.get_one(Task, task), name, value)
    db.session.commit()
    (line,) = plan_bulk(task_ids=[task], step=BulkStep(BulkKind.SHIFT_DUE, days=10), order=ORDER)

    if phrase is None:
        assert line.refusal is not None
        assert line.refusal.code == "bulk_without_due"
    else:
        assert line.plan is not None
        shifted = line.plan.after
        assert (shifted["schedule_phrase"], shifted["due_on"]) == (phrase, "2024-03-25")
        assert shifted["first_day"] == ("2024-01-02" if "first_day" in values else None)


def test_many_are_understood_in_as_many_statements_as_few(
    work: Work, tasks: list[int], office: Actor
) -> None:
    with counted_statements() as few:
        plan_bulk(task_ids=tasks[:1], step=SWAP, order=ORDER)
    more = [make_task(work.directive, leads=(work.first,)) for _ in range(4)]
    with counted_statements() as many:
        plan_bulk(task_ids=[*tasks, *more], step=SWAP, order=ORDER)

    assert len(many) == len(few)


def test_a_bulk_undone_may_be_made_and_undone_again(
    work: Work, tasks: list[int], office: Actor
) -> None:
    before = [units(task) for task in tasks]
    for _ in range(2):
        keys = change_tasks(task_ids=tasks, step=SWAP, order=ORDER, actor=office)
        assert len(undo_change(change_id=keys[0], order=ORDER, actor=office)) == 2
        assert [units(task) for task in tasks] == before
        for key in keys:
            with pytest.raises(ConflictError):
                undo_change(change_id=key, order=ORDER, actor=office)


class TestGroups:
    @pytest.fixture
    def task(self, work: Work) -> int:
        group = UnitGroup(code="phong", name="Các phòng", scope_id=work.department,
                          levels="division")  # fmt: skip
        db.session.add(group)
        db.session.flush()
        return make_task(work.directive, group_id=group.id)

    def test_a_new_unit_gets_the_tasks_of_its_group_from_its_first_day(
        self, work: Work, task: int
    ) -> None:
        before = load_directory()
        make_unit("SO.N", "Phòng Mới", level=UnitLevel.DIVISION, parent_id=work.department,
                  valid_from=date(2024, 6, 1), valid_to=date(2024, 8, 31))  # fmt: skip
        effects = list_group_effects(before, load_directory())

        assert [(e.number, e.group, e.from_day, e.gained, e.lost) for e in effects] == [
            ("2", "Các phòng", date(2024, 6, 1), ("SO.N",), ()),
            ("2", "Các phòng", date(2024, 9, 1), (), ()),
        ]

    def test_a_group_is_given_a_task_only_after_its_units_were_seen(
        self, work: Work, task: int, tasks: list[int], office: Actor
    ) -> None:
        (seen,) = plan_bulk(
            task_ids=tasks[:1],
            step=BulkStep(BulkKind.REPLACE, unit="SO.A", by="Các phòng"),
            order=ORDER,
        )
        assert seen.plan is not None
        moves = list_moves(seen.plan, load_directory())
        assert (moves.is_by_group, [unit.code for unit in moves.gained]) == (True, ["SO.B", "SO.C"])

        def give(units_seen: str) -> int:
            order = replace(ORDER, units_seen=units_seen)
            return change_parties(task_id=tasks[0], leads="Các phòng", order=order, actor=office)

        make_unit("SO.N", "Phòng Mới", level=UnitLevel.DIVISION, parent_id=work.department)
        refused = {"": "change_units_unseen", units_key([moves]): "change_units_changed"}
        for unseen, code in refused.items():
            with pytest.raises(RefusedError) as refusal:
                give(unseen)
            assert refusal.value.code == code
        again = list_moves(seen.plan, load_directory())
        assert give(units_key([again]))
        # Whoever leaves the group as it is needs to see nothing.
        nothing_seen = replace(ORDER, units_seen="")
        change_parties(task_id=tasks[0], supports="Phòng B", order=nothing_seen, actor=office)

    def test_many_are_given_to_a_group_only_after_the_units_of_every_task_were_seen(
        self, work: Work, task: int, tasks: list[int], office: Actor
    ) -> None:
        step = BulkStep(BulkKind.REPLACE, unit="SO.A", by="Các phòng")

        def look(task_ids: list[int]) -> str:
            lines = plan_bulk(task_ids=task_ids, step=step, order=ORDER)
            plans = [line.plan for line in lines if line.plan is not None]
            return units_key([list_moves(plan, load_directory()) for plan in plans])

        def give(seen: str) -> list[int]:
            order = replace(ORDER, units_seen=seen)
            return change_tasks(task_ids=tasks, step=step, order=order, actor=office)

        first, second = look(tasks[:1]), look(tasks[1:])
        assert first != second  # the second one loses nothing to the group: Phòng B has it
        refused = {"": "change_units_unseen"} | dict.fromkeys(
            (first, second), "change_units_changed"
        )
        for seen, code in refused.items():
            with pytest.raises(RefusedError) as refusal:
                give(seen)
            assert (refusal.value.code, changes()) == (code, 0)
        assert len(give(look(tasks))) == 2

    def test_what_was_seen_is_of_one_task_and_of_who_loses_it(
        self, work: Work, task: int, tasks: list[int], office: Actor
    ) -> None:
        def look(task_id: int) -> str:
            found = task_on(task_id, TODAY)
            plan = plan_parties(found=found, leads="Các phòng", supports="", effective_on=TODAY)
            return units_key([list_moves(plan, load_directory())])

        seen, twin = look(tasks[0]), make_task(work.directive, leads=(work.first,))
        assert look(tasks[0]) == seen
        assert look(twin) != seen
        change_parties(task_id=tasks[0], leads="SO", order=ORDER, actor=office)
        assert look(tasks[0]) != seen

    def test_units_that_stay_as_they_are_change_nothing(self, work: Work, task: int) -> None:
        assert list_group_effects(load_directory(), load_directory()) == []

    def test_an_import_gives_tasks_to_other_units_only_after_they_were_seen(
        self, work: Work, task: int, office: Actor
    ) -> None:
        db.session.commit()
        draft = UnitDraft("SO.N", "Phòng Mới", UnitLevel.DIVISION, "SO", date(2024, 6, 1), row=2)
        file = UnitFile("phong.csv", "0" * 64, (draft,), (), {})

        def preview(file: UnitFile) -> str:
            with transaction(dry_run=True):
                report = record_unit_import(actor=office, file=file, effects_seen=None)
            return report.effects_key

        def refuse(seen: str, code: str, count: int) -> None:
            with pytest.raises(RefusedError) as refusal, transaction():
                record_unit_import(actor=office, file=file, effects_seen=seen)
            assert (refusal.value.code, refusal.value.params["count"]) == (code, count)
            assert load_directory().meanings("SO.N") == ()

        seen = preview(file)
        refuse("", "unit_effects_unseen", 1)
        refuse(preview(replace(file, sha256="1" * 64)), "unit_effects_changed", 1)
        make_task(work.directive, group_id=db.session.scalars(sa.select(UnitGroup.id)).one())
        db.session.commit()
        refuse(seen, "unit_effects_changed", 2)
        seen = preview(file)
        with transaction():
            report = record_unit_import(actor=office, file=file, effects_seen=seen)

        effect, other = report.group_effects
        assert (effect.number, effect.from_day, effect.gained) == ("2", date(2024, 6, 1), ("SO.N",))
        assert other == replace(effect, number="3")
        entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert entry is not None
        assert entry.details is not None
        assert entry.details["group_effects"][0]["gained"] == ["SO.N"]


def test_only_the_office_changes_many_tasks(work: Work, tasks: list[int]) -> None:
    for role, unit_id in ((Role.DEPARTMENT_HEAD, work.department), (Role.APPROVER, None)):
        person = add_actor(role.value, role, unit_id)
        with pytest.raises(ForbiddenError, match="role_not_allowed"):
            change_tasks(task_ids=tasks, step=SWAP, order=ORDER, actor=person)
    assert changes() == 0


def test_what_stands_on_a_bulk_is_named_by_the_change_of_that_task(
    tasks: list[int], office: Actor
) -> None:
    step = BulkStep(BulkKind.SHIFT_DUE, days=10)
    first, _second = change_tasks(task_ids=tasks, step=step, order=ORDER, actor=office)
    newer = [
        change_term(task_id=task, phrase="Quý IV/2024", order=ORDER, actor=office) for task in tasks
    ]

    with pytest.raises(RefusedError, match="change_stands_below") as refusal:
        undo_change(change_id=first, order=ORDER, actor=office)

    assert refusal.value.params["newest"] == newer[0]
